"""The engine's channel: the right secret only, an error is an error, and a trace of what happened."""

from __future__ import annotations

import asyncio

import aiohttp
import pytest
from rasa.core.channels.channel import InputChannel
from rasa.shared.core.events import ActionExecuted
from rasa.shared.exceptions import RasaException

from bot.engine import front_door
from bot.engine.front_door import FrontDoorInput
from bot.engine.front_door_output import FrontDoorOutput
from bot.engine.watched_endpoint import WatchedEndpoint
from tests.engine.conversations import talk, texts
from tests.engine.engine_room import BEARER, MESSAGE, SECRET, EngineRoom, serving

WORDS = "my name is Ada Lovelace"


@pytest.fixture
async def room(tmp_path):
    engine_room = EngineRoom(tmp_path)
    async with serving(engine_room.app) as url:
        engine_room.url = url
        yield engine_room


@pytest.mark.parametrize("credentials", [None, {}, {"secret": ""}, {"secret": None}])
def test_without_a_secret_the_channel_refuses_to_start(credentials):
    with pytest.raises(RasaException):
        FrontDoorInput.from_credentials(credentials)


WRONG = [
    {},
    {"Authorization": ""},
    {"Authorization": SECRET},
    {"Authorization": "Bearer "},
    {"Authorization": f"Bearer {SECRET}x"},
    {"Authorization": f"Bearer {SECRET[:-1]}"},
    {"Authorization": f"bearer {SECRET}"},
    {"Authorization": "Bearer é"},
]


@pytest.mark.parametrize("headers", WRONG)
async def test_without_the_right_secret_nothing_is_heard(room, headers):
    assert await room.send(headers) == (401, {"error": "secret_missing_or_wrong"})
    assert await room.ready(headers) == (401, {"error": "secret_missing_or_wrong"})
    assert room.heard == []


async def test_a_secret_of_stray_bytes_is_a_wrong_one(room):
    reader, writer = await asyncio.open_connection("127.0.0.1", int(room.url.rsplit(":", 1)[1]))
    writer.write(b"GET /webhooks/front_door/ready HTTP/1.1\r\nHost: x\r\n")
    writer.write(b"Authorization: Bearer \xff\xfe\r\n\r\n")
    assert b" 401 " in await reader.readline()
    writer.close()


def without(key):
    return {name: value for name, value in MESSAGE.items() if name != key}


@pytest.mark.parametrize("key", sorted(MESSAGE))
@pytest.mark.parametrize("value", ["gone", None, "", "   ", 7, True, ["a"], {"a": 1}])
async def test_a_missing_or_misshapen_part_is_refused_by_name(room, key, value):
    body = without(key) if value == "gone" else {**MESSAGE, key: value}
    assert await room.send(json=body) == (400, {"error": f"{key} must be a text that is not empty"})
    assert room.heard == []


@pytest.mark.parametrize("body", [b"", b"null", b"[]", b'"hello"', b"7", b"true"])
async def test_what_is_not_an_object_is_refused(room, body):
    assert await room.send(data=body) == (400, {"error": "the body must be a JSON object"})


@pytest.mark.parametrize("body", [b"{", b"hello", b'{"text": "\xff"}', b"[" * 50_000, b"{} trailing"])
async def test_what_is_not_json_is_refused(room, body):
    assert await room.send(data=body) == (400, {"error": "the body must be a JSON object"})


async def test_the_turn_hears_words_conversation_and_channel(room):
    await room.send(json={"conversation_id": "c-1", "text": WORDS, "channel": "rest", "source": "s"})
    [message] = room.heard
    assert (message.text, message.sender_id, message.input_channel) == (WORDS, "c-1", "front_door")
    assert message.metadata == {"channel": "rest", "source": "s"}


async def test_an_answer_has_messages_and_a_trace(room):
    room.turn = lambda message: room.greet(message, country="ES")
    status, answer = await room.send()
    assert status == 200
    assert answer == {
        "messages": [{"text": "Hello", "metadata": {"utter_action": "utter_hello"}}],
        "trace": {
            "language": None,
            "intent": {"name": "greet", "confidence": 0.9},
            "topic": None,
            "ranking": [],
            "entities": [],
            "actions": ["utter_hello"],
            "responses": ["utter_hello"],
            "slots": {"country": "ES"},
            "form": None,
            "failed_actions": [],
            "parts": [{"text": "hello", "intent": {"name": "greet", "confidence": 0.9}, "topic": None}],
        },
    }


