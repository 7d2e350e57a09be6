"""Conversations are kept: a restart loses nothing; what breaks one leaves the others and the process be."""

from __future__ import annotations

import asyncio
import json
import os
import sqlite3
import threading
from types import SimpleNamespace

import pytest
from rasa.shared.core.events import SessionStarted
from sqlalchemy.exc import SQLAlchemyError

from bot.engine.conversation_store import MOST_TURNS, ConversationChanged, ConversationStore
from tests.engine.conversations import domain, talk, texts


class Kept:
    """A file of conversations; `open` is what a start of the engine does."""

    def __init__(self, folder):
        self.file = folder / "conversations.db"

    def open(self, **options):
        return ConversationStore(domain=domain(), host=f"sqlite:///{self.file}", **options)

    def query(self, statement, *values):
        connection = sqlite3.connect(self.file)
        found = connection.execute(statement, values).fetchall()
        connection.commit()
        connection.close()
        return found

    def rows(self, sender="a"):
        return [
            json.loads(data)["event"]
            for (data,) in self.query("SELECT data FROM events WHERE sender_id = ? ORDER BY id", sender)
        ]


@pytest.fixture
def kept(tmp_path):
    return Kept(tmp_path)


async def say(store, sender, *words, **more):
    """A turn, or several: get the tracker, talk, save, as Rasa does."""
    tracker = await store.get_or_create_tracker(sender, append_action_listen=False)
    for text in words:
        talk(tracker, text, **more)
    await store.save(tracker)
    return tracker


async def said(store, sender="a"):
    tracker = await store.retrieve(sender)
    return texts(tracker) if tracker else None


async def test_what_was_saved_comes_back(kept):
    store = kept.open()
    await say(store, "a", "hello", country="ES")
    tracker = await store.retrieve("a")
    assert texts(tracker) == ["hello"]
    assert tracker.get_slot("country") == "ES"


async def test_nobody_has_talked_under_a_new_id(kept):
    assert await kept.open().retrieve("new") is None


async def test_a_restart_loses_nothing(kept):
    before = await say(kept.open(), "a", "hello", "when does it close?", country="ES", reply="On 31 March")
    after = await kept.open().retrieve("a")
    assert [event.as_dict() for event in after.events] == [event.as_dict() for event in before.events]
    assert after.get_slot("country") == "ES"


async def test_the_conversation_goes_on_after_a_restart_without_repeating_rows(kept):
    await say(kept.open(), "a", "one")
    await say(kept.open(), "a", "two")
    await say(kept.open(), "a", "three")
    assert await said(kept.open()) == ["one", "two", "three"]
    assert kept.rows().count("user") == 3


async def test_only_new_events_are_written(kept):
    store = kept.open()
    await say(store, "a", "one")
    first = kept.query("SELECT id, data FROM events")
    await say(store, "a", "two")
    assert kept.query("SELECT id, data FROM events")[: len(first)] == first
    assert kept.rows().count("user") == 2


async def test_saving_twice_writes_once(kept):
    store = kept.open()
    tracker = await say(store, "a", "one")
    written = kept.rows()
    await store.save(tracker)
    assert kept.rows() == written


async def test_rows_name_event_intent_action_and_time(kept):
    await say(kept.open(), "a", "hello")
    found = kept.query("SELECT type_name, intent_name, action_name FROM events WHERE timestamp IS NOT NULL")
    assert ("user", "greet", None) in found
    assert ("action", None, "utter_hello") in found
    assert ("bot", None, None) in found


async def test_a_second_session_is_what_a_restart_reads_and_it_goes_on_from_there(kept):
    store = kept.open()
    tracker = await say(store, "a", "yesterday")
    tracker.update(SessionStarted())
    await say(store, "a", "today")
    assert await said(store) == ["yesterday", "today"]
    restarted = kept.open()
    assert await said(restarted) == ["today"]
    await say(restarted, "a", "later")
    assert kept.rows().count("user") == 3
    assert await said(kept.open()) == ["today", "later"]


