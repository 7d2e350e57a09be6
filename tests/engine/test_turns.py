"""Whole turns through the channel: a trained model, a real database, an action server that may fail."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import asynccontextmanager
from types import SimpleNamespace
from uuid import uuid4

import aiohttp
import pytest
from aiohttp import web
from rasa.core.agent import Agent
from rasa.core.tracker_store import FailSafeTrackerStore, InMemoryTrackerStore
from rasa.utils.endpoints import EndpointConfig
from sanic import Sanic

from bot.engine import __main__ as engine
from bot.engine import watched_endpoint
from bot.engine.conversation_store import ConversationStore
from bot.engine.fair_locks import FairLockStore
from bot.engine.front_door import FrontDoorInput
from bot.engine.watched_endpoint import WatchedEndpoint
from tests.engine.action_server import acting
from tests.engine.engine_room import BEARER, SECRET, serving

ANSWER = {
    "events": [{"event": "slot", "name": "country", "value": "ES"}],
    "responses": [{"text": "On 31 March"}],
}
SORRY = "utter_technical_problem"
QUESTION = "what is the closing date"


class Engine:
    """One running engine; `ask` is what the front door does."""

    def __init__(self, url):
        self.url = url

    async def ask(self, text, conversation_id="a"):
        body = {"conversation_id": conversation_id, "text": text, "channel": "web", "source": "s"}
        url = f"{self.url}/webhooks/front_door/webhook"
        async with (
            aiohttp.ClientSession(headers=BEARER) as session,
            session.post(url, json=body) as answer,
        ):
            return answer.status, await answer.json()


def query(database, statement):
    connection = sqlite3.connect(database)
    found = connection.execute(statement).fetchall()
    connection.commit()
    connection.close()
    return found


def said(answer):
    """Each message by the name of its response, or by its text."""
    return [message["metadata"]["utter_action"] or message["text"] for message in answer["messages"]]


@asynccontextmanager
async def started(models, database, actions_url):
    """An engine put together as `python -m bot.engine serve` does it."""
    agent = Agent.load(
        str(models),
        tracker_store=ConversationStore(host=f"sqlite:///{database}"),
        lock_store=FairLockStore(),
        action_endpoint=EndpointConfig(url=actions_url),
    )
    app = Sanic(f"whole_engine_{uuid4().hex}")
    app.ctx.agent = agent
    app.blueprint(FrontDoorInput(SECRET).blueprint(agent.handle_message), url_prefix="/webhooks/front_door")
    await engine._stand_on_our_own(app, asyncio.get_running_loop())
    async with serving(app) as url:
        yield Engine(url)
    await engine._let_go(app, asyncio.get_running_loop())


@pytest.fixture
async def actions():
    async with acting() as server:
        server.answer = lambda request: web.json_response(ANSWER)
        yield server


@pytest.fixture
def database(tmp_path):
    return tmp_path / "conversations.db"


@pytest.fixture
def start(tiny_project, database, actions):
    """Starts an engine on the same database; a second one is a restart."""
    return lambda: started(tiny_project / "models", database, actions.url)


@pytest.fixture
async def running(start):
    async with start() as engine_room:
        yield engine_room


async def test_a_greeting_is_answered_and_traced(running):
    status, answer = await running.ask("hello there")
    assert (status, said(answer)) == (200, ["utter_hello"])
    assert answer["messages"][0]["text"] == "Hello"
    assert answer["trace"]["intent"]["name"] == "greet"
    assert answer["trace"]["actions"] == ["utter_hello"]


async def test_a_question_goes_to_the_action_and_its_topic_is_traced(running, actions):
    _, answer = await running.ask(QUESTION)
    assert said(answer) == ["On 31 March"]
    assert [call["next_action"] for call in actions.asked] == ["action_answer"]
    trace = answer["trace"]
    assert (trace["intent"]["name"], trace["topic"]) == ("faq", "faq/closing_date")
    assert trace["ranking"][0]["name"] == "faq/closing_date"
    assert (trace["actions"], trace["slots"]) == (["action_answer"], {"country": "ES"})


MONEY = "is there money for us"
TWO_QUESTIONS = f"{QUESTION}? And {MONEY}?"


async def test_two_questions_in_one_message_are_both_answered(running, actions, database):
    _, answer = await running.ask(TWO_QUESTIONS)
    assert said(answer) == ["On 31 March", "On 31 March"]
    topics = [part["topic"] for part in answer["trace"]["parts"]]
    assert topics == ["faq/closing_date", "faq/money"]
    asked = [call["tracker"]["latest_message"]["text"] for call in actions.asked]
    assert asked == [f"{QUESTION}?", f"{MONEY}?"]
    assert query(database, "SELECT count(*) FROM events WHERE type_name = 'user'") == [(2,)]


async def test_where_the_second_action_breaks_the_first_answer_is_shown(running, actions):
    def break_on_money(request):
        if "money" in request["call"]["tracker"]["latest_message"]["text"]:
            return web.Response(status=500)
        return web.json_response(ANSWER)

    actions.answer = break_on_money
    _, answer = await running.ask(TWO_QUESTIONS)
    assert said(answer) == ["On 31 March", SORRY]
    assert answer["trace"]["failed_actions"] == ["action_answer"]


async def test_what_no_rule_knows_is_answered_once(running, actions):
    """Rasa would run its fall-back action again and again, had the action not said what comes next."""
    listen = {"event": "followup", "name": "action_listen"}
    actions.answer = lambda request: web.json_response({**ANSWER, "events": [listen]})
    _, answer = await running.ask("goodbye then")
    assert said(answer) == ["On 31 March"]
    assert len(actions.asked) == 1


async def test_what_is_not_understood_is_asked_again(running):
    _, answer = await running.ask("zygote")
    assert said(answer) == ["utter_again"]
    assert answer["trace"]["topic"] is None


async def test_another_language_is_recognised_and_told_once_also_after_a_restart(start):
    async with start() as first:
        _, answer = await first.ask("Wann ist der letzte Tag?")
        assert said(answer) == ["language_note", "utter_again"]
        assert answer["messages"][0]["metadata"]["lang"] == answer["trace"]["language"] == "de"
    async with start() as second:
        _, answer = await second.ask("und wann ist der letzte Tag für uns?")
        assert (said(answer), answer["trace"]["language"]) == (["utter_again"], "de")
        assert (await second.ask("hello there"))[1]["trace"]["language"] == "en"
        assert (await second.ask("/greet"))[1]["trace"]["language"] is None


BROKEN = {
    "an error": lambda request: web.Response(status=500),
    "the wrong secret": lambda request: web.Response(status=401),
    "no JSON": lambda request: web.Response(text="<html>", content_type="text/html"),
    "a bad request": lambda request: web.Response(status=400, text="Bad Request"),
    "something else": lambda request: web.json_response([1]),
}


@pytest.mark.parametrize("broken", BROKEN.values(), ids=BROKEN.keys())
async def test_a_broken_action_is_owned_up_to_and_the_next_one_works(running, actions, broken):
    actions.answer = broken
    status, answer = await running.ask(QUESTION)
    assert (status, said(answer)) == (200, [SORRY])
    assert answer["trace"]["failed_actions"] == ["action_answer"]
    actions.answer = lambda request: web.json_response(ANSWER)
    _, answer = await running.ask(QUESTION)
    assert (said(answer), answer["trace"]["failed_actions"]) == (["On 31 March"], [])


async def test_an_action_that_takes_too_long_is_owned_up_to(running, actions, monkeypatch):
    monkeypatch.setattr(watched_endpoint, "LONGEST_ACTION", 0.05)
    actions.waits = 5
    _, answer = await running.ask(QUESTION)
    assert said(answer) == [SORRY]


async def test_without_an_action_server_greetings_still_work(tiny_project, database):
    async with started(tiny_project / "models", database, "http://127.0.0.1:1/webhook") as engine_room:
        assert said((await engine_room.ask(QUESTION))[1]) == [SORRY]
        assert said((await engine_room.ask("hello there"))[1]) == ["utter_hello"]


async def test_an_action_that_says_nothing_is_an_error_and_not_an_empty_answer(running, actions):
    actions.answer = lambda request: web.json_response({"events": [], "responses": []})
    assert await running.ask(QUESTION) == (500, {"error": "empty_reply"})


async def test_a_restart_keeps_the_conversation(start, actions):
    async with start() as first:
        await first.ask(QUESTION)
    async with start() as second:
        await second.ask(QUESTION)
    tracker = actions.asked[-1]["tracker"]
    assert tracker["slots"]["country"] == "ES"
    assert [event["text"] for event in tracker["events"] if event["event"] == "user"] == [QUESTION] * 2


async def test_a_dead_database_is_an_error_and_not_an_answer_from_memory(running, database):
    await running.ask("hello there")
    query(database, "ALTER TABLE events RENAME TO away")
    assert await running.ask("hello there") == (503, {"error": "engine_failed"})
    query(database, "ALTER TABLE away RENAME TO events")
    assert (await running.ask("hello there"))[0] == 200
    assert query(database, "SELECT count(*) FROM events WHERE type_name = 'user'") == [(2,)]


async def test_a_broken_row_breaks_one_conversation_only(start, database):
    async with start() as first:
        for person in "ab":
            await first.ask("hello there", person)
    query(database, "UPDATE events SET data = '{' WHERE sender_id = 'a'")
    async with start() as second:
        assert await second.ask("hello there", "a") == (503, {"error": "engine_failed"})
        assert (await second.ask("hello there", "b"))[0] == 200


@pytest.mark.parametrize("text", ["\ud800", "\x00", "😀", "   x   ", "{country}", "a" * 2000])
async def test_an_odd_text_is_answered(running, text):
    status, answer = await running.ask(text)
    assert (status, len(answer["messages"])) == (200, 1)


async def test_an_odd_id_is_an_error_and_the_next_message_is_answered(running):
    assert await running.ask("hello there", "\ud800") == (503, {"error": "engine_failed"})
    assert (await running.ask("hello there"))[0] == 200


async def test_two_messages_of_one_conversation_at_once_are_both_kept(running, actions, database):
    actions.waits = 0.05
    answers = await asyncio.gather(running.ask(QUESTION), running.ask("hello there"))
    assert [said(answer) for _, answer in answers] == [["On 31 March"], ["utter_hello"]]
    assert query(database, "SELECT count(*) FROM events WHERE type_name = 'user'") == [(2,)]


async def test_conversations_at_once_do_not_mix(running, actions):
    def by_person(request):
        person = request["call"]["sender_id"]
        event = {"event": "slot", "name": "country", "value": person}
        return web.json_response({"events": [event], "responses": [{"text": person}]})

    actions.answer = by_person
    people = [f"person-{number}" for number in range(10)]
    answers = await asyncio.gather(*(running.ask(QUESTION, person) for person in people))
    assert [said(answer) for _, answer in answers] == [[person] for person in people]
    assert [answer["trace"]["slots"] for _, answer in answers] == [{"country": person} for person in people]


async def test_a_failure_in_one_conversation_is_not_reported_in_another(running, actions):
    def fail_for_ada(request):
        if request["call"]["sender_id"] == "ada":
            return web.Response(status=500)
        return web.json_response(ANSWER)

    actions.answer = fail_for_ada
    people = ["ada", "bob", "cem"]
    answers = await asyncio.gather(*(running.ask(QUESTION, person) for person in people))
    assert [answer["trace"]["failed_actions"] for _, answer in answers] == [["action_answer"], [], []]


def test_rasa_keeps_its_fall_back_store_where_we_take_it_away():
    agent = Agent(tracker_store=InMemoryTrackerStore(None))
    assert isinstance(agent.tracker_store, FailSafeTrackerStore)


async def test_an_engine_without_a_model_does_not_start():
    app = SimpleNamespace(ctx=SimpleNamespace(agent=Agent()))
    with pytest.raises(RuntimeError, match="no model"):
        await engine._stand_on_our_own(app, None)


async def test_an_engine_whose_locks_would_wait_for_themselves_does_not_start():
    agent = Agent()
    agent.processor = SimpleNamespace(tracker_store=None)
    with pytest.raises(RuntimeError, match="FairLockStore"):
        await engine._stand_on_our_own(SimpleNamespace(ctx=SimpleNamespace(agent=agent)), None)


async def test_the_action_calls_are_watched_with_the_same_address_and_secret():
    endpoint = EndpointConfig(url="http://127.0.0.1:1/webhook", headers={"Authorization": "Bearer x"})
    agent = Agent(action_endpoint=endpoint, lock_store=FairLockStore())
    runner = SimpleNamespace(_graph_schema=None, _instantiated_nodes={})
    agent.processor = SimpleNamespace(tracker_store=None, action_endpoint=endpoint, graph_runner=runner)
    parsed = []

    async def parse_message(text):
        parsed.append(text)

    agent.parse_message = parse_message
    await engine._stand_on_our_own(SimpleNamespace(ctx=SimpleNamespace(agent=agent)), None)
    assert isinstance(agent.processor.action_endpoint, WatchedEndpoint)
    assert agent.processor.action_endpoint == endpoint
    assert parsed == [engine.FIRST_MESSAGE]
