"""Every test of this room runs on SQLite, and on PostgreSQL where CALLGUIDE_TEST_POSTGRES_URL names a server.

A database is migrated and seeded once; each test gets its own copy.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest

from bot.content.lexicon import load_lexicon
from bot.storage.database import Database, open_database
from bot.storage.migrations import migrate
from bot.storage.seed import seed
from tests.storage.servers import POSTGRES, PostgresServer, SqliteFiles


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
