"""The chat, spoken to by a real socket.io client as Rasa's web clients would."""

from __future__ import annotations

import asyncio
from collections import defaultdict

import pytest
import socketio

from bot.logic.errors import StorageAway
from bot.storage.messages import MessageStore
from bot.web.sessions import COOKIE, Sessions
from tests.web.doors import open_door
from tests.web.fake_engine import FAULTS, SOURCE, said

WAIT = 5


class Visitor:
    """A socket.io client that remembers what it hears, by event."""

    def __init__(self) -> None:
        self.heard = defaultdict(list)
        self.news = asyncio.Event()
        self.client = socketio.AsyncClient(reconnection=False)
        for event in ("session_confirm", "bot_uttered", "history", "user_echo"):
            self.client.on(event, self._listener(event))

    def _listener(self, event):
        async def listen(data=None):
            self.heard[event].append(data)
            self.news.set()

        return listen

    async def connect(self, url, **headers):
        await self.client.connect(url, headers=headers, transports=["websocket"])
        return self

    async def begin(self, session_id=None):
        """Ask for a session; returns the token."""
        await self.client.emit("session_request", {"session_id": session_id})
        await self.until(lambda: self.heard["session_confirm"] and self.heard["history"])
        return self.heard["session_confirm"][-1]

    async def utter(self, message, **more):
        """Send a message; returns the acknowledgement, which comes after the replies."""
        return await self.client.call("user_uttered", {"message": message, **more}, timeout=WAIT)

    async def until(self, is_so):
        async with asyncio.timeout(WAIT):
            while not is_so():
                self.news.clear()
                await self.news.wait()

    @property
    def replies(self):
        return [reply["text"] for reply in self.heard["bot_uttered"]]


@pytest.fixture
async def visit(door, aiohttp_server):
    server = await aiohttp_server(door.app)
    visitors = []

    async def visit(**headers):
        visitors.append(await Visitor().connect(str(server.make_url("")), **headers))
        return visitors[-1]

    visit.url = str(server.make_url(""))
    yield visit
    for visitor in visitors:
        await visitor.client.disconnect()


async def test_a_visitor_gets_a_signed_session_and_answers_in_rasas_shape(door, visit):
    door.engine.says["hi"] = [
        said("Where are you?", Italy='/inform{"country":"IT"}'),
        said(SOURCE, "utter_source"),
    ]
    ana = await visit()
    token = await ana.begin()
    assert door.sessions.read(token)
    done = await ana.utter("hi", session_id=token, id="m1")
    assert done == {"outcome": "answered", "reason": "", "replies": 2}
    assert ana.heard["bot_uttered"] == [
        {
            "text": "Where are you?",
            "quick_replies": [
                {"content_type": "text", "title": "Italy", "payload": '/inform{"country":"IT"}'}
            ],
            "metadata": {"utter_action": "utter_answer", "reply_to": "m1"},
        },
        {"text": SOURCE, "metadata": {"utter_action": "utter_source", "reply_to": "m1"}},
    ]


async def test_two_visitors_never_hear_each_other(visit):
    ana, ben = await visit(), await visit()
    assert await ana.begin() != await ben.begin()
    await asyncio.gather(
        *(who.utter(f"{name} {number}") for who, name in ((ana, "ana"), (ben, "ben")) for number in range(3))
    )
    assert all("ben" not in reply for reply in ana.replies)
    assert all("ana" not in reply for reply in ben.replies)
    assert len(ana.replies) == len(ben.replies) == 6
    assert ana.heard["user_echo"] == ben.heard["user_echo"] == []


async def test_with_the_token_the_conversation_is_found_again(visit):
    ana = await visit()
    token = await ana.begin()
    await ana.utter("hi")
    await ana.client.disconnect()
    again = await visit()
    fresh = await again.begin(token)
    assert [item["text"] for item in again.heard["history"][0]] == ["hi", "About: hi", SOURCE]
    assert [item["author"] for item in again.heard["history"][0]] == ["user", "bot", "source"]
    await again.utter("more", session_id=fresh)
    assert again.replies[0] == "About: more"


@pytest.mark.parametrize(
    "claim",
    [
        "default",
        "web-" + "x" * 22,
        "../x",
        7,
        ["a"],
        {"a": 1},
        "\ud800",
        "x" * 10_000,
        pytest.param(Sessions("a foreign key").new().token, id="signed with another key"),
    ],
)
async def test_an_id_that_we_did_not_sign_begins_a_new_conversation(door, visit, claim):
    ana = await visit()
    token = await ana.begin(claim)
    assert token != claim
    assert door.sessions.read(token)
    assert ana.heard["history"] == [[]]


