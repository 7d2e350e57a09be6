"""Rows of expressions of interest as the dataclasses that leave this room, and what is written with them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.content.consent import covers_passing_on
from bot.logic.eoi import Expression, Receipt
from bot.logic.eoi_life import WITHDRAWN, StoredEoI, content_of
from bot.storage.contacts import tell_contacts
from bot.storage.tables import AuditRow, EoIConsentRow, EoIRow, EoIVersionRow, OutboxRow

FIELDS = tuple(Expression.__dataclass_fields__)
LANGUAGE = "en"


def expression_of(row: EoIRow) -> Expression:
    """What it says now."""
    return Expression(**{name: getattr(row, name) for name in FIELDS})


def receipt_of(row: EoIRow) -> Receipt:
    """Proof that it is stored."""
    return Receipt(row.reference, row.submitted_at, expression_of(row))


def stored_of(row: EoIRow) -> StoredEoI:
    """What it says and how it stands."""
    return StoredEoI(
        reference=row.reference,
        submitted_at=row.submitted_at,
        expression=expression_of(row),
        status=row.status,
        version=row.version,
        status_at=row.status_at,
        status_note=row.status_note,
    )


def version_row(row: EoIRow, *, conversation_id: str, channel: str, at: datetime) -> EoIVersionRow:
    """What it says now, to be kept as this version."""
    return EoIVersionRow(
        eoi_id=row.id,
        version=row.version,
        content=content_of(expression_of(row)),
        channel=channel,
        conversation_id=conversation_id,
        created_at=at,
    )


def add_mail(
    session: AsyncSession, row: EoIRow, kind: str, payload: dict[str, Any], *, to: str, now: datetime
) -> None:
    """Something for the outbox about this expression."""
    session.add(
        OutboxRow(
            kind=kind,
            recipient=to,
            reference=row.reference,
            payload={"reference": row.reference, **payload},
            created_at=now,
            due_at=now,
        )
    )


def add_audit(
    session: AsyncSession, row: EoIRow, action: str, detail: dict[str, Any], *, channel: str, now: datetime
) -> None:
    """An entry without anything personal: names of fields, never what they say."""
    session.add(AuditRow(at=now, action=action, subject=row.reference, channel=channel, detail=detail))


async def tell_of_interest(session: AsyncSession, row: EoIRow, *, now: datetime) -> None:
    """The contact of the partnership hears what the applicant agreed to have passed on, and nothing else."""
    if row.kind == "join" and await _is_passed_on(session, row):
        answers = {name: value for name, value in content_of(expression_of(row)).items() if name != "kind"}
        await tell_contacts(
            session, row.partnership_id, "interest_notice", answers, reference=row.reference, now=now
        )


async def tell_of_its_end(
    session: AsyncSession, row: EoIRow, partnership_id: str | None, *, now: datetime
) -> None:
    """The contact of this partnership hears that what was passed on is of no more use."""
    if row.kind == "join" and await _is_passed_on(session, row):
        await tell_contacts(
            session, partnership_id, "interest_withdrawn", {}, reference=row.reference, now=now
        )


async def passed_on(session: AsyncSession, rows: Iterable[EoIRow]) -> list[tuple[str | None, datetime]]:
    """Which partnerships were sent these and not told of their end, and since when each is stored."""
    sent = [row for row in rows if row.kind == "join" and row.status != WITHDRAWN]
    return [(row.partnership_id, row.submitted_at) for row in sent if await _is_passed_on(session, row)]


async def tell_of_erasure(
    session: AsyncSession, sent: Iterable[tuple[str | None, datetime]], *, now: datetime
) -> None:
    """The contacts of these partnerships hear that they are to delete what they were sent, not whose."""
    for partnership_id, submitted_at in sent:
        payload = {"submitted_at": submitted_at.isoformat()}
        await tell_contacts(session, partnership_id, "interest_erased", payload, reference=None, now=now)


async def _is_passed_on(session: AsyncSession, row: EoIRow) -> bool:
    agreed = select(EoIConsentRow.version).where(EoIConsentRow.eoi_id == row.id).order_by(EoIConsentRow.id)
    version = await session.scalar(agreed.limit(1))
    return version is not None and covers_passing_on(version)


async def language_of(session: AsyncSession, row: EoIRow) -> str:
    """The language in which its applicant agreed, and is written to."""
    agreed = select(EoIConsentRow.language).where(EoIConsentRow.eoi_id == row.id).order_by(EoIConsentRow.id)
    return await session.scalar(agreed.limit(1)) or LANGUAGE
