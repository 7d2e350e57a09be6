"""What belongs to an address, in every table: the one answer that export and erasure both go by."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select, true
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from bot.storage import tables as t
from bot.storage.addresses import is_address
from bot.storage.base import Base

SAID_AT: Mapping[type[Base], InstrumentedAttribute[datetime]] = {
    t.EoIRow: t.EoIRow.submitted_at,
    t.EoIVersionRow: t.EoIVersionRow.created_at,
    t.DraftRow: t.DraftRow.created_at,
    t.TicketRow: t.TicketRow.created_at,
    t.FollowRow: t.FollowRow.created_at,
    t.ContactRow: t.ContactRow.registered_at,
    t.CodeRow: t.CodeRow.created_at,
    t.OutboxRow: t.OutboxRow.created_at,
    t.MessageRow: t.MessageRow.created_at,
    t.MeaningChoiceRow: t.MeaningChoiceRow.created_at,
}
OWNERS: Mapping[type[Base], InstrumentedAttribute[Any]] = {
    t.EoIRow: t.EoIRow.email,
    t.DraftRow: t.DraftRow.email,
    t.TicketRow: t.TicketRow.answer_to,
    t.FollowRow: t.FollowRow.email,
    t.ContactRow: t.ContactRow.email,
    t.CodeRow: t.CodeRow.address,
    t.OutboxRow: t.OutboxRow.recipient,
}
"""The column that says whose it is. A ticket's may be a telephone number."""

Rows = Mapping[type[Base], list[Any]]


@dataclass(frozen=True)
class Holdings:
    """Every row that goes when the address is erased, children before what they belong to.

    In `shared` conversations another address was at work, too: what was said there is shown to neither.
    """

    rows: Rows
    conversations: frozenset[str]
    shared: frozenset[str]
    references: frozenset[str]


async def holdings_of(
    session: AsyncSession,
    address: str,
    *,
    digest: str | None = None,
    until: datetime | None = None,
    also: Iterable[str] = (),
) -> Holdings:
    """Everything of this address; what only its digest leads to when that is given; nothing after `until`.

    `also` are conversations that are known to be theirs.
    """
    look = _Look(session, until)
    own = {table: await look.find(table, is_address(column, address)) for table, column in OWNERS.items()}
    eoi_ids = [row.id for row in own[t.EoIRow]]
    versions = await look.find(t.EoIVersionRow, t.EoIVersionRow.eoi_id.in_(eoi_ids))
    consents = await look.find(t.EoIConsentRow, t.EoIConsentRow.eoi_id.in_(eoi_ids))
    proven = [row for row in own[t.CodeRow] if row.proven_at is not None]
    there = (
        *own[t.EoIRow],
        *versions,
        *consents,
        *own[t.DraftRow],
        *own[t.TicketRow],
        *own[t.FollowRow],
        *proven,
    )
    conversations = frozenset(row.conversation_id for row in there) | frozenset(also)
    drafts = _joined(own[t.DraftRow], await look.nobodys(t.DraftRow, conversations))
    tickets = _joined(own[t.TicketRow], await look.nobodys(t.TicketRow, conversations))
    named = frozenset(row.reference for row in (*own[t.EoIRow], *drafts, *tickets))
    rows: dict[type[Base], list[Any]] = {
        t.EoIVersionRow: versions,
        t.EoIConsentRow: consents,
        t.EoIRow: own[t.EoIRow],
        t.DraftRow: drafts,
        t.TicketRow: tickets,
        t.FollowRow: own[t.FollowRow],
        t.ContactRow: own[t.ContactRow],
        t.CodeRow: _joined(own[t.CodeRow], await look.find(t.CodeRow, t.CodeRow.address_digest == digest)),
        t.OutboxRow: _joined(
            own[t.OutboxRow], await look.find(t.OutboxRow, t.OutboxRow.reference.in_(named))
        ),
        t.MeaningChoiceRow: await look.said_in(t.MeaningChoiceRow, conversations),
        t.MessageRow: await look.said_in(t.MessageRow, conversations),
    }
    return Holdings(rows, conversations, await look.shared(conversations, address), named)


class _Look:
    """Looks for rows that are not younger than asked for."""

    def __init__(self, session: AsyncSession, until: datetime | None) -> None:
        self._session = session
        self._until = until

    async def find(self, table: type[Any], *conditions: ColumnElement[bool]) -> list[Any]:
        column = SAID_AT.get(table)
        in_time = true() if self._until is None or column is None else column <= self._until
        wanted = select(table).where(in_time, *conditions).order_by(table.id)
        return list(await self._session.scalars(wanted))

    async def said_in(self, table: type[Any], conversations: Iterable[str]) -> list[Any]:
        return await self.find(table, table.conversation_id.in_(conversations))

    async def nobodys(self, table: type[Any], conversations: Iterable[str]) -> list[Any]:
        """What was left there without an address."""
        column = OWNERS[table]
        return await self.find(
            table, table.conversation_id.in_(conversations), or_(column.is_(None), ~column.contains("@"))
        )

    async def shared(self, conversations: Iterable[str], address: str) -> frozenset[str]:
        """In which of them has another address something?"""
        found: set[str] = set()
        for table, column in OWNERS.items():
            if table in (t.OutboxRow, t.ContactRow):  # said in no conversation
                continue
            at_work = t.CodeRow.proven_at.is_not(None) if table is t.CodeRow else true()
            others = and_(column.contains("@"), ~is_address(column, address), at_work)
            found |= {row.conversation_id for row in await self.find(table, others)} & set(conversations)
        return frozenset(found)


def _joined(some: list[Any], more: list[Any]) -> list[Any]:
    """All of both, each once."""
    return sorted({row.id: row for row in (*some, *more)}.values(), key=lambda row: row.id)
