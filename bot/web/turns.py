"""One message of a conversation at a time, in the order in which they came."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from bot.logic.errors import BotError

MOST_WAITING = 5


class TooManyWaiting(BotError):
    """This conversation has sent more messages than are worth keeping in line."""


@dataclass
class _Line:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    people: int = 0


class Turns:
    """A line for each conversation that has a message in work; the line goes when the last one leaves."""

    def __init__(self, most_waiting: int = MOST_WAITING) -> None:
        self._most = most_waiting + 1
        self._lines: dict[str, _Line] = {}

    def __len__(self) -> int:
        """How many conversations have a message in work."""
        return len(self._lines)

    @asynccontextmanager
    async def of(self, conversation_id: str) -> AsyncIterator[None]:
        """Wait for the conversation's turn; raises `TooManyWaiting` at once when the line is full."""
        line = self._lines.setdefault(conversation_id, _Line())
        if line.people >= self._most:
            raise TooManyWaiting
        line.people += 1
        try:
            async with line.lock:
                yield
        finally:
            line.people -= 1
            if line.people == 0:
                del self._lines[conversation_id]