async def test_the_trace_is_of_this_turn_only(room):
    room.turn = lambda message: room.greet(message, country="ES")
    await room.send()
    room.turn = room.greet
    _, answer = await room.send()
    assert answer["trace"]["slots"] == {}
    assert answer["trace"]["actions"] == ["utter_hello"]


async def test_the_trace_names_topic_and_at_most_five_ranked_intents(room):
    ranking = [{"name": f"faq/{number}", "confidence": 0.1} for number in range(10)]

    async def turn(message):
        tracker = await room.store.get_or_create_tracker(message.sender_id, append_action_listen=False)
        talk(tracker, message.text)
        said = tracker.latest_message
        said.intent["full_retrieval_intent_name"] = "faq/0"
        said.parse_data["intent_ranking"] = ranking
        await message.output_channel.send_response("a", {"text": "Hello"})
        await room.store.save(tracker)

    room.turn = turn
    _, answer = await room.send()
    assert answer["trace"]["topic"] == "faq/0"
    assert answer["trace"]["ranking"] == ranking[:5]


async def test_a_message_keeps_its_text_whole_with_buttons_and_custom_parts():
    output = FrontDoorOutput()
    await output.send_response(
        "a",
        {
            "text": "One.\n\nTwo.",
            "buttons": [{"title": "Yes", "payload": "/affirm", "type": "postback"}],
            "custom": {"results": [1, 2]},
            "utter_action": "utter_x",
            "image": None,
        },
    )
    await output.send_response("a", {"text": None, "custom": {"a": 1}})
    assert output.messages == [
        {
            "text": "One.\n\nTwo.",
            "buttons": [{"title": "Yes", "payload": "/affirm"}],
            "custom": {"results": [1, 2]},
            "metadata": {"utter_action": "utter_x"},
        },
        {"text": "", "custom": {"a": 1}, "metadata": {"utter_action": None}},
    ]


async def test_an_answer_without_a_message_is_an_error(room):
    async def silent(message):
        tracker = await room.store.get_or_create_tracker(message.sender_id, append_action_listen=False)
        talk(tracker, message.text)
        await room.store.save(tracker)

    room.turn = silent
    assert await room.send() == (500, {"error": "empty_reply"})


TWO_QUESTIONS = {**MESSAGE, "text": "When is the deadline? And is there any money?"}
DEADLINE, MONEY = "When is the deadline?", "is there any money?"


@pytest.fixture
def two(room):
    """The room, with a model that takes the message for two questions and a turn that answers each."""
    room.meanings = {DEADLINE: "call_closing_date", MONEY: "call_money"}
    room.turn = lambda message: answer_with_buttons(room, message)
    return room


async def answer_with_buttons(room, message):
    await room.greet(message, **({"country": "ES"} if message.text == DEADLINE else {}))
    message.output_channel.messages[-1]["buttons"] = [{"title": message.text, "payload": "/more"}]


async def test_two_questions_in_one_message_get_both_answers_in_one_reply(two):
    status, answer = await two.send(json=TWO_QUESTIONS)
    assert status == 200
    assert [message.text for message in two.heard] == [DEADLINE, MONEY]
    assert [said["text"] for said in answer["messages"]] == ["Hello", "Hello"]
    assert texts(await two.store.retrieve("a")) == [DEADLINE, MONEY]


async def test_of_two_answers_only_the_last_one_has_buttons(two):
    _, answer = await two.send(json=TWO_QUESTIONS)
    assert ["buttons" in said for said in answer["messages"]] == [False, True]
    assert answer["messages"][1]["buttons"][0]["title"] == MONEY


async def test_the_trace_tells_of_both_questions(two):
    _, answer = await two.send(json=TWO_QUESTIONS)
    trace = answer["trace"]
    assert [(part["text"], part["topic"]) for part in trace["parts"]] == [
        (DEADLINE, "faq/call_closing_date"),
        (MONEY, "faq/call_money"),
    ]
    assert trace["topic"] == "faq/call_money"
    assert trace["actions"] == trace["responses"] == ["utter_hello", "utter_hello"]
    assert trace["slots"] == {"country": "ES"}


async def fail_at_the_second(room, message):
    if message.text == MONEY:
        await message.output_channel.send_response("a", {"text": "Half an ans"})
        await fail_halfway(room, message)
    await answer_with_buttons(room, message)