async def test_conversations_do_not_mix(kept):
    store = kept.open()
    await say(store, "a", "mine", country="ES")
    await say(store, "b", "yours", country="IT")
    for opened in (store, kept.open()):
        assert await said(opened, "a") == ["mine"]
        assert (await opened.retrieve("b")).get_slot("country") == "IT"


ODD = ["\ud800", "x\udfffx", "n\x00x", "\u202etxet", "'; DROP TABLE events; --", "😀" * 50]


@pytest.mark.parametrize("text", ODD)
async def test_an_odd_text_is_kept_as_it_was_and_survives_a_restart(kept, text):
    await say(kept.open(), "a", text, "and then")
    assert await said(kept.open()) == [text, "and then"]


@pytest.mark.parametrize("sender", ["\ud800", "x\udfff"])
async def test_an_id_that_cannot_be_stored_is_an_error_and_not_the_end_of_the_process(kept, sender):
    store = kept.open()
    with pytest.raises(UnicodeEncodeError):  # the stock store calls sys.exit here
        await say(store, sender, "hello")
    await say(store, "a", "still here")
    assert await said(kept.open()) == ["still here"]


@pytest.mark.parametrize("sender", ["n\x00x", "'; DROP TABLE events; --", "x" * 5000])
async def test_an_odd_id_keeps_its_own_conversation(kept, sender):
    await say(kept.open(), sender, "odd")
    await say(kept.open(), "n", "even")
    assert await said(kept.open(), sender) == ["odd"]
    assert await said(kept.open(), "n") == ["even"]


async def test_a_broken_row_breaks_its_own_conversation_only(kept):
    store = kept.open()
    await say(store, "a", "mine")
    await say(store, "b", "yours")
    kept.query("UPDATE events SET data = '{broken' WHERE sender_id = 'a' AND type_name = 'user'")
    store = kept.open()
    with pytest.raises(json.JSONDecodeError):
        await store.retrieve("a")
    assert await said(store, "b") == ["yours"]
    await say(store, "b", "again")
    assert await said(kept.open(), "b") == ["yours", "again"]


async def test_after_forget_the_database_says_what_holds(kept):
    store = kept.open()
    tracker = await say(store, "a", "saved")
    talk(tracker, "half said, then it failed")
    store.forget("a")
    assert await said(store) == ["saved"]
    await say(store, "a", "again")
    assert await said(kept.open()) == ["saved", "again"]
    assert kept.rows().count("user") == 2


async def test_forgetting_what_is_not_known_is_no_problem(kept):
    store = kept.open()
    store.forget("never seen")
    assert store.latest("never seen") is None


async def test_a_save_that_fails_writes_nothing_and_the_next_turn_is_whole(kept):
    store = kept.open()
    await say(store, "a", "one")
    kept.query("ALTER TABLE events RENAME TO away")
    with pytest.raises(SQLAlchemyError):
        await say(store, "a", "lost")
    store.forget("a")
    kept.query("ALTER TABLE away RENAME TO events")
    await say(store, "a", "two")
    assert await said(kept.open()) == ["one", "two"]


async def test_an_error_does_not_repeat_what_people_wrote(kept):
    store = kept.open()
    kept.query("DROP TABLE events")
    with pytest.raises(SQLAlchemyError) as caught:
        await say(store, "sender-of-this", "my address is ada@example.org")
    assert "ada@" not in str(caught.value)
    assert "sender-of-this" not in str(caught.value)


async def test_latest_is_what_was_last_saved_without_asking_the_database(kept):
    store = kept.open()
    assert store.latest("a") is None
    tracker = await say(store, "a", "hello")
    kept.query("DROP TABLE events")
    assert store.latest("a") is tracker


async def test_only_so_many_conversations_stay_in_memory_and_the_oldest_goes_first(kept):
    store = kept.open(keep=2)
    for sender in "abc":
        await say(store, sender, f"from {sender}")
    assert store.latest("a") is None
    assert store.latest("b")
    await store.retrieve("b")  # used again: now c is the oldest
    await say(store, "d", "from d")
    assert store.latest("b")
    assert store.latest("c") is None


