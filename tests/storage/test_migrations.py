"""The migrations build exactly the tables that the code believes in."""

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect

from bot.logic.errors import StorageAway
from bot.storage import catalogue_tables, tables  # noqa: F401  (they fill Base.metadata)
from bot.storage.base import Base
from bot.storage.database import open_database
from bot.storage.migrations import alembic_config, migrate

ROOT = Path(__file__).parents[2]
INDEX = "partnership_index"


async def look(url, question):
    database = open_database(url)
    async with database.engine.connect() as connection:
        answer = await connection.run_sync(question)
    await database.close()
    return answer


def table_names(connection):
    """Without the index of SQLite, which keeps tables of its own."""
    return {name for name in inspect(connection).get_table_names() if not name.startswith(INDEX)}


def is_ours(_thing, name, kind, *_):
    """Is it in the models? The full-text index is not: each database has its own kind."""
    in_index = kind == "table" and name.startswith(INDEX)
    return not in_index and name not in ("vector", "ix_partnership_search_vector")


# of SQLite, which cannot say what such an index is of; PostgreSQL can
@pytest.mark.filterwarnings("ignore:autogenerate skipping metadata-specified expression-based index")
@pytest.mark.filterwarnings("ignore:Skipped unsupported reflection of expression-based index")
async def test_models_and_migrations_agree(template_url):
    differences = await look(
        template_url,
        lambda connection: compare_metadata(
            MigrationContext.configure(connection, opts={"include_object": is_ours}), Base.metadata
        ),
    )
    assert differences == []


def test_a_blank_database_gets_every_table_and_a_second_time_changes_nothing(blank_url):
    migrate(blank_url)
    migrate(blank_url)
    assert asyncio.run(look(blank_url, table_names)) == {*Base.metadata.tables, "alembic_version"}


def test_two_processes_may_migrate_at_once(blank_url):
    code = "import sys; from bot.storage.migrations import migrate; migrate(sys.argv[1])"
    processes = [subprocess.Popen([sys.executable, "-c", code, blank_url], cwd=ROOT) for _ in range(2)]
    assert [process.wait() for process in processes] == [0, 0]
    assert asyncio.run(look(blank_url, table_names)) == {*Base.metadata.tables, "alembic_version"}


def test_migrations_can_be_taken_back(blank_url):
    migrate(blank_url)
    command.downgrade(alembic_config(blank_url), "base")
    assert asyncio.run(look(blank_url, table_names)) == {"alembic_version"}


def test_there_is_one_line_of_migrations():
    assert len(ScriptDirectory.from_config(alembic_config("sqlite://")).get_heads()) == 1


def test_a_database_that_is_away_cannot_be_migrated():
    with pytest.raises(StorageAway):
        migrate("postgresql+asyncpg://nobody:50%25@127.0.0.1:9/none")
