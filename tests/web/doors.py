"""The whole front door for tests: the real app and a real database, before a fake engine."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from aiohttp import web

from bot import launch
from bot.settings import Settings, read_settings
from bot.storage.database import Database, open_database
from bot.storage.messages import MessageStore
from bot.storage.migrations import migrate
from bot.storage.outbox import OutboxStore
from bot.web.app import create_app
from bot.web.engine import EngineClient
from bot.web.erasing import ERASER
from bot.web.keys import GATE, POSTMAN, SESSIONS
from bot.web.plain.desk import DESK, open_desk
from bot.web.transcript import Transcript
from tests.web.fake_engine import FakeEngine

TOKEN = "a-token-for-tests-only"
KEY = "a key for tests, long enough to be taken"
PATIENCE = 0.5


@dataclass
class Door:
    """A front door and what stands behind it."""

    app: web.Application
    settings: Settings
    engine: FakeEngine
    database: Database
    messages: MessageStore
    outbox: OutboxStore

    @property
    def gate(self):
        return self.app[GATE]

    @property
    def sessions(self):
        return self.app[SESSIONS]

    @property
    def transcript(self) -> Transcript:
        return Transcript(self.messages)

    def close_the_call(self) -> None:
        """From now on it is the day after the last one."""
        self.app._state[DESK] = replace(self.app[DESK], as_of=date(2017, 4, 1))

    async def texts(self, conversation_id: str) -> list[tuple[str, str]]:
        """Author and words of everything kept of a conversation."""
        return [(entry.author, entry.text) for entry in await self.messages.history(conversation_id)]


def empty_database(folder: Path) -> Path:
    """A database file with tables and nothing in them."""
    path = folder / "empty.db"
    migrate(f"sqlite+aiosqlite:///{path}")
    return path


def seeded_database(folder: Path) -> Path:
    """A database file with every partnership."""
    path = folder / "seeded.db"
    launch.prepare_database(f"sqlite+aiosqlite:///{path}")
    return path


@asynccontextmanager
async def open_door(
    database_file: Path, folder: Path, *, patience: float = PATIENCE, **environ: str
) -> AsyncIterator[Door]:
    """A front door over a copy of the database file; `environ` are settings."""
    copy = shutil.copy(database_file, folder / "callguide.db")
    settings = read_settings({
        "BOT_DATABASE_URL": f"sqlite+aiosqlite:///{copy}",
        "BOT_SECRET_KEY": KEY,
        "BOT_REST_TOKEN": TOKEN,
        "BOT_AS_OF": "2017-03-01",
        "BOT_MAILBOX": str(folder / "mailbox"),
        **environ,
    })  # fmt: skip
    engine = FakeEngine(settings.secret_for("engine"))
    client = EngineClient(await engine.start(), settings.secret_for("engine"), patience=patience)
    database = open_database(settings.database_url)
    messages, outbox = MessageStore(database), OutboxStore(database)
    app = create_app(
        settings,
        messages=messages,
        outbox=outbox,
        engine=client,
        ping=database.ping,
        desk=open_desk(settings, database),
    )
    try:
        yield Door(app, settings, engine, database, messages, outbox)
    finally:
        await app[ERASER].stop()
        await app[POSTMAN].stop()  # before the database is closed, also where the app is closed later
        await client.close()
        await engine.stop()
        await database.close()
