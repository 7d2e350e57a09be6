"""Where a partnership's own people want to hear who is interested: registered by staff, confirmed by them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.logic.codes import normalised
from bot.logic.errors import PartnershipUnknown
from bot.logic.follows import new_token
from bot.storage.addresses import is_address
from bot.storage.catalogue_tables import PartnershipRow
from bot.storage.database import Database, take_turns
from bot.storage.tables import AuditRow, ContactRow, OutboxRow

STAFF, BY_LINK = "staff", "link"
LANGUAGE = "en"

log = structlog.get_logger()


@dataclass(frozen=True)
class Contact:
    """What a link in a letter stands for; the address itself is not needed to say it."""

    partnership_id: str
    is_confirmed: bool


class ContactStore:
    """Contacts of partnerships. `website` is where the links in letters lead."""

    def __init__(self, database: Database, website: str, *, token: Callable[[], str] = new_token) -> None:
        self._database = database
        self._website = website.rstrip("/")
        self._token = token

    async def register(self, partnership_id: str, address: str, *, by: str, now: datetime) -> bool:
        """Ask at this address whether notices may come; none does before. False: it was confirmed before.

        Raises `PartnershipUnknown`. Once more sends the letter once more.
        """
        async with self._database.writing() as session:
            await take_turns(session, f"contact {partnership_id} {normalised(address)}")
            if await session.get(PartnershipRow, partnership_id) is None:
                raise PartnershipUnknown(f"There is no partnership {partnership_id}.")
            row = await session.scalar(select(ContactRow).where(_one(partnership_id, address)))
            if row is not None and row.confirmed_at is not None:
                return False
            if row is None:
                row = ContactRow(
                    partnership_id=partnership_id,
                    email=address,
                    token=self._token(),
                    registered_by=by,
                    registered_at=now,
                )
                session.add(row)
            link = f"{self._website}/contact/{row.token}"
            _add_mail(session, row, "contact_asked", {"link": link}, None, now)
            _audit(session, "contact_registered", partnership_id, STAFF, now, {"by": by})
        log.info("contact_registered")
        return True

    async def by_token(self, token: str) -> Contact | None:
        """The one whose letter has this token."""
        async with self._database.reading() as session:
            row = await session.scalar(select(ContactRow).where(ContactRow.token == token))
            return Contact(row.partnership_id, row.confirmed_at is not None) if row else None

    async def confirm(self, token: str, *, now: datetime) -> bool:
        """Notices may come from now on; False where the address was removed meanwhile."""
        async with self._database.writing() as session:
            row = await session.scalar(select(ContactRow).where(ContactRow.token == token).with_for_update())
            if row is None:
                return False
            if row.confirmed_at is None:
                row.confirmed_at = now
                _audit(session, "contact_confirmed", row.partnership_id, BY_LINK, now, {})
            return True

    async def remove_by_token(self, token: str, *, now: datetime) -> None:
        """The people there want it no more; a second time does nothing."""
        await self._remove(ContactRow.token == token, BY_LINK, now, {})

    async def remove(self, partnership_id: str, address: str, *, by: str, now: datetime) -> bool:
        """Staff take it out; False where there was none."""
        return await self._remove(_one(partnership_id, address), STAFF, now, {"by": by})

    async def _remove(
        self, condition: ColumnElement[bool], channel: str, now: datetime, detail: dict[str, Any]
    ) -> bool:
        async with self._database.writing() as session:
            removed = await session.scalar(
                delete(ContactRow).where(condition).returning(ContactRow.partnership_id)
            )
            if removed is not None:
                _audit(session, "contact_removed", removed, channel, now, detail)
        return removed is not None


async def tell_contacts(
    session: AsyncSession,
    partnership_id: str | None,
    kind: str,
    payload: dict[str, Any],
    *,
    reference: str | None,
    now: datetime,
) -> None:
    """A letter to every confirmed contact of this partnership, in the transaction of what it tells."""
    confirmed = select(ContactRow).where(
        ContactRow.partnership_id == partnership_id, ContactRow.confirmed_at.is_not(None)
    )
    for row in await session.scalars(confirmed.order_by(ContactRow.id)):
        _add_mail(session, row, kind, payload, reference, now)


def _one(partnership_id: str, address: str) -> ColumnElement[bool]:
    return (ContactRow.partnership_id == partnership_id) & is_address(ContactRow.email, address)


def _add_mail(
    session: AsyncSession,
    row: ContactRow,
    kind: str,
    payload: dict[str, Any],
    reference: str | None,
    now: datetime,
) -> None:
    session.add(
        OutboxRow(
            kind=kind,
            recipient=row.email,
            reference=reference,
            payload={"partnership_id": row.partnership_id, **payload, "language": LANGUAGE},
            created_at=now,
            due_at=now,
        )
    )


def _audit(
    session: AsyncSession,
    action: str,
    partnership_id: str,
    channel: str,
    now: datetime,
    detail: dict[str, Any],
) -> None:
    session.add(AuditRow(at=now, action=action, subject=partnership_id, channel=channel, detail=detail))
