"""Every test of this room runs on SQLite, and on PostgreSQL where CALLGUIDE_TEST_POSTGRES_URL names a server.

A database is migrated and seeded once; each test gets its own copy.
"""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Iterator
from itertools import count
from pathlib import Path

import asyncpg
import pytest
from sqlalchemy import make_url

from bot.content.lexicon import load_lexicon
from bot.storage.database import Database, open_database
from bot.storage.migrations import migrate
from bot.storage.seed import seed

POSTGRES = os.environ.get("CALLGUIDE_TEST_POSTGRES_URL", "")


class SqliteFiles:
    """Databases in a temporary folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers = count()

    def blank(self) -> str:
        return f"sqlite+aiosqlite:///{self._folder}/{next(self._numbers)}.db"

    def copy(self, url: str) -> str:
        copied = self.blank()
        shutil.copy(make_url(url).database, make_url(copied).database)
        return copied

    def drop_all(self) -> None:
        shutil.rmtree(self._folder)


class PostgresServer:  # pragma: no cover (only where there is one)
    """Databases on a server, named after this process and dropped at its end."""

    def __init__(self, url: str) -> None:
        self._url = make_url(url)
        self._names = (f"callguide_test_{os.getpid()}_{number}" for number in count())
        self._made: list[str] = []

    def blank(self) -> str:
        return self._made_database("CREATE DATABASE {name}")

    def copy(self, url: str) -> str:
        return self._made_database(f"CREATE DATABASE {{name}} TEMPLATE {make_url(url).database}")

    def drop_all(self) -> None:
        for name in self._made:
            self._run(f"DROP DATABASE {name} WITH (FORCE)")

    def _made_database(self, statement: str) -> str:
        name = next(self._names)
        self._run(statement.format(name=name))
        self._made.append(name)
        return self._url.set(database=name).render_as_string(hide_password=False)

    def _run(self, statement: str) -> None:
        async def run() -> None:
            connection = await asyncpg.connect(
                self._url.set(drivername="postgresql").render_as_string(hide_password=False)
            )
            await connection.execute(statement)
            await connection.close()

        asyncio.run(run())


@pytest.fixture(scope="session", params=["sqlite", *(["postgresql"] if POSTGRES else [])])
def server(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[SqliteFiles | PostgresServer]:
    made = (
        SqliteFiles(tmp_path_factory.mktemp("db")) if request.param == "sqlite" else PostgresServer(POSTGRES)
    )
    yield made
    made.drop_all()


@pytest.fixture(scope="session")
def template_url(server: SqliteFiles | PostgresServer) -> str:
    """A database as `make run` prepares it."""
    url = server.blank()
    migrate(url)

    async def fill() -> None:
        database = open_database(url)
        await seed(database, load_lexicon())
        await database.close()

    asyncio.run(fill())
    return url


@pytest.fixture
def blank_url(server: SqliteFiles | PostgresServer) -> str:
    """A database without a single table."""
    return server.blank()


@pytest.fixture
def database_url(server: SqliteFiles | PostgresServer, template_url: str) -> str:
    """A migrated and seeded database of one's own."""
    return server.copy(template_url)


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    opened = open_database(database_url)
    yield opened
    await opened.close()


@pytest.fixture
async def catalogue(template_url: str) -> AsyncIterator[Database]:
    """The seeded database itself, for tests that only read."""
    opened = open_database(template_url)
    yield opened
    await opened.close()