async def test_where_the_second_answer_breaks_the_first_is_shown_with_an_apology(two):
    two.turn = lambda message: fail_at_the_second(two, message)
    status, answer = await two.send(json=TWO_QUESTIONS)
    assert status == 200
    assert [said["metadata"]["utter_action"] for said in answer["messages"]] == [
        "utter_hello",
        "utter_technical_problem",
    ]
    assert answer["trace"]["failed_actions"] == ["engine"]
    assert [part["text"] for part in answer["trace"]["parts"]] == [DEADLINE]
    assert texts(await two.store.retrieve("a")) == [DEADLINE]


async def test_where_the_first_answer_breaks_nothing_is_shown(two):
    two.turn = lambda message: fail_halfway(two, message)
    assert await two.send(json=TWO_QUESTIONS) == (503, {"error": "engine_failed"})


async def be_late_with_the_second(room, message):
    if message.text == MONEY:
        await asyncio.sleep(60)
    await room.greet(message)


async def test_a_second_answer_that_comes_too_late_is_not_waited_for(two, monkeypatch):
    monkeypatch.setattr(front_door, "TURN_SECONDS", 0.5)
    two.turn = lambda message: be_late_with_the_second(two, message)
    _, answer = await two.send(json=TWO_QUESTIONS)
    assert len(answer["messages"]) == 2
    assert answer["trace"]["failed_actions"] == ["engine"]


async def be_silent_at_first(room, message):
    await room.greet(message)
    if message.text == DEADLINE:
        message.output_channel.messages.clear()


async def test_where_one_of_two_questions_gets_no_answer_that_is_said(two):
    two.turn = lambda message: be_silent_at_first(two, message)
    _, answer = await two.send(json=TWO_QUESTIONS)
    assert [said["metadata"]["utter_action"] for said in answer["messages"]] == [
        "utter_hello",
        "utter_technical_problem",
    ]
    assert answer["trace"]["failed_actions"] == ["empty_reply"]


async def fail_halfway(room, message):
    tracker = await room.store.get_or_create_tracker(message.sender_id, append_action_listen=False)
    talk(tracker, message.text)
    raise RuntimeError(f"could not store {message.text}")


async def test_a_turn_that_breaks_is_an_error_and_half_of_it_is_forgotten(room):
    await room.send(json={**MESSAGE, "text": "before"})
    room.turn = lambda message: fail_halfway(room, message)
    assert await room.send(json={**MESSAGE, "text": "broken"}) == (503, {"error": "engine_failed"})
    assert room.store.latest("a") is None
    room.turn = room.greet
    assert (await room.send(json={**MESSAGE, "text": "after"}))[0] == 200
    assert texts(await room.store.retrieve("a")) == ["before", "after"]


async def test_a_broken_turn_leaves_other_conversations_alone(room):
    await room.send(json={**MESSAGE, "conversation_id": "b"})
    room.turn = lambda message: fail_halfway(room, message)
    await room.send()
    assert texts(room.store.latest("b")) == ["hello"]


async def test_a_turn_whose_caller_hangs_up_is_forgotten_too(room):
    await room.send(json={**MESSAGE, "text": "before"})
    begun = asyncio.Event()

    async def slow(message):
        tracker = await room.store.get_or_create_tracker(message.sender_id, append_action_listen=False)
        talk(tracker, message.text)
        begun.set()
        await asyncio.sleep(60)

    room.turn = slow
    asked = asyncio.create_task(room.send(json={**MESSAGE, "text": "never mind"}))
    await begun.wait()
    asked.cancel()
    for _ in range(200):
        if room.store.latest("a") is None:
            break
        await asyncio.sleep(0.01)
    assert texts(await room.store.retrieve("a")) == ["before"]


async def greet_with_a_broken_action(room, message):
    endpoint = WatchedEndpoint(url="http://127.0.0.1:1/webhook")
    with pytest.raises(aiohttp.ClientConnectionError):
        await endpoint.request(json={"next_action": "action_answer"})
    await room.greet(message)


async def test_a_failed_action_adds_an_apology_and_is_named_in_the_trace(room):
    room.turn = lambda message: greet_with_a_broken_action(room, message)
    status, answer = await room.send()
    assert status == 200
    assert [said["metadata"]["utter_action"] for said in answer["messages"]] == [
        "utter_hello",
        "utter_technical_problem",
    ]
    assert answer["messages"][-1]["text"] == "Something broke, please write to somebody."
    assert answer["trace"]["failed_actions"] == ["action_answer"]


