"""Who is measured: the whole assistant, the stock `rasa init` bot, and a server that only echoes."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.ports import free_port
from bot.settings import read_settings

ROOT = Path(__file__).resolve().parents[1]
ENGINE_PYTHON = ROOT / ".venv-engine/bin/python"
CACHE = ROOT / "benchmarks/.cache"
TOKEN = "token-of-the-benchmark"
READY_SECONDS = 300
ROUTE = "/webhooks/rest/webhook"
PREPARE = "import sys; from bot.launch import prepare_database; prepare_database(sys.argv[1])"
ECHO = """
import sys
from aiohttp import web
async def echo(request):
    asked = await request.json()
    return web.json_response([{"recipient_id": asked["sender"], "text": asked["message"]}])
app = web.Application()
app.router.add_post("/webhooks/rest/webhook", echo)
web.run_app(app, host="127.0.0.1", port=int(sys.argv[1]), print=None, access_log=None)
"""


@dataclass
class Peer:
    """A server to talk to. `measured` are the processes whose memory is its engine's; `engine` is where its
    engine is, behind the front door, and the secret that opens it.
    """

    name: str
    url: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)
    measured: list[int] = field(default_factory=list)
    logs: list[Path] = field(default_factory=list)
    engine: tuple[str, str] = ("", "")

    def start(self, argv: list[str], folder: Path, env: Mapping[str, str] | None = None) -> int:
        """Start one process of it; its log goes to the folder."""
        self.logs.append(folder / f"{self.name}-{len(self.processes)}.log")
        with self.logs[-1].open("wb") as log:
            process = subprocess.Popen(
                argv, cwd=folder if self.name == "stock" else ROOT, env={**os.environ, **(env or {})},
                stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
        self.processes.append(process)
        return process.pid

    def ask(self, sender: str, message: str, seconds: float = 10) -> list[dict[str, Any]]:
        """One message, on a connection of its own; an empty list where there is no answer yet."""
        body = json.dumps({"sender": sender, "message": message}).encode()
        headers = {"Content-Type": "application/json", **self.headers}
        try:
            with urllib.request.urlopen(
                urllib.request.Request(self.url + ROUTE, body, headers), timeout=seconds
            ) as answer:
                return list(json.load(answer))
        except (urllib.error.URLError, OSError, ValueError):
            return []

    def wait_for(self, right: str, message: str) -> None:
        """Until it gives the right answer."""
        given_up = time.monotonic() + READY_SECONDS
        number = 0
        while True:
            number += 1
            answers = self.ask(f"wait-{number}", message, 60)
            if any(right in str(one.get("text")) for one in answers):
                return
            if time.monotonic() > given_up or any(one.poll() is not None for one in self.processes):
                raise RuntimeError(f"{self.name} does not answer:\n{self._last_words()}")
            time.sleep(0.1)

    def _last_words(self) -> str:
        return "\n".join(log.read_text(errors="replace")[-500:] for log in self.logs)

    def memory_mb(self) -> float:
        """Resident memory of its engine."""
        return sum(_resident_mb(pid) for pid in self.measured)

    def end(self) -> None:
        """End its processes."""
        for process in self.processes:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGTERM)
        for process in self.processes:
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)


def callguide(folder: Path, engines: int = 1, rows: Path | None = None) -> Peer:
    """The whole assistant with a database of its own: front door, action server, one engine or more.

    `rows` is a database that is ready; else one is made while the engines start, which do not need it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    web, first, actions = free_port(), free_port(engines), free_port()
    env = {
        "BOT_SECRET_KEY": "a key of the benchmark, forty characters",
        "BOT_DATABASE_URL": f"sqlite+aiosqlite:///{rows or folder / 'callguide.db'}",
        "BOT_REST_TOKEN": TOKEN,
        "BOT_AS_OF": "2017-03-01",
        "BOT_PORT": str(web),
        "BOT_ENGINE_PORT": str(first),
        "BOT_ACTIONS_PORT": str(actions),
        "BOT_RATE_PER_MINUTE": "1000000",
        "BOT_REST_RATE_PER_MINUTE": "1000000",
        "BOT_MAILBOX": str(folder / "mailbox"),
        "BOT_LOG_LEVEL": "error",
        "PYTHONDONTWRITEBYTECODE": "",
    }
    if engines > 1:
        env["BOT_ENGINES"] = str(engines)
    peer = Peer("callguide", f"http://127.0.0.1:{web}", {"Authorization": f"Bearer {TOKEN}"})
    settings = read_settings({name: value for name, value in env.items() if name.startswith("BOT_")})
    peer.engine = (settings.engine_urls[0], settings.secret_for("engine"))
    for number in range(engines):
        own = env | {"BOT_ENGINE_PORT": str(first + number)}
        peer.measured.append(peer.start([str(ENGINE_PYTHON), "-m", "bot.engine", "serve"], folder, own))
    if rows is None:
        run([sys.executable, "-c", PREPARE, env["BOT_DATABASE_URL"]], env)
    peer.start([sys.executable, "-m", "actions"], folder, env)
    peer.start([sys.executable, "-m", "bot.web"], folder, env)
    return peer


def stock(project: Path) -> Peer:
    """`rasa run` in a project of `rasa init`, with the REST channel that it has."""
    port = free_port()
    peer = Peer("stock", f"http://127.0.0.1:{port}")
    argv = [str(ENGINE_PYTHON), "-m", "rasa", "run", "--port", str(port), "--interface", "127.0.0.1"]
    peer.measured.append(peer.start(argv, project, STOCK_ENV))
    return peer


STOCK_ENV = {"RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "3", "PYTHONDONTWRITEBYTECODE": ""}


def echo(folder: Path) -> Peer:
    """The floor: aiohttp that gives back what it gets, in the same shape."""
    port = free_port()
    peer = Peer("echo", f"http://127.0.0.1:{port}")
    peer.measured.append(peer.start([sys.executable, "-c", ECHO, str(port)], folder))
    return peer


def train_stock(project: Path) -> float:
    """Make the project of `rasa init` anew and train it with an empty cache; seconds on the wall."""
    shutil.rmtree(project, ignore_errors=True)
    source = ENGINE_PYTHON.parents[1] / "lib/python3.10/site-packages/rasa/cli/initial_project"
    shutil.copytree(source, project)
    began = time.monotonic()
    run([str(ENGINE_PYTHON), "-m", "rasa", "train"], STOCK_ENV, project)
    return time.monotonic() - began


def train_callguide(folder: Path) -> float:
    """Train the whole assistant with an empty cache into another folder; seconds on the wall."""
    folder.mkdir(parents=True, exist_ok=True)
    env = STOCK_ENV | {"RASA_CACHE_DIRECTORY": str(folder / "cache")}
    began = time.monotonic()
    run([str(ENGINE_PYTHON), "-m", "bot.engine", "--models", str(folder / "models"), "train"], env)
    return time.monotonic() - began


def run(argv: list[str], env: Mapping[str, str], folder: Path = ROOT) -> None:
    """A command that must succeed; what it said is shown when it did not."""
    done = subprocess.run(argv, cwd=folder, env={**os.environ, **env}, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"{' '.join(argv)} failed:\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}")


def _resident_mb(pid: int) -> float:
    lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS"))
