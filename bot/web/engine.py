"""The engine as the front door sees it: a question goes in, replies come out, or a reason why not."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp
import structlog

from bot.logic.errors import BotError
from bot.web.replies import Button, Reply

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)

PATIENCE = 9.0
READY_PATIENCE = 2.0
CONNECTIONS = 64
KEPT_OPEN = 2.0  # seconds without a question; the engine's server would close after 5
DIGEST = 32  # hexadecimal digits


class EngineFailed(BotError):
    """The engine gave no answer. `reason` is one word: away, slow, refused, failed, malformed or empty.

    `was_sent` is False where the question surely did not reach it.
    """

    def __init__(self, reason: str, *, was_sent: bool = True) -> None:
        super().__init__(reason)
        self.reason = reason
        self.was_sent = was_sent


@dataclass(frozen=True)
class EngineAnswer:
    """What the engine said, and how it came to say it."""

    replies: tuple[Reply, ...]
    trace: Mapping[str, Any]


class EngineClient:
    """Speaks to the engine's own input channel over loopback.

    Connections are kept, and closed well before the engine would do so: none is closed just when a question
    is under way, which would lose the answer.
    """

    def __init__(self, url: str, secret: str, *, patience: float = PATIENCE) -> None:
        self._url = f"{url}/webhooks/front_door"
        self._secret = secret
        self._headers = {"Authorization": f"Bearer {secret}"}
        self._patience = patience
        self._session: aiohttp.ClientSession | None = None

    async def ask(self, conversation_id: str, text: str, channel: str, source: str) -> EngineAnswer:
        """The engine's answer, at least one reply long; raises `EngineFailed`.

        Where it comes from is told as a digest: enough to count by, and no address in any tracker.
        """
        digest = hmac.new(self._secret.encode(), source.encode(), hashlib.sha256).hexdigest()[:DIGEST]
        question = {"conversation_id": conversation_id, "text": text, "channel": channel, "source": digest}
        try:
            async with self._open().post(f"{self._url}/webhook", json=question) as response:
                status, body = response.status, await response.read()
        except TimeoutError as error:
            raise EngineFailed("slow") from error
        except aiohttp.ClientConnectorError as error:
            raise EngineFailed("away", was_sent=False) from error
        except aiohttp.ClientError as error:
            raise EngineFailed("away") from error
        if status != 200:
            log.warning("engine_refused", status=status)
            raise EngineFailed("refused" if status < 500 else "failed")
        return read_answer(body)

    async def forget(self, conversations: Collection[str]) -> None:
        """Let go of what is kept of these in memory, after their turns; raises `EngineFailed`.

        An engine that is not there keeps nothing in memory.
        """
        try:
            async with self._open().post(
                f"{self._url}/forget", json={"conversations": list(conversations)}
            ) as response:
                if response.status != 200:
                    raise EngineFailed("refused" if response.status < 500 else "failed")
        except aiohttp.ClientConnectorError:
            return
        except (aiohttp.ClientError, TimeoutError) as error:
            raise EngineFailed("away") from error

    async def is_ready(self) -> bool:
        """Has the engine loaded its model, and does it know our secret?"""
        try:
            async with self._open().get(
                f"{self._url}/ready", timeout=aiohttp.ClientTimeout(total=READY_PATIENCE)
            ) as response:
                return response.status == 200
        except (aiohttp.ClientError, TimeoutError):
            return False

    async def close(self) -> None:
        """Let go of the connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    def _open(self) -> aiohttp.ClientSession:
        """The session, made at first use because it belongs to the loop that is running then."""
        if self._session is None:
            self._session = aiohttp.ClientSession(
                headers=self._headers,
                timeout=aiohttp.ClientTimeout(total=self._patience),
                connector=aiohttp.TCPConnector(limit=CONNECTIONS, keepalive_timeout=KEPT_OPEN),
            )
        return self._session


def read_answer(body: bytes) -> EngineAnswer:
    """The answer in a body; raises `EngineFailed` when it is not in the agreed shape, or says nothing."""
    try:
        data = json.loads(body)
        replies = tuple(_reply(message) for message in data["messages"])
        trace = dict(data.get("trace") or {})
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise EngineFailed("malformed") from error
    replies = tuple(reply for reply in replies if reply.text.strip() or reply.buttons)
    if not replies:
        raise EngineFailed("empty")
    return EngineAnswer(replies, trace)


def _reply(message: Mapping[str, Any]) -> Reply:
    text = message.get("text") or ""
    metadata = message.get("metadata") or {}
    if not isinstance(text, str) or not isinstance(metadata, dict):
        raise TypeError("text is a string and metadata an object")
    buttons = tuple(_button(button) for button in message.get("buttons") or ())
    return Reply(text, buttons, metadata, _custom(message.get("custom")))


def _custom(parts: object) -> Mapping[str, Any] | None:
    """The answer in parts. What is in no shape of ours is left out: the text says it all."""
    if isinstance(parts, dict) and isinstance(parts.get("kind"), str):
        return parts
    if parts:
        log.warning("custom_left_out")
    return None


def _button(button: Mapping[str, Any]) -> Button:
    title, payload = button["title"], button["payload"]
    if not (isinstance(title, str) and isinstance(payload, str) and title and payload):
        raise TypeError("a button has a title and a payload")
    return Button(title, payload)
