"""An erasure is recorded once, survives, and takes the dialogue's memory with it."""

import json

import pytest
from sqlalchemy import Column, Float, Integer, MetaData, String, Table, Text, insert, select, text
from sqlalchemy.ext.asyncio import create_async_engine

from bot.storage.codes import CodeStore
from bot.storage.eois import EoIStore
from bot.storage.my_data import MyData
from bot.storage.tables import ErasureRequestRow
from bot.storage.tracker_events import events_address
from tests.storage.people import ADA, CONSENT, JOIN, KEY, NOW, rows_of

EVENTS = Table(
    "events",
    MetaData(),
    Column("id", Integer, primary_key=True),
    Column("sender_id", String(255)),
    Column("timestamp", Float),
    Column("data", Text),
)
SAID = {"c1": f"I am {ADA}", "bo": f"write to {ADA.upper()}, please", "else": f"not to x{ADA}"}


@pytest.fixture
def my_data(database, database_url):
    return MyData(database, database_url, KEY)


@pytest.fixture
async def events(database_url):
    engine = create_async_engine(events_address(database_url))
    async with engine.begin() as connection:
        await connection.run_sync(EVENTS.metadata.create_all)
        for sender, text in SAID.items():
            row = {"sender_id": sender, "timestamp": NOW.timestamp(), "data": json.dumps({"text": text})}
            await connection.execute(insert(EVENTS).values(**row))
    yield engine
    async with engine.begin() as connection:  # several tests share the folder of the SQLite file
        await connection.run_sync(EVENTS.metadata.drop_all)
    await engine.dispose()


async def remembered(engine):
    async with engine.begin() as connection:
        rows = await connection.execute(select(EVENTS.c.sender_id, EVENTS.c.data).order_by(EVENTS.c.id))
        return {sender: json.loads(data)["text"] for sender, data in rows}


async def test_an_erasure_asked_for_twice_waits_once(my_data):
    for conversation in ("c2", "c1", "c2"):
        await my_data.ask_to_erase(ADA, [conversation], NOW)
    (request,) = await my_data.waiting()
    assert (request.address, request.conversations) == (ADA, ("c1", "c2"))
    assert ADA not in repr(request)


async def test_everything_of_the_address_goes_and_the_request_with_it(my_data, database, events):
    await EoIStore(database).submit(JOIN, CONSENT, form_id="k", now=NOW)
    await my_data.ask_to_erase(ADA, ["asking"], NOW)
    (request,) = await my_data.waiting()
    conversations = await my_data.conversations_of(request)
    assert conversations == ("asking", "c1")
    assert await my_data.erase_memory(request, conversations) == ("bo",)
    assert await remembered(events) == {"bo": "write to …, please", "else": f"not to x{ADA}"}
    erased = await my_data.erase_rows(request, NOW)
    assert (erased.rows["eois"], erased.conversations) == (1, conversations)
    await my_data.done(request)
    assert await rows_of(database, ErasureRequestRow) == []
    assert (await my_data.export(ADA))["expressions_of_interest"] == []


async def test_where_only_the_memory_is_to_go_no_row_is_touched(my_data, database, events):
    await CodeStore(database, KEY).ask("c1", address=ADA, source="s", now=NOW)
    await my_data.ask_to_erase(None, {"c1"}, NOW)
    await my_data.ask_to_erase(None, {"c2"}, NOW)
    first, second = await my_data.waiting()
    assert await my_data.conversations_of(first) == ("c1",)
    assert await my_data.erase_memory(first, ("c1",)) == ()
    assert set(await remembered(events)) == {"bo", "else"}
    assert await my_data.erase_rows(second, NOW) is None


async def test_without_a_memory_there_is_nothing_to_take_out(my_data):
    await my_data.ask_to_erase(ADA, ["c1"], NOW)
    (request,) = await my_data.waiting()
    assert await my_data.erase_memory(request, ("c1",)) == ()


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("eois", "email"),
        ("drafts", "email"),
        ("tickets", "answer_to"),
        ("codes", "address"),
        ("outbox", "recipient"),
    ],
)
async def test_an_address_is_found_by_an_index(database, table, column):
    is_sqlite = database.engine.dialect.name == "sqlite"
    asked = text(
        f"{'EXPLAIN QUERY PLAN' if is_sqlite else 'EXPLAIN'} "
        f"SELECT id FROM {table} WHERE lower({column}) = 'ada@example.org'"
    )
    async with database.engine.begin() as connection:
        if not is_sqlite:  # pragma: no cover (only where there is a server)
            await connection.execute(text("SET LOCAL enable_seqscan = off"))  # the tables are small here
        plan = "\n".join(str(row) for row in await connection.execute(asked))
    assert f"ix_{table}_lower_{column}" in plan
