"""Takes expressions of interest: all of one submission is stored, once, or nothing is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import structlog
from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.logic.eoi import Consent, Expression, Receipt, key_of_form, new_reference
from bot.logic.eoi_life import SUBMITTED, WITHDRAWN, StoredEoI, Version, is_alike
from bot.storage.addresses import is_address
from bot.storage.database import Database, take_turns
from bot.storage.eoi_changes import EoIChanges
from bot.storage.eoi_rows import (
    FIELDS,
    add_audit,
    add_mail,
    expression_of,
    receipt_of,
    stored_of,
    tell_of_interest,
    version_row,
)
from bot.storage.tables import DraftRow, EoIConsentRow, EoIRow, EoIVersionRow

__all__ = ["EoIStore", "StoredEoI", "Version"]

TRIES = 5  # a clash of references is one in millions; five in a row mean something else is wrong

log = structlog.get_logger()


class EoIStore(EoIChanges):
    """Expressions of interest with their versions, consent, audit entries and the mail about them."""

    def __init__(self, database: Database, *, reference: Callable[[], str] = new_reference) -> None:
        super().__init__(database)
        self._reference = reference

    async def submit(
        self,
        expression: Expression,
        consent: Consent,
        *,
        form_id: str,
        now: datetime,
    ) -> Receipt:
        """Store it in place of the draft of its form, and return the receipt, which exists after the commit.

        A form is sent once, from whatever conversation: a second time returns the first receipt, whatever the
        expression says now. Form ids are drawn at random and shown to nobody: who knows one has had the
        draft.
        """
        for tries_left in reversed(range(TRIES)):
            try:
                return await self._store(expression, consent, form_id, now)
            except IntegrityError:  # the reference is taken
                if not tries_left:
                    raise
        raise AssertionError("the last try returns or raises")

    async def of_conversation(self, conversation_id: str) -> list[Receipt]:
        """What this conversation has submitted, oldest first."""
        return [receipt_of(row) for row in await self._rows(EoIRow.conversation_id == conversation_id)]

    async def of_address(self, address: str) -> list[StoredEoI]:
        """What was sent with this address, also what was withdrawn; oldest first."""
        return [stored_of(row) for row in await self._rows(is_address(EoIRow.email, address))]

    async def by_reference(self, reference: str) -> StoredEoI | None:
        """The one with this reference, to be shown only to whom it belongs."""
        rows = await self._rows(EoIRow.reference == reference.strip().upper())
        return stored_of(rows[0]) if rows else None

    async def alike(self, expression: Expression) -> Receipt | None:
        """The newest that wants the same for the same organisation and address, and was not withdrawn.

        To be shown only in its own conversation, or to whoever has proven the address.
        """
        rows = await self._rows(is_address(EoIRow.email, expression.email))
        alike = [row for row in rows if row.status != WITHDRAWN and is_alike(expression_of(row), expression)]
        return receipt_of(alike[-1]) if alike else None

    async def versions(self, reference: str) -> list[Version]:
        """Every version, oldest first; the last one is how it stands."""
        kept = (
            select(EoIVersionRow)
            .join(EoIRow, EoIRow.id == EoIVersionRow.eoi_id)
            .where(EoIRow.reference == reference.strip().upper())
            .order_by(EoIVersionRow.version)
        )
        async with self._database.reading() as session:
            return [Version(row.version, row.created_at, row.content) for row in await session.scalars(kept)]

    async def _rows(self, condition: ColumnElement[bool]) -> list[EoIRow]:
        async with self._database.reading() as session:
            return list(await session.scalars(select(EoIRow).where(condition).order_by(EoIRow.id)))

    async def _store(self, expression: Expression, consent: Consent, form_id: str, now: datetime) -> Receipt:
        key = key_of_form(form_id)
        row = EoIRow(
            **{name: getattr(expression, name) for name in FIELDS},
            reference=self._reference(),
            idempotency_key=key,
            status=SUBMITTED,
            version=1,
            submitted_at=now,
            status_at=now,
        )
        async with self._database.writing() as session:
            await take_turns(session, key)
            # also one that was kept again before the receipt was asked for again
            await session.execute(delete(DraftRow).where(DraftRow.form_id == form_id))
            sent = await session.scalar(select(EoIRow).where(EoIRow.idempotency_key == key))
            if sent is not None:
                return receipt_of(sent)
            session.add(row)
            await session.flush()
            _add_what_goes_with_it(session, row, consent)
            await session.flush()
            await tell_of_interest(session, row, now=now)
        log.info("eoi_submitted", kind=expression.kind, channel=expression.channel)
        return receipt_of(row)


def _add_what_goes_with_it(session: AsyncSession, row: EoIRow, consent: Consent) -> None:
    where = {"channel": row.channel, "conversation_id": row.conversation_id}
    session.add(version_row(row, at=row.submitted_at, **where))
    session.add(
        EoIConsentRow(
            eoi_id=row.id,
            version=consent.version,
            text=consent.text,
            language=consent.language,
            given_at=consent.given_at,
            **where,
        )
    )
    detail = {"kind": row.kind, "partnership_id": row.partnership_id, "version": row.version}
    add_audit(session, row, "eoi_submitted", detail, channel=row.channel, now=row.submitted_at)
    payload = {
        **{name: getattr(row, name) for name in FIELDS if name != "conversation_id"},
        "submitted_at": row.submitted_at.isoformat(),
        "language": consent.language,
    }
    add_mail(session, row, "eoi_receipt", payload, to=row.email, now=row.submitted_at)
