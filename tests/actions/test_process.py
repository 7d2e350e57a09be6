"""The action server as a process of its own: loopback only, no word in its log, an end when told."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from actions.__main__ import LARGEST_REQUEST, main
from bot.ports import free_port
from bot.settings import SettingsError, read_settings
from tests.actions.conftest import DAY
from tests.actions.test_fakes import RECORDED
from tests.actions.trackers import ROOT

KEY = "a key for the tests of the actions, long enough"
BEARER = f"Bearer {read_settings({'BOT_SECRET_KEY': KEY}).secret_for('actions')}"
START_SECONDS = 60


@dataclass
class Running:
    """The process, and what it logs."""

    process: subprocess.Popen[bytes]
    port: int
    log: Path

    def ask(self, path: str, body: Any = None) -> tuple[int, Any]:
        """One request with the secret."""
        headers = {"Authorization": BEARER, "Content-Type": "application/json"}
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", data, headers)
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as refused:
            with refused:
                return refused.code, refused.read().decode()


@pytest.fixture(scope="module")
def running(seeded_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    port = free_port()
    environ = {name: value for name, value in os.environ.items() if not name.startswith("BOT_")}
    environ |= {
        "BOT_SECRET_KEY": KEY,
        "BOT_ACTIONS_PORT": str(port),
        "BOT_AS_OF": DAY.isoformat(),
        "BOT_DATABASE_URL": f"sqlite+aiosqlite:///{seeded_file}",
    }
    log = tmp_path_factory.mktemp("actions") / "log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "actions"], cwd=ROOT, env=environ, stdout=output, stderr=output
        )
    started = Running(process, port, log)
    _wait_for(started)
    yield started
    process.terminate()
    assert process.wait(START_SECONDS) in (0, -15)
    assert "Traceback" not in log.read_text(encoding="utf-8")


def _wait_for(started: Running) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not _answers(started):
        assert started.process.poll() is None, started.log.read_text(encoding="utf-8")
        assert time.monotonic() < deadline, "the action server did not answer"
        time.sleep(0.1)


def _answers(started: Running) -> bool:
    try:
        return started.ask("/health") == (200, {"status": "ok"})
    except urllib.error.URLError:
        return False


def test_it_answers_what_rasa_3_6_asks(running: Running) -> None:
    status, told = running.ask("/webhook", RECORDED["question"])
    assert status == 200
    assert [one["response"] for one in told["responses"]] == ["utter_answer", "utter_source"]


def test_it_listens_on_loopback_only(running: Running) -> None:
    listening = Path("/proc/net/tcp").read_text(encoding="ascii")
    assert f"0100007F:{running.port:04X}" in listening
    assert f"00000000:{running.port:04X}" not in listening


def test_a_request_that_is_too_large_is_refused_and_the_next_one_answered(running: Running) -> None:
    with socket.create_connection(("127.0.0.1", running.port), timeout=10) as wire:
        lines = ["POST /webhook HTTP/1.1", "Host: here", f"Authorization: {BEARER}"]
        lines += [f"Content-Length: {LARGEST_REQUEST + 1}", "", ""]
        wire.sendall("\r\n".join(lines).encode())
        assert wire.recv(100).startswith(b"HTTP/1.1 413 ")
    assert running.ask("/health")[0] == 200


def test_no_word_of_a_conversation_reaches_its_log(running: Running) -> None:
    request = json.loads(json.dumps(RECORDED["question"]))
    del request["tracker"]["sender_id"]
    request["tracker"]["latest_message"]["text"] = "my name is Anna Rossi"
    assert running.ask("/webhook", request) == (500, '{"error":"action_request_failed"}')
    logged = running.log.read_text(encoding="utf-8")
    assert "action_request_failed" in logged
    assert "Anna" not in logged


def test_without_its_settings_it_does_not_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BOT_SECRET_KEY", raising=False)
    with pytest.raises(SettingsError, match="BOT_SECRET_KEY"):
        main()
