"""A conversation as a letter: all of it that fits, once for the same words, and not too often."""

from __future__ import annotations

from bot.logic.messages import BOT, USER
from bot.storage.conversation_mail import MOST_MESSAGES, PER_HOUR, ConversationMail
from bot.storage.messages import MessageStore
from bot.storage.tables import OutboxRow
from tests.storage.people import ADA, HOUR, NOW, rows_of


async def say(database, *texts, conversation_id="web-1"):
    store = MessageStore(database, clock=lambda: NOW)
    for place, text in enumerate(texts):
        await store.append(conversation_id, BOT if place % 2 else USER, text)


async def test_the_letter_holds_what_was_said_in_its_order_and_nothing_of_others(database):
    await say(database, "When does it close?", "Soon.")
    await say(database, "My secret", conversation_id="web-2")
    assert await ConversationMail(database).send("web-1", ADA, now=NOW)
    (mail,) = await rows_of(database, OutboxRow)
    assert (mail.kind, mail.recipient, mail.due_at) == ("conversation", ADA, NOW)
    assert [(one["author"], one["text"]) for one in mail.payload["said"]] == [
        (USER, "When does it close?"),
        (BOT, "Soon."),
    ]
    assert not mail.payload["is_cut"]


async def test_the_same_words_are_sent_once_and_new_ones_again(database):
    await say(database, "When does it close?")
    store = ConversationMail(database)
    for address in (ADA, ADA.upper()):
        assert await store.send("web-1", address, now=NOW)
    assert len(await rows_of(database, OutboxRow)) == 1
    await say(database, "And then?")
    assert await store.send("web-1", ADA, now=NOW)
    assert len(await rows_of(database, OutboxRow)) == 2


async def test_an_address_gets_so_many_an_hour_and_no_more(database):
    store = ConversationMail(database)
    for number in range(PER_HOUR):
        await say(database, f"Question {number}")
        assert await store.send("web-1", ADA, now=NOW)
    await say(database, "One more")
    assert not await store.send("web-1", ADA, now=NOW)
    assert await store.send("web-1", "bo@example.org", now=NOW)
    assert await store.send("web-1", ADA, now=NOW + HOUR)


async def test_of_a_very_long_conversation_the_newest_part_is_sent(database):
    await say(database, *(f"Message {number}" for number in range(MOST_MESSAGES + 1)))
    await ConversationMail(database).send("web-1", ADA, now=NOW)
    (mail,) = await rows_of(database, OutboxRow)
    assert len(mail.payload["said"]) == MOST_MESSAGES
    assert mail.payload["said"][0]["text"] == "Message 1"
    assert mail.payload["is_cut"]
