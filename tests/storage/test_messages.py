"""What was said comes back in order, and a repeated message finds its replies."""

import asyncio
from datetime import datetime, timezone

import pytest
from sqlalchemy.exc import IntegrityError

from bot.logic.messages import BOT, USER, NewMessage
from bot.storage.messages import MessageStore

NOW = datetime(2017, 3, 1, 10, 30, tzinfo=timezone.utc)
BUTTONS = [{"title": "How to apply", "payload": "/faq/how_to_apply"}]


@pytest.fixture
def messages(database):
    return MessageStore(database, clock=lambda: NOW)


async def texts(messages, conversation="c1", **limit):
    return [message.text for message in await messages.history(conversation, **limit)]


async def test_history_is_oldest_first_with_buttons_and_time(messages):
    await messages.append("c1", USER, "Hello", client_message_id="m1")
    await messages.append("c1", BOT, "Hello. I can help.", BUTTONS)
    hello, reply = await messages.history("c1")
    assert (hello.seq, hello.author, hello.text, hello.client_message_id) == (1, "user", "Hello", "m1")
    assert (reply.seq, reply.author, reply.buttons, reply.created_at) == (2, "bot", tuple(BUTTONS), NOW)


async def test_history_keeps_to_its_conversation_and_its_limit(messages):
    for number in range(5):
        await messages.append("c1", USER, f"mine {number}")
        await messages.append("c2", USER, f"theirs {number}")
    assert await texts(messages, limit=2) == ["mine 3", "mine 4"]
    assert await texts(messages, "c3") == []


async def test_the_same_message_twice_is_kept_once(messages):
    await messages.append("c1", USER, "Hello", client_message_id="m1")
    await messages.append("c1", USER, "Hello", client_message_id="m1")
    assert await texts(messages) == ["Hello"]


async def test_the_same_id_in_two_conversations_is_two_messages(messages):
    await messages.append("c1", USER, "Hello", client_message_id="m1")
    await messages.append("c2", USER, "Hello", client_message_id="m1")
    assert await texts(messages, "c1") == await texts(messages, "c2") == ["Hello"]


async def test_messages_without_id_are_never_repeats(messages):
    await messages.append("c1", USER, "yes")
    await messages.append("c1", USER, "yes")
    assert await texts(messages) == ["yes", "yes"]


async def test_replies_are_found_by_the_message_they_answer(messages):
    await messages.append("c1", USER, "one", client_message_id="m1")
    await messages.append("c1", USER, "two", client_message_id="m2")
    await messages.append("c1", BOT, "to one, a", client_message_id="m1")
    await messages.append("c1", BOT, "to two", client_message_id="m2")
    await messages.append("c1", BOT, "to one, b", client_message_id="m1")
    assert [reply.text for reply in await messages.replies_to("c1", "m1")] == ["to one, a", "to one, b"]
    assert [reply.client_message_id for reply in await messages.replies_to("c1", "m2")] == ["m2"]


async def test_unmarked_replies_belong_to_the_message_before_them(messages):
    for number in (1, 2):
        await messages.append("c1", USER, "asked", client_message_id=f"m{number}")
        await messages.append("c1", BOT, f"reply {number}a")
        await messages.append("c1", BOT, f"reply {number}b")
    await messages.append("c2", USER, "asked", client_message_id="m1")
    await messages.append("c2", BOT, "somebody else's")
    assert [reply.text for reply in await messages.replies_to("c1", "m1")] == ["reply 1a", "reply 1b"]
    assert [reply.text for reply in await messages.replies_to("c1", "m2")] == ["reply 2a", "reply 2b"]


async def test_an_unknown_message_has_no_replies_and_an_unanswered_one_an_empty_list(messages):
    await messages.append("c1", USER, "Hello", client_message_id="m1")
    assert await messages.replies_to("c1", "m1") == []
    assert await messages.replies_to("c1", "m2") is None
    assert await messages.replies_to("c2", "m1") is None


async def test_twenty_messages_at_once_get_twenty_places(messages):
    await asyncio.gather(*(messages.append("c1", USER, f"{number}") for number in range(20)))
    assert [message.seq for message in await messages.history("c1")] == list(range(1, 21))


async def test_twenty_deliveries_of_one_message_at_once_are_one(messages):
    await asyncio.gather(*(messages.append("c1", USER, "x", client_message_id="m1") for _ in range(20)))
    assert await texts(messages) == ["x"]


async def test_hostile_text_and_buttons_come_back_as_text(messages):
    await messages.append(
        "c1", BOT, "a\x00b\ud800 '; --", [{"title": "\x00<b>\udfff", "payload": '/x{"a": "%"}'}]
    )
    (message,) = await messages.history("c1")
    assert message.text == "ab\ufffd '; --"
    assert message.buttons == ({"title": "<b>\ufffd", "payload": '/x{"a": "%"}'},)


async def test_an_author_we_do_not_know_is_refused(messages):
    with pytest.raises(IntegrityError):
        await messages.append("c1", "somebody", "Hello")


async def test_what_was_said_is_not_in_the_repr(messages):
    await messages.append("c1", USER, "my secret")
    [message] = await messages.history("c1")
    assert "secret" not in repr(message)


async def test_several_replies_are_kept_in_their_order_all_or_none(messages):
    await messages.append("c1", USER, "Hello", client_message_id="m1")
    said = [NewMessage("one", BUTTONS), NewMessage("two", custom={"kind": "checklist"})]
    await messages.append_all("c1", BOT, said, "m1")
    one, two = await messages.replies_to("c1", "m1")
    assert [(one.seq, one.text, one.buttons), (two.seq, two.text, two.custom)] == [
        (2, "one", tuple(BUTTONS)),
        (3, "two", {"kind": "checklist"}),
    ]
    with pytest.raises(IntegrityError):
        await messages.append_all("c1", "somebody", said)
    assert len(await messages.history("c1")) == 3


async def test_what_is_to_be_kept_is_not_in_the_repr():
    assert "secret" not in repr(NewMessage("my secret", [{"title": "secret"}], {"kind": "secret"}))
