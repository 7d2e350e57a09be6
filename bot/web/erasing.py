"""Carries out erasures that were confirmed: in every table, in the engine, in the mailbox, on the page.

It holds the turns of the conversations meanwhile: nothing of a message that is in work comes after it.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Collection, Iterable
from contextlib import AsyncExitStack
from datetime import datetime
from pathlib import Path
from typing import Protocol

import structlog
from aiohttp import web

from bot.background import Background
from bot.clock import now_utc
from bot.logic.errors import BotError
from bot.mail import folder
from bot.storage.my_data import ErasureRequest, MyData
from bot.web.chat import Chat
from bot.web.gate import Gate
from bot.web.replies import Reply
from bot.web.transcript import Transcript

EVERY_SECONDS, AFTER_FAILURE_SECONDS, END_SECONDS = 1.0, 10.0, 3.0

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)


class Engine(Protocol):
    """Whatever keeps conversations in memory; `Engines` and `EngineClient` are the real ones."""

    async def forget(self, conversations: Collection[str]) -> None: ...


class Eraser:
    """One a front door. What fails is tried again: the request stays until nothing is left."""

    def __init__(
        self,
        my_data: MyData,
        *,
        engine: Engine,
        gate: Gate,
        chat: Chat,
        transcript: Transcript,
        mailbox: Path,
        last_words: str,
        clock: Callable[[], datetime] = now_utc,
    ) -> None:
        self._my_data = my_data
        self._engine = engine
        self._gate = gate
        self._chat = chat
        self._transcript = transcript
        self._mailbox = mailbox
        self._last_words = Reply(last_words)
        self._clock = clock
        self._background = Background("eraser", self._once)

    async def while_running(self, _: web.Application) -> AsyncIterator[None]:
        """To be put into the app's `cleanup_ctx`."""
        self._background.start()
        yield
        await self.stop()

    async def stop(self) -> None:
        """End: what is being erased may still go, for a short while; the rest waits for the next start."""
        await self._background.stop(within=END_SECONDS)

    async def erase_waiting(self) -> int:
        """Carry out what waits; how many those were. Raises `StorageAway`, `EngineFailed`."""
        waiting = await self._my_data.waiting()
        for request in waiting:
            await self._erase(request)
        return len(waiting)

    async def _erase(self, request: ErasureRequest) -> None:
        async with AsyncExitStack() as turns:
            await self._take_turns(turns, request.conversations)
            conversations = await self._my_data.conversations_of(request)
            await self._take_turns(turns, sorted({*conversations} - {*request.conversations}))
            await self._engine.forget(conversations)
            others = await self._my_data.erase_memory(request, conversations)
            await self._engine.forget(others)
            erased = await self._my_data.erase_rows(request, self._clock())
            if erased is not None:
                await asyncio.to_thread(folder.erase, self._mailbox, erased.traces)
                for conversation_id in request.conversations:
                    await self._transcript.say(conversation_id, [self._last_words])
            await self._my_data.done(request)
            for conversation_id in conversations:
                await self._chat.show_anew(conversation_id)
        log.info("erasure_carried_out", conversations=len(conversations))

    async def _take_turns(self, turns: AsyncExitStack, conversations: Iterable[str]) -> None:
        for conversation_id in conversations:
            await turns.enter_async_context(self._gate.turn_of(conversation_id))

    async def _once(self) -> float:
        try:
            await self.erase_waiting()
        except BotError as error:  # the database or the engine is away, or a conversation is busy
            log.warning("erasure_put_off", reason=type(error).__name__)
        except Exception:  # whatever it is, the website goes on
            log.exception("erasure_failed")
        else:
            return EVERY_SECONDS
        return AFTER_FAILURE_SECONDS


ERASER = web.AppKey("eraser", Eraser)
