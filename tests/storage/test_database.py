"""A database that is away is told as such; values stay out of every error text."""

import asyncio
import sqlite3
import threading
import traceback
from pathlib import Path

import asyncpg
import pytest
from sqlalchemy import insert, make_url, select, text
from sqlalchemy.exc import IntegrityError, StatementError

from bot.logic.errors import StorageAway
from bot.storage import connections
from bot.storage.database import open_database, take_turns, with_async_driver
from bot.storage.tables import OutboxRow

NOBODY_THERE = "postgresql+asyncpg://nobody@127.0.0.1:9/none"


async def test_a_database_that_answers_pings(database):
    assert await database.ping() is None


async def test_a_server_that_is_not_there_is_storage_away():
    database = open_database(NOBODY_THERE)
    with pytest.raises(StorageAway):
        await database.ping()
    with pytest.raises(StorageAway):
        async with database.writing() as session:
            await session.execute(text("SELECT 1"))
    await database.close()


async def test_a_server_that_hangs_up_is_storage_away():
    async def hang_up(_, writer):
        writer.close()

    server = await asyncio.start_server(hang_up, "127.0.0.1", 0)
    database = open_database(
        f"postgresql+asyncpg://nobody@127.0.0.1:{server.sockets[0].getsockname()[1]}/none"
    )
    with pytest.raises(StorageAway):
        await database.ping()
    await database.close()
    server.close()
    await server.wait_closed()


async def test_a_server_that_says_nothing_is_storage_away(monkeypatch):
    monkeypatch.setattr("bot.storage.database.CONNECT_SECONDS", 0.1)
    held = []
    server = await asyncio.start_server(lambda _, writer: held.append(writer), "127.0.0.1", 0)
    database = open_database(
        f"postgresql+asyncpg://nobody@127.0.0.1:{server.sockets[0].getsockname()[1]}/none"
    )
    with pytest.raises(StorageAway):
        await database.ping()
    await database.close()
    for writer in held:
        writer.close()
        await writer.wait_closed()
    server.close()


async def test_a_driver_error_on_connecting_is_storage_away(database, monkeypatch):
    """As PostgreSQL says it while it starts, or has no connection left, or knows no such database."""

    def refuse(*_: object, **__: object) -> None:
        raise asyncpg.CannotConnectNowError("the database system is starting up")

    monkeypatch.setattr(database.engine.sync_engine.dialect, "connect", refuse)
    await database.close()
    with pytest.raises(StorageAway):
        await database.ping()


async def test_a_file_that_cannot_be_opened_is_storage_away(tmp_path):
    database = open_database(f"sqlite+aiosqlite:///{tmp_path}")
    with pytest.raises(StorageAway):
        await database.ping()
    await database.close()


def test_the_folder_of_a_sqlite_file_is_created(tmp_path):
    open_database(f"sqlite:///{tmp_path}/var/deep/callguide.db")
    assert Path(tmp_path, "var", "deep").is_dir()


def test_a_database_in_memory_needs_no_folder():
    assert open_database("sqlite://").engine.url.drivername == "sqlite+aiosqlite"


@pytest.mark.parametrize(
    ("plain", "driver"),
    [
        ("sqlite:///a.db", "sqlite+aiosqlite"),
        ("postgres://h/d", "postgresql+asyncpg"),
        ("postgresql://h/d", "postgresql+asyncpg"),
        ("postgresql+asyncpg://h/d", "postgresql+asyncpg"),
    ],
)
def test_plain_addresses_get_our_driver(plain, driver):
    assert with_async_driver(plain).drivername == driver


async def test_an_error_of_the_caller_rolls_back_and_comes_out_as_it_is(database):
    async def fail_half_way():
        async with database.writing() as session:
            await session.execute(insert(OutboxRow), [mail()])
            raise LookupError

    with pytest.raises(LookupError):
        await fail_half_way()
    async with database.reading() as session:
        assert (await session.scalars(select(OutboxRow))).all() == []


