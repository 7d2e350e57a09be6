"""The whole assistant under test: engine, actions and front door as real processes on free ports.

It keeps everything in SQLite; on PostgreSQL where CALLGUIDE_TEST_POSTGRES_URL names a server.
"""

from __future__ import annotations

import email
import email.policy
import json
import os
import re
import signal
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

from bot.launch import ROOT, children, prepare_database
from bot.ports import free_port
from bot.settings import Settings, read_settings
from tests.dialogues.kept_database import KeptDatabase
from tests.storage.servers import POSTGRES, PostgresServer, SqliteFiles

TOKEN = "token-of-the-dialogue-tests"
KEY = "a key for the dialogue tests, long enough"
START_SECONDS = 120
ANSWER_SECONDS = 15
MAIL_SECONDS = 15
ERASURE_SECONDS = 20


class Assistant:
    """Started once for all dialogues. A change of day or a crash is made by restarting a process."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._server = PostgresServer(POSTGRES) if POSTGRES else SqliteFiles(folder)
        self._database = KeptDatabase(self._server.blank())
        self._as_of = "2017-03-01"
        self._ports = {name: free_port() for name in ("BOT_PORT", "BOT_ENGINE_PORT", "BOT_ACTIONS_PORT")}
        self._mailbox = folder / "mailbox"
        self._read: set[Path] = set()
        self._processes: dict[str, subprocess.Popen[bytes]] = {}
        prepare_database(self._settings().database_url)
        for name in ("engine", "actions", "front-door"):
            self._start(name)
        self._wait_until_ready()

    def set_day(self, as_of: str) -> None:
        """Make the assistant live on this day; the engine knows no day and goes on."""
        if as_of != self._as_of:
            self._as_of = as_of
            self.restart_actions()

    def stop_actions(self) -> None:
        """Take the action server away, as a crash would."""
        self._processes["actions"].kill()
        self._processes["actions"].wait()

    def restart_actions(self) -> None:
        """Bring it back."""
        self.stop_actions()
        self._start("actions")
        self._wait_until_ready()

    def restart(self) -> None:
        """Restart all three processes, as after a power cut."""
        self.close()
        for name in ("engine", "actions", "front-door"):
            self._start(name)
        self._wait_until_ready()

    def say(self, sender: str, text: str) -> dict[str, Any]:
        """One message over REST, with the trace."""
        body = json.dumps({"sender": sender, "message": text}).encode()
        headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json"}
        request = urllib.request.Request(f"{self.address}/webhooks/rest/webhook?trace=1", body, headers)
        with urllib.request.urlopen(request, timeout=ANSWER_SECONDS) as answer:
            said: dict[str, Any] = json.load(answer)
        return said

    def rows(self, table: str, conversation_id: str) -> list[dict[str, Any]]:
        """The rows of one conversation, read past the assistant."""
        assert table in ("eois", "tickets", "meaning_choices", "follows")
        return self._database.rows(f"SELECT * FROM {table} WHERE conversation_id = :id", id=conversation_id)

    def newest_code(self) -> str:
        """The one-time code of a mail that nobody has read yet."""
        deadline = time.monotonic() + MAIL_SECONDS
        while time.monotonic() < deadline:
            for path in set(self._mailbox.glob("*.eml")) - self._read:
                self._read.add(path)
                mail = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
                code = re.search(r"\b\d{6}\b", mail.get_content())
                if code:
                    return code.group()
            time.sleep(0.1)
        raise AssertionError("no mail with a code has come")

    def page(self, address: str) -> str:
        """A page of the website, by its path."""
        with urllib.request.urlopen(f"{self.address}{address}", timeout=ANSWER_SECONDS) as answer:
            return str(answer.read().decode())

    def wait_until_erased(self) -> None:
        """Until no erasure waits any more."""
        deadline = time.monotonic() + ERASURE_SECONDS
        while time.monotonic() < deadline:
            if not self._database.rows("SELECT id FROM erasure_requests"):
                return
            time.sleep(0.1)
        raise AssertionError("an erasure was not carried out")

    def everything_kept(self) -> str:
        """Every row of every table of both databases, every mail and every log."""
        kept = [self.logs(), *self._database.dump()]
        for path in self._mailbox.glob("*"):
            mail = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
            kept += [str(mail["To"]), str(mail["Subject"]), mail.get_content()]
        return "\n".join(kept)

    def logs(self) -> str:
        """All that the three processes have logged."""
        return "\n".join(path.read_text(errors="replace") for path in self._folder.glob("*.log"))

    def close(self) -> None:
        """End the processes."""
        for process in self._processes.values():
            process.send_signal(signal.SIGTERM)
        for process in self._processes.values():
            process.wait(20)

    def end(self) -> None:
        """End the processes for good, and drop what they kept; pytest drops the folder."""
        self.close()
        if POSTGRES:  # pragma: no cover (only where there is one)
            self._server.drop_all()

    @property
    def address(self) -> str:
        """Where the website is."""
        return f"http://127.0.0.1:{self._ports['BOT_PORT']}"

    def _settings(self) -> Settings:
        given = {name: str(port) for name, port in self._ports.items()}
        given |= {
            "BOT_SECRET_KEY": KEY,
            "BOT_REST_TOKEN": TOKEN,
            "BOT_REST_RATE_PER_MINUTE": "100000",
            "BOT_AS_OF": self._as_of,
            "BOT_DATABASE_URL": self._database.url,
            "BOT_MAILBOX": str(self._mailbox),
        }
        return read_settings(given)

    def _start(self, name: str) -> None:
        environ = {key: value for key, value in os.environ.items() if not key.startswith("BOT_")}
        child = next(one for one in children(self._settings(), environ, ROOT) if one.name == name)
        with (self._folder / f"{name}.log").open("ab") as log:
            self._processes[name] = subprocess.Popen(
                child.argv, cwd=ROOT, env=dict(child.env), stdout=log, stderr=log
            )

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            assert all(process.poll() is None for process in self._processes.values()), self.logs()[-4000:]
            try:
                with urllib.request.urlopen(f"{self.address}/ready", timeout=5):
                    return
            except (urllib.error.URLError, OSError):
                time.sleep(0.5)
        raise AssertionError(f"the assistant did not get ready; its logs:\n{self.logs()[-4000:]}")
