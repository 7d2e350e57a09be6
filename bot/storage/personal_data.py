"""What is held about a person: given out, erased, erased again after a restore, and let go of when old."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import CursorResult, delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.content.retention import EVENTS, load_retention
from bot.logic.codes import digest_of, normalised
from bot.logic.erasures import NOTHING, Erased
from bot.storage import tables as t
from bot.storage.addresses import is_address
from bot.storage.base import Base
from bot.storage.database import Database
from bot.storage.eoi_rows import passed_on, tell_of_erasure
from bot.storage.holdings import OWNERS, Holdings, holdings_of
from bot.storage.traces import addresses_kept, take_out

NOT_SHOWN = {
    "id",
    "eoi_id",
    "conversation_id",
    "idempotency_key",
    "nonce",
    "token",
    "address_digest",
    "source_digest",
    "form_id",
    "client_message_id",
}
CODE, INTEREST = "code", "interest_notice"

log = structlog.get_logger()


async def export(database: Database, address: str) -> dict[str, Any]:
    """Everything held about this address, ready for JSON. Show it only to whoever has proven the address.

    Left out are our own numbers and keys, and conversations that another address shares.
    """
    async with database.reading() as session:
        held = await holdings_of(session, address)
        audit = select(t.AuditRow).where(t.AuditRow.subject.in_(held.references)).order_by(t.AuditRow.id)
        history = list(await session.scalars(audit))
    return {
        "address": address,
        "expressions_of_interest": [_with_its_own(row, held, history) for row in held.rows[t.EoIRow]],
        "drafts": [_shown(row) for row in _theirs(held, t.DraftRow, address)],
        "messages_for_a_person": [_shown(row) for row in _theirs(held, t.TicketRow, address)],
        "follows": [_shown(row) for row in held.rows[t.FollowRow]],
        "contact_of_partnerships": [_shown(row) for row in held.rows[t.ContactRow]],
        "mails": [_mail(row, address) for row in held.rows[t.OutboxRow]],
        "codes": [_shown(row) for row in held.rows[t.CodeRow]],
        "conversations": [_conversation(one, held) for one in sorted(held.conversations - held.shared)],
        "conversations_shared_with_others": len(held.shared),
    }


async def erase(
    database: Database, key: str, address: str, *, now: datetime, also: Iterable[str] = ()
) -> Erased:
    """Delete all of it, take the address out of what others wrote, and put its digest on the list.

    `also` are conversations that are known to be theirs. All that are returned are to be erased in the
    engine, too, and the traces from the mailbox. Who was sent an interest of theirs is told to delete it.
    """
    digest = digest_of(key, address)
    async with database.writing() as session:
        theirs = select(t.EoIRow).where(is_address(t.EoIRow.email, address)).order_by(t.EoIRow.id)
        sent = await passed_on(session, await session.scalars(theirs))
        erased = await _erase(session, address, digest, also=also)
        await tell_of_erasure(session, sent, now=now)  # after it: one of their addresses may be a contact
        listed = await session.scalar(select(t.ErasureRow).where(t.ErasureRow.address_digest == digest))
        session.add(listed or t.ErasureRow(address_digest=digest, erased_at=now))
        if listed:
            listed.erased_at = now
    await database.forget_deleted()
    log.info("personal_data_erased", rows=erased.rows.total())
    return erased


async def erase_again(database: Database, key: str) -> Erased:
    """After a restore: erase for everyone on the list what is older than their erasure."""
    erased = NOTHING
    async with database.writing() as session:
        rows = await session.scalars(select(t.ErasureRow))
        listed = {row.address_digest: row.erased_at for row in rows}
        for address in sorted(await addresses_kept(session)) if listed else ():
            digest = digest_of(key, address)
            if digest in listed:
                erased += await _erase(session, address, digest, until=listed[digest])
    await database.forget_deleted()
    log.info("personal_data_erased_again", rows=erased.rows.total())
    return erased


async def erasure_list(database: Database) -> dict[str, datetime]:
    """The digests of whose data was erased, and when: to be kept apart from the copies of the database."""
    async with database.reading() as session:
        rows = await session.scalars(select(t.ErasureRow).order_by(t.ErasureRow.id))
        return {row.address_digest: row.erased_at for row in rows}


async def add_to_erasure_list(database: Database, digests: Mapping[str, datetime]) -> None:
    """Put on the list what a restored copy does not know of; the later moment counts."""
    async with database.writing() as session:
        rows = await session.scalars(select(t.ErasureRow))
        listed = {row.address_digest: row for row in rows}
        for digest, erased_at in digests.items():
            row = listed.get(digest)
            if row is None:
                session.add(t.ErasureRow(address_digest=digest, erased_at=erased_at))
            else:
                row.erased_at = max(row.erased_at, erased_at)


async def age_out(database: Database, *, now: datetime) -> Counter[str]:
    """Delete what is older than `bot/content/retention.yml` says; how much of which table.

    Mail that still waits stays. What goes with another table goes by its foreign key.
    """
    deleted: Counter[str] = Counter()
    tables = {table.__tablename__: table for table in _personal_tables()}
    async with database.writing() as session:
        for name, kept in load_retention().items():
            if name == EVENTS or kept.days is None or kept.counted_from is None:
                continue
            table: Any = tables[name]
            old = delete(table).where(getattr(table, kept.counted_from) < now - timedelta(days=kept.days))
            if table is t.OutboxRow:
                old = old.where(t.OutboxRow.due_at.is_(None))
            result = await session.execute(old)
            assert isinstance(result, CursorResult)  # noqa: S101 - what a DELETE gives
            deleted[name] += result.rowcount
    await database.forget_deleted()
    log.info("aged_out", rows=deleted.total())
    return +deleted


async def _erase(
    session: AsyncSession,
    address: str,
    digest: str,
    until: datetime | None = None,
    also: Iterable[str] = (),
) -> Erased:
    held = await holdings_of(session, address, digest=digest, until=until, also=also)
    rows: Counter[str] = Counter()
    for table, found in held.rows.items():
        for row in found:
            await session.delete(row)
        await session.flush()
        rows[table.__tablename__] += len(found)
    rows.update(await take_out(session, address, until))
    traces = (address, *sorted(held.references))
    return Erased(+rows, tuple(sorted(held.conversations)), traces)


def _personal_tables() -> Iterable[type[Base]]:
    return [mapper.class_ for mapper in Base.registry.mappers if mapper.class_.__module__ == t.__name__]


def _theirs(held: Holdings, table: type[Base], address: str) -> list[Any]:
    """What is under the address, and what was left without any where nobody else was."""
    owner = OWNERS[table].key
    return [
        row
        for row in held.rows[table]
        if row.conversation_id not in held.shared
        or normalised(getattr(row, owner) or "") == normalised(address)
    ]


def _with_its_own(row: t.EoIRow, held: Holdings, history: Iterable[t.AuditRow]) -> dict[str, Any]:
    versions = (one for one in held.rows[t.EoIVersionRow] if one.eoi_id == row.id)
    consents = (one for one in held.rows[t.EoIConsentRow] if one.eoi_id == row.id)
    return {
        **_shown(row),
        "versions": [_shown(one) for one in versions],
        "consents": [_shown(one) for one in consents],
        "history": [_shown(one) for one in history if one.subject == row.reference],
    }


def _conversation(conversation_id: str, held: Holdings) -> dict[str, Any]:
    def said(table: type[Base]) -> list[dict[str, Any]]:
        return [_shown(row) for row in held.rows[table] if row.conversation_id == conversation_id]

    return {"id": conversation_id, "messages": said(t.MessageRow), "choices": said(t.MeaningChoiceRow)}


def _mail(row: t.OutboxRow, address: str) -> dict[str, Any]:
    """A mail of theirs, or one about them to somebody else: that one's address is not theirs to see.

    Nor is what others wrote in it.
    """
    shown = _shown(row)
    if normalised(row.recipient) != normalised(address):
        return {name: value for name, value in shown.items() if name != "recipient"}
    return {**shown, "payload": {}} if row.kind in (CODE, INTEREST) else shown


def _shown(row: Base) -> dict[str, Any]:
    columns = (column.key for column in row.__table__.columns if column.key not in NOT_SHOWN)
    return {name: _plain(getattr(row, name)) for name in columns}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