async def test_the_bare_id_of_another_conversation_opens_nothing(door, visit):
    ana, eve = await visit(), await visit()
    conversation_id = door.sessions.read(await ana.begin()).conversation_id
    await ana.utter("my secret")
    token = await eve.begin(conversation_id)
    assert door.sessions.read(token).conversation_id != conversation_id
    assert eve.heard["history"] == [[]]
    assert (await eve.utter("hello", session_id=conversation_id))["reason"] == "no_session"
    assert (await eve.utter("hello", session_id=token))["outcome"] == "answered"
    assert len(ana.replies) == 2


async def test_an_expired_or_changed_token_begins_a_new_conversation(door, visit):
    ana = await visit()
    token = await ana.begin()
    old = Sessions(door.settings.secret_for("session"), life_seconds=10)
    door.sessions._life = -1
    expired, changed = await visit(), await visit()
    fresh = await expired.begin(token)
    door.sessions._life = 1000
    assert door.sessions.read(fresh).conversation_id != old.read(token).conversation_id
    other = await changed.begin(token[:-3] + "AAA")
    assert door.sessions.read(other).conversation_id != old.read(token).conversation_id


async def test_a_socket_cannot_speak_with_the_token_of_another_session(door, visit):
    ana, ben = await visit(), await visit()
    tokens = await ana.begin(), await ben.begin()
    done = await ana.utter("hello", session_id=tokens[1])
    assert done["reason"] == "no_session"
    assert ana.replies[0].startswith("This page has lost its conversation")
    assert ben.replies == []
    assert door.engine.asked == []


async def test_without_a_session_nothing_is_taken_and_the_visitor_is_told(door, visit):
    ana = await visit()
    assert (await ana.utter("hello"))["reason"] == "no_session"
    assert (await ana.utter("hello", session_id="web-x"))["reason"] == "no_session"
    assert len(ana.replies) == 2
    assert door.engine.asked == []


async def test_a_message_with_a_valid_token_needs_no_session_request(door, visit):
    token = door.sessions.new().token
    ana = await visit()
    assert (await ana.utter("hello", session_id=token))["outcome"] == "answered"
    assert ana.replies[0] == "About: hello"


async def test_the_cookie_leads_to_the_conversation_and_its_token_is_not_shown(door, visit):
    session = door.sessions.new()
    ana = await visit(Cookie=f"{COOKIE}={session.token}")
    assert await ana.begin() == "cookie"
    await ana.utter("hi", session_id="cookie")
    assert door.engine.asked[0]["conversation_id"] == session.conversation_id
    again = await visit(Cookie=f"{COOKIE}={session.token}")
    await again.begin("cookie")
    assert again.heard["history"][0][0]["text"] == "hi"


async def test_a_forged_cookie_leads_nowhere(door, visit):
    session = Sessions("a foreign key").again(door.sessions.new().conversation_id)
    ana = await visit(Cookie=f"{COOKIE}={session.token}")
    token = await ana.begin()
    assert door.sessions.read(token).conversation_id != session.conversation_id


async def test_two_pages_of_one_conversation_both_hear_question_and_answer(visit):
    ana, tab = await visit(), await visit()
    await tab.begin(await ana.begin())
    await ana.utter("hi", id="m1")
    await tab.until(lambda: len(tab.replies) == 2)
    assert tab.heard["user_echo"] == [{"text": "hi", "id": "m1"}]
    assert ana.heard["user_echo"] == []
    assert tab.replies == ana.replies


async def test_a_second_session_request_leaves_the_first_room(door, visit):
    ana, ben = await visit(), await visit()
    first = await ana.begin()
    await ana.begin(door.sessions.new().token)
    await ben.begin(first)
    await ben.utter("my secret")
    await ana.utter("marker")
    assert not any("my secret" in reply for reply in ana.replies)


async def test_the_same_message_twice_is_asked_once_and_answered_twice(door, visit):
    ana = await visit()
    await ana.begin()
    first, second = await asyncio.gather(ana.utter("hi", id="m1"), ana.utter("hi", id="m1"))
    assert {first["outcome"], second["outcome"]} == {"answered", "replayed"}
    assert ana.replies == ["About: hi", SOURCE] * 2
    assert ana.heard["bot_uttered"][2]["metadata"]["replayed"] is True
    assert len(door.engine.asked) == 1


