"""What `python -m bot run` does around the supervisor: key, ports, database, model, the three processes."""

from __future__ import annotations

import asyncio
import secrets
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from bot.logic.errors import BotError
from bot.ports import free_port, why_not_all, why_not_listen
from bot.settings import LOOPBACK, Settings, read_settings, to_environ
from bot.supervisor import Child, Patience, Supervisor

ROOT = Path(__file__).resolve().parents[1]
KEY_FILE = Path("var/secret_key")
LOGS = Path("var/log")
ENGINE_PYTHON = Path(".venv-engine/bin/python")
ENDED_BY_KEYBOARD = 130
ANY_ADDRESS = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - where a browser on this machine finds it
Say = Callable[[str], None]


class LaunchError(BotError):
    """The assistant cannot start on this machine as it is; the message says what to change."""


def settings_for_run(environ: Mapping[str, str], folder: Path, say: Say) -> Settings:
    """The settings of this run: a demonstration key where none is given, and ports that are free."""
    given = dict(environ)
    if "BOT_SECRET_KEY" not in given:
        given["BOT_SECRET_KEY"] = demonstration_key(folder / KEY_FILE, say)
    settings = read_settings(given)
    problem = why_not_listen(settings.host, settings.port)
    if problem:
        raise LaunchError(f"{problem} Choose another one: make run PORT={_next_free(settings)}")
    return replace(
        settings,
        engine_port=_inner_port("BOT_ENGINE_PORT", settings.engine_port, given, settings.engines),
        actions_port=_inner_port("BOT_ACTIONS_PORT", settings.actions_port, given),
    )


def demonstration_key(path: Path, say: Say) -> str:
    """The key in this file, made on the first run, readable by its owner only."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_suffix(".new")
        unfinished.touch(mode=0o600)
        unfinished.write_text(secrets.token_urlsafe(48), encoding="ascii")
        unfinished.replace(path)
        say(f"Made a secret key for the demonstration: {path}. For real use set BOT_SECRET_KEY.")
    return path.read_text(encoding="ascii").strip()


def prepare_database(url: str) -> None:
    """Bring the tables up to date and the sourced partnerships in; nothing that people wrote is touched."""
    from bot.storage.migrations import migrate

    migrate(url)
    seed_database(url)


def seed_database(url: str) -> None:
    """Bring the partnerships of the content files into the database."""
    from bot.content.lexicon import load_lexicon
    from bot.storage.database import open_database
    from bot.storage.seed import seed

    async def fill() -> None:
        database = open_database(url)
        try:
            await seed(database, load_lexicon())
        finally:
            await database.close()

    asyncio.run(fill())


def children(settings: Settings, environ: Mapping[str, str], folder: Path) -> list[Child]:
    """The engines, the action server and the front door, in the order of their start."""
    env = {name: value for name, value in environ.items() if name != "PORT"}
    env |= to_environ(settings) | {"PYTHONUNBUFFERED": "1"}
    engine_secret = {"Authorization": f"Bearer {settings.secret_for('engine')}"}
    return [
        *(
            Child(
                "engine" if not number else f"engine-{number + 1}",
                engine_command(folder, "serve"),
                env | {"BOT_ENGINE_PORT": str(settings.engine_port + number)},
                f"{url}/webhooks/front_door/ready",
                engine_secret,
            )
            for number, url in enumerate(settings.engine_urls)
        ),
        Child("actions", [sys.executable, "-m", "actions"], env, f"{settings.actions_url}/health"),
        Child("front-door", [sys.executable, "-m", "bot.web"], env, f"{address_of(settings)}/ready"),
    ]


def engine_command(folder: Path, command: str) -> list[str]:
    """A command of the engine, on its own Python."""
    return [str(folder / ENGINE_PYTHON), "-m", "bot.engine", command]


def address_of(settings: Settings) -> str:
    """Where a browser on this machine opens the assistant."""
    host = ANY_ADDRESS.get(settings.host, settings.host)
    return f"http://{f'[{host}]' if ':' in host else host}:{settings.port}"


def tell_ready(settings: Settings, say: Say) -> None:
    """The address, and which day it is there."""
    say(f"Callguide is ready: {address_of(settings)}")
    if settings.as_of:
        day = f"{settings.as_of.day} {settings.as_of:%B %Y}"
        say(f"A demonstration: the day is fixed at {day}. `make run BOT_AS_OF=` takes the real date.")
    say("Ctrl-C ends it.")


async def train_and_serve(
    settings: Settings,
    environ: Mapping[str, str],
    folder: Path,
    logs: Path,
    say: Say,
    patience: Patience | None = None,
) -> int:
    """Train where no model fits the data, then keep the three processes; gives the exit code."""
    started = children(settings, environ, folder)
    async with Supervisor(folder, logs, say, patience) as supervisor:
        code = await supervisor.step("training", engine_command(folder, "train"), started[0].env)
        if code is None:
            return ENDED_BY_KEYBOARD
        if code:
            say(f"Training failed with exit code {code}; what it said stands above.")
            return 1
        say(f"Starting {', '.join(child.name for child in started)}; they log to {logs}/.")
        return await supervisor.keep(started, lambda: tell_ready(settings, say))


def run(environ: Mapping[str, str], folder: Path, logs: Path, say: Say) -> int:
    """The whole assistant, until it is ended."""
    if not (folder / ENGINE_PYTHON).exists():
        raise LaunchError(f"The engine's Python is missing ({ENGINE_PYTHON}). Run: make install")
    settings = settings_for_run(environ, folder, say)
    prepare_database(settings.database_url)
    say("The database is up to date.")
    return asyncio.run(train_and_serve(settings, environ, folder, logs, say))


def _inner_port(name: str, port: int, given: Mapping[str, str], count: int = 1) -> int:
    """This port and those after it, or free ones; a port that was asked for by name is not replaced."""
    problem = why_not_all(port, count)
    if problem and name in given:
        raise LaunchError(f"{name}: {problem}")
    return free_port(count) if problem else port


def _next_free(settings: Settings) -> int:
    candidates = range(max(settings.port, 1024) + 1, min(settings.port + 100, 2**16))
    return next((port for port in candidates if not why_not_listen(LOOPBACK, port)), None) or free_port()
