"""An engine that keeps to the agreement of bot/engine/front_door.py, and breaks in every way it is told."""

from __future__ import annotations

import asyncio
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.content.languages import load_languages

REQUIRED = ("conversation_id", "text", "channel", "source")
SOURCE = "Source: The European news page (https://example.org/news/call). Checked on 22 November 2026."


class FakeEngine:
    """`asked` is what it was asked, `says` what it answers next, `fault` how it fails: see `_FAULTS`."""

    def __init__(self, secret: str) -> None:
        self.secret = secret
        self.asked: list[dict[str, str]] = []
        self.says: dict[str, list[dict[str, Any]]] = {}
        self.forgotten: list[str] = []
        self.trace: dict[str, Any] = {"intent": {"name": "inform"}, "actions": ["action_answer"]}
        self.fault = ""
        self.seconds = 0.0
        self.is_ready = True
        self.url = ""
        self._server: TestServer | None = None

    @property
    def texts(self) -> list[str]:
        """The words it was asked, in order."""
        return [question["text"] for question in self.asked]

    async def start(self) -> str:
        """Listen on loopback; returns the address."""
        app = web.Application()
        app.router.add_post("/webhooks/front_door/webhook", self._answer)
        app.router.add_post("/webhooks/front_door/forget", self._forget)
        app.router.add_get("/webhooks/front_door/ready", self._ready)
        self._server = TestServer(app, host="127.0.0.1")
        await self._server.start_server()
        self.url = str(self._server.make_url("")).rstrip("/")
        return self.url

    async def stop(self) -> None:
        """Be away."""
        if self._server is not None:
            await self._server.close()

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        if request.headers.get("Authorization") != f"Bearer {self.secret}":
            return web.json_response({"error": "secret_missing_or_wrong"}, status=401)
        question = await request.json()
        if any(not isinstance(question.get(key), str) or not question[key].strip() for key in REQUIRED):
            return web.json_response({"error": "shape"}, status=400)
        self.asked.append(question)
        fault = self.fault
        await asyncio.sleep(self.seconds)
        if fault:
            return await _FAULTS[fault](request)
        text = question["text"]
        messages = self.says.get(text, [said(f"About: {text}"), said(SOURCE, "utter_source")])
        return web.json_response({"messages": messages, "trace": self.trace})

    async def _forget(self, request: web.Request) -> web.StreamResponse:
        if request.headers.get("Authorization") != f"Bearer {self.secret}":
            return web.json_response({"error": "secret_missing_or_wrong"}, status=401)
        if self.fault:
            return await _FAULTS[self.fault](request)
        self.forgotten += (await request.json())["conversations"]
        return web.json_response({"forgotten": len(self.forgotten)})

    async def _ready(self, request: web.Request) -> web.Response:
        if request.headers.get("Authorization") != f"Bearer {self.secret}":
            return web.json_response({"error": "secret_missing_or_wrong"}, status=401)
        return web.json_response({"status": "ready"}, status=200 if self.is_ready else 503)


def said(text: str, utter: str = "utter_answer", **buttons: str) -> dict[str, Any]:
    """A message of the engine; buttons by title."""
    message: dict[str, Any] = {"text": text, "metadata": {"utter_action": utter}}
    if buttons:
        titles = ((title.replace("_", " "), payload) for title, payload in buttons.items())
        message["buttons"] = [{"title": title, "payload": payload} for title, payload in titles]
    return message


def noted(language: str) -> dict[str, Any]:
    """The sentence that the engine puts before an answer to another language."""
    note = load_languages()[language].note
    return {"text": note, "metadata": {"utter_action": "language_note", "lang": language}}


async def _hang(request: web.Request) -> web.StreamResponse:
    return await asyncio.get_running_loop().create_future()


async def _hang_up(request: web.Request) -> web.StreamResponse:
    assert request.transport is not None
    request.transport.abort()
    return web.Response()


def _always(status: int, body: str) -> Any:
    async def answer(request: web.Request) -> web.StreamResponse:
        return web.Response(text=body, status=status, content_type="application/json")

    return answer


_FAULTS = {
    "hang": _hang,
    "hang_up": _hang_up,
    "failed": _always(503, '{"error": "engine_failed"}'),
    "unauthorised": _always(401, '{"error": "secret_missing_or_wrong"}'),
    "empty_list": _always(200, '{"messages": [], "trace": {}}'),
    "empty_texts": _always(200, '{"messages": [{"text": "  "}], "trace": {}}'),
    "not_json": _always(200, "<html>"),
    "a_list": _always(200, "[]"),
    "a_number": _always(200, '{"messages": 7}'),
    "numbers": _always(200, '{"messages": [1, 2]}'),
    "text_a_number": _always(200, '{"messages": [{"text": 7}]}'),
    "button_without_payload": _always(200, '{"messages": [{"text": "a", "buttons": [{"title": "b"}]}]}'),
    "trace_a_list": _always(200, '{"messages": [{"text": "a"}], "trace": [1]}'),
}
FAULTS = tuple(_FAULTS)
