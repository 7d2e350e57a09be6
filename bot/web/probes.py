"""For operators: is the process up, can it answer, and what has it counted."""

from __future__ import annotations

import asyncio

import aiohttp
from aiohttp import web

from bot.logic.errors import StorageAway
from bot.logic.mail import OutboxCounts
from bot.web.engine import READY_PATIENCE
from bot.web.keys import ENGINE, METRICS, OUTBOX, PING, SETTINGS

routes = web.RouteTableDef()
PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8"


@routes.get("/health")
async def health(request: web.Request) -> web.Response:
    """The process is up."""
    return web.json_response({"status": "up"})


@routes.get("/ready")
async def ready(request: web.Request) -> web.Response:
    """Can a message be answered? 503 names what is missing."""
    engine, actions, database = await asyncio.gather(
        request.app[ENGINE].is_ready(), _actions_answer(request.app), _database_answers(request.app)
    )
    parts = {"engine": engine, "actions": actions, "database": database}
    words = {name: "ready" if is_ready else "not ready" for name, is_ready in parts.items()}
    everything = all(parts.values())
    status = "ready" if everything else "not ready"
    return web.json_response({"status": status, **words}, status=200 if everything else 503)


@routes.get("/metrics")
async def metrics(request: web.Request) -> web.Response:
    """Counters for Prometheus; nothing about anybody."""
    request.app[METRICS].show_outbox(await _outbox_counts(request.app))
    return web.Response(body=request.app[METRICS].text(), headers={"Content-Type": PROMETHEUS})


async def _outbox_counts(app: web.Application) -> OutboxCounts | None:
    try:
        async with asyncio.timeout(READY_PATIENCE):
            return await app[OUTBOX].counts()
    except (StorageAway, TimeoutError):
        return None


async def _actions_answer(app: web.Application) -> bool:
    url = f"{app[SETTINGS].actions_url}/health"
    timeout = aiohttp.ClientTimeout(total=READY_PATIENCE)
    try:
        async with aiohttp.ClientSession(timeout=timeout) as session, session.get(url) as response:
            return response.status == 200
    except (aiohttp.ClientError, TimeoutError):
        return False


async def _database_answers(app: web.Application) -> bool:
    try:
        async with asyncio.timeout(READY_PATIENCE):
            await app[PING]()
    except (StorageAway, TimeoutError):
        return False
    return True
