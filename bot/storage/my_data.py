"""What a person may do with all of their data: have a copy, and have it erased.

An erasure is recorded first, so that no restart loses it, and carried out by the front door
(`bot/web/erasing.py`): only there it is known that no message of the conversation is in work.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select

from bot.logic.erasures import Erased
from bot.storage import personal_data
from bot.storage.database import Database
from bot.storage.holdings import holdings_of
from bot.storage.tables import ErasureRequestRow
from bot.storage.tracker_events import erase_events, take_out_of_events


@dataclass(frozen=True)
class ErasureRequest:
    """Whose data is to go. The conversations are those that asked, or that only the engine has to forget."""

    id: int
    address: str | None = field(repr=False)
    conversations: tuple[str, ...] = field(repr=False)


class MyData:
    """Export, and erasures on their way. `url` is the database's, `key` that of the erasure list."""

    def __init__(self, database: Database, url: str, key: str) -> None:
        self._database = database
        self._url = url
        self._key = key

    async def export(self, address: str) -> dict[str, Any]:
        """Everything held about this address. Show it only to whoever has proven the address."""
        return await personal_data.export(self._database, address)

    async def ask_to_erase(self, address: str | None, conversations: Collection[str], now: datetime) -> None:
        """Record an erasure that was confirmed; the same one twice is recorded once."""
        async with self._database.writing() as session:
            same = select(ErasureRequestRow).where(ErasureRequestRow.address == address)
            known = await session.scalar(same.limit(1)) if address else None
            if known:
                known.conversations = sorted({*known.conversations, *conversations})
            else:
                session.add(
                    ErasureRequestRow(address=address, conversations=sorted(conversations), asked_at=now)
                )

    async def waiting(self) -> Sequence[ErasureRequest]:
        """What is to be carried out, the oldest first."""
        async with self._database.reading() as session:
            rows = await session.scalars(select(ErasureRequestRow).order_by(ErasureRequestRow.id))
            return [ErasureRequest(row.id, row.address, tuple(row.conversations)) for row in rows]

    async def conversations_of(self, request: ErasureRequest) -> tuple[str, ...]:
        """Those that go: the ones that asked, and every other one of the address."""
        if request.address is None:
            return request.conversations
        async with self._database.reading() as session:
            held = await holdings_of(session, request.address)
        return tuple(sorted({*request.conversations, *held.conversations}))

    async def erase_memory(self, request: ErasureRequest, conversations: Collection[str]) -> tuple[str, ...]:
        """Delete the dialogue's memory of these; where others named the address it is taken out of theirs.

        Gives the conversations of those others.
        """
        await erase_events(self._url, conversations)
        return await take_out_of_events(self._url, request.address) if request.address else ()

    async def erase_rows(self, request: ErasureRequest, now: datetime) -> Erased | None:
        """Delete what is in our own tables, the transcripts too; None where that was done before."""
        if request.address is None:
            return None
        return await personal_data.erase(
            self._database, self._key, request.address, now=now, also=request.conversations
        )

    async def done(self, request: ErasureRequest) -> None:
        """Nothing of it is left; the request goes as well."""
        async with self._database.writing() as session:
            await session.execute(delete(ErasureRequestRow).where(ErasureRequestRow.id == request.id))
        await self._database.forget_deleted()
