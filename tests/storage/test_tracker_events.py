"""The engine's events are erased by conversation where they are; where there are none, nothing happens."""

from pathlib import Path

import pytest
from sqlalchemy import Column, Float, Integer, MetaData, String, Table, Text, insert, make_url, select
from sqlalchemy.ext.asyncio import create_async_engine

from bot.engine.__main__ import conversations_url
from bot.logic.errors import StorageAway
from bot.storage.tracker_events import age_out_events, erase_events, events_address
from tests.storage.people import NOW

EVENTS = Table(  # as rasa.core.tracker_store.SQLTrackerStore makes it
    "events",
    MetaData(),
    Column("id", Integer, primary_key=True),
    Column("sender_id", String(255), nullable=False),
    Column("type_name", String(255), nullable=False),
    Column("timestamp", Float),
    Column("data", Text),
)
SAID = [("mine", 0), ("mine", 100), ("old", 0), ("theirs", 200)]


@pytest.fixture
async def engine(blank_url):
    engine = create_async_engine(events_address(blank_url))
    async with engine.begin() as connection:
        if engine.dialect.name == "sqlite":
            await connection.exec_driver_sql("PRAGMA journal_mode = WAL")  # as the engine's own store has it
        await connection.run_sync(EVENTS.metadata.create_all)
        for sender, seconds in SAID:
            row = {"sender_id": sender, "type_name": "user", "timestamp": NOW.timestamp() + seconds}
            await connection.execute(insert(EVENTS).values(**row, data=f"Planted by {sender}"))
    yield engine
    async with engine.begin() as connection:  # several tests share the folder of the SQLite file
        await connection.run_sync(EVENTS.metadata.drop_all)
    await engine.dispose()


async def senders(engine):
    async with engine.begin() as connection:
        return [*await connection.scalars(select(EVENTS.c.sender_id).order_by(EVENTS.c.id))]


async def test_the_events_of_a_conversation_are_erased_and_no_others(engine, blank_url):
    assert await erase_events(blank_url, ["mine", "nonesuch"]) == 2
    assert await senders(engine) == ["old", "theirs"]
    assert await erase_events(blank_url, []) == 0


async def test_what_is_erased_is_not_left_in_the_file(engine, blank_url):
    await erase_events(blank_url, ["mine"])
    address = events_address(blank_url)
    if address.get_backend_name() == "sqlite":
        files = list(Path(address.database).parent.glob("conversations.db*"))
        stored = b"".join(path.read_bytes() for path in files)
        assert len(files) > 1  # the write-ahead log, too
        assert b"Planted by theirs" in stored
        assert b"Planted by mine" not in stored


async def test_a_conversation_goes_as_a_whole_when_its_last_event_is_old(engine, blank_url):
    assert await age_out_events(blank_url, NOW) == 0
    assert await age_out_events(blank_url, NOW.replace(minute=31)) == 1
    assert await senders(engine) == ["mine", "mine", "theirs"]


async def test_where_there_are_no_events_yet_nothing_is_erased(blank_url):
    assert await erase_events(blank_url, ["mine"]) == 0
    assert await age_out_events(blank_url, NOW) == 0


async def test_a_database_that_is_away_is_said():
    with pytest.raises(StorageAway):
        await erase_events("postgresql+asyncpg://nobody@127.0.0.1:9/none", ["mine"])


@pytest.mark.parametrize(
    "url",
    [
        "sqlite+aiosqlite:///var/callguide.db",
        "sqlite+aiosqlite:////srv/data/callguide.db",
        "postgresql+asyncpg://user:p%40ss@db.example.org:5433/callguide",
    ],
)
def test_the_engine_keeps_them_where_we_look(url):
    ours, theirs = events_address(url), make_url(conversations_url(url))
    assert ours.set(drivername="x") == theirs.set(drivername="x")


def test_a_database_in_memory_has_no_file_beside_it():
    assert events_address("sqlite+aiosqlite://").database in (None, "")
