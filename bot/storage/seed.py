"""Writes the partnership catalogue from content. Safe at every start: what has not changed is not written."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import structlog
from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import now_utc
from bot.content.lexicon import Lexicon
from bot.content.loader import CONTENT
from bot.storage import catalogue_tables as tables
from bot.storage.base import Base
from bot.storage.catalogue_rows import Row, Rows, catalogue_rows
from bot.storage.database import Database, take_turns

CATALOGUE = "catalogue"
BY_ID = (
    tables.ProgrammeRow,
    tables.CountryRow,
    tables.RegionRow,
    tables.ThemeRow,
    tables.OrganisationRow,
    tables.PartnershipRow,
)
MAY_GO = (tables.OrganisationRow, tables.ThemeRow, tables.RegionRow)  # nothing that stays points at them

log = structlog.get_logger()


async def seed(
    database: Database, lexicon: Lexicon, *, folder: Path = CONTENT, clock: Callable[[], datetime] = now_utc
) -> bool:
    """Make the catalogue what content says; returns whether anything had to be written."""
    rows = catalogue_rows(_read(folder / "partnerships.json"), _read(folder / "organisations.json"), lexicon)
    content_hash = _hash(rows)
    async with database.reading() as session:
        if await _is_written(session, content_hash):
            return False
    async with database.writing() as session:
        await take_turns(session, CATALOGUE)
        if await _is_written(session, content_hash):
            return False
        await _write(session, rows)
        await session.merge(tables.SeedRow(name=CATALOGUE, content_hash=content_hash, seeded_at=clock()))
    log.info("catalogue_seeded", partnerships=len(rows[tables.PartnershipRow]))
    return True


def _read(path: Path) -> list[Row]:
    rows: list[Row] = json.loads(path.read_text(encoding="utf-8"))
    return rows


def _hash(rows: Rows) -> str:
    named = {table.__tablename__: entries for table, entries in rows.items()}
    return hashlib.sha256(json.dumps(named, sort_keys=True).encode("ascii")).hexdigest()


async def _is_written(session: AsyncSession, content_hash: str) -> bool:
    written = await session.get(tables.SeedRow, CATALOGUE)
    return written is not None and written.content_hash == content_hash


async def _write(session: AsyncSession, rows: Rows) -> None:
    for table in reversed(rows):
        if table not in BY_ID:
            await session.execute(delete(table))
    gone = {table: await _gone(session, table, rows[table]) for table in BY_ID}
    for table, entries in rows.items():
        await (_upsert(session, table, entries) if table in BY_ID else _insert(session, table, entries))
    for table in MAY_GO:
        await session.execute(delete(table).where(table.id.in_(gone[table])))
    unlisted = update(tables.PartnershipRow).where(tables.PartnershipRow.id.in_(gone[tables.PartnershipRow]))
    await session.execute(unlisted.values(listed=False))


async def _gone(session: AsyncSession, table: type[Base], entries: list[Row]) -> list[str]:
    """The ids that content no longer has."""
    present = {entry["id"] for entry in entries}
    return [one for one in await session.scalars(select(table.id)) if one not in present]  # type: ignore[attr-defined]


async def _upsert(session: AsyncSession, table: type[Base], entries: list[Row]) -> None:
    known = set(await session.scalars(select(table.id)))  # type: ignore[attr-defined]
    await _insert(session, table, [entry for entry in entries if entry["id"] not in known])
    changed = [entry for entry in entries if entry["id"] in known]
    if changed:
        await session.execute(update(table), changed)


async def _insert(session: AsyncSession, table: type[Base], entries: list[Row]) -> None:
    if entries:
        await session.execute(insert(table), entries)
