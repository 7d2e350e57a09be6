"""Which ports are free: outside those that outgoing calls get, and several in a row where that is asked."""

from __future__ import annotations

import socket

import pytest

from bot import ports
from bot.ports import BELOW, LOWEST, free_port, why_not_all, why_not_listen
from bot.settings import LOOPBACK


def test_a_host_that_cannot_be_listened_on_is_named() -> None:
    assert why_not_listen("no.such.host.invalid", 8080) == "BOT_HOST=no.such.host.invalid is not an address."
    assert "192.0.2.1" in (why_not_listen("192.0.2.1", 8080) or "")


def test_a_free_port_is_none_that_an_outgoing_call_may_get() -> None:
    found = free_port(3)
    assert found >= LOWEST
    assert found + 3 <= BELOW
    with socket.socket() as probe:
        assert probe.connect_ex((LOOPBACK, found)) != 0


def test_one_taken_port_spoils_the_row(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = iter([1, 4])
    monkeypatch.setattr(ports.secrets, "randbelow", lambda _: next(drawn))
    monkeypatch.setattr(ports, "why_not_listen", lambda _, port: "In use." if port == LOWEST + 3 else None)
    assert free_port(3) == LOWEST + 4
    assert why_not_all(LOWEST + 3, 1) == "In use."
