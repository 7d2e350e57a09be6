"""An action server that answers as a test tells it, on a free port of this machine."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web

SAID: dict[str, Any] = {"events": [], "responses": [{"text": "On 31 March"}]}


class ActionServer:
    """`answer` responds to `request["call"]` after `waits` seconds; `asked` remembers the calls."""

    def __init__(self) -> None:
        self.url = ""
        self.answer = lambda request: web.json_response(SAID)
        self.asked: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.waits = 0.0

    async def handle(self, request: web.Request) -> web.StreamResponse:
        self.headers.append(dict(request.headers))
        request["call"] = await request.json()
        self.asked.append(request["call"])
        await asyncio.sleep(self.waits)
        return self.answer(request)


@asynccontextmanager
async def acting() -> AsyncIterator[ActionServer]:
    """An action server while it runs."""
    server = ActionServer()
    app = web.Application()
    app.router.add_post("/webhook", server.handle)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    server.url = f"http://127.0.0.1:{runner.addresses[0][1]}/webhook"
    try:
        yield server
    finally:
        await runner.cleanup()
