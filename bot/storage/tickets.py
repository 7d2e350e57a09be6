"""Keeps messages to a person until one has answered them."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime

import structlog
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from bot.logic.eoi import GROUP, REFERENCE_ALPHABET, Consent
from bot.storage.database import Database
from bot.storage.tables import AuditRow, OutboxRow, TicketRow

OPEN = "open"
TRIES = 5

log = structlog.get_logger()


def new_ticket_id() -> str:
    """A fresh id such as T-7K3M-Q9TX; it names a ticket and proves nothing."""
    letters = "".join(secrets.choice(REFERENCE_ALPHABET) for _ in range(2 * GROUP))
    return f"T-{letters[:GROUP]}-{letters[GROUP:]}"


class TicketStore:
    """Hand-offs to a person."""

    def __init__(self, database: Database, *, ticket_id: Callable[[], str] = new_ticket_id) -> None:
        self._database = database
        self._ticket_id = ticket_id

    async def open(
        self,
        message: str,
        answer_to: str,
        *,
        conversation_id: str,
        channel: str,
        consent: Consent,
        now: datetime,
        idempotency_key: str | None = None,
    ) -> str:
        """Keep the message and say under which id; with the same key, the id of the first time."""
        for tries_left in reversed(range(TRIES)):
            if known := await self._opened(conversation_id, idempotency_key):
                return known
            row = TicketRow(
                reference=self._ticket_id(),
                idempotency_key=idempotency_key,
                status=OPEN,
                message=message,
                answer_to=answer_to,
                conversation_id=conversation_id,
                channel=channel,
                consent_version=consent.version,
                consent_text=consent.text,
                consent_language=consent.language,
                consent_given_at=consent.given_at,
                created_at=now,
            )
            try:
                await self._store(row)
            except IntegrityError:
                if not tries_left:
                    raise
            else:
                log.info("ticket_opened", channel=channel)
                return row.reference
        raise AssertionError("the last try returns or raises")

    async def _store(self, row: TicketRow) -> None:
        opened = AuditRow(
            at=row.created_at, action="ticket_opened", subject=row.reference, channel=row.channel, detail={}
        )
        async with self._database.writing() as session:
            session.add_all([row, opened])
            if "@" in row.answer_to:
                session.add(_received(row))

    async def _opened(self, conversation_id: str, idempotency_key: str | None) -> str | None:
        if idempotency_key is None:
            return None
        first = select(TicketRow.reference).where(
            TicketRow.conversation_id == conversation_id, TicketRow.idempotency_key == idempotency_key
        )
        async with self._database.reading() as session:
            return await session.scalar(first)


def _received(row: TicketRow) -> OutboxRow:
    """The letter that says under which number the message is stored, and none of its words."""
    return OutboxRow(
        kind="ticket_received",
        recipient=row.answer_to,
        reference=row.reference,
        payload={"reference": row.reference, "language": row.consent_language},
        created_at=row.created_at,
        due_at=row.created_at,
    )
