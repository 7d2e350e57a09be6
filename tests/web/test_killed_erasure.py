"""A front door that is killed inside an erasure leaves nothing half done: the next one finishes it.

CALLGUIDE_TEST_KILLS says at how many points it is killed, spread evenly over all that an erasure does: around
each statement, at each commit, and where a connection is given back.
"""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

from bot.clock import now_utc
from bot.mail.folder import newest
from bot.web.keys import POSTMAN
from bot.web.plain.desk import DESK
from tests.web.doors import open_door
from tests.web.test_erasing import ADDRESS, WORDS, proven

ROOT = Path(__file__).parents[2]
KILLS = int(os.environ.get("CALLGUIDE_TEST_KILLS", "3"))
FRONT_DOOR = """
import asyncio, os, signal, sys
from pathlib import Path
from sqlalchemy import Engine, Pool, event
from bot.web.erasing import ERASER
from tests.web.doors import open_door

def count_steps(folder, killed_at):
    steps = 0
    def step(*_):
        nonlocal steps
        steps += 1
        (folder / "steps").write_text(str(steps))
        if steps == killed_at:
            os.kill(os.getpid(), signal.SIGKILL)
    for name in ("before_cursor_execute", "after_cursor_execute", "commit"):
        event.listen(Engine, name, step)
    event.listen(Pool, "checkin", step)

async def erase(folder, killed_at):
    async with open_door(folder / "before.db", folder) as door:
        count_steps(folder, killed_at)
        await door.app[ERASER].erase_waiting()

asyncio.run(erase(Path(sys.argv[1]), int(sys.argv[2])))
"""


async def asked_for(database_file: Path, folder: Path) -> None:
    """Somebody has confirmed an erasure, and no front door runs any more."""
    async with open_door(database_file, folder) as door:
        await proven(door, "web-asking")
        await door.app[POSTMAN].deliver_due()
        await door.messages.append("web-asking", "user", WORDS)
        await door.app[DESK].my_data.ask_to_erase(ADDRESS, ["web-asking"], now_utc())


def run(start: Path, folder: Path, killed_at: int) -> int:
    """A front door over a copy of what is there; gives how it ended. What it leaves is in `callguide.db`."""
    folder.mkdir()
    for suffix in ("", "-wal", "-shm"):
        if (start / f"callguide.db{suffix}").exists():
            shutil.copy(start / f"callguide.db{suffix}", folder / f"raw.db{suffix}")
    with sqlite3.connect(folder / "raw.db") as raw, sqlite3.connect(folder / "before.db") as before:
        raw.backup(before)
    raw.close()
    before.close()
    shutil.copytree(start / "mailbox", folder / "mailbox")
    command = [sys.executable, "-c", FRONT_DOOR, str(folder), str(killed_at)]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, check=False, text=True)
    print(ended.stderr)  # shown where the test fails
    return ended.returncode


def _mails(folder: Path) -> list[tuple[str, str, str]]:
    return [(mail.recipient, mail.subject, mail.text) for mail in newest(folder / "mailbox")]


def left(folder: Path) -> list[str]:
    """Everything that is stored after it."""
    with sqlite3.connect(folder / "callguide.db") as connection:
        kept = [*connection.iterdump(), *map(str, _mails(folder))]
    connection.close()
    return [line for line in kept if ADDRESS.lower() in line.lower() or WORDS in line]


async def test_wherever_it_is_killed_the_next_one_finishes_it(database_file: Path, tmp_path: Path) -> None:
    start = tmp_path / "start"
    start.mkdir()
    await asked_for(database_file, start)
    assert left(start)
    assert run(start, tmp_path / "whole", 0) == 0
    assert left(tmp_path / "whole") == []
    steps = int((tmp_path / "whole" / "steps").read_text())
    for number in range(KILLS):
        killed, after = tmp_path / f"killed{number}", tmp_path / f"after{number}"
        assert run(start, killed, 1 + number * (steps - 1) // max(KILLS - 1, 1)) == -signal.SIGKILL
        assert run(killed, after, 0) == 0
        assert left(after) == []
        with sqlite3.connect(after / "callguide.db") as connection:
            waiting = connection.execute("SELECT count(*) FROM erasure_requests").fetchone()
            listed = connection.execute("SELECT count(*) FROM erasures").fetchone()
        connection.close()
        assert (waiting, listed) == ((0,), (1,))