async def test_the_next_turn_does_not_apologise_for_the_last_one(room):
    room.turn = lambda message: greet_with_a_broken_action(room, message)
    await room.send()
    room.turn = room.greet
    _, answer = await room.send()
    assert len(answer["messages"]) == 1
    assert answer["trace"]["failed_actions"] == []


async def test_actions_that_rasa_runs_for_itself_are_not_in_the_trace(room):
    async def turn(message):
        await room.greet(message)
        tracker = room.store.latest("a")
        tracker.update(ActionExecuted("action_extract_slots"))
        tracker.update(ActionExecuted("action_listen"))
        await room.store.save(tracker)

    room.turn = turn
    _, answer = await room.send()
    assert answer["trace"]["actions"] == ["utter_hello"]


async def test_ready_names_the_model(room):
    assert await room.ready() == (200, {"status": "ready", "model": "model-1"})


async def test_without_a_model_it_is_not_ready_and_says_so_to_messages_too(room):
    room.agent.processor = None
    assert await room.ready() == (503, {"error": "no_model_loaded"})
    assert await room.send() == (503, {"error": "engine_failed"})
    room.app.ctx.agent = None
    assert await room.ready() == (503, {"error": "no_model_loaded"})
    assert await room.send() == (503, {"error": "engine_failed"})


@pytest.mark.parametrize("text", ["\ud800", "n\x00x", "😀", "</script>", "a\n\n\nb"])
async def test_an_odd_text_is_answered(room, text):
    status, answer = await room.send(json={**MESSAGE, "text": text})
    assert (status, len(answer["messages"])) == (200, 1)


async def test_an_odd_id_is_an_error_and_the_next_message_is_answered(room):
    assert await room.send(json={**MESSAGE, "conversation_id": "\ud800"}) == (503, {"error": "engine_failed"})
    assert (await room.send())[0] == 200


async def test_no_log_repeats_what_was_said_or_who_said_it(room, logged):
    body = {"conversation_id": "id-of-ada", "text": WORDS, "channel": "web", "source": "s"}
    await room.send(json=body)
    room.turn = lambda message: fail_halfway(room, message)
    await room.send(json=body)
    room.turn = lambda message: greet_with_a_broken_action(room, message)
    await room.send(json=body)
    written = logged.getvalue()
    assert "engine_failed" in written
    assert "RuntimeError" in written
    assert "actions_failed names=action_answer" in written
    for secret in (WORDS, "Lovelace", "id-of-ada", SECRET, BEARER["Authorization"]):
        assert secret not in written


async def test_many_conversations_at_once_get_their_own_answers(room):
    async def slow_greet(message):
        await asyncio.sleep(0.01)
        await room.greet(message, country=message.sender_id)

    room.turn = slow_greet
    people = [f"person-{number}" for number in range(20)]
    answers = await asyncio.gather(
        *(room.send(json={**MESSAGE, "conversation_id": person}) for person in people)
    )
    assert [answer["trace"]["slots"]["country"] for _, answer in answers] == people


def test_rasa_takes_it_for_one_of_its_channels():
    assert issubclass(FrontDoorInput, InputChannel)
    assert FrontDoorInput.name() == FrontDoorOutput.name() == "front_door"


async def test_what_is_to_be_forgotten_leaves_the_memory(room):
    await room.send()
    conversation = MESSAGE["conversation_id"]
    assert room.store.latest(conversation) is not None
    asked = {"conversations": [conversation, "never seen"]}
    assert await room.forget(json=asked) == (200, {"forgotten": 2})
    assert room.store.latest(conversation) is None


async def test_nobody_but_the_front_door_makes_it_forget(room):
    await room.send()
    asked = {"conversations": [MESSAGE["conversation_id"]]}
    assert await room.forget({}, json=asked) == (401, {"error": "secret_missing_or_wrong"})
    assert room.store.latest(MESSAGE["conversation_id"]) is not None


@pytest.mark.parametrize("asked", [None, [], {}, {"conversations": "c1"}, {"conversations": [1]}])
async def test_what_names_no_conversations_is_refused(room, asked):
    assert await room.forget(json=asked) == (400, {"error": "conversations must be a list of texts"})


async def test_without_a_model_nothing_is_forgotten(room):
    room.app.ctx.agent = None
    assert await room.forget(json={"conversations": []}) == (503, {"error": "engine_failed"})
