"""The conversation by e-mail: only after the code from that mailbox, and only what was said here."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot.logic.codes import PER_CONVERSATION
from bot.logic.errors import StorageAway
from bot.storage.conversation_mail import PER_HOUR
from bot.storage.messages import MessageStore
from bot.storage.tables import CodeRow, OutboxRow
from bot.web.conversation_mail import HERE
from bot.web.plain.desk import DESK
from tests.web.plain_forms import Visitor
from tests.web.test_plain_chat import hidden
from tests.web.test_plain_eoi import newest_code

ADDRESS = "anna@example.org"


@pytest.fixture
async def visitor(door, aiohttp_client):
    return Visitor(await aiohttp_client(door.app))


async def says(visitor, text):
    await visitor.sends("/chat", **hidden(await visitor.sees("/chat")), message=text)


async def proves(door, visitor):
    await visitor.sees(HERE)
    await visitor.sends(HERE, address=ADDRESS)
    assert visitor.path == f"{HERE}/code"
    await visitor.sends(f"{HERE}/code", code=await newest_code(door))


async def letters(door):
    async with door.database.reading() as session:
        return list(await session.scalars(select(OutboxRow).where(OutboxRow.kind == "conversation")))


async def test_after_the_code_the_conversation_goes_to_that_address_once(door, visitor):
    await says(visitor, "When does it close?")
    await proves(door, visitor)
    assert f"This conversation goes to {ADDRESS}." in visitor.words
    for _ in range(2):
        await visitor.sends(f"{HERE}/send")
        assert visitor.path == f"{HERE}/sent"
        await visitor.sees(HERE)
    (letter,) = await letters(door)
    assert letter.recipient == ADDRESS
    assert [one["text"] for one in letter.payload["said"]][:2] == [
        "When does it close?",
        "About: When does it close?",
    ]


async def test_without_the_proof_nothing_is_sent(door, visitor):
    await says(visitor, "my secret")
    await visitor.sees(HERE)
    await visitor.sends(HERE, address=ADDRESS)
    for wrong in ("no code", "000000"):
        await visitor.sends(f"{HERE}/code", code=wrong)
        assert visitor.status == 422
    await visitor.sees(HERE)
    assert ADDRESS not in visitor.page
    assert await letters(door) == []


async def test_a_proof_that_is_over_is_asked_for_anew(door, visitor):
    await says(visitor, "hi")
    await proves(door, visitor)
    async with door.database.reading() as session:
        conversation_id = await session.scalar(select(CodeRow.conversation_id))
    await door.app[DESK].codes.forget(conversation_id)
    await visitor.sends(f"{HERE}/send")
    assert visitor.path == HERE
    assert "Your e-mail address" in visitor.page
    assert await letters(door) == []


async def test_another_address_can_be_given_after_a_proof(door, visitor):
    await says(visitor, "hi")
    await proves(door, visitor)
    await visitor.opens(HERE, {"other": "1"})
    assert "Your e-mail address" in visitor.page


async def test_an_address_that_is_none_and_too_many_codes_are_refused(visitor):
    await says(visitor, "hi")
    await visitor.sees(HERE)
    await visitor.sends(HERE, address="anna")
    assert visitor.status == 422
    assert 'aria-invalid="true"' in visitor.page
    for _ in range(PER_CONVERSATION):
        await visitor.sees(HERE)
        await visitor.sends(HERE, address=ADDRESS)
    await visitor.sees(HERE)
    await visitor.sends(HERE, address=ADDRESS)
    assert visitor.status == 422


async def test_an_address_that_has_had_its_share_is_told_to_wait(door, visitor):
    await says(visitor, "hi")
    await proves(door, visitor)
    for number in range(PER_HOUR):
        await visitor.sends(f"{HERE}/send")
        await says(visitor, f"question {number}")
        await visitor.sees(HERE)
    await visitor.sends(f"{HERE}/send")
    assert visitor.status == 422
    assert "several times in the last hour" in visitor.words
    assert len(await letters(door)) == PER_HOUR


async def test_where_nothing_was_said_or_nothing_can_be_read_the_page_says_so(visitor, monkeypatch):
    assert "Nothing has been said" in await visitor.sees(HERE)

    async def away(*_):
        raise StorageAway("no database")

    monkeypatch.setattr(MessageStore, "history", away)
    assert "cannot be read just now" in await visitor.sees(HERE)