async def test_a_conversation_gone_from_memory_comes_back_whole_and_is_not_written_again(kept):
    store = kept.open(keep=1)
    await say(store, "a", "one")
    await say(store, "b", "between")
    await say(store, "a", "two")
    assert await said(store, "a") == ["one", "two"]
    assert kept.rows("a").count("user") == 2


async def test_a_conversation_that_leaves_memory_in_mid_turn_is_not_written_again(kept):
    store = kept.open(keep=1)
    tracker = await say(store, "a", "one")
    await say(store, "b", "between")
    talk(tracker, "two")
    await store.save(tracker)
    assert kept.rows("a").count("user") == 2
    assert await said(kept.open(), "a") == ["one", "two"]


async def test_memory_holds_a_window_and_the_database_every_event(kept):
    store = kept.open()
    for number in range(3 * MOST_TURNS):
        tracker = await say(store, "a", str(number), country="ES" if number == 0 else None)
    assert tracker.turns() <= MOST_TURNS
    assert tracker.get_slot("country") == "ES"
    assert kept.rows().count("user") == 3 * MOST_TURNS
    assert len((await store.retrieve_full_tracker("a")).events) == len(kept.rows())


async def test_a_long_conversation_comes_back_with_its_last_turns_and_its_slots(kept):
    store = kept.open()
    for number in range(3 * MOST_TURNS):
        await say(store, "a", str(number), country="ES" if number == 0 else None)
    restarted = kept.open()
    tracker = await restarted.retrieve("a")
    assert texts(tracker)[-1] == str(3 * MOST_TURNS - 1)
    assert tracker.turns() <= MOST_TURNS
    assert tracker.get_slot("country") == "ES"
    await say(restarted, "a", "later")
    assert kept.rows().count("user") == 3 * MOST_TURNS + 1


async def test_every_event_has_its_place_and_no_place_is_taken_twice(kept):
    store = kept.open()
    await say(store, "a", "one")
    await say(store, "b", "other")
    await say(store, "a", "two")
    places = [place for (place,) in kept.query("SELECT place FROM events WHERE sender_id='a' ORDER BY id")]
    assert places == list(range(1, len(places) + 1))
    with pytest.raises(sqlite3.IntegrityError):
        kept.query("INSERT INTO events (sender_id, type_name, place) VALUES ('a', 'user', 1)")


async def test_a_second_engine_goes_on_where_the_first_one_was_and_back(kept):
    first, second = kept.open(), kept.open()
    await say(first, "a", "one", country="ES")
    await say(second, "a", "two")
    await say(first, "a", "three")
    assert await said(second) == ["one", "two", "three"]
    assert (await first.retrieve("a")).get_slot("country") == "ES"
    assert kept.rows().count("user") == 3


async def test_of_two_engines_at_once_one_is_refused_and_nothing_is_mixed(kept):
    first, second = kept.open(), kept.open()
    await say(first, "a", "one")
    slow = await second.retrieve("a")
    await say(first, "a", "faster")
    talk(slow, "slower")
    with pytest.raises(ConversationChanged):
        await second.save(slow)
    assert await said(second) == ["one", "faster"]
    assert await said(kept.open()) == ["one", "faster"]


async def test_what_was_erased_is_not_remembered(kept):
    store = kept.open()
    await say(store, "a", "one")
    kept.query("DELETE FROM events WHERE sender_id = 'a'")
    assert await store.retrieve("a") is None
    await say(store, "a", "new")
    assert await said(kept.open()) == ["new"]


async def test_a_turn_asks_once_how_far_the_conversation_is(kept, monkeypatch):
    store = kept.open()
    await say(store, "a", "one")
    asked = []
    ask = store._ask

    async def watched(question, *values):
        asked.append(question.__name__)
        return await ask(question, *values)

    monkeypatch.setattr(store, "_ask", watched)
    with store.turn("a"):
        assert await said(store) == ["one"]
        await say(store, "a", "two")
        await say(store, "a", "three")
    assert asked == ["last_place", "append", "append"]
    assert await said(kept.open()) == ["one", "two", "three"]


