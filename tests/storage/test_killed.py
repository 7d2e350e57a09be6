"""Submissions on an action server that is killed, clicked twice and cut off: each is there exactly once.

CALLGUIDE_TEST_KILLS says at how many points it is killed, spread evenly over all that a submission does:
around each statement and the commit, and between the commit and the answer. CALLGUIDE_TEST_EOIS says how many
are sent with double clicks and cut connections.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPException
from pathlib import Path
from typing import Any

import pytest

from bot.ports import free_port
from bot.settings import read_settings
from bot.storage.database import open_database
from bot.storage.tables import AuditRow, EoIConsentRow, EoIRow, EoIVersionRow, OutboxRow
from tests.actions.drafts import JOIN
from tests.actions.test_fakes import RECORDED
from tests.storage.people import rows_of

ROOT = Path(__file__).parents[2]
KILLS, LOAD = int(os.environ.get("CALLGUIDE_TEST_KILLS", "3")), 6
MANY = int(os.environ.get("CALLGUIDE_TEST_EOIS", "20"))
TWICE, CUT = 10, 20  # every tenth is clicked twice, every twentieth is cut off before its answer
KEY = "a key for the tests of the storage, long enough"
BEARER = f"Bearer {read_settings({'BOT_SECRET_KEY': KEY}).secret_for('actions')}"
START_SECONDS, ANSWER_SECONDS, TRIES = 120, 60, 5
TABLES = (EoIRow, EoIVersionRow, EoIConsentRow, AuditRow, OutboxRow)
LAUNCHER = """
import json, os, pathlib, signal, sys
from rasa_sdk.executor import ActionExecutor
from sqlalchemy import Engine, Pool, event
from actions.__main__ import load_answers, load_lexicon, load_phrases, main

def serve(environ, killed_at, counted):
    steps = 0
    def step(*_):
        nonlocal steps
        steps += 1
        pathlib.Path(counted).write_text(str(steps))
        if steps == killed_at:
            os.kill(os.getpid(), signal.SIGKILL)
    for name in ("before_cursor_execute", "after_cursor_execute", "commit"):
        event.listen(Engine, name, step)
    event.listen(Pool, "checkin", step)
    run = ActionExecutor.run
    async def answered(self, call):
        said = await run(self, call)
        step()
        return said
    ActionExecutor.run = answered
    os.environ.update(environ)
    main()

load_answers(), load_lexicon(), load_phrases()
for line in sys.stdin:
    child = os.fork()
    if child == 0:
        os.dup2(2, 1)
        serve(*json.loads(line))
        os._exit(0)
    print(child, flush=True)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""


class Server:
    """The action server as a process of its own; it kills itself at this step, 0: never."""

    def __init__(
        self, launcher: subprocess.Popen[str], database_url: str, folder: Path, *, killed_at: int = 0
    ) -> None:
        self._launcher, self._count = launcher, folder / "steps"
        deadline = time.monotonic() + START_SECONDS
        while not self._starts(database_url, killed_at):  # somebody else was faster with the port
            assert time.monotonic() < deadline  # pragma: no cover (seldom)

    def _starts(self, database_url: str, killed_at: int) -> bool:
        self._port = free_port()
        environ = {
            "BOT_SECRET_KEY": KEY,
            "BOT_ACTIONS_PORT": str(self._port),
            "BOT_AS_OF": "2017-03-01",
            "BOT_DATABASE_URL": database_url,
        }
        assert self._launcher.stdin
        self._launcher.stdin.write(json.dumps([environ, killed_at, str(self._count)]) + "\n")
        self._launcher.stdin.flush()
        self._pid = int(self._told())
        while _is_alive(self._pid) and self._asked("/health") is None:
            time.sleep(0.05)
        return _is_alive(self._pid) or self.ended() is None

    def send_all(self, numbers: Sequence[int]) -> list[str | None]:
        """Send these at once: the reference on each receipt, None where no answer came."""
        with ThreadPoolExecutor(LOAD) as pool:
            return list(pool.map(self._send, numbers))

    def cut_off(self, number: int) -> None:
        """Send it and hang up before the answer."""
        body = json.dumps(request_of(number)).encode()
        lines = ["POST /webhook HTTP/1.1", "Host: here", f"Authorization: {BEARER}"]
        lines += ["Content-Type: application/json", f"Content-Length: {len(body)}", "", ""]
        with socket.create_connection(("127.0.0.1", self._port), timeout=ANSWER_SECONDS) as wire:
            wire.sendall("\r\n".join(lines).encode() + body)

    def end(self) -> int:
        """Stop it; how many steps it took."""
        os.kill(self._pid, signal.SIGTERM)
        self.ended()
        return int(self._count.read_text())

    def ended(self) -> int:
        """Wait for its end; negative: the signal that ended it."""
        return int(self._told())

    def _told(self) -> str:
        assert self._launcher.stdout
        return self._launcher.stdout.readline()

    def _send(self, number: int) -> str | None:
        for _ in range(TRIES):  # a database that is busy for too long asks to try again
            told = self._asked("/webhook", request_of(number))
            if told is None or told["responses"][0]["response"] != "utter_eoi_not_stored":
                break
        return None if told is None else reference_in(told)

    def _asked(self, path: str, body: Any = None) -> Any:
        headers = {"Authorization": BEARER, "Content-Type": "application/json"}
        data = None if body is None else json.dumps(body).encode()
        asked = urllib.request.Request(f"http://127.0.0.1:{self._port}{path}", data, headers)
        try:
            with urllib.request.urlopen(asked, timeout=ANSWER_SECONDS) as answer:
                return json.load(answer)
        except (urllib.error.URLError, HTTPException, OSError):
            return None


