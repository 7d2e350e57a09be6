"""REST: Rasa's shape for good requests, a status and a reason for all others."""

from __future__ import annotations

import asyncio
import gzip
import json

import pytest

from bot.web import bodies
from bot.web.problems import BODY_LIMIT
from tests.web.doors import TOKEN, open_door
from tests.web.fake_engine import FAULTS, SOURCE, noted, said

URL = "/webhooks/rest/webhook"


@pytest.fixture
def post(client, bearer):
    async def post(body, **more):
        data = body if isinstance(body, (bytes, str)) else json.dumps(body)
        headers = {"Content-Type": "application/json", **bearer, **more.pop("headers", {})}
        response = await client.post(more.pop("url", URL), data=data, headers=headers)
        return response.status, await response.json()

    return post


async def test_a_message_gets_its_replies_in_the_shape_of_rasa(door, post):
    door.engine.says["hi"] = [
        said("Where are you?", Italy='/inform{"country":"IT"}'),
        said(SOURCE, "utter_source"),
    ]
    status, replies = await post({"sender": "tester", "message": "hi"})
    assert status == 200
    assert replies == [
        {
            "recipient_id": "tester",
            "text": "Where are you?",
            "buttons": [{"title": "Italy", "payload": '/inform{"country":"IT"}'}],
            "metadata": {"utter_action": "utter_answer"},
        },
        {
            "recipient_id": "tester",
            "text": SOURCE,
            "buttons": [],
            "metadata": {"utter_action": "utter_source"},
        },
    ]


async def test_a_reply_that_is_not_in_english_names_its_language(door, post):
    door.engine.says["Wann?"] = [noted("de"), said("On 31 March.")]
    _, replies = await post({"sender": "tester", "message": "Wann?"})
    assert [reply["metadata"].get("lang") for reply in replies] == ["de", None]


async def test_a_trace_comes_when_it_is_asked_for(post):
    _, answer = await post({"sender": "tester", "message": "hi"}, url=f"{URL}?trace=1")
    assert answer["messages"][0]["text"] == "About: hi"
    assert answer["trace"]["actions"] == ["action_answer"]
    assert answer["trace"]["conversation_id"].startswith("rest-")


async def test_an_offered_button_works_over_rest_too(door, post):
    door.engine.says["hi"] = [said("Sure?", Yes="/affirm")]
    await post({"sender": "tester", "message": "hi"})
    await post({"sender": "tester", "message": "/affirm"})
    await post({"sender": "another", "message": "/affirm"})
    assert door.engine.texts == ["hi", "/affirm", "affirm"]


async def test_senders_are_apart_and_never_seen_by_the_engine(door, post):
    await post({"sender": "ana", "message": "hi"})
    await post({"sender": "ben", "message": "hi"})
    await post({"sender": "ana", "message": "again"})
    first, second, third = [question["conversation_id"] for question in door.engine.asked]
    assert first == third != second
    assert "ana" not in first


async def test_senders_of_one_token_are_not_those_of_another(database_file, tmp_path, aiohttp_client):
    ids = []
    for number, token in enumerate(("first-token-of-two", "second-token-of-two")):
        (tmp_path / token).mkdir()
        async with open_door(database_file, tmp_path / token, BOT_REST_TOKEN=token) as door:
            client = await aiohttp_client(door.app)
            body = {"sender": "same", "message": f"hi {number}"}
            await client.post(URL, json=body, headers={"Authorization": f"Bearer {token}"})
            ids.append(door.engine.asked[0]["conversation_id"])
    assert ids[0] != ids[1]


# --- who may ---


@pytest.mark.parametrize("given", ["", "Bearer", "Bearer ", f"Basic {TOKEN}", TOKEN])
async def test_without_a_token_nothing_is_taken(door, client, given):
    headers = {"Authorization": given} if given else {}
    response = await client.post(URL, json={"sender": "a", "message": "hi"}, headers=headers)
    assert response.status == 401
    assert response.headers["WWW-Authenticate"] == "Bearer"
    assert (await response.json())["reason"]
    assert door.engine.asked == []


@pytest.mark.parametrize("wrong", [TOKEN[:-1], TOKEN + "x", TOKEN.upper(), "ü"])
async def test_a_wrong_token_takes_nothing(door, client, wrong):
    headers = {"Authorization": f"Bearer {wrong}"}
    response = await client.post(URL, json={"sender": "a", "message": "hi"}, headers=headers)
    assert (response.status, (await response.json())["error"]) == (401, "token_wrong")
    assert door.engine.asked == []


async def test_a_token_that_is_no_text_at_all_is_a_wrong_token(door, client):
    reader, writer = await asyncio.open_connection(client.host, client.port)
    writer.write(
        b"POST /webhooks/rest/webhook HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
        b"Authorization: Bearer \xff\xfe\r\nContent-Length: 2\r\n\r\n{}"
    )
    answer = await reader.read()
    writer.close()
    assert answer.startswith(b"HTTP/1.1 401")
    assert door.engine.asked == []