async def test_after_its_turn_a_conversation_is_asked_for_anew(kept):
    here, there = kept.open(), kept.open()
    with here.turn("a"):
        await say(here, "a", "one")
    await say(there, "a", "two")
    assert await said(here) == ["one", "two"]


async def test_a_database_that_is_away_refuses_what_is_in_memory_too(kept):
    store = kept.open()
    await say(store, "a", "one")
    kept.query("ALTER TABLE events RENAME TO away")
    with pytest.raises(SQLAlchemyError):
        await store.retrieve("a")
    kept.query("ALTER TABLE away RENAME TO events")
    assert await said(store) == ["one"]


async def test_other_conversations_go_on_while_the_database_is_slow(kept, monkeypatch):
    store = kept.open()
    answers = threading.Event()

    def slow(connection, sender_id):
        answers.wait(10)
        return 0

    monkeypatch.setattr("bot.engine.conversation_store.last_place", slow)
    waiting = asyncio.create_task(store.retrieve("a"))
    await asyncio.sleep(0)  # the loop is free: else this line would never be left
    answers.set()
    assert await waiting is None


async def test_a_table_of_before_gets_places_and_its_conversations_go_on(kept):
    await say(kept.open(), "a", "one", "two")
    await say(kept.open(), "b", "other")
    kept.query("DROP INDEX events_have_places")
    kept.query("ALTER TABLE events DROP COLUMN place")
    store = kept.open()
    assert await said(store) == ["one", "two"]
    await say(store, "a", "three")
    assert await said(kept.open()) == ["one", "two", "three"]
    assert await said(kept.open(), "b") == ["other"]


@pytest.mark.parametrize("change", ["_add_places", "_make_unique"])
async def test_of_two_engines_that_start_at_once_the_later_one_goes_on(kept, change, monkeypatch):
    from bot.engine import stored_events

    make = getattr(stored_events, change)

    def made_twice(engine):
        make(engine)
        make(engine)  # what the other engine has just done is refused

    monkeypatch.setattr(stored_events, change, made_twice)
    await say(kept.open(), "a", "one")
    assert await said(kept.open()) == ["one"]


async def test_a_table_that_cannot_be_changed_stops_the_start(kept, monkeypatch):
    from bot.engine import stored_events

    def refused(engine):
        raise SQLAlchemyError("read only")

    monkeypatch.setattr(stored_events, "_add_places", refused)
    with pytest.raises(SQLAlchemyError):
        kept.open()


async def test_an_event_broker_gets_each_event_once(kept):
    published = []
    broker = SimpleNamespace(publish=published.append)
    store = kept.open(event_broker=broker)
    await say(store, "a", "one")
    await say(store, "a", "two")
    assert [one["event"] for one in published] == kept.rows()


@pytest.mark.skipif("CALLGUIDE_TEST_POSTGRES_URL" not in os.environ, reason="there is no PostgreSQL here")
async def test_the_same_holds_on_postgresql():
    url = os.environ["CALLGUIDE_TEST_POSTGRES_URL"].replace("+asyncpg", "+psycopg2")
    sender = f"test-{os.getpid()}"
    first = ConversationStore(domain=domain(), host=url)
    second = ConversationStore(domain=domain(), host=url)
    try:
        await say(first, sender, "one", country="ES")
        slow = await second.retrieve(sender)
        await say(first, sender, "two")
        talk(slow, "slower")
        with pytest.raises(ConversationChanged):
            await second.save(slow)
        await say(second, sender, "three")
        assert await said(first, sender) == ["one", "two", "three"]
    finally:
        with first.session_scope() as session:
            session.execute("DELETE FROM events WHERE sender_id = :sender", {"sender": sender})
            session.commit()