@pytest.fixture(scope="module")
def launcher() -> Iterator[subprocess.Popen[str]]:
    """Has read everything once, so that a server starts in no time."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith("BOT_")}
    process = subprocess.Popen(
        [sys.executable, "-c", LAUNCHER],
        cwd=ROOT,
        env=environ,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    with process:
        yield process
        assert process.stdin
        process.stdin.close()


def _is_alive(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists()


def request_of(number: int) -> dict[str, Any]:
    """What Rasa asks when a complete form is sent."""
    request: dict[str, Any] = json.loads(json.dumps(RECORDED["question"]))
    sender = f"conversation-{number}"
    request |= {"next_action": "action_submit_eoi", "sender_id": sender}
    answers = {**JOIN, "eoi__form_id": f"form-{number}", "eoi__confirm": "yes"}
    answers["eoi__email"] = f"person{number}@example.org"
    request["tracker"] |= {"sender_id": sender, "slots": {**request["tracker"]["slots"], **answers}}
    return request


def reference_in(told: dict[str, Any]) -> str:
    """The reference on the receipt, in the words and in the parts."""
    (said,) = told["responses"]
    assert said["response"] == "utter_eoi_receipt"
    found = re.search(r"Reference: (EOI-\S+)", said["receipt"])
    assert found
    assert found[1] == said["custom"]["reference"]
    return found[1]


def stored(url: str) -> list[list[Any]]:
    """All rows that a submission writes, table by table."""

    async def read() -> list[list[Any]]:
        database = open_database(url)
        found = [await rows_of(database, table) for table in TABLES]
        await database.close()
        return found

    return asyncio.run(read())


def test_killed_anywhere_and_sent_again_each_is_stored_receipted_and_mailed_once(
    server: Any, template_url: str, tmp_path: Path, launcher: subprocess.Popen[str]
) -> None:
    whole = Server(launcher, server.copy(template_url), tmp_path)
    assert None not in whole.send_all(range(LOAD))
    steps = whole.end()
    assert steps > 5 * LOAD
    for number in range(1, KILLS + 1):
        url = server.copy(template_url)
        killed = Server(launcher, url, tmp_path, killed_at=number * steps // (KILLS + 1))
        first = killed.send_all(range(LOAD))
        assert killed.ended() == -signal.SIGKILL
        assert None in first
        again = Server(launcher, url, tmp_path)
        second = again.send_all(range(LOAD))
        again.end()
        tables = stored(url)
        assert [len(rows) for rows in tables] == [LOAD] * len(TABLES)
        assert {row.reference for row in tables[0]} == set(second) == {row.reference for row in tables[-1]}
        told = [(one, two) for one, two in zip(first, second, strict=True) if one is not None]
        assert [one for one, _ in told] == [two for _, two in told]


def test_clicked_twice_and_cut_off_each_is_stored_receipted_and_mailed_once(
    server: Any, template_url: str, tmp_path: Path, launcher: subprocess.Popen[str]
) -> None:
    url = server.copy(template_url)
    running = Server(launcher, url, tmp_path)
    for number in range(0, MANY, CUT):
        running.cut_off(number)
    clicks = [number for number in range(MANY) for _ in range(2 if number % TWICE == 0 else 1)]
    told = running.send_all(clicks)
    running.end()
    tables = stored(url)
    assert None not in told
    assert [len(rows) for rows in tables] == [MANY] * len(TABLES)
    assert {row.reference for row in tables[0]} == set(told)
    assert len({row.recipient for row in tables[-1]}) == len(set(told)) == MANY
    assert len(set(zip(clicks, told, strict=True))) == MANY
