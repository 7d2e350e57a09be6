"""What the tests of mail share: an outbox, a clock that is moved by hand, and a mail server."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert, select

from bot.mail.letters import Writer
from bot.mail.postman import Postman, Sender
from bot.mail.smtp import SmtpSender
from bot.storage.database import Database, open_database
from bot.storage.migrations import migrate
from bot.storage.outbox import OutboxStore
from bot.storage.tables import OutboxRow
from tests.mail.mails import KEY, NOW, PAYLOADS, SENDER
from tests.mail.servers import MailServer


class Clock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now

    def move(self, **by: float) -> None:
        self.now += timedelta(**by)


class Box:
    """An outbox, and postmen for it."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self.database = database
        self.store = OutboxStore(database)
        self.clock = clock

    async def write(self, kind: str = "eoi_receipt", *, count: int = 1, **values) -> None:
        """Put mails of this kind into the outbox, due now."""
        row = {
            "kind": kind,
            "recipient": "ada@example.org",
            "reference": "EOI-AAAA-BBBB",
            "payload": PAYLOADS[kind],
            "created_at": self.clock.now,
            "due_at": self.clock.now,
            **values,
        }
        async with self.database.writing() as session:
            for number in range(count):
                several = {"recipient": f"ada{number}@example.org"} if count > 1 else {}
                await session.execute(insert(OutboxRow), [{**row, **several}])

    async def rows(self) -> list[OutboxRow]:
        async with self.database.reading() as session:
            return list(await session.scalars(select(OutboxRow).order_by(OutboxRow.id)))

    def postman(self, sender: Sender, **options) -> Postman:
        return Postman(self.store, sender, Writer(SENDER, KEY), clock=self.clock, **options)


@pytest.fixture(scope="session")
def empty_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("mail") / "empty.db"
    migrate(f"sqlite+aiosqlite:///{path}")
    return path


@pytest.fixture
async def box(empty_file: Path, tmp_path: Path) -> AsyncIterator[Box]:
    copy = shutil.copy(empty_file, tmp_path / "mail.db")
    database = open_database(f"sqlite+aiosqlite:///{copy}")
    yield Box(database, Clock())
    await database.close()


@pytest.fixture
async def server() -> AsyncIterator[MailServer]:
    made = MailServer()
    await made.start()
    yield made
    await made.stop()


@pytest.fixture
def postman(box: Box, server: MailServer) -> Postman:
    return box.postman(SmtpSender(server.url))
