"""The engine's own memory of conversations, for erasing only: Rasa's table `events`, which it alone writes.

With PostgreSQL it is in the same database, with SQLite in a file beside ours. Where there is none yet,
there is nothing to erase. A running engine remembers recent conversations besides: it is told to forget them
(`bot/web/erasing.py`), and notices at the next message that they are gone.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import (
    URL,
    ColumnElement,
    Float,
    Text,
    column,
    delete,
    func,
    inspect,
    select,
    table,
    text,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine
from sqlalchemy.pool import NullPool

from bot.logic.codes import normalised
from bot.logic.erasures import without_address
from bot.storage.connections import hide_values
from bot.storage.database import WAIT_SECONDS, told_when_away, with_async_driver

FILE = "conversations.db"
EVENTS = table("events", column("id"), column("sender_id"), column("timestamp", Float), column("data", Text))


def events_address(database_url: str) -> URL:
    """Where the engine keeps its events, given where we keep ours."""
    address = with_async_driver(database_url)
    if address.get_backend_name() != "sqlite" or address.database in (None, "", ":memory:"):
        return address
    return address.set(database=str(Path(str(address.database)).with_name(FILE)))


async def erase_events(database_url: str, conversations: Collection[str]) -> int:
    """Delete what the engine knows of these conversations; how many events that were."""
    return await _delete(database_url, EVENTS.c.sender_id.in_(conversations)) if conversations else 0


async def age_out_events(database_url: str, before: datetime) -> int:
    """Delete the conversations in which nothing has happened since; how many events that were."""
    newest = func.max(EVENTS.c.timestamp) < before.timestamp()
    old = select(EVENTS.c.sender_id).group_by(EVENTS.c.sender_id).having(newest)
    return await _delete(database_url, EVENTS.c.sender_id.in_(old))


async def take_out_of_events(database_url: str, address: str) -> tuple[str, ...]:
    """Take the address out of what others wrote; in which conversations it stood.

    The engine is to forget these, too: it reads them anew then.
    """
    halves = [json.dumps(half)[1:-1] for half in normalised(address).split("@")]
    held = [func.lower(EVENTS.c.data).contains(half, autoescape=True) for half in halves]
    changed = []
    async with _events(database_url) as connection:
        if connection is None:
            return ()
        wanted = select(EVENTS.c.id, EVENTS.c.sender_id, EVENTS.c.data).where(*held)
        for row in (await connection.execute(wanted)).all():
            data = json.loads(row.data)
            cleaned = without_address(data, address)
            if cleaned != data:
                changed.append(row.sender_id)
                await connection.execute(
                    update(EVENTS).where(EVENTS.c.id == row.id).values(data=json.dumps(cleaned))
                )
    return tuple(dict.fromkeys(changed))


async def _delete(database_url: str, which: ColumnElement[bool]) -> int:
    async with _events(database_url) as connection:
        if connection is None:
            return 0
        return (await connection.execute(delete(EVENTS).where(which))).rowcount


@asynccontextmanager
async def _events(database_url: str) -> AsyncIterator[AsyncConnection | None]:
    """One transaction over the table, None where there is none; what goes is overwritten on the disk."""
    address = events_address(database_url)
    in_file = address.get_backend_name() == "sqlite"
    if in_file and not Path(str(address.database)).is_file():
        yield None
        return
    engine = create_async_engine(
        address,
        poolclass=NullPool,
        hide_parameters=True,
        connect_args={"timeout": WAIT_SECONDS} if in_file else {},
    )
    hide_values(engine.sync_engine)
    async with told_when_away(), engine.begin() as connection:
        there = await connection.run_sync(lambda sync: inspect(sync).has_table(EVENTS.name))
        if in_file:
            await connection.execute(text("PRAGMA secure_delete = ON"))
        yield connection if there else None
    if in_file:
        async with told_when_away(), engine.connect() as connection:
            driver: Any = (await connection.get_raw_connection()).driver_connection
            await driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # the log still has what was deleted