async def test_a_wrong_token_is_refused_before_the_body_is_read(client):
    response = await client.post(URL, data=b"{", headers={"Authorization": "Bearer wrong"})
    assert response.status == 401


async def test_guessing_tokens_is_slowed_down(database_file, tmp_path, aiohttp_client):
    async with open_door(database_file, tmp_path, BOT_RATE_PER_MINUTE="1") as door:
        client = await aiohttp_client(door.app)
        headers = {"Authorization": "Bearer guess"}
        statuses = [(await client.post(URL, data=b"", headers=headers)).status for _ in range(6)]
    assert statuses == [401, 401, 401, 401, 429, 429]


async def test_rest_is_off_while_no_token_is_set(database_file, tmp_path, aiohttp_client):
    async with open_door(database_file, tmp_path, BOT_REST_TOKEN="") as door:
        client = await aiohttp_client(door.app)
        for headers in ({}, {"Authorization": "Bearer "}, {"Authorization": "Bearer x"}):
            response = await client.post(URL, json={"sender": "a", "message": "hi"}, headers=headers)
            assert response.status == 403
            assert "BOT_REST_TOKEN" in (await response.json())["reason"]


# --- what may be sent ---


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ("", "not_json"),
        ("{", "not_json"),
        ("hello", "not_json"),
        (b"\xff\xfe\x00", "not_json"),
        ('{"sender":"a","message":"hi"} trailing', "not_json"),
        ("[" * 50_000, "not_json"),
        ("1" * 5000, "not_json"),
        ("[]", "wrong_shape"),
        ("null", "wrong_shape"),
        ("NaN", "wrong_shape"),
        ('"text"', "wrong_shape"),
        ('[{"sender":"a","message":"hi"}]', "wrong_shape"),
        ({}, "wrong_sender"),
        ({"message": "hi"}, "wrong_sender"),
        ({"sender": None, "message": "hi"}, "wrong_sender"),
        ({"sender": 7, "message": "hi"}, "wrong_sender"),
        ({"sender": ["a"], "message": "hi"}, "wrong_sender"),
        ({"sender": "", "message": "hi"}, "wrong_sender"),
        ({"sender": "a" * 129, "message": "hi"}, "wrong_sender"),
        ({"sender": "a b", "message": "hi"}, "wrong_sender"),
        ({"sender": "a\n", "message": "hi"}, "wrong_sender"),
        ({"sender": "\ud800", "message": "hi"}, "wrong_sender"),
        ({"sender": "n\x00x", "message": "hi"}, "wrong_sender"),
        ({"sender": "../../etc", "message": "hi"}, "wrong_sender"),
        ({"sender": "a"}, "wrong_message"),
        ({"sender": "a", "message": None}, "wrong_message"),
        ({"sender": "a", "message": 7}, "wrong_message"),
        ({"sender": "a", "message": ["hi"]}, "wrong_message"),
        ({"sender": "a", "message": {"text": "hi"}}, "wrong_message"),
        ({"sender": "a", "message": "hi", "message_id": 7}, "wrong_message_id"),
        ({"sender": "a", "message": "hi", "message_id": ""}, "wrong_message_id"),
        ({"sender": "a", "message": "hi", "message_id": "a b"}, "wrong_message_id"),
    ],
)
async def test_a_wrong_shape_is_a_400_that_says_what_is_wrong(door, post, body, error):
    status, answer = await post(body)
    assert (status, answer["error"]) == (400, error)
    assert answer["reason"]
    assert door.engine.asked == []


@pytest.mark.parametrize(
    "content_type", ["text/plain", "application/x-www-form-urlencoded", "text/html", "nonsense"]
)
async def test_a_body_that_does_not_say_json_is_a_415(post, content_type):
    status, answer = await post({"sender": "a", "message": "hi"}, headers={"Content-Type": content_type})
    assert (status, answer["error"]) == (415, "wrong_type")


@pytest.mark.parametrize("size", [BODY_LIMIT + 1, 900_000])
async def test_a_body_that_is_too_large_is_a_413(post, size):
    status, answer = await post({"sender": "a", "message": "a" * size})
    assert (status, answer["error"]) == (413, "too_large")
    assert f"{BODY_LIMIT}" in answer["reason"]


async def test_a_body_that_grows_too_large_on_the_way_is_a_413(client, bearer):
    async def endless():
        for _ in range(100):
            yield b"a" * 10_000

    response = await client.post(URL, data=endless(), headers={**bearer, "Content-Type": "application/json"})
    assert response.status == 413


async def test_a_body_that_does_not_come_is_a_408(client, bearer, monkeypatch):
    monkeypatch.setattr(bodies, "BODY_SECONDS", 0.05)

    async def stuck():
        yield b'{"sender": '
        await asyncio.Event().wait()

    response = await client.post(URL, data=stuck(), headers={**bearer, "Content-Type": "application/json"})
    assert (response.status, (await response.json())["error"]) == (408, "too_slow")


