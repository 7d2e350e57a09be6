"""Which answers of the action server count as a failure, and in whose turn."""

from __future__ import annotations

import asyncio

import aiohttp
import pytest
from aiohttp import web
from rasa.utils.endpoints import ClientResponseError, EndpointConfig

from bot.engine import watched_endpoint
from bot.engine.watched_endpoint import NO_DOMAIN, WatchedEndpoint, watch_turn
from tests.engine.action_server import SAID, acting

CALL = {"next_action": "action_answer"}
REJECTED = {"error": "the form does not want that", "action_name": "eoi_form"}


@pytest.fixture
async def server():
    async with acting() as action_server:
        yield action_server


@pytest.fixture
async def endpoint(server):
    kept_open = WatchedEndpoint(url=server.url, headers={"Authorization": "Bearer secret"})
    yield kept_open
    await kept_open.close()


async def test_a_good_answer_is_passed_on_and_is_no_failure(server, endpoint):
    failures = watch_turn()
    assert await endpoint.request(json=CALL, method="post") == SAID
    assert failures == []
    assert server.asked == [{**CALL, "domain": NO_DOMAIN}]
    assert server.headers[0]["Authorization"] == "Bearer secret"


async def test_a_form_that_rejects_an_answer_is_no_failure(server, endpoint):
    server.answer = lambda request: web.json_response(REJECTED, status=400)
    failures = watch_turn()
    with pytest.raises(ClientResponseError) as caught:
        await endpoint.request(json=CALL)
    assert caught.value.status == 400
    assert failures == []


ERRORS = {
    "broken action": lambda request: web.json_response({"error": "x", "action_name": "y"}, status=500),
    "unknown action": lambda request: web.json_response({"error": "x", "action_name": "y"}, status=404),
    "wrong secret": lambda request: web.Response(status=401),
    "busy": lambda request: web.Response(status=503),
    "a 400 that is no rejection": lambda request: web.Response(status=400, text="Bad Request"),
    "a 400 without an action": lambda request: web.json_response({"error": "bad request"}, status=400),
    "a 400 with a list": lambda request: web.json_response(["action_name"], status=400),
    "JSON cut off": lambda request: web.Response(text='{"events": [', content_type="application/json"),
    "not JSON": lambda request: web.Response(text="<html>", content_type="text/html"),
    "a list": lambda request: web.json_response([SAID]),
    "nothing": lambda request: web.json_response(None),
    "events that are no list": lambda request: web.json_response({"events": "none"}),
}


@pytest.mark.parametrize("answer", ERRORS.values(), ids=ERRORS.keys())
async def test_every_other_answer_is_a_failure_of_the_action_that_was_called(server, endpoint, answer):
    server.answer = answer
    failures = watch_turn()
    with pytest.raises((aiohttp.ClientError, ValueError)):
        await endpoint.request(json=CALL)
    assert failures == ["action_answer"]


async def test_a_server_that_is_down_is_a_failure():
    failures = watch_turn()
    with pytest.raises(aiohttp.ClientConnectionError):
        await WatchedEndpoint(url="http://127.0.0.1:1/webhook").request(json=CALL)
    assert failures == ["action_answer"]


async def test_a_server_that_hangs_up_is_a_failure(server, endpoint):
    def hang_up(request):
        request.transport.close()
        return web.Response()

    server.answer = hang_up
    failures = watch_turn()
    with pytest.raises(aiohttp.ClientConnectionError):
        await endpoint.request(json=CALL)
    assert failures == ["action_answer"]


async def test_a_server_that_takes_too_long_is_a_failure(server, endpoint, monkeypatch):
    monkeypatch.setattr(watched_endpoint, "LONGEST_ACTION", 0.05)
    server.waits = 5
    failures = watch_turn()
    with pytest.raises(asyncio.TimeoutError):
        await endpoint.request(json=CALL, timeout=300)
    assert failures == ["action_answer"]


async def test_a_call_without_an_action_is_named_unknown(server, endpoint):
    server.answer = lambda request: web.Response(status=500)
    failures = watch_turn()
    with pytest.raises(ClientResponseError):
        await endpoint.request(json=None, method="post", data=b"{}")
    assert failures == ["unknown"]


async def test_outside_a_turn_a_failure_is_an_error_like_any_other():
    with pytest.raises(aiohttp.ClientConnectionError):
        await WatchedEndpoint(url="http://127.0.0.1:1/webhook").request(json=CALL)


async def test_every_failure_of_a_turn_is_listed_in_order(server, endpoint):
    server.answer = lambda request: web.Response(status=500)
    failures = watch_turn()
    for name in ("action_one", "action_two"):
        with pytest.raises(ClientResponseError):
            await endpoint.request(json={"next_action": name})
    assert failures == ["action_one", "action_two"]


async def test_a_new_turn_begins_with_a_clean_list(server, endpoint):
    first = watch_turn()
    second = watch_turn()
    server.answer = lambda request: web.Response(status=500)
    with pytest.raises(ClientResponseError):
        await endpoint.request(json=CALL)
    assert (first, second) == ([], ["action_answer"])


async def test_two_turns_at_once_do_not_mix(server, endpoint):
    server.answer = lambda request: web.Response(status=500)
    server.waits = 0.02

    async def turn(action):
        failures = watch_turn()
        await asyncio.sleep(0)
        # a task of its own, as Rasa may start one: it belongs to the turn that started it
        call = asyncio.create_task(endpoint.request(json={"next_action": action}))
        with pytest.raises(ClientResponseError):
            await call
        return failures

    assert await asyncio.gather(turn("action_one"), turn("action_two")) == [["action_one"], ["action_two"]]


async def test_a_turn_that_is_cancelled_stays_cancelled(server, endpoint):
    server.waits = 5
    call = asyncio.create_task(endpoint.request(json=CALL))
    while not server.asked:
        await asyncio.sleep(0.01)
    call.cancel()
    with pytest.raises(asyncio.CancelledError):
        await call


def test_rasa_takes_it_for_an_endpoint():
    assert issubclass(WatchedEndpoint, EndpointConfig)
    assert WatchedEndpoint(url="http://a").url == "http://a"