async def test_two_messages_at_once_are_answered_in_their_order(door, visit):
    door.engine.seconds = 0.02
    ana = await visit()
    await ana.begin()
    await asyncio.gather(ana.utter("one"), ana.utter("two"))
    assert [reply for reply in ana.replies if reply != SOURCE] == ["About: one", "About: two"]


async def test_slash_payloads_pass_only_when_offered(door, visit):
    door.engine.says["hi"] = [said("Sure?", Yes="/affirm")]
    ana = await visit()
    await ana.begin()
    for message in ("/affirm", "hi", "/affirm", "/restart", '/inform{"x":1}'):
        await ana.utter(message)
    assert door.engine.texts == ["affirm", "hi", "/affirm", "restart", 'inform{"x":1}']


@pytest.mark.parametrize(
    ("message", "reason", "opening"),
    [
        ("", "empty", "Please write"),
        ("\u0000", "empty", "Please write"),
        ("a" * 5000, "too_long", "Your message has 5,000"),
        (None, "not_text", "I can only read text"),
        (7, "not_text", "I can only read text"),
        (["hi"], "not_text", "I can only read text"),
        ({"text": "hi"}, "not_text", "I can only read text"),
        (b"hi", "not_text", "I can only read text"),
    ],
)
async def test_what_cannot_be_taken_is_refused_with_a_sentence(visit, message, reason, opening):
    ana = await visit()
    await ana.begin()
    done = await ana.utter(message)
    assert (done["outcome"], done["reason"]) == ("refused", reason)
    assert ana.replies[0].startswith(opening)


@pytest.mark.parametrize("arguments", [(), (None,), ("text",), ([],), (7,), ({}, {}, {})])
async def test_events_of_a_wrong_shape_are_answered_and_harm_nobody(visit, arguments):
    ana = await visit()
    await ana.begin()
    await ana.client.emit("session_request", arguments)
    await ana.client.emit("user_uttered", arguments)
    await ana.until(lambda: ana.replies)
    assert (await ana.utter("still there?"))["outcome"] == "answered"


async def test_unknown_events_and_binary_are_ignored(visit):
    ana = await visit()
    await ana.begin()
    await ana.client.emit("no_such_event", {"a": b"\x00" * 100})
    assert (await ana.utter("still there?"))["outcome"] == "answered"


@pytest.mark.parametrize("fault", FAULTS)
async def test_every_failure_of_the_engine_is_visible(door, visit, fault):
    door.engine.fault = fault
    ana = await visit()
    await ana.begin()
    done = await ana.utter("hi")
    assert (done["outcome"], done["replies"]) == ("failed", 1)
    assert ana.replies[0].startswith("Sorry")
    assert ana.heard["bot_uttered"][0]["metadata"]["error"]


async def test_a_bug_of_ours_is_visible_too(door, visit, monkeypatch):
    async def broken(*_: object, **__: object) -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr(door.gate, "take", broken)
    ana = await visit()
    await ana.begin()
    assert (await ana.utter("hi"))["reason"] == "bug"
    assert ana.replies[0].startswith("Sorry")


async def test_a_history_that_cannot_be_read_is_said_so_and_the_chat_goes_on(door, visit, monkeypatch):
    async def away(*_: object) -> None:
        raise StorageAway("away")

    monkeypatch.setattr(MessageStore, "history", away)
    ana = await visit()
    await ana.begin()
    assert ana.heard["history"] == [None]


async def test_pages_of_other_sites_cannot_connect(visit):
    for transport in ("websocket", "polling"):
        client = socketio.AsyncClient(reconnection=False)
        with pytest.raises(socketio.exceptions.ConnectionError):
            await client.connect(
                visit.url, headers={"Origin": "https://evil.example"}, transports=[transport]
            )
        await client.disconnect()


async def test_a_page_of_a_site_of_the_setting_connects_and_no_cookie_counts_there(
    database_file, tmp_path, aiohttp_server
):
    async with open_door(database_file, tmp_path, BOT_EMBED_ORIGINS="https://www.example.org") as door:
        url = str((await aiohttp_server(door.app)).make_url(""))
        cookie = f"{COOKIE}={door.sessions.new().token}"
        guest = await Visitor().connect(url, Origin="https://www.example.org", Cookie=cookie)
        token = await guest.begin()
        assert door.sessions.read(token)  # that of the cookie would be told as "cookie"
        await guest.utter("hi", session_id=token)
        assert "About: hi" in guest.replies
        await guest.client.disconnect()


