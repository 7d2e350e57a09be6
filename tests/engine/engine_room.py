"""The engine's channel on a real Sanic server, with Rasa's agent and a turn that each test writes itself."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import aiohttp
from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage
from sanic import Sanic

from bot.engine.conversation_store import ConversationStore
from bot.engine.fair_locks import FairLockStore
from bot.engine.front_door import FrontDoorInput
from bot.engine.remembered_parses import RememberedParses
from tests.engine.conversations import domain, talk

SECRET = "a secret of this test"
BEARER = {"Authorization": f"Bearer {SECRET}"}
MESSAGE = {"conversation_id": "a", "text": "hello", "channel": "web", "source": "s"}
Sanic.test_mode = True  # several servers in one process: Sanic keeps its own code as it is
_numbers = count()

Turn = Callable[[UserMessage], Awaitable[Any]]


@asynccontextmanager
async def serving(app: Sanic) -> AsyncIterator[str]:
    """The address of this app while it runs on a free port."""
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    server = await app.create_server(sock=listening, return_asyncio_server=True, access_log=False)
    await server.startup()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.close()
        await server.wait_closed()


class EngineRoom:
    """The channel with its store. `turn` is what Rasa would do with a message; tests replace it."""

    def __init__(self, folder: Path) -> None:
        self.store = ConversationStore(domain=domain(), host=f"sqlite:///{folder}/conversations.db")
        self.agent = Agent(domain=domain(), tracker_store=self.store, lock_store=FairLockStore())
        self.agent.processor = SimpleNamespace(
            tracker_store=self.store,
            model_metadata=SimpleNamespace(model_id="model-1"),
            parse_message=self._parse_message,
        )
        self.agent.parse_message = RememberedParses(self.agent.parse_message)
        self.meanings: dict[str, str] = {}
        self.turn: Turn = self.greet
        self.heard: list[UserMessage] = []
        self.app = Sanic(f"engine_{next(_numbers)}")
        self.app.blueprint(
            FrontDoorInput.from_credentials({"secret": SECRET}).blueprint(self._on_new_message),
            url_prefix="/webhooks/front_door",
        )
        self.app.ctx.agent = self.agent
        self.url = ""

    async def _on_new_message(self, message: UserMessage) -> None:
        self.heard.append(message)
        await self.turn(message)

    async def _parse_message(self, message: UserMessage) -> dict[str, Any]:
        """What the model of this room makes of a text: a greeting, or the question that `meanings` says."""
        topic = self.meanings.get(message.text)
        intent: dict[str, Any] = {"name": "faq" if topic else "greet", "confidence": 0.9}
        if topic:
            intent["full_retrieval_intent_name"] = f"faq/{topic}"
        return {"text": message.text, "intent": intent, "entities": []}

    async def greet(self, message: UserMessage, **more: Any) -> None:
        """The turn of an assistant that says hello to everything."""
        tracker = await self.store.get_or_create_tracker(message.sender_id, append_action_listen=False)
        talk(tracker, message.text, parsed=message.parse_data, **more)
        await message.output_channel.send_response(
            message.sender_id, {"text": "Hello", "utter_action": "utter_hello"}
        )
        await self.store.save(tracker)

    async def send(self, headers: dict[str, str] | None = BEARER, **asked: Any) -> tuple[int, Any]:
        """Status and JSON of a POST; give `json=` or `data=`, or the ordinary message is sent."""
        if not asked:
            asked = {"json": MESSAGE}
        return await self._ask("POST", "webhook", headers=headers, **asked)

    async def ready(self, headers: dict[str, str] | None = BEARER) -> tuple[int, Any]:
        """Status and JSON of the readiness probe."""
        return await self._ask("GET", "ready", headers=headers)

    async def forget(self, headers: dict[str, str] | None = BEARER, **asked: Any) -> tuple[int, Any]:
        """Status and JSON of what is to be forgotten."""
        return await self._ask("POST", "forget", headers=headers, **asked)

    async def _ask(self, method: str, route: str, **asked: Any) -> tuple[int, Any]:
        url = f"{self.url}/webhooks/front_door/{route}"
        async with aiohttp.ClientSession() as session, session.request(method, url, **asked) as answer:
            return answer.status, await answer.json()
