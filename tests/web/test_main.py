"""`python -m bot.web` as a process: starts, serves, ends in order, and names settings that are wrong."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from aiohttp.test_utils import unused_port

import bot
from bot.web import __main__ as entry
from bot.web.keys import ENGINE
from tests.web.doors import KEY

ROOT = Path(bot.__file__).parents[1]


def start(**environ: str) -> subprocess.Popen[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("BOT_", "PORT"))}
    return subprocess.Popen(
        [sys.executable, "-m", "bot.web"],
        cwd=ROOT,
        env={**kept, **environ},
        stderr=subprocess.PIPE,
        text=True,
    )


def test_it_serves_and_ends_in_order(tmp_path):
    port = unused_port()
    process = start(
        BOT_SECRET_KEY=KEY, BOT_PORT=str(port), BOT_DATABASE_URL=f"sqlite+aiosqlite:///{tmp_path}/x.db"
    )
    try:
        assert _health(port) == b'{"status": "up"}'
    finally:
        process.send_signal(signal.SIGTERM)
        _, errors = process.communicate(timeout=20)
    assert process.returncode == 0
    assert "Traceback" not in errors


def test_wrong_settings_stop_the_start_by_name():
    process = start(BOT_SECRET_KEY="short")
    _, errors = process.communicate(timeout=20)
    assert process.returncode == 2
    assert errors.startswith("BOT_SECRET_KEY")


def test_the_entry_names_a_wrong_setting_and_gives_a_code(monkeypatch, capsys):
    monkeypatch.setenv("BOT_SECRET_KEY", "short")
    assert entry.main() == 2
    assert capsys.readouterr().err.startswith("BOT_SECRET_KEY")


def test_the_entry_serves_where_the_settings_say_and_logs_no_access(monkeypatch, logged):
    served = {}

    def run_app(app, **options):
        app.close()
        served.update(options)

    monkeypatch.setattr("aiohttp.web.run_app", run_app)
    monkeypatch.setenv("BOT_SECRET_KEY", KEY)
    monkeypatch.setenv("BOT_PORT", "8123")
    assert entry.main() == 0
    assert (served["host"], served["port"], served["access_log"]) == ("127.0.0.1", 8123, None)


async def test_the_app_is_built_over_the_engine_of_the_settings(door):
    app = await entry.build(door.settings)
    assert tuple(app[ENGINE].clients) == door.settings.engine_urls
    app.freeze()
    await app.startup()
    await app.cleanup()


def _health(port: int) -> bytes:
    deadline = time.monotonic() + 20
    while True:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=2) as answer:
                return answer.read()
        except OSError:
            assert time.monotonic() < deadline
            time.sleep(0.1)
