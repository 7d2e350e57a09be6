"""aiosqlite with one way to its thread and back for each statement.

Its own cursors go there four times: to be made, to execute, to fetch and to close. Each way costs more than
most of our statements. Here rows are fetched where the statement runs, a transaction begins with its first
statement, and nobody waits for the end of one that changes nothing.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Any

import aiosqlite

CHUNK = 64  # rows; aiosqlite asks for it, nobody iterates here


def connect(database: str, **settings: Any) -> Connection:
    """A connection that is there when it was awaited; its thread does not keep the process alive."""
    connection = Connection(lambda: sqlite3.connect(database, **settings), CHUNK)
    connection._thread.daemon = True
    return connection


class Connection(aiosqlite.Connection):
    """What SQLAlchemy's dialect for aiosqlite works with."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self._first: list[str] = []  # what begins the transaction, with its first statement
        self._is_begun = False

    def begin(self, *statements: str) -> None:
        """Begin a transaction with these statements, as soon as there is one more."""
        self._first = list(statements)

    def cursor(self) -> Cursor:  # type: ignore[override]
        return Cursor(self)

    async def run(self, cursor: Cursor, many: bool, sql: str, parameters: Sequence[Any]) -> None:
        """Execute and fetch in the thread, in one go."""
        first, self._first = self._first, []
        self._is_begun = self._is_begun or bool(first)

        def work() -> None:
            for statement in first:
                self._conn.execute(statement)
            done = (self._conn.executemany if many else self._conn.execute)(sql, parameters)
            cursor.rows = done.fetchall() if done.description else []
            cursor.description, cursor.rowcount = done.description, done.rowcount
            cursor.lastrowid = done.lastrowid

        await self._execute(work)  # type: ignore[no-untyped-call]

    async def commit(self) -> None:
        self._first.clear()
        if self._is_begun:
            await super().commit()
            self._is_begun = False

    async def rollback(self) -> None:
        self._first.clear()
        if self._is_begun:
            self._tx.put_nowait((None, self._conn.rollback))  # before whatever comes next here
            self._is_begun = False


class Cursor:
    """A statement and its rows."""

    arraysize = 1

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.rows: Sequence[Any] = ()
        self.description: Any = None
        self.rowcount = -1
        self.lastrowid: int | None = None

    async def __aenter__(self) -> Cursor:
        return self

    async def execute(self, sql: str, parameters: Sequence[Any] = ()) -> None:
        await self._connection.run(self, False, sql, parameters)

    async def executemany(self, sql: str, parameters: Sequence[Sequence[Any]]) -> None:
        await self._connection.run(self, True, sql, parameters)

    async def fetchall(self) -> Sequence[Any]:
        return self.rows

    async def close(self) -> None:
        """The thread has closed what there was."""