async def test_a_page_of_a_site_of_the_setting_may_read_what_it_polls_but_send_no_cookie(
    database_file, tmp_path, aiohttp_client
):
    async with open_door(database_file, tmp_path, BOT_EMBED_ORIGINS="https://www.example.org") as door:
        client = await aiohttp_client(door.app)
        polled = "/socket.io/?EIO=4&transport=polling"
        response = await client.get(polled, headers={"Origin": "https://www.example.org"})
        assert response.headers["Access-Control-Allow-Origin"] == "https://www.example.org"
        assert "Access-Control-Allow-Credentials" not in response.headers
        assert (await client.get(polled, headers={"Origin": "https://evil.example"})).status == 400


async def test_our_own_page_can_connect(visit):
    ana = await visit(Origin=visit.url.rstrip("/"))
    assert await ana.begin()


async def test_too_many_sessions_from_one_address_are_refused(database_file, tmp_path, aiohttp_server):
    async with open_door(database_file, tmp_path, BOT_RATE_PER_MINUTE="1") as door:
        server = await aiohttp_server(door.app)
        ana = await Visitor().connect(str(server.make_url("")))
        for _ in range(6):
            await ana.client.emit("session_request", {})
        await ana.until(lambda: len(ana.replies) == 2)
        assert len(ana.heard["session_confirm"]) == 4
        assert "Please wait" in ana.replies[0]
        await ana.client.disconnect()
        await server.close()  # before its database: the histories that were asked for are still being read


async def test_a_message_far_beyond_the_limit_ends_that_connection_only(visit):
    ana, ben = await visit(), await visit()
    await ana.begin()
    await ben.begin()
    with pytest.raises((socketio.exceptions.DisconnectedError, socketio.exceptions.TimeoutError)):
        await ana.client.call("user_uttered", {"message": "a" * 300_000}, timeout=1)
    assert (await ben.utter("hi"))["outcome"] == "answered"


async def test_an_end_in_order_answers_what_is_in_work_and_closes_every_socket(door, aiohttp_server):
    server = await aiohttp_server(door.app)
    door.engine.seconds = 0.2
    ana = await Visitor().connect(str(server.make_url("")))
    await ana.begin()
    asked = asyncio.create_task(ana.utter("last question"))
    while not door.engine.asked:
        await asyncio.sleep(0.01)
    async with asyncio.timeout(WAIT):
        await server.close()
        assert (await asked)["outcome"] == "answered"
        await ana.client.wait()
    assert ana.replies[0] == "About: last question"


async def test_an_end_in_order_waits_for_a_page_that_asks_what_was_said(door, aiohttp_server, monkeypatch):
    asked, ending = asyncio.Event(), asyncio.Event()
    read = MessageStore.history

    async def read_while_ending(*arguments):
        asked.set()
        await ending.wait()
        return await read(*arguments)

    async def begin_to_end(_):
        ending.set()

    monkeypatch.setattr(MessageStore, "history", read_while_ending)
    door.app.on_shutdown.insert(0, begin_to_end)
    server = await aiohttp_server(door.app)
    ana = await Visitor().connect(str(server.make_url("")))
    await ana.client.emit("session_request", {"session_id": None})
    async with asyncio.timeout(WAIT):
        await asked.wait()
        await server.close()
        await ana.client.wait()
    assert ana.heard["history"] == [[]]


async def test_an_answer_in_parts_is_in_the_metadata_and_in_the_history(door, visit):
    parts = {"kind": "checklist", "items": [{"label": "Country", "state": "met", "detail": "Italy."}]}
    door.engine.says["hi"] = [{**said("Country: Met. Italy."), "custom": parts}]
    ana = await visit()
    token = await ana.begin()
    await ana.utter("hi")
    [uttered] = ana.heard["bot_uttered"]
    assert set(uttered) == {"text", "metadata"}  # foreign clients take other keys for cards of their own
    assert uttered["metadata"]["custom"] == parts
    again = await visit()
    await again.begin(token)
    asked, answered = again.heard["history"][0]
    assert "custom" not in asked
    assert answered["custom"] == parts
    assert answered["at"].endswith("+00:00")


async def test_who_asks_for_a_fresh_conversation_gets_one(visit):
    ana = await visit()
    token = await ana.begin()
    await ana.utter("my secret")
    ana.heard.clear()
    await ana.client.emit("session_request", {"session_id": token, "fresh": True})
    await ana.until(lambda: ana.heard["session_confirm"] and ana.heard["history"])
    assert ana.heard["session_confirm"] != [token]
    assert ana.heard["history"] == [[]]
