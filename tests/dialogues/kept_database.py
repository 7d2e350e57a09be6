"""What the assistant under test has stored, read past it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, inspect, text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from bot.storage.tracker_events import events_address

Rows = list[dict[str, Any]]


class KeptDatabase:
    """Our database, and what the engine keeps: in a file beside it, or in the same one."""

    def __init__(self, url: str) -> None:
        self.url = url

    def rows(self, statement: str, **values: Any) -> Rows:
        """What this statement finds."""
        return asyncio.run(_read(self.url, lambda connection: _rows(connection, statement, values)))

    def dump(self) -> Iterator[str]:
        """Every row of every table, also of the engine's."""
        for url in dict.fromkeys((self.url, events_address(self.url).render_as_string(hide_password=False))):
            yield from (str(row) for row in asyncio.run(_read(url, _everything)))


async def _read(url: str, question: Any) -> Rows:
    engine = create_async_engine(url, poolclass=NullPool)
    async with engine.connect() as connection:
        found: Rows = await connection.run_sync(question)
    await engine.dispose()
    return found


def _rows(connection: Connection, statement: str, values: dict[str, Any]) -> Rows:
    return [dict(row) for row in connection.execute(text(statement), values).mappings()]


def _everything(connection: Connection) -> Rows:
    tables = inspect(connection).get_table_names()
    return [row for table in tables for row in _rows(connection, f'SELECT * FROM "{table}"', {})]
