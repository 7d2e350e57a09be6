"""One message of a conversation after the other, in the order in which they came."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from contextvars import ContextVar
from typing import Any

from rasa.core.lock import TicketLock
from rasa.core.lock_store import LockStore

_held: ContextVar[frozenset[str]] = ContextVar("held_conversations", default=frozenset())


class Line:
    """The messages of one conversation that are under way: the first has the lock, the others wait."""

    def __init__(self) -> None:
        self.lock = asyncio.Lock()  # wakes who waited longest
        self.messages = 0


class FairLockStore(LockStore):
    """Rasa's own asks once a second whose turn it is, and gives a lock away after a minute.

    Here whoever is next is woken at once, and a lock is held until its holder is done: the channel ends a
    turn that takes too long. One engine owns a conversation at a time, so the process is all there is.
    """

    def __init__(self, endpoint_config: Any | None = None) -> None:
        self._lines: dict[str, Line] = {}

    @asynccontextmanager
    async def lock(
        self, conversation_id: str, lock_lifetime: float = 0, wait_time_in_seconds: float = 0
    ) -> AsyncIterator[TicketLock]:
        """Wait for our turn in this conversation; whoever has it goes on, as Rasa does in our channel.

        Lifetime and waiting time are Rasa's; nothing expires here and nothing is polled.
        """
        if conversation_id in _held.get():
            yield TicketLock(conversation_id)
            return
        line = self._lines.setdefault(conversation_id, Line())
        line.messages += 1
        try:
            async with line.lock:
                before = _held.set(_held.get() | {conversation_id})
                try:
                    yield TicketLock(conversation_id)
                finally:
                    _held.reset(before)
        finally:
            line.messages -= 1
            if not line.messages:
                del self._lines[conversation_id]

    def is_someone_waiting(self, conversation_id: str) -> bool:
        """Is a message of this conversation waiting for the one before it?"""
        line = self._lines.get(conversation_id)
        return line is not None and line.messages > 1
