"""The one way to SQLite's thread: transactions begin and end as they must, whatever goes wrong."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.storage.sqlite_driver import Connection, Cursor, connect


@pytest.fixture
async def connection(tmp_path: Path) -> AsyncIterator[Connection]:
    opened = await connect(str(tmp_path / "a.db"), isolation_level=None, timeout=0.01)
    await said(opened, "PRAGMA journal_mode = WAL")
    await said(opened, "CREATE TABLE rows (number INTEGER PRIMARY KEY)")
    yield opened
    await opened.close()


@pytest.fixture
async def other(connection: Connection, tmp_path: Path) -> AsyncIterator[Connection]:
    opened = await connect(str(tmp_path / "a.db"), isolation_level=None, timeout=0.01)
    yield opened
    await opened.close()


async def said(connection: Connection, sql: str) -> Cursor:
    cursor = connection.cursor()
    await cursor.execute(sql)
    return cursor


async def numbers(connection: Connection) -> list[int]:
    return [number for (number,) in (await said(connection, "SELECT number FROM rows")).rows]


async def test_a_transaction_begins_with_its_first_statement(
    connection: Connection, other: Connection
) -> None:
    connection.begin("BEGIN IMMEDIATE")
    await said(other, "INSERT INTO rows VALUES (1)")  # nothing is locked yet
    assert await numbers(connection) == [1]
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        await said(other, "INSERT INTO rows VALUES (2)")
    await connection.commit()
    await said(other, "INSERT INTO rows VALUES (2)")


async def test_what_is_rolled_back_is_gone_for_the_next_statement(connection: Connection) -> None:
    connection.begin("BEGIN IMMEDIATE")
    inserted = await said(connection, "INSERT INTO rows VALUES (7)")
    assert (inserted.lastrowid, inserted.rowcount) == (7, 1)
    await connection.rollback()
    assert await numbers(connection) == []


async def test_where_nothing_was_said_there_is_nothing_to_end(connection: Connection) -> None:
    connection.begin("BEGIN IMMEDIATE")
    await connection.commit()
    connection.begin("BEGIN IMMEDIATE")
    await connection.rollback()
    await said(connection, "INSERT INTO rows VALUES (1)")
    assert not connection.in_transaction


async def test_a_transaction_that_could_not_begin_leaves_none_behind(
    connection: Connection, other: Connection
) -> None:
    other.begin("BEGIN IMMEDIATE")
    await said(other, "INSERT INTO rows VALUES (1)")
    connection.begin("BEGIN IMMEDIATE")
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        await said(connection, "INSERT INTO rows VALUES (2)")
    await connection.rollback()
    await other.commit()
    assert await numbers(connection) == [1]


async def test_a_commit_that_fails_can_still_be_rolled_back(connection: Connection) -> None:
    await said(connection, "PRAGMA foreign_keys = ON")
    late = "REFERENCES rows DEFERRABLE INITIALLY DEFERRED"
    await said(connection, f"CREATE TABLE later (number INTEGER {late})")
    connection.begin("BEGIN IMMEDIATE")
    await said(connection, "INSERT INTO later VALUES (404)")
    with pytest.raises(sqlite3.IntegrityError):
        await connection.commit()
    await connection.rollback()
    assert (await said(connection, "SELECT * FROM later")).rows == []


async def test_many_rows_go_in_one_statement(connection: Connection) -> None:
    connection.begin("BEGIN IMMEDIATE")
    await connection.cursor().executemany("INSERT INTO rows VALUES (?)", [(1,), (2,)])
    await connection.commit()
    assert await numbers(connection) == [1, 2]