async def test_a_new_file_that_another_process_holds_for_a_moment_is_waited_for(tmp_path):
    other = held(tmp_path / "new.db")
    letting_go = threading.Timer(0.1, other.rollback)
    letting_go.start()
    await ping_once(tmp_path / "new.db")
    letting_go.join()
    assert other.execute("PRAGMA journal_mode").fetchone() == ("wal",)


async def test_a_new_file_that_another_process_keeps_is_storage_away(tmp_path, monkeypatch):
    monkeypatch.setattr(connections, "WAL_SECONDS", 0.05)
    other = held(tmp_path / "new.db")
    with pytest.raises(StorageAway):
        await ping_once(tmp_path / "new.db")
    other.close()


async def test_foreign_keys_hold(database):
    with pytest.raises(IntegrityError):
        async with database.writing() as session:
            await session.execute(
                text("INSERT INTO regions (id, name, country_id) VALUES ('X', 'X', 'nowhere')")
            )


async def test_a_writer_waits_for_another_writer(database):
    async def write(number: int) -> None:
        async with database.writing() as session:
            await take_turns(session, "mails")
            before = len((await session.scalars(select(OutboxRow))).all())
            await asyncio.sleep(0.01)
            await session.execute(insert(OutboxRow), [mail(kind=f"{before}")])

    await asyncio.gather(*(write(number) for number in range(8)))
    async with database.reading() as session:
        kinds = [row.kind for row in await session.scalars(select(OutboxRow).order_by(OutboxRow.id))]
    assert kinds == [f"{number}" for number in range(8)]


async def test_no_error_text_quotes_what_was_to_be_stored(database):
    async def broken_rule():
        async with database.writing() as session:
            await session.execute(insert(OutboxRow), [mail(kind=None)])

    async def wrong_type():
        async with database.writing() as session:
            await session.execute(
                text("INSERT INTO messages (seq) VALUES (:seq)"), {"seq": "planted@example.org"}
            )

    async def no_time_zone():
        async with database.writing() as session:
            await session.execute(
                insert(OutboxRow), [mail(created_at=mail()["created_at"].replace(tzinfo=None))]
            )

    for fails in (broken_rule, wrong_type, no_time_zone):
        with pytest.raises((IntegrityError, StatementError)) as caught:
            await fails()
        assert "example.org" not in "".join(traceback.format_exception(caught.value))


async def test_the_password_is_in_no_repr(database_url):
    url = make_url(database_url).set(password="planted")
    database = open_database(url.render_as_string(hide_password=False))
    assert "planted" not in repr(database.engine)


def mail(**changes):
    from bot.clock import now_utc

    return {
        "kind": "k",
        "recipient": "planted@example.org",
        "payload": {"name": "planted@example.org"},
        "created_at": now_utc(),
        **changes,
    }


def held(path):
    other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    return other


async def ping_once(path):
    database = open_database(f"sqlite:///{path}")
    try:
        await database.ping()
    finally:
        await database.close()


async def test_what_is_said_may_wait_for_the_disk_and_what_is_sent_may_not(tmp_path):
    database = open_database(f"sqlite:///{tmp_path}/one.db")
    waits = []
    for session_of in (database.writing_soon, database.writing, database.writing_soon):
        async with session_of() as session:
            waits.append(await session.scalar(text("PRAGMA synchronous")))
    await database.close()
    assert waits == [1, 2, 1]


async def test_postgresql_is_told_the_same(database):  # pragma: no cover (only where there is one)
    if database.engine.dialect.name != "postgresql":
        pytest.skip("needs PostgreSQL")
    async with database.writing_soon() as session:
        assert await session.scalar(text("SHOW synchronous_commit")) == "off"
    async with database.writing() as session:
        assert await session.scalar(text("SHOW synchronous_commit")) == "on"
