"""An erasure that was confirmed leaves nothing of the person anywhere, and the page says that it was done."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import select

from bot.clock import now_utc
from bot.logic.codes import code_for
from bot.mail.folder import newest
from bot.storage.base import Base
from bot.storage.tables import CodeRow
from bot.web.engine import EngineFailed
from bot.web.erasing import AFTER_FAILURE_SECONDS, ERASER, EVERY_SECONDS
from bot.web.keys import POSTMAN
from bot.web.plain.desk import DESK

ADDRESS = "Planted.Person@example.org"
WORDS = "Plantedwords"


async def proven(door, conversation_id, address=ADDRESS):
    """A conversation in which the address was proven; something is stored under it."""
    desk = door.app[DESK]
    await desk.drafts.keep("form", conversation_id, {"eoi__motivation": WORDS}, email=address, now=now_utc())
    await desk.codes.ask(conversation_id, address=address, source="s", now=now_utc())
    async with door.database.reading() as session:
        nonce = await session.scalar(select(CodeRow.nonce).order_by(CodeRow.id.desc()))
    code = code_for(door.settings.secret_for("codes"), nonce)
    await desk.codes.prove(conversation_id, code, now=now_utc())


async def dump(door):
    async with door.database.reading() as session:
        rows = [(await session.execute(select(table))).all() for table in Base.metadata.sorted_tables]
    return json.dumps([[list(row) for row in table] for table in rows], default=str)


@pytest.fixture
async def asked(door):
    """A conversation that has just confirmed an erasure, with a mail in the mailbox."""
    await proven(door, "web-asking")
    await door.app[POSTMAN].deliver_due()
    await door.messages.append("web-asking", "user", WORDS)
    await door.app[DESK].my_data.ask_to_erase(ADDRESS, ["web-asking"], now_utc())
    return door


async def test_nothing_is_left_and_the_page_says_so(asked):
    assert len(newest(asked.settings.mailbox)) == 1
    assert await asked.app[ERASER].erase_waiting() == 1
    whole = (await dump(asked)).lower()
    assert ADDRESS.lower() not in whole
    assert WORDS.lower() not in whole
    assert newest(asked.settings.mailbox) == []
    assert "web-asking" in asked.engine.forgotten
    ((author, words),) = await asked.texts("web-asking")
    assert (author, words[:5]) == ("bot", "Done:")
    assert await asked.app[ERASER].erase_waiting() == 0


async def test_a_message_afterwards_begins_anew(asked):
    await asked.app[ERASER].erase_waiting()
    await asked.gate.take("web-asking", "Hello", channel="web", source="s")
    assert len(await asked.texts("web-asking")) == 4


async def test_while_a_message_is_in_work_nothing_is_erased(asked):
    async with asked.gate.turn_of("web-asking"):
        assert len(await asked.app[DESK].my_data.waiting()) == 1
        assert WORDS in await dump(asked)
    await asked.app[ERASER].erase_waiting()
    assert WORDS not in await dump(asked)


async def test_an_engine_that_refuses_puts_it_off(asked):
    asked.engine.fault = "failed"
    with pytest.raises(EngineFailed):
        await asked.app[ERASER].erase_waiting()
    assert await asked.app[ERASER]._once() == AFTER_FAILURE_SECONDS
    asked.engine.fault = ""
    assert await asked.app[ERASER]._once() == EVERY_SECONDS
    assert WORDS not in await dump(asked)


async def test_an_engine_that_is_away_has_nothing_to_forget(asked):
    await asked.engine.stop()
    assert await asked.app[ERASER].erase_waiting() == 1


async def test_an_engine_that_hangs_up_puts_it_off(asked):
    asked.engine.fault = "hang_up"
    with pytest.raises(EngineFailed):
        await asked.app[ERASER].erase_waiting()


async def test_a_bug_does_not_end_it(asked, monkeypatch, logged):
    async def broken():
        raise RuntimeError("a bug")

    monkeypatch.setattr(asked.app[ERASER], "erase_waiting", broken)
    assert await asked.app[ERASER]._once() == AFTER_FAILURE_SECONDS
    assert "erasure_failed" in logged.getvalue()


async def test_what_staff_have_erased_the_engine_forgets(door):
    await door.messages.append("web-other", "user", "Hello")
    await door.app[DESK].my_data.ask_to_erase(None, ["web-other"], now_utc())
    assert await door.app[ERASER].erase_waiting() == 1
    assert door.engine.forgotten == ["web-other"]
    assert len(await door.texts("web-other")) == 1


async def test_no_log_names_anybody(asked, logged):
    await asked.app[ERASER].erase_waiting()
    assert "erasure_carried_out" in logged.getvalue()
    assert ADDRESS.lower() not in logged.getvalue().lower()
    assert "web-asking" not in logged.getvalue()


async def test_at_the_end_it_lets_go_of_what_does_not_end(door, client, monkeypatch):
    """With the app running; what hangs is cut after a while, and the request waits for the next start."""
    monkeypatch.setattr("bot.web.erasing.END_SECONDS", 0.0)
    await door.app[ERASER].stop()
    await door.app[ERASER].stop()
