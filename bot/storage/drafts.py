"""Keeps what was answered from the first answer on, so that nothing is lost before it is sent."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, delete, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.logic.codes import PER_ADDRESS, WINDOW, normalised
from bot.logic.drafts import Draft, new_draft_reference
from bot.logic.errors import DraftUnknown
from bot.storage.addresses import is_address
from bot.storage.column_types import storable_json
from bot.storage.database import Database, take_turns
from bot.storage.tables import DraftRow, OutboxRow

__all__ = ["Draft", "DraftStore"]

SAVED = "draft_saved"
ONE_CLICK = timedelta(minutes=1)  # within that, the same wish again is a second click
TRIES = 5


class DraftStore:
    """Drafts by the id of their form, which stays the same on every device."""

    def __init__(self, database: Database, *, reference: Callable[[], str] = new_draft_reference) -> None:
        self._database = database
        self._reference = reference

    async def keep(
        self,
        form_id: str,
        conversation_id: str,
        answers: Mapping[str, Any],
        *,
        email: str | None,
        now: datetime,
    ) -> str:
        """Keep the answers as they are now, and say under which reference.

        The address at which it was saved for later stays: it was given for the way back. Else the address of
        the answers counts, and goes when they lose it, as when the consent is taken back.
        """
        for tries_left in reversed(range(TRIES)):
            try:
                async with self._database.writing() as session:
                    row = await _of_form(session, form_id)
                    if row is None:
                        row = DraftRow(form_id=form_id, reference=self._reference(), created_at=now)
                        session.add(row)
                    if row.saved_at is None:
                        row.email = email
                    row.conversation_id = conversation_id
                    row.answers = storable_json(dict(answers))
                    row.updated_at = now
                return row.reference
            except IntegrityError:  # somebody was faster with this form, or the reference is taken
                if not tries_left:
                    raise
        raise AssertionError("the last try returns or raises")

    async def save_for_later(
        self, form_id: str, *, email: str, link: str, language: str = "en", now: datetime
    ) -> str:
        """Lead the way back by mail to this address; raises `DraftUnknown`.

        A second click sends no second mail, and nobody's mailbox is filled.
        """
        async with self._database.writing() as session:
            await take_turns(session, normalised(email))
            row = await _of_form(session, form_id)
            if row is None:
                raise DraftUnknown("There is no draft of this form.")
            row.email, row.saved_at = email, now
            if await _may_send(session, row.reference, email, now):
                session.add(
                    OutboxRow(
                        kind=SAVED,
                        recipient=email,
                        reference=row.reference,
                        payload={"reference": row.reference, "link": link, "language": language},
                        created_at=now,
                        due_at=now,
                    )
                )
            return row.reference

    async def of_conversation(self, conversation_id: str) -> Draft | None:
        """The draft that was last changed in this conversation."""
        drafts = await self._drafts(DraftRow.conversation_id == conversation_id)
        return drafts[-1] if drafts else None

    async def of_address(self, address: str) -> list[Draft]:
        """The drafts of this address, the one that was changed last at the end."""
        return await self._drafts(is_address(DraftRow.email, address))

    async def of_form(self, form_id: str) -> Draft | None:
        """The draft of this form, wherever it was last changed."""
        drafts = await self._drafts(DraftRow.form_id == form_id)
        return drafts[0] if drafts else None

    async def by_reference(self, reference: str) -> Draft | None:
        """The draft with this reference, to be shown only to whom it belongs."""
        drafts = await self._drafts(DraftRow.reference == reference.strip().upper())
        return drafts[0] if drafts else None

    async def drop(self, form_id: str) -> None:
        """Delete it. That there was none is no error."""
        async with self._database.writing() as session:
            await session.execute(delete(DraftRow).where(DraftRow.form_id == form_id))

    async def _drafts(self, condition: ColumnElement[bool]) -> list[Draft]:
        wanted: Select[DraftRow] = select(DraftRow).where(condition)
        async with self._database.reading() as session:
            rows = await session.scalars(wanted.order_by(DraftRow.updated_at, DraftRow.id))
            return [_draft(row) for row in rows]


async def _of_form(session: AsyncSession, form_id: str) -> DraftRow | None:
    row: DraftRow | None = await session.scalar(
        select(DraftRow).where(DraftRow.form_id == form_id).with_for_update()
    )
    return row


async def _may_send(session: AsyncSession, reference: str, email: str, now: datetime) -> bool:
    to_this_one = (OutboxRow.kind == SAVED, is_address(OutboxRow.recipient, email))
    just_now = (OutboxRow.reference == reference, OutboxRow.created_at > now - ONE_CLICK)
    counted = select(func.count()).select_from(OutboxRow).where(*to_this_one)
    lately = await session.scalar(counted.where(OutboxRow.created_at > now - WINDOW)) or 0
    return lately < PER_ADDRESS and not await session.scalar(counted.where(*just_now))


def _draft(row: DraftRow) -> Draft:
    return Draft(
        form_id=row.form_id,
        reference=row.reference,
        conversation_id=row.conversation_id,
        answers=row.answers,
        email=row.email,
        created_at=row.created_at,
        updated_at=row.updated_at,
        saved_at=row.saved_at,
    )
