"""Asks for one-time codes and compares what comes back; says to nobody what is stored under an address."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime

from sqlalchemy import func, select, union_all, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.logic.codes import LIFETIME, PROOF, TRIES, WINDOW, Asked, Proven, digest_of, is_code
from bot.storage.addresses import is_address
from bot.storage.code_limits import Wish, may_get_more, too_often
from bot.storage.database import Database, take_turns
from bot.storage.tables import CodeRow, ContactRow, DraftRow, EoIRow, FollowRow, OutboxRow, TicketRow

__all__ = ["Asked", "CodeStore", "Proven"]

CODE = "code"
ADDRESSES = (EoIRow.email, DraftRow.email, TicketRow.answer_to, FollowRow.email, ContactRow.email)
"""Where an address may be stored that a code is sent to."""

LANGUAGE = "en"


def new_nonce() -> str:
    """What a code follows from, besides our key."""
    return secrets.token_urlsafe(24)


class CodeStore:
    """One-time codes of every conversation; the key is what their digits follow from."""

    def __init__(self, database: Database, key: str, *, nonce: Callable[[], str] = new_nonce) -> None:
        self._database = database
        self._key = key
        self._nonce = nonce

    async def ask(
        self,
        conversation_id: str,
        *,
        address: str | None = None,
        reference: str | None = None,
        to_new: bool = False,
        source: str,
        now: datetime,
    ) -> Asked:
        """Send a code to the address, or to the one behind the reference, if anything is stored there.

        `to_new`: also to an address that nothing is stored under yet, because something is to be.

        The same is said, counted and done where nothing is. A new code takes the place of the one before.
        A known address that was sent too many codes under other names gets no more, and nobody is told.
        """
        if (address is None) == (reference is None):
            raise ValueError("either an address or a reference")
        named = address if address is not None else str(reference)
        wish = Wish(conversation_id, digest_of(self._key, named), digest_of(self._key, source))
        async with self._database.writing() as session:
            known = await _stored_under(session, named, is_reference=address is None)
            known = known or (address if to_new else None)
            recipient = digest_of(self._key, known or named)
            for name in sorted({conversation_id, wish.named, wish.source, recipient}):
                await take_turns(session, name)
            if await too_often(session, wish, known, now):
                return Asked.TOO_OFTEN
            if not await may_get_more(session, wish, known or named, now):
                known = None
            await self._keep(session, wish, known, named, now)
        return Asked.SENT

    async def ask_again(self, conversation_id: str, *, source: str, now: datetime) -> Asked | None:
        """One more code to wherever the last one of this conversation went; None where none was asked for."""
        async with self._database.writing() as session:
            await take_turns(session, conversation_id)
            last = await _newest(session, conversation_id)
            if last is None or last.created_at <= now - WINDOW:
                return None
            wish = Wish(conversation_id, last.address_digest, digest_of(self._key, source))
            known = last.address
            for name in sorted({wish.named, wish.source, digest_of(self._key, known or "")}):
                await take_turns(session, name)
            if await too_often(session, wish, known, now):
                return Asked.TOO_OFTEN
            if not await may_get_more(session, wish, known or last.address_digest, now):
                known = None
            await self._keep(session, wish, known, last.address_digest, now)
        return Asked.SENT

    async def prove(self, conversation_id: str, given: str, *, now: datetime) -> Proven:
        """Compare what was given with the newest code of the conversation; each code is right only once.

        The try is counted in the same transaction, so that guesses at the same time are counted, too.
        """
        async with self._database.writing() as session:
            await take_turns(session, conversation_id)
            row = await _newest(session, conversation_id)
            if row is None or row.proven_at is not None:
                return Proven.NONE_ASKED
            if row.tries >= TRIES:
                return Proven.TOO_MANY
            if now >= row.expires_at:
                return Proven.EXPIRED
            row.tries += 1
            right = is_code(self._key, row.nonce, given)
            if right and row.address is not None:
                row.proven_at = now
                return Proven.RIGHT
            return Proven.TOO_MANY if row.tries >= TRIES else Proven.WRONG

    async def proven_address(self, conversation_id: str, *, now: datetime) -> str | None:
        """The address that was last proven in this conversation, for as long as a proof lasts."""
        newest = (
            select(CodeRow.address)
            .where(CodeRow.conversation_id == conversation_id, CodeRow.proven_at > now - PROOF)
            .order_by(CodeRow.proven_at.desc(), CodeRow.id.desc())
            .limit(1)
        )
        async with self._database.reading() as session:
            return await session.scalar(newest)

    async def has_proven(self, conversation_id: str, address: str, *, now: datetime) -> bool:
        """Was this address proven in this conversation a short while ago, be it the last one or not?"""
        proof = select(CodeRow.id).where(
            CodeRow.conversation_id == conversation_id,
            CodeRow.proven_at > now - PROOF,
            is_address(CodeRow.address, address),
        )
        async with self._database.reading() as session:
            return (await session.execute(proof.limit(1))).first() is not None

    async def forget(self, conversation_id: str) -> None:
        """Give the proof back, and let no code that still waits prove anything here."""
        async with self._database.writing() as session:
            await session.execute(
                update(CodeRow)
                .where(CodeRow.conversation_id == conversation_id)
                .values(proven_at=None, expires_at=CodeRow.created_at)
            )

    async def _keep(
        self, session: AsyncSession, wish: Wish, known: str | None, named: str, now: datetime
    ) -> None:
        """Write the code and its mail; where nobody is to get one, the mail is taken back again."""
        nonce = self._nonce()
        session.add(
            CodeRow(
                nonce=nonce,
                conversation_id=wish.conversation_id,
                address=known,
                address_digest=wish.named,
                source_digest=wish.source,
                created_at=now,
                expires_at=now + LIFETIME,
                tries=0,
            )
        )
        await session.flush()
        written = await session.begin_nested()
        session.add(
            OutboxRow(
                kind=CODE,
                recipient=known or named,
                reference=None,
                payload={"nonce": nonce, "language": LANGUAGE},
                created_at=now,
                due_at=now,
                not_after=now + LIFETIME,
            )
        )
        await session.flush()
        await (written.rollback() if known is None else written.commit())


async def _stored_under(session: AsyncSession, named: str, *, is_reference: bool) -> str | None:
    """The address to send to, as it was stored: never as it was typed by whoever asks now."""
    if is_reference:
        found = await session.scalars(
            union_all(
                select(EoIRow.email).where(EoIRow.reference == named.strip().upper()),
                select(DraftRow.email).where(DraftRow.reference == named.strip().upper()),
            )
        )
        return next((one for one in found if one), None)
    counted = union_all(  # all are looked through, found or not: that takes the same time
        *(select(func.min(column)).where(is_address(column, named)) for column in ADDRESSES)
    )
    return next((one for one in await session.scalars(counted) if one), None)


async def _newest(session: AsyncSession, conversation_id: str) -> CodeRow | None:
    newest = (
        select(CodeRow)
        .where(CodeRow.conversation_id == conversation_id)
        .order_by(CodeRow.id.desc())
        .limit(1)
        .with_for_update()
    )
    row: CodeRow | None = await session.scalar(newest)
    return row
