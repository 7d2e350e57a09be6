"""What leaves by mail: claimed by one front door at a time, tried again for three days, never lost."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, literal, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.logic.mail import Mail, OutboxCounts, may_leave_at, next_try
from bot.storage.database import Database
from bot.storage.tables import OutboxRow

LEASE = timedelta(minutes=5)
"""For so long a claimed mail is nobody else's. Who dies with it loses it then, and another one sends it."""

EXPIRED = "too late"
SECRET_KINDS = ("code",)
"""Kinds whose payload is emptied as soon as it is of no more use."""

UNDONE = OutboxRow.due_at.is_not(None)


class OutboxStore:
    """The mails that wait, and what became of the others. Every time is given by the caller."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def due(self, now: datetime, limit: int) -> list[Mail]:
        """Claim up to `limit` mails that are due; what is soon of no use comes first.

        Nobody else gets them within `LEASE`. Whoever has sent one says `sent`, else `failed`. Beyond so many
        to one address the others wait for their turn; codes have limits of their own.
        """
        wanted = and_(OutboxRow.due_at <= now, OutboxRow.not_after.is_(None) | (OutboxRow.not_after > now))
        if not await self._any(wanted):  # most of the time: no lock is taken for that
            return []
        claimed = (
            select(OutboxRow)
            .where(wanted)
            .order_by(OutboxRow.not_after.is_(None), OutboxRow.due_at, OutboxRow.id)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        async with self._database.writing() as session:
            rows = (await session.scalars(claimed)).all()
            return [_mail(row) for row in rows if await _is_its_turn(session, row, now)]

    async def sent(self, mail_id: int, now: datetime) -> None:
        """It has left. A second time changes nothing."""
        async with self._database.writing() as session:
            await session.execute(
                update(OutboxRow)
                .where(OutboxRow.id == mail_id, OutboxRow.sent_at.is_(None))
                .values(sent_at=now, due_at=None, problem=None, **_emptied())
            )

    async def failed(
        self, mail_id: int, problem: str, now: datetime, *, for_good: bool = False
    ) -> datetime | None:
        """It has not left, and why; gives when it is tried again, None when it is given up."""
        async with self._database.writing() as session:
            row = await _undone(session, mail_id)
            if row is None:
                return None
            row.tries += 1
            row.problem = problem
            row.due_at = None if for_good else next_try(row.tries, now)
            if row.due_at is None and row.kind in SECRET_KINDS:
                row.payload = {}
            return row.due_at

    async def drop_expired(self, now: datetime) -> int:
        """Give up what is of no more use, unsent; how many those were."""
        expired = and_(UNDONE, OutboxRow.not_after <= now)
        if not await self._any(expired):
            return 0
        async with self._database.writing() as session:
            dropped = await session.scalars(
                update(OutboxRow)
                .where(expired)
                .values(due_at=None, problem=EXPIRED, **_emptied())
                .returning(OutboxRow.id)
            )
            return len(dropped.all())

    async def try_again(self, now: datetime) -> int:
        """Whatever was given up, and would still be of use, is tried anew; how many those are."""
        given_up = and_(
            OutboxRow.due_at.is_(None),
            OutboxRow.sent_at.is_(None),
            OutboxRow.kind.not_in(SECRET_KINDS),
            OutboxRow.not_after.is_(None) | (OutboxRow.not_after > now),
        )
        async with self._database.writing() as session:
            again = await session.scalars(
                update(OutboxRow)
                .where(given_up)
                .values(due_at=now, tries=0, problem=None)
                .returning(OutboxRow.id)
            )
            return len(again.all())

    async def counts(self) -> OutboxCounts:
        """How many mails are in which state."""
        unsent = and_(OutboxRow.due_at.is_(None), OutboxRow.sent_at.is_(None))
        is_late = func.coalesce(OutboxRow.problem, "") == EXPIRED
        states = (
            and_(UNDONE, OutboxRow.tries == 0),
            and_(UNDONE, OutboxRow.tries > 0),
            and_(unsent, ~is_late),
            and_(unsent, is_late),
        )
        counted = select(*(func.count(case((state, 1))) for state in states))
        async with self._database.reading() as session:
            return OutboxCounts(*(int(number) for number in (await session.execute(counted)).one()))

    async def _any(self, condition: ColumnElement[bool]) -> bool:
        async with self._database.reading() as session:
            return await session.scalar(select(OutboxRow.id).where(condition).limit(1)) is not None


async def _is_its_turn(session: AsyncSession, row: OutboxRow, now: datetime) -> bool:
    """Has the address had fewer mails than it may get? Else this one waits, and is counted as no failure.

    What was claimed and may be on its way counts as sent now.
    """
    there = select(OutboxRow.sent_at, OutboxRow.due_at).where(
        func.lower(OutboxRow.recipient) == row.recipient.lower(),
        OutboxRow.kind.not_in(SECRET_KINDS),
        OutboxRow.id != row.id,
        or_(OutboxRow.sent_at > now - timedelta(days=1), OutboxRow.due_at == now + LEASE),
    )
    sent = [sent_at or now for sent_at, _ in (await session.execute(there)).all()]
    soonest = now if row.kind in SECRET_KINDS else may_leave_at(sent, now)
    if soonest > now:
        row.due_at = soonest
        return False
    row.due_at = now + LEASE
    return True


async def _undone(session: AsyncSession, mail_id: int) -> OutboxRow | None:
    row: OutboxRow | None = await session.scalar(
        select(OutboxRow).where(OutboxRow.id == mail_id, UNDONE).with_for_update()
    )
    return row


def _emptied() -> dict[str, Any]:
    nothing = literal({}, OutboxRow.payload.type)
    return {"payload": case((OutboxRow.kind.in_(SECRET_KINDS), nothing), else_=OutboxRow.payload)}


def _mail(row: OutboxRow) -> Mail:
    return Mail(
        id=row.id,
        kind=row.kind,
        recipient=row.recipient,
        reference=row.reference,
        payload=row.payload,
        created_at=row.created_at,
        tries=row.tries,
    )
