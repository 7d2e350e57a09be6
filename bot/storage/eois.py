"""Takes expressions of interest: all of one submission is stored, once, or nothing is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import structlog
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.logic.eoi import Consent, Expression, Receipt, new_reference
from bot.storage.database import Database
from bot.storage.tables import AuditRow, EoIConsentRow, EoIRow, OutboxRow

SUBMITTED = "submitted"
TRIES = 5  # a clash of references is one in millions; five in a row mean something else is wrong
FIELDS = tuple(Expression.__dataclass_fields__)

log = structlog.get_logger()


class EoIStore:
    """Expressions of interest with their consent, their audit entry and the mail about them."""

    def __init__(self, database: Database, *, reference: Callable[[], str] = new_reference) -> None:
        self._database = database
        self._reference = reference

    async def submit(
        self, expression: Expression, consent: Consent, *, idempotency_key: str, now: datetime
    ) -> Receipt:
        """Store it and return the receipt, which exists only after the commit.

        The same key in the same conversation returns the first receipt, whatever the expression says now.
        """
        for tries_left in reversed(range(TRIES)):
            if receipt := await self._submitted(expression.conversation_id, idempotency_key):
                return receipt
            try:
                receipt = await self._store(expression, consent, idempotency_key, now)
            except IntegrityError:  # somebody was faster with this key, or the reference is taken
                if not tries_left:
                    raise
            else:
                log.info("eoi_submitted", kind=expression.kind, channel=expression.channel)
                return receipt
        raise AssertionError("the last try returns or raises")

    async def of_conversation(self, conversation_id: str) -> list[Receipt]:
        """What this conversation has submitted, oldest first."""
        submitted = select(EoIRow).where(EoIRow.conversation_id == conversation_id).order_by(EoIRow.id)
        async with self._database.reading() as session:
            return [_receipt(row) for row in await session.scalars(submitted)]

    async def _submitted(self, conversation_id: str, idempotency_key: str) -> Receipt | None:
        first = select(EoIRow).where(
            EoIRow.conversation_id == conversation_id, EoIRow.idempotency_key == idempotency_key
        )
        async with self._database.reading() as session:
            row = await session.scalar(first)
            return _receipt(row) if row else None

    async def _store(self, expression: Expression, consent: Consent, key: str, now: datetime) -> Receipt:
        row = EoIRow(
            **{name: getattr(expression, name) for name in FIELDS},
            reference=self._reference(),
            idempotency_key=key,
            status=SUBMITTED,
            version=1,
            submitted_at=now,
        )
        async with self._database.writing() as session:
            session.add(row)
            await session.flush()
            _add_what_goes_with_it(session, row, consent)
        return _receipt(row)


def _add_what_goes_with_it(session: AsyncSession, row: EoIRow, consent: Consent) -> None:
    session.add(
        EoIConsentRow(
            eoi_id=row.id,
            version=consent.version,
            text=consent.text,
            language=consent.language,
            given_at=consent.given_at,
            channel=row.channel,
            conversation_id=row.conversation_id,
        )
    )
    session.add(
        AuditRow(
            at=row.submitted_at,
            action="eoi_submitted",
            subject=row.reference,
            channel=row.channel,
            detail={"kind": row.kind, "partnership_id": row.partnership_id, "version": row.version},
        )
    )
    session.add(
        OutboxRow(
            kind="eoi_receipt",
            recipient=row.email,
            reference=row.reference,
            payload={
                **{name: getattr(row, name) for name in FIELDS if name != "conversation_id"},
                "submitted_at": row.submitted_at.isoformat(),
                "language": consent.language,
            },
            created_at=row.submitted_at,
            due_at=row.submitted_at,
        )
    )


def _receipt(row: EoIRow) -> Receipt:
    return Receipt(
        row.reference, row.submitted_at, Expression(**{name: getattr(row, name) for name in FIELDS})
    )
