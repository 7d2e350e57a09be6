"""The one way to the database: opens it, gives out sessions, and says so when it is away."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import asyncpg
import structlog
from sqlalchemy import URL, func, make_url, select, text
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, ProgrammingError
from sqlalchemy.exc import TimeoutError as NoConnectionFree
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine

from bot.logic.errors import StorageAway
from bot.storage import sqlite_driver
from bot.storage.connections import IMMEDIATE, SOON, hide_values, prepare_sqlite

ASYNC_DRIVERS = {
    "sqlite": "sqlite+aiosqlite",
    "postgresql": "postgresql+asyncpg",
    "postgres": "postgresql+asyncpg",
}
CONNECT_SECONDS = 3
WAIT_SECONDS = 5  # both together stay below the ten seconds in which every message is answered
POOL_SIZE = 5
OUR_MISTAKES = (IntegrityError, DataError, ProgrammingError)
AWAY = (
    DBAPIError,
    NoConnectionFree,
    OSError,
    asyncio.TimeoutError,
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
)

log = structlog.get_logger()


class Database:
    """An engine and its sessions. Whatever goes wrong on the way to the database becomes `StorageAway`."""

    def __init__(self, engine: AsyncEngine) -> None:
        self.engine = engine
        self._reading = async_sessionmaker(engine, expire_on_commit=False)
        self._writing = async_sessionmaker(engine.execution_options(**IMMEDIATE), expire_on_commit=False)
        soon = engine.execution_options(**IMMEDIATE, **SOON)
        self._writing_soon = async_sessionmaker(soon, expire_on_commit=False)

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncSession]:
        """A session that sees one state of the database and changes nothing."""
        async with told_when_away(), self._reading() as session:
            yield session

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncSession]:
        """A session in one transaction: all of it is stored when the block ends well, else nothing."""
        async with told_when_away(), self._writing.begin() as session:
            yield session

    @asynccontextmanager
    async def writing_soon(self) -> AsyncIterator[AsyncSession]:
        """The same for what is said in the chat: nobody waits for the disk.

        The end of a process loses nothing of it; a power cut may lose the last moment.
        """
        async with told_when_away(), self._writing_soon.begin() as session:
            if self.engine.dialect.name == "postgresql":
                await session.execute(text("SET LOCAL synchronous_commit = off"))
            yield session

    async def ping(self) -> None:
        """Return when the database answers; raises `StorageAway`."""
        async with self.reading() as session:
            await session.execute(text("SELECT 1"))

    async def forget_deleted(self) -> None:
        """Empty SQLite's write-ahead log, which still has what was deleted; a reader only delays it."""
        if self.engine.dialect.name == "sqlite":
            async with told_when_away(), self.engine.connect() as connection:
                driver: Any = (await connection.get_raw_connection()).driver_connection
                await driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    async def close(self) -> None:
        """Give every connection back."""
        await self.engine.dispose()


async def take_turns(session: AsyncSession, name: str) -> None:
    """Wait until no other transaction holds this name; it is given back when ours ends.

    SQLite has one writer at a time anyway.
    """
    if session.get_bind().dialect.name == "postgresql":
        digest = hashlib.sha256(name.encode("utf-8", "surrogatepass")).digest()
        number = int.from_bytes(digest[:8], "big", signed=True)
        await session.execute(select(func.pg_advisory_xact_lock(number)))


def open_database(url: str) -> Database:
    """The database at this address. Nothing is connected before the first session asks for it."""
    address = with_async_driver(url)
    if address.get_backend_name() == "sqlite":
        return Database(_sqlite(address))
    engine = create_async_engine(
        address,
        hide_parameters=True,
        pool_pre_ping=True,
        pool_size=POOL_SIZE,
        max_overflow=POOL_SIZE,
        pool_timeout=WAIT_SECONDS,
        connect_args={
            "timeout": CONNECT_SECONDS,
            "command_timeout": WAIT_SECONDS,
            "server_settings": {
                "statement_timeout": f"{WAIT_SECONDS}s",
                "timezone": "UTC",
                "plan_cache_mode": "force_custom_plan",  # one for any words reads the whole catalogue
            },
        },
    )
    hide_values(engine.sync_engine)
    return Database(engine)


def with_async_driver(url: str) -> URL:
    """The address with the driver we use, so that plain `sqlite:///` and `postgres://` work too."""
    address = make_url(url)
    return address.set(drivername=ASYNC_DRIVERS.get(address.drivername, address.drivername))


def _sqlite(address: URL) -> AsyncEngine:
    in_file = address.database not in (None, "", ":memory:")
    if in_file:
        Path(str(address.database)).parent.mkdir(parents=True, exist_ok=True)
    pool = (
        {"pool_size": POOL_SIZE, "max_overflow": POOL_SIZE, "pool_timeout": WAIT_SECONDS} if in_file else {}
    )
    engine = create_async_engine(
        address,
        hide_parameters=True,
        connect_args={"timeout": WAIT_SECONDS, "async_creator_fn": sqlite_driver.connect},
        **pool,
    )
    prepare_sqlite(engine.sync_engine)
    hide_values(engine.sync_engine)
    return engine


@asynccontextmanager
async def told_when_away() -> AsyncIterator[None]:
    """Whatever goes wrong on the way to a database becomes `StorageAway`; our own mistakes do not."""
    try:
        yield
    except OUR_MISTAKES:
        raise
    except AWAY as error:
        if isinstance(error, DBAPIError) and isinstance(
            getattr(error.orig, "__cause__", None), asyncpg.DataError
        ):
            raise  # a value of a type that the column does not take: our mistake too
        log.warning("storage_away", reason=type(error).__name__)
        raise StorageAway(type(error).__name__) from error