async def test_other_methods_are_a_405_with_a_reason(client):
    response = await client.get(URL)
    assert (response.status, (await response.json())["error"]) == (405, "not_allowed")
    assert response.headers["Allow"] == "POST"


async def test_the_token_may_send_many_and_then_gets_a_429(database_file, tmp_path, aiohttp_client, bearer):
    async with open_door(
        database_file, tmp_path, BOT_REST_RATE_PER_MINUTE="3", BOT_RATE_PER_MINUTE="1"
    ) as door:
        client = await aiohttp_client(door.app)
        answers = [
            await client.post(URL, json={"sender": "a", "message": "hi"}, headers=bearer) for _ in range(4)
        ]
        assert [answer.status for answer in answers] == [200, 200, 200, 429]
        assert answers[3].headers["Retry-After"] == "10"
        assert (await answers[3].json())["error"] == "too_many"


# --- odd texts ---


@pytest.mark.parametrize(
    ("message", "opening"),
    [
        ("", "Please write your question"),
        ("   \n", "Please write your question"),
        ("\x00", "Please write your question"),
        ("/", "Please write your question"),
        ("a" * 5000, "Your message has 5,000 characters"),
        ("😀" * 5000, "Your message has 5,000 characters"),
        ("/restart", "About: restart"),
        ('/intent{"x":1}', 'About: intent{"x":1}'),
        ("مرحبا", "About: مرحبا"),
        ("<script>alert(1)</script>", "About: <script>alert(1)</script>"),
        ("'; DROP TABLE messages; --", "About: '; DROP TABLE messages; --"),
        ("default", "About: default"),
    ],
)
async def test_odd_messages_get_a_clear_sentence(post, message, opening):
    status, replies = await post({"sender": "tester", "message": message})
    assert status == 200
    assert replies[0]["text"].startswith(opening)


async def test_a_lone_surrogate_or_a_nul_in_raw_json_harms_nobody(door, post, client):
    for raw in (rb'{"sender":"a","message":"\ud800"}', rb'{"sender":"a","message":"x\udfff\u0000y"}'):
        status, replies = await post(raw)
        assert status == 200
        assert replies[0]["text"]
    assert door.engine.texts == ["xy"]
    assert (await client.get("/health")).status == 200


# --- twice, and failures ---


async def test_the_same_message_id_is_answered_alike_and_asked_once(door, post):
    body = {"sender": "a", "message": "hi", "message_id": "m-1"}
    answers = await asyncio.gather(post(body), post(body), post(body))
    assert {answer[1][0]["text"] for answer in answers} == {"About: hi"}
    assert len(door.engine.asked) == 1


@pytest.mark.parametrize("fault", FAULTS)
async def test_no_failure_of_the_engine_is_an_empty_list(door, post, fault):
    door.engine.fault = fault
    status, replies = await post({"sender": "a", "message": "hi"})
    assert status == 200
    assert replies[0]["text"].startswith("Sorry")
    assert replies[0]["metadata"]["error"]


async def test_a_bug_of_ours_is_a_500_without_a_word_about_it(door, post, monkeypatch):
    async def broken(*_: object, **__: object) -> None:
        raise RuntimeError("secret detail of ana@example.org")

    monkeypatch.setattr(door.gate, "take", broken)
    status, answer = await post({"sender": "a", "message": "hi"})
    assert status == 500
    assert answer == {"error": "failed", "reason": "Something went wrong on our side. Please try again."}


async def test_a_compressed_body_is_a_415(client, bearer):
    body = json.dumps({"sender": "tester", "message": "hi"}).encode()
    headers = {**bearer, "Content-Type": "application/json", "Content-Encoding": "gzip"}
    async with client.post(URL, data=gzip.compress(body), headers=headers) as response:
        assert response.status == 415
        assert (await response.json())["error"] == "compressed"


async def test_an_answer_in_parts_comes_with_its_text_and_again_under_the_same_id(door, post):
    parts = {"kind": "progress", "step": 3, "of": 9, "label": "Region"}
    door.engine.says["hi"] = [{**said("Which region?"), "custom": parts}, said("Or none?")]
    for _ in range(2):
        _, (first, second) = await post({"sender": "ana", "message": "hi", "message_id": "m-1"})
        assert (first["text"], first["custom"]) == ("Which region?", parts)
        assert "custom" not in second


@pytest.mark.parametrize("parts", [7, "text", ["list"], {"no": "kind"}, {"kind": 7}])
async def test_parts_in_no_shape_of_ours_are_left_out_and_the_text_is_not(door, post, parts):
    door.engine.says["hi"] = [{**said("Hello."), "custom": parts}]
    _, [message] = await post({"sender": "ana", "message": "hi"})
    assert message["text"] == "Hello."
    assert "custom" not in message
