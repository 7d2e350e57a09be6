"""Health, readiness and metrics."""

from __future__ import annotations

import asyncio

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer, unused_port

from bot.logic.errors import StorageAway
from bot.web import keys
from tests.web.doors import open_door

STATUS = web.AppKey("status", int)


@pytest.fixture
async def actions():
    """An action server that is healthy until its answer is changed."""
    app = web.Application()
    app[STATUS] = 200

    async def health(request: web.Request) -> web.Response:
        return web.json_response({}, status=request.app[STATUS])

    app.router.add_get("/health", health)
    async with TestServer(app, host="127.0.0.1", port=unused_port()) as server:
        yield server


@pytest.fixture
async def ready(database_file, tmp_path, actions, aiohttp_client):
    async with open_door(database_file, tmp_path, BOT_ACTIONS_PORT=str(actions.port)) as door:
        client = await aiohttp_client(door.app)

        async def ready():
            response = await client.get("/ready")
            return response.status, await response.json()

        ready.door = door
        yield ready


ALL = {"status": "ready", "engine": "ready", "actions": "ready", "database": "ready"}


async def test_health_says_that_the_process_is_up(client):
    response = await client.get("/health")
    assert (response.status, await response.json()) == (200, {"status": "up"})


async def test_ready_when_engine_actions_and_database_are(ready):
    assert await ready() == (200, ALL)


async def test_an_engine_without_a_model_is_named(ready):
    ready.door.engine.is_ready = False
    assert await ready() == (503, {**ALL, "status": "not ready", "engine": "not ready"})


async def test_an_engine_that_is_away_is_named(ready):
    await ready.door.engine.stop()
    assert await ready() == (503, {**ALL, "status": "not ready", "engine": "not ready"})


async def test_actions_that_fail_are_named(ready, actions):
    actions.app._state[STATUS] = 500
    assert await ready() == (503, {**ALL, "status": "not ready", "actions": "not ready"})


async def test_actions_that_are_away_are_named(ready, actions):
    await actions.close()
    assert await ready() == (503, {**ALL, "status": "not ready", "actions": "not ready"})


async def test_a_database_that_is_away_is_named(ready):
    async def away() -> None:
        raise StorageAway("away")

    ready.door.app._state[keys.PING] = away
    assert await ready() == (503, {**ALL, "status": "not ready", "database": "not ready"})


async def test_a_database_that_hangs_is_named(ready, monkeypatch):
    async def hang() -> None:
        await asyncio.sleep(60)

    monkeypatch.setattr("bot.web.probes.READY_PATIENCE", 0.05)
    ready.door.app._state[keys.PING] = hang
    status, parts = await ready()
    assert (status, parts["database"]) == (503, "not ready")


async def test_metrics_count_messages_refusals_failures_and_seconds(door, client):
    for text in ("hi", "", "hi again"):
        await door.gate.take("web-ana", text, channel="web", source="1.2.3.4")
    door.engine.fault = "failed"
    await door.gate.take("web-ana", "hi", channel="web", source="1.2.3.4")
    response = await client.get("/metrics")
    text = await response.text()
    assert response.content_type == "text/plain"
    assert 'callguide_messages_total{channel="web",outcome="answered"} 2.0' in text
    assert 'callguide_refusals_total{channel="web",reason="empty"} 1.0' in text
    assert 'callguide_engine_errors_total{reason="failed"} 1.0' in text
    assert 'callguide_reply_seconds_count{channel="web"} 4.0' in text


async def test_two_apps_in_one_process_count_apart(door, database_file, tmp_path):
    (tmp_path / "other").mkdir()
    async with open_door(database_file, tmp_path / "other") as other:
        await door.gate.take("web-ana", "hi", channel="web", source="1.2.3.4")
        assert b'outcome="answered"' not in other.app[keys.METRICS].text()
