"""Takes an address out of what belongs to others: a transcript, a note, an earlier version."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Text, and_, cast, func, select, true
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from bot.logic.codes import normalised
from bot.logic.contact import addresses_in
from bot.logic.erasures import without_address
from bot.storage.base import Base
from bot.storage.column_types import CleanJson, CleanText
from bot.storage.holdings import OWNERS, SAID_AT


async def take_out(session: AsyncSession, address: str, until: datetime | None) -> dict[str, int]:
    """Take the address out of every text; how many rows of which table were changed."""
    changed: dict[str, int] = {}
    for table, said_at in SAID_AT.items():
        in_time = true() if until is None else said_at <= until
        for column in _texts_of(table):
            rows = await session.scalars(select(table).where(in_time, _may_hold(column, address)))
            for row in rows:
                value = getattr(row, column.key)
                cleaned = without_address(value, address)
                if cleaned != value:
                    setattr(row, column.key, cleaned)
                    changed[table.__tablename__] = changed.get(table.__tablename__, 0) + 1
    await session.flush()
    return changed


async def addresses_kept(session: AsyncSession) -> set[str]:
    """Every address that stands anywhere, as it is compared."""
    found: set[str] = set()
    for table in SAID_AT:
        columns = [*_texts_of(table), *([OWNERS[table]] if table in OWNERS else [])]
        for column in columns:
            texts = await session.scalars(select(cast(column, Text)).where(cast(column, Text).contains("@")))
            found.update(normalised(one) for text in texts for one in _addresses(column, text))
    return found


def _addresses(column: InstrumentedAttribute[Any], text: str) -> Iterator[str]:
    for part in _strings(json.loads(text)) if isinstance(column.type, CleanJson) else (text,):
        yield from addresses_in(part)


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, (dict, list)):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _strings(item)


def _texts_of(table: type[Base]) -> list[InstrumentedAttribute[Any]]:
    """The columns that people's words may stand in; whose it is stands in none of them."""
    owner = OWNERS.get(table)
    return [
        getattr(table, column.key)
        for column in table.__table__.columns
        if isinstance(column.type, (CleanText, CleanJson)) and (owner is None or column.key != owner.key)
    ]


def _may_hold(column: InstrumentedAttribute[Any], address: str) -> ColumnElement[bool]:
    """Both halves of the address are somewhere in it: quick, and never too narrow."""
    halves: list[str] = normalised(address).split("@")
    if isinstance(column.type, CleanJson):
        halves = [json.dumps(half)[1:-1] for half in halves]
    text = func.lower(cast(column, Text))
    return and_(*(text.contains(half, autoescape=True) for half in halves))
