"""A whole conversation over socket.io, as Rasa's web clients hold it, with a pressed button at its end."""

from __future__ import annotations

import asyncio
from typing import Any

import socketio

from tests.dialogues.assistant import ANSWER_SECONDS, Assistant


class Visitor:
    """python-socketio with what Rasa's web clients send and show, and nothing else."""

    def __init__(self) -> None:
        self.client = socketio.AsyncClient(reconnection=False)
        self._confirmed: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self._heard: list[dict[str, Any]] = []
        self.client.on("session_confirm", self._confirmed.set_result)
        self.client.on("bot_uttered", self._heard.append)

    async def begin(self, address: str) -> None:
        await self.client.connect(address)
        await self.client.emit("session_request", {"session_id": None})
        await asyncio.wait_for(self._confirmed, ANSWER_SECONDS)

    async def say(self, message: str) -> str:
        """Send, and give back all that was answered."""
        self._heard.clear()
        data = {"message": message, "session_id": self._confirmed.result(), "customData": {"language": "en"}}
        await self.client.call("user_uttered", data, timeout=ANSWER_SECONDS)
        return "\n".join(reply["text"] for reply in self._heard)

    async def press(self, title: str) -> str:
        """Send what the button with this title stands for."""
        knobs = [knob for reply in self._heard for knob in reply.get("quick_replies", ())]
        return await self.say(next(knob["payload"] for knob in knobs if knob["title"] == title))


async def test_a_check_by_a_socketio_client_of_others_ends_in_a_verdict(assistant: Assistant) -> None:
    assistant.set_day("2017-03-01")
    visitor = Visitor()
    await visitor.begin(assistant.address)
    assert "Hello" in await visitor.say("hello")
    assert "31 March 2017" in await visitor.say("When does the call close?")
    assert "In which country" in await visitor.say("Can our cluster organisation take part?")
    assert "your partners" in await visitor.say("Italy")
    assert "theme" in await visitor.say("Spain and Poland")
    assert "legal entity" in await visitor.say("textiles")
    assert "ECCP" in await visitor.press("Yes")
    verdict = await visitor.press("Yes")
    assert verdict.startswith("Yes, by what you told me you may take part.")
    assert "3 different countries (Italy, Spain and Poland)" in verdict
    assert "Sources:" in verdict
    await visitor.client.disconnect()
