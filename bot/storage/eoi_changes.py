"""Changes, withdraws and decides upon what was sent; each time all that goes with it is stored, or nothing.

The applicant's changes ask for the address that was proven. Whoever names another one, or a reference that
does not exist, gets the same error.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.logic.codes import normalised
from bot.logic.eoi_life import (
    DECISIONS,
    WITHDRAWN,
    Difference,
    Edited,
    StoredEoI,
    between,
    colliding,
    content_of,
)
from bot.logic.errors import EoIChangedMeanwhile, EoIUnknown, EoIWithdrawn
from bot.storage.database import Database
from bot.storage.eoi_rows import (
    add_audit,
    add_mail,
    expression_of,
    language_of,
    stored_of,
    tell_of_interest,
    tell_of_its_end,
    version_row,
)
from bot.storage.tables import EoIRow, EoIVersionRow

STAFF = "staff"

log = structlog.get_logger()


class EoIChanges:
    """The part of the store that changes what is there."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def edit(
        self,
        reference: str,
        answers: Mapping[str, Any],
        *,
        opened: int,
        address: str,
        conversation_id: str,
        channel: str,
        now: datetime,
    ) -> Edited:
        """Store what differs from the version that was opened; what others have changed since then stays.

        What is the same already makes no new version. The address before is told that there is another one,
        which the caller has had a proof of, too.
        Where both changed the same answer differently nothing is stored: raises `EoIChangedMeanwhile`. Raises
        `EoIUnknown`, `EoIWithdrawn`.
        """
        async with self._database.writing() as session:
            row = await _open_one(session, reference, address)
            now_there = content_of(expression_of(row))
            base = await _content_at(session, row, opened) or now_there
            mine, theirs = between(base, answers), between(base, now_there)
            if colliding(mine, theirs):
                raise EoIChangedMeanwhile(f"{row.reference} was changed since version {opened}.")
            changed = between(now_there, {one["field"]: one["after"] for one in mine})
            await _store_change(session, row, changed, conversation_id, channel, now)
        log.info("eoi_changed", fields=len(changed), channel=channel)
        return Edited(stored_of(row), changed, theirs)

    async def withdraw(
        self, reference: str, *, address: str, conversation_id: str, channel: str, now: datetime
    ) -> StoredEoI:
        """Take it back; a second time changes nothing. Raises `EoIUnknown`."""
        async with self._database.writing() as session:
            row = await _of(session, reference, address)
            if row.status == WITHDRAWN:
                return stored_of(row)
            row.status, row.status_at, row.status_note = WITHDRAWN, now, None
            language = await language_of(session, row)
            add_audit(session, row, "eoi_withdrawn", {"version": row.version}, channel=channel, now=now)
            add_mail(session, row, "eoi_withdrawn", {"language": language}, to=row.email, now=now)
            await tell_of_its_end(session, row, row.partnership_id, now=now)
        log.info("eoi_withdrawn", channel=channel)
        return stored_of(row)

    async def decide(
        self, reference: str, status: str, note: str | None, *, by: str, now: datetime
    ) -> StoredEoI:
        """What staff decided, which its applicant is told; the same again is not told twice.

        Raises `EoIUnknown`, `EoIWithdrawn`. The note may be personal and is not in the audit log; `by` is.
        """
        if status not in DECISIONS:
            raise ValueError(f"no decision: {status}")
        note = (note or "").strip() or None
        async with self._database.writing() as session:
            row = await _of(session, reference)
            if row.status == WITHDRAWN:
                raise EoIWithdrawn(f"{row.reference} was withdrawn.")
            if (row.status, row.status_note) == (status, note):
                return stored_of(row)
            row.status, row.status_at, row.status_note = status, now, note
            language = await language_of(session, row)
            add_audit(session, row, "eoi_decided", {"status": status, "by": by}, channel=STAFF, now=now)
            decision = {"status": status, "note": note, "language": language}
            add_mail(session, row, "eoi_decision", decision, to=row.email, now=now)
        log.info("eoi_decided", status=status)
        return stored_of(row)


async def _of(session: AsyncSession, reference: str, address: str | None = None) -> EoIRow:
    """The row, locked; with an address only where it is the one that it was sent with."""
    wanted = select(EoIRow).where(EoIRow.reference == reference.strip().upper()).with_for_update()
    row: EoIRow | None = await session.scalar(wanted)
    if row is None or (address is not None and normalised(row.email) != normalised(address)):
        raise EoIUnknown("There is no such expression of interest of this address.")
    return row


async def _open_one(session: AsyncSession, reference: str, address: str) -> EoIRow:
    row = await _of(session, reference, address)
    if row.status == WITHDRAWN:
        raise EoIWithdrawn(f"{row.reference} was withdrawn.")
    return row


async def _content_at(session: AsyncSession, row: EoIRow, version: int) -> Mapping[str, Any] | None:
    """What it said in this version; None where that was not kept."""
    kept = select(EoIVersionRow.content).where(
        EoIVersionRow.eoi_id == row.id, EoIVersionRow.version == version
    )
    content: Mapping[str, Any] | None = await session.scalar(kept)
    return content


async def _store_change(
    session: AsyncSession,
    row: EoIRow,
    changed: list[Difference],
    conversation_id: str,
    channel: str,
    now: datetime,
) -> None:
    """The next version, with all that goes with it; none where nothing is different."""
    if not changed:
        return
    await _keep_the_first(session, row)
    before, joined = row.email, row.partnership_id
    row.version += 1
    for one in changed:
        setattr(row, one["field"], one["after"])
    await session.flush()
    session.add(version_row(row, conversation_id=conversation_id, channel=channel, at=now))
    await _tell_of_change(session, row, changed, before, channel, now)
    await tell_of_interest(session, row, now=now)
    if row.partnership_id != joined:
        await tell_of_its_end(session, row, joined, now=now)


async def _keep_the_first(session: AsyncSession, row: EoIRow) -> None:
    """What was sent before versions were kept has none yet."""
    kept = select(EoIVersionRow.id).where(
        EoIVersionRow.eoi_id == row.id, EoIVersionRow.version == row.version
    )
    if await session.scalar(kept) is None:
        session.add(
            version_row(row, conversation_id=row.conversation_id, channel=row.channel, at=row.submitted_at)
        )


async def _tell_of_change(
    session: AsyncSession,
    row: EoIRow,
    changed: list[Difference],
    before: str,
    channel: str,
    now: datetime,
) -> None:
    names = [one["field"] for one in changed]
    add_audit(
        session, row, "eoi_changed", {"fields": names, "version": row.version}, channel=channel, now=now
    )
    language = await language_of(session, row)
    payload = {"differences": changed, "language": language}
    add_mail(session, row, "eoi_changed", payload, to=row.email, now=now)
    if normalised(before) != normalised(row.email):  # the new address is not the old one's business
        add_mail(session, row, "eoi_address_changed", {"language": language}, to=before, now=now)
