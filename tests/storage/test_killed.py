"""The action server is killed in the middle of many submissions; after a retry each is there exactly once.

CALLGUIDE_TEST_KILLS says at how many points, spread evenly over all that a submission does: before and after
each statement, before and after the commit, and between the commit and the answer.
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
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPException
from pathlib import Path
from typing import Any

from bot.settings import read_settings
from bot.storage.database import open_database
from bot.storage.tables import AuditRow, EoIConsentRow, EoIRow, EoIVersionRow, OutboxRow
from tests.actions.drafts import JOIN
from tests.actions.test_fakes import RECORDED
from tests.storage.people import rows_of

ROOT = Path(__file__).parents[2]
KILLS, LOAD = int(os.environ.get("CALLGUIDE_TEST_KILLS", "2")), 6
KEY = "a key for the tests of the storage, long enough"
BEARER = f"Bearer {read_settings({'BOT_SECRET_KEY': KEY}).secret_for('actions')}"
START_SECONDS, ANSWER_SECONDS = 60, 20
TABLES = (EoIRow, EoIVersionRow, EoIConsentRow, AuditRow, OutboxRow)
SERVER = """
import os, pathlib, signal, sys
from rasa_sdk.executor import ActionExecutor
from sqlalchemy import Engine, Pool, event
from actions.__main__ import main
steps, last = 0, int(sys.argv[1])
def step(*_):
    global steps
    steps += 1
    pathlib.Path(sys.argv[2]).write_text(str(steps))
    if steps == last:
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
main()
"""


class Server:
    """The action server as a process; it ends by itself at this step, 0: never."""

    def __init__(self, database_url: str, folder: Path, *, killed_at: int = 0) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self._port = int(probe.getsockname()[1])
        self._count = folder / "steps"
        environ = {name: value for name, value in os.environ.items() if not name.startswith("BOT_")}
        environ |= {
            "BOT_SECRET_KEY": KEY,
            "BOT_ACTIONS_PORT": str(self._port),
            "BOT_AS_OF": "2017-03-01",
            "BOT_DATABASE_URL": database_url,
        }
        argv = [sys.executable, "-c", SERVER, str(killed_at), str(self._count)]
        with (folder / "log").open("ab") as log:
            self.process = subprocess.Popen(argv, cwd=ROOT, env=environ, stdout=log, stderr=log)
        deadline = time.monotonic() + START_SECONDS
        while self._asked("/health") is None:
            assert time.monotonic() < deadline, (folder / "log").read_text()
            time.sleep(0.05)

    def send_all(self) -> list[str | None]:
        """Send every expression at once: the reference on each receipt, None where no answer came."""
        with ThreadPoolExecutor(LOAD) as pool:
            return list(pool.map(self._send, range(LOAD)))

    def end(self) -> int:
        """Stop it if it runs; how many steps it took."""
        self.process.terminate()
        self.process.wait(START_SECONDS)
        return int(self._count.read_text())

    def _send(self, number: int) -> str | None:
        request = json.loads(json.dumps(RECORDED["question"]))
        sender = f"conversation-{number}"
        request |= {"next_action": "action_submit_eoi", "sender_id": sender}
        answers = {**JOIN, "eoi__form_id": f"form-{number}", "eoi__confirm": "yes"}
        answers["eoi__email"] = f"person{number}@example.org"
        request["tracker"] |= {"sender_id": sender, "slots": {**request["tracker"]["slots"], **answers}}
        told = self._asked("/webhook", request)
        return None if told is None else _reference_in(told)

    def _asked(self, path: str, body: Any = None) -> Any:
        headers = {"Authorization": BEARER, "Content-Type": "application/json"}
        data = None if body is None else json.dumps(body).encode()
        asked = urllib.request.Request(f"http://127.0.0.1:{self._port}{path}", data, headers)
        try:
            with urllib.request.urlopen(asked, timeout=ANSWER_SECONDS) as answer:
                return json.load(answer)
        except (urllib.error.URLError, HTTPException, OSError):
            return None


def _reference_in(told: dict[str, Any]) -> str:
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
    server: Any, template_url: str, tmp_path: Path
) -> None:
    whole = Server(server.copy(template_url), tmp_path)
    assert None not in whole.send_all()
    steps = whole.end()
    assert steps > 5 * LOAD
    for number in range(1, KILLS + 1):
        url = server.copy(template_url)
        killed = Server(url, tmp_path, killed_at=number * steps // (KILLS + 1))
        first = killed.send_all()
        assert killed.process.wait(START_SECONDS) == -signal.SIGKILL
        assert None in first
        again = Server(url, tmp_path)
        second = again.send_all()
        again.end()
        tables = stored(url)
        assert [len(rows) for rows in tables] == [LOAD] * len(TABLES)
        assert {row.reference for row in tables[0]} == set(second) == {row.reference for row in tables[-1]}
        told = [(one, two) for one, two in zip(first, second, strict=True) if one is not None]
        assert [one for one, _ in told] == [two for _, two in told]
