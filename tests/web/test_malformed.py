"""Bytes that are no request: they are refused without being repeated, and nobody's address is logged."""

from __future__ import annotations

import asyncio
import json

import pytest
import structlog
from aiohttp import web, web_protocol, web_server

from bot.web.malformed import answer_quietly

SECRET = "anna.secret"
LONG = b"GET /?q=" + SECRET.encode() + b"x" * 9000 + b" HTTP/1.1\r\nHost: x\r\n\r\n"
HEADER = b"GET / HTTP/1.1\r\nHost: x\r\nBad Header: " + SECRET.encode() + b"\r\n\r\n"
METHOD = b"\x16\x03\x01" + SECRET.encode() + b"\r\n\r\n"


@pytest.fixture
def quiet(monkeypatch):
    monkeypatch.setattr(web_server, "RequestHandler", web_protocol.RequestHandler)
    answer_quietly()


async def sent(raw, handler=None):
    """What a server answers to these bytes."""
    app = web.Application()
    if handler:
        app.router.add_get("/", handler)
    runner = web.AppRunner(app)
    await runner.setup()
    try:
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        port = runner.addresses[0][1]
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(raw)
        answer = await asyncio.wait_for(reader.read(), 5)
        writer.close()
        return answer.decode()
    finally:
        await runner.cleanup()


@pytest.mark.parametrize("raw", [LONG, HEADER, METHOD])
@pytest.mark.usefixtures("quiet")
async def test_what_is_no_request_is_refused_without_its_words(raw):
    with structlog.testing.capture_logs() as logs:
        answer = await sent(raw)
    head, _, body = answer.partition("\r\n\r\n")
    assert " 400 " in head.splitlines()[0]
    assert json.loads(body)["error"] == "bad_request"
    assert "aiohttp" not in head
    assert SECRET not in answer
    assert [(one["event"], one["log_level"]) for one in logs] == [("request_malformed", "warning")]
    assert SECRET not in str(logs)
    assert "127.0.0.1" not in str(logs)


@pytest.mark.usefixtures("quiet")
async def test_a_failure_of_ours_is_logged_without_the_address():
    async def broken(_: web.Request) -> web.Response:
        raise ValueError

    with structlog.testing.capture_logs() as logs:
        answer = await sent(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", broken)
    assert " 500 " in answer.splitlines()[0]
    assert [one["event"] for one in logs] == ["connection_failed"]
    assert "127.0.0.1" not in str(logs)
