"""The one gate that every message passes, whatever transport it came by."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field, replace
from typing import Protocol

import structlog

from bot.logic.errors import StorageAway
from bot.web.engine import PATIENCE, EngineAnswer, EngineFailed
from bot.web.limits import Rates
from bot.web.metrics import Metrics
from bot.web.replies import Reply, Taken
from bot.web.text import LIMIT, clean, has_words
from bot.web.transcript import NO_ANSWER, Transcript
from bot.web.turns import TooManyWaiting, Turns
from bot.web.wording import Wording

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)

APOLOGY_SECONDS = 0.8
"""An apology must not come late because the database is slow; then it is missing in the history."""


class Engine(Protocol):
    """Whatever answers questions; `EngineClient` is the real one."""

    async def ask(self, conversation_id: str, text: str, channel: str, source: str) -> EngineAnswer: ...


@dataclass(frozen=True)
class Asked:
    """One message that was let in."""

    conversation_id: str
    words: str = field(repr=False)
    channel: str
    source: str = field(repr=False)
    client_message_id: str | None


class Gate:
    """Takes a message and never stays silent: an answer, a refusal with its reason, or an apology."""

    def __init__(
        self,
        *,
        engine: Engine,
        transcript: Transcript,
        rates: Rates,
        wording: Wording,
        metrics: Metrics,
        patience: float = PATIENCE,
    ) -> None:
        self._engine = engine
        self._transcript = transcript
        self._rates = rates
        self._wording = wording
        self._metrics = metrics
        self._patience = patience
        self._turns = Turns()

    async def take(
        self,
        conversation_id: str,
        text: str,
        *,
        channel: str,
        source: str,
        client_message_id: str | None = None,
    ) -> Taken:
        """What becomes of one message.

        `source` is the visitor's address or the name of a program's token, for the rate limit. A message that
        comes again under the same `client_message_id` gets the same replies; one that failed is asked again.
        """
        started = time.monotonic()
        taken = self._refusal(conversation_id, text, channel, source)
        if taken is None:
            asked = Asked(conversation_id, clean(text), channel, source, client_message_id)
            taken = await self._answer_in_turn(asked)
        seconds = time.monotonic() - started
        self._metrics.count(channel, taken.outcome, taken.reason, seconds)
        log.info(
            "message_taken",
            channel=channel,
            outcome=taken.outcome,
            reason=taken.reason,
            seconds=round(seconds, 3),
        )
        return taken

    def turn_of(self, conversation_id: str) -> AbstractAsyncContextManager[None]:
        """While it is held, no message of this conversation is in work; raises `TooManyWaiting`."""
        return self._turns.of(conversation_id)

    def _refusal(self, conversation_id: str, text: str, channel: str, source: str) -> Taken | None:
        if not self._rates.allow(channel, conversation_id, source):
            return self.refused("too_many")
        words = clean(text)
        if not has_words(words.lstrip("/ ")):
            return self.refused("empty")
        if len(words) > LIMIT:
            return self.refused("too_long", length=f"{len(words):,}", limit=f"{LIMIT:,}")
        return None

    async def _answer_in_turn(self, asked: Asked) -> Taken:
        try:
            async with asyncio.timeout(self._patience), self._turns.of(asked.conversation_id):
                return await self._answer(asked)
        except TooManyWaiting:
            return self.refused("busy")
        except TimeoutError:
            reason = "slow"
        except EngineFailed as error:
            reason = error.reason
        except StorageAway:
            return self._apology("storage")
        return await self._apologise(asked.conversation_id, reason)

    async def _answer(self, asked: Asked) -> Taken:
        conversation_id, client_message_id = asked.conversation_id, asked.client_message_id
        earlier = await self._transcript.answers_to(conversation_id, client_message_id)
        if earlier:
            return Taken(earlier, "replayed")
        said = await self._transcript.read_slash(conversation_id, asked.words)
        await self._transcript.hear(conversation_id, said.shown, client_message_id)
        source = conversation_id if asked.channel == "rest" else asked.source  # a program speaks for many
        answer = await self._engine.ask(conversation_id, said.sent, asked.channel, source)
        if answer.trace.get("failed_actions"):
            replies = _marked_failed(answer.replies, "actions")
            await self._keep(conversation_id, replies, NO_ANSWER)
            return Taken(replies, "failed", "actions", answer.trace, said.shown)
        await self._keep(conversation_id, answer.replies, client_message_id)
        return Taken(answer.replies, "answered", trace=answer.trace, heard=said.shown)

    async def _keep(
        self, conversation_id: str, replies: Sequence[Reply], client_message_id: str | None
    ) -> None:
        """Store what was said. When that fails, what was said is still true, so it is shown all the same."""
        try:
            await self._transcript.say(conversation_id, replies, client_message_id)
        except StorageAway:
            log.warning("replies_not_kept")

    async def _apologise(self, conversation_id: str, reason: str) -> Taken:
        """Own up, and keep the apology for the history."""
        taken = self._apology(reason)
        try:
            async with asyncio.timeout(APOLOGY_SECONDS):
                await self._keep(conversation_id, taken.replies, NO_ANSWER)
        except TimeoutError:
            log.warning("apology_not_kept")
        return taken

    def broken(self) -> Taken:
        """What is said when we have a bug."""
        return self._apology("bug")

    def refused(self, reason: str, **values: object) -> Taken:
        """A message that is not taken, and the sentence that says why."""
        reply = Reply(self._wording.visitor(reason, **values), metadata={"refused": reason})
        return Taken((reply,), "refused", reason)

    def _apology(self, reason: str) -> Taken:
        reply = Reply(self._wording.visitor("apology"), metadata={"error": reason})
        return Taken((reply,), "failed", reason)


def _marked_failed(replies: Sequence[Reply], reason: str) -> tuple[Reply, ...]:
    """The replies, the last one marked so that pages offer to send the message again."""
    *others, last = replies
    return (*others, replace(last, metadata={**last.metadata, "error": reason}))
