"""What every connection gets on the way: SQLite's habits set right, values kept out of error texts."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from typing import cast

import asyncpg
from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.engine.interfaces import DBAPIConnection, DBAPICursor
from sqlalchemy.pool import ConnectionPoolEntry

from bot.storage.sqlite_driver import Connection as Driver

IMMEDIATE = {"begin_immediate": True}
SOON = {"may_wait_for_the_disk": True}
PRAGMAS = ("busy_timeout = 5000", "foreign_keys = ON", "secure_delete = ON")
WAL_SECONDS, WAL_PAUSE = 2, 0.01


def prepare_sqlite(engine: Engine) -> None:
    """Make SQLite wait for a lock, check foreign keys, overwrite what is deleted and begin when we say so.

    Python's driver begins late and commits before DDL. A writer that first reads would fail at once when
    another was faster, so sessions that write take the lock at the beginning.
    """

    @event.listens_for(engine, "connect")
    def _set_up(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in PRAGMAS:
            cursor.execute(f"PRAGMA {pragma}")
        _write_ahead(cursor)
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        options, driver = (
            connection.get_execution_options(),
            cast(Driver, connection.connection.driver_connection),
        )
        if not options.get("begin_immediate"):
            driver.begin("BEGIN")
            return
        synchronous = "NORMAL" if options.get("may_wait_for_the_disk") else "FULL"
        driver.begin(f"PRAGMA synchronous = {synchronous}", "BEGIN IMMEDIATE")


def _write_ahead(cursor: DBAPICursor) -> None:
    """Switch the file to a write-ahead log, which it keeps from then on.

    SQLite does not wait for a lock here: of two processes that open a new file at once, one is refused.
    """
    given_up = time.monotonic() + WAL_SECONDS
    while True:
        try:
            cursor.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError:
            if time.monotonic() > given_up:
                raise
            time.sleep(WAL_PAUSE)


def hide_values(engine: Engine) -> None:
    """Cut from database errors what quotes a row: PostgreSQL names the values that broke a rule."""

    @event.listens_for(engine, "handle_error")
    def _hide(context: ExceptionContext) -> None:
        errors = [context.sqlalchemy_exception, *_with_causes(context.original_exception)]
        quotes_input = any(
            "DataError" in type(error).__name__ or "invalid input" in str(error) for error in errors
        )
        for error in filter(None, errors):
            if isinstance(error, asyncpg.PostgresError):
                error.detail = None
            if error.args:
                text = "values hidden" if quotes_input else str(error.args[0]).partition("\n")[0]
                error.args = (text, *error.args[1:])


def _with_causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
