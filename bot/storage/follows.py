"""Who follows which partnership, and the notices that go to them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.logic.codes import normalised
from bot.logic.eoi import Consent
from bot.logic.errors import PartnershipUnknown
from bot.logic.follows import Follow, new_token
from bot.storage.addresses import is_address
from bot.storage.catalogue_tables import PartnershipRow
from bot.storage.contacts import tell_contacts
from bot.storage.database import Database, take_turns
from bot.storage.tables import AuditRow, FollowRow, OutboxRow

__all__ = ["Follow", "FollowStore"]

STAFF = "staff"

log = structlog.get_logger()


class FollowStore:
    """Follows, each one address and one partnership. `website` is where the links in mails lead."""

    def __init__(self, database: Database, website: str, *, token: Callable[[], str] = new_token) -> None:
        self._database = database
        self._website = website.rstrip("/")
        self._token = token

    async def follow(
        self,
        partnership_id: str,
        address: str,
        consent: Consent,
        *,
        conversation_id: str,
        channel: str,
        now: datetime,
    ) -> bool:
        """Notices go to this address from now on; False where they did already. The caller has had its proof.

        A mail with the way to stop them goes there at once.
        """
        async with self._database.writing() as session:
            await take_turns(session, f"follow {partnership_id} {normalised(address)}")
            if await session.scalar(select(FollowRow.id).where(_one(partnership_id, address))):
                return False
            row = FollowRow(
                partnership_id=partnership_id,
                email=address,
                token=self._token(),
                conversation_id=conversation_id,
                channel=channel,
                consent_version=consent.version,
                consent_text=consent.text,
                consent_language=consent.language,
                consent_given_at=consent.given_at,
                created_at=now,
            )
            session.add(row)
            _audit(session, "followed", partnership_id, channel, now)
            self._add_mail(session, row, "follow_begun", {}, now)
            await tell_contacts(session, partnership_id, "new_follower", {}, reference=None, now=now)
        log.info("partnership_followed", channel=channel)
        return True

    async def of_address(self, address: str) -> list[Follow]:
        """What this address follows, oldest first; to be shown only to whoever has proven it."""
        return await self._follows(is_address(FollowRow.email, address))

    async def by_token(self, token: str) -> Follow | None:
        """The one whose mails have this token."""
        found = await self._follows(FollowRow.token == token)
        return found[0] if found else None

    async def stop(
        self, address: str, partnership_id: str | None = None, *, channel: str, now: datetime
    ) -> list[str]:
        """No more notices about this partnership, or about any; which ones that were. The proof was had."""
        wanted = is_address(FollowRow.email, address)
        if partnership_id is not None:
            wanted = _one(partnership_id, address)
        return await self._stop(wanted, channel, now)

    async def stop_by_token(self, token: str, *, channel: str, now: datetime) -> list[str]:
        """No more of the notices that this link stood in; a second time stops nothing."""
        return await self._stop(FollowRow.token == token, channel, now)

    async def announce(self, partnership_id: str, text: str, *, by: str, now: datetime) -> int | None:
        """Send this to everybody who follows it; how many those are. None: the same was announced before.

        Raises `PartnershipUnknown`. The audit log has a digest of the text, and who sent it.
        """
        digest = hashlib.sha256(text.encode()).hexdigest()
        async with self._database.writing() as session:
            await take_turns(session, f"announce {partnership_id}")
            if await session.get(PartnershipRow, partnership_id) is None:
                raise PartnershipUnknown(f"There is no partnership {partnership_id}.")
            before = await session.scalars(
                select(AuditRow).where(AuditRow.subject == partnership_id, AuditRow.action == "announced")
            )
            if any(one.detail["digest"] == digest for one in before):
                return None
            rows = (await session.scalars(select(FollowRow).where(_of(partnership_id)))).all()
            for row in rows:
                self._add_mail(session, row, "follow_news", {"text": text}, now)
            detail = {"digest": digest, "by": by, "followers": len(rows)}
            _audit(session, "announced", partnership_id, STAFF, now, detail)
        log.info("partnership_news_sent", followers=len(rows))
        return len(rows)

    async def _follows(self, condition: ColumnElement[bool]) -> list[Follow]:
        async with self._database.reading() as session:
            rows = await session.scalars(select(FollowRow).where(condition).order_by(FollowRow.id))
            return [Follow(row.partnership_id, row.email, row.created_at, row.token) for row in rows]

    async def _stop(self, condition: ColumnElement[bool], channel: str, now: datetime) -> list[str]:
        async with self._database.writing() as session:
            stopped = await session.scalars(
                delete(FollowRow).where(condition).returning(FollowRow.partnership_id)
            )
            ids = sorted(stopped.all())
            for partnership_id in ids:
                _audit(session, "unfollowed", partnership_id, channel, now)
        log.info("partnerships_unfollowed", count=len(ids), channel=channel)
        return ids

    def _add_mail(
        self, session: AsyncSession, row: FollowRow, kind: str, payload: dict[str, Any], now: datetime
    ) -> None:
        about = {"partnership_id": row.partnership_id, "link": f"{self._website}/following/{row.token}"}
        session.add(
            OutboxRow(
                kind=kind,
                recipient=row.email,
                reference=None,
                payload={**about, **payload, "language": row.consent_language},
                created_at=now,
                due_at=now,
            )
        )


def _of(partnership_id: str) -> ColumnElement[bool]:
    return FollowRow.partnership_id == partnership_id


def _one(partnership_id: str, address: str) -> ColumnElement[bool]:
    return _of(partnership_id) & is_address(FollowRow.email, address)


def _audit(
    session: AsyncSession,
    action: str,
    partnership_id: str,
    channel: str,
    now: datetime,
    detail: dict[str, Any] | None = None,
) -> None:
    session.add(AuditRow(at=now, action=action, subject=partnership_id, channel=channel, detail=detail or {}))
