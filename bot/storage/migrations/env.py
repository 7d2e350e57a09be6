"""What Alembic runs: every missing migration in one transaction, one process at a time."""

from __future__ import annotations

import asyncio

from alembic import context
from sqlalchemy import Connection, text

from bot.storage import catalogue_tables, tables  # noqa: F401  (they fill Base.metadata)
from bot.storage.base import Base
from bot.storage.database import open_database

ONE_AT_A_TIME = 2016_1231  # any number, the same in every process


def _run(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL statement_timeout = 0"))
        connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": ONE_AT_A_TIME})
    context.configure(connection=connection, target_metadata=Base.metadata, transactional_ddl=True)
    with context.begin_transaction():
        context.run_migrations()


async def _migrate() -> None:
    database = open_database(context.config.attributes["url"])
    try:
        async with database.writing() as session:
            await (await session.connection()).run_sync(_run)
    finally:
        await database.close()


asyncio.run(_migrate())
