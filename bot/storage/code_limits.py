"""How often a one-time code may be asked for: per conversation, per address and per source."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select, union_all
from sqlalchemy.ext.asyncio import AsyncSession

from bot.logic.codes import PER_ADDRESS, PER_CONVERSATION, PER_SOURCE, WINDOW, normalised
from bot.storage.addresses import is_address
from bot.storage.tables import CodeRow, EoIRow


@dataclass(frozen=True)
class Wish:
    """Who wants a code for what. `named` is the address or reference; all but the first is a digest."""

    conversation_id: str
    named: str
    source: str


async def too_often(session: AsyncSession, wish: Wish, known: str | None, now: datetime) -> bool:
    """Strangers can use up what an address gets, but not for a conversation that is its owner's."""
    limits = [
        (CodeRow.conversation_id == wish.conversation_id, PER_CONVERSATION),
        (CodeRow.address_digest == wish.named, PER_ADDRESS),
        (CodeRow.source_digest == wish.source, PER_SOURCE),
    ]
    counts = [await _asked(session, condition, now) for condition, _ in limits]
    is_owners = await _is_owners(session, wish, known)
    over = [count >= most for count, (_, most) in zip(counts, limits, strict=True)]
    return over[0] or over[2] or (over[1] and not is_owners)


async def _is_owners(session: AsyncSession, wish: Wish, known: str | None) -> bool:
    """Was the address proven here before, or something sent with it from here?"""
    here = union_all(
        select(CodeRow.id).where(
            CodeRow.conversation_id == wish.conversation_id,
            CodeRow.proven_at.is_not(None),
            is_address(CodeRow.address, known or ""),
        ),
        select(EoIRow.id).where(
            EoIRow.conversation_id == wish.conversation_id, is_address(EoIRow.email, known or "")
        ),
    )
    return (await session.execute(here)).first() is not None


async def may_get_more(session: AsyncSession, wish: Wish, address: str, now: datetime) -> bool:
    """Was this address sent fewer codes than it may get, or is the conversation its owner's?"""
    is_owners = await _is_owners(session, wish, address)  # asked in any case: that takes the same time
    return await _sent_to(session, address, now) < PER_ADDRESS or is_owners


async def _sent_to(session: AsyncSession, address: str, now: datetime) -> int:
    """Codes that went to this address, whatever was named to get them."""
    return await _asked(session, func.lower(CodeRow.address) == normalised(address), now)


async def _asked(session: AsyncSession, condition: ColumnElement[bool], now: datetime) -> int:
    counted = select(func.count()).select_from(CodeRow).where(condition, CodeRow.created_at > now - WINDOW)
    return await session.scalar(counted) or 0
