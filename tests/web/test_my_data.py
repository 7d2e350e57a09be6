"""Whoever has proven who they are sees all that is stored about them, and nobody else does."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.clock import now_utc
from bot.content.my_data_words import KINDS
from bot.logic.passes import LIFETIME, pass_for
from bot.web.plain.desk import DESK
from tests.web.test_erasing import ADDRESS, WORDS, proven


def link(door, conversation_id="web-mine", ago=timedelta()):
    key = door.settings.secret_for("my data")
    return f"/my-data/{pass_for(key, conversation_id, now_utc() - ago)}"


@pytest.fixture
async def mine(door):
    await proven(door, "web-mine")
    return door


async def test_the_page_shows_all_of_it_for_reading(mine, client):
    answer = await client.get(link(mine))
    text = await answer.text()
    assert (answer.status, answer.headers["Cache-Control"]) == (200, "no-store")
    assert {one for one in (ADDRESS, WORDS, "Drafts", "my-data.json") if one in text} == {
        ADDRESS,
        WORDS,
        "Drafts",
        "my-data.json",
    }


async def test_the_file_holds_the_same(mine, client):
    answer = await client.get(f"{link(mine)}/my-data.json")
    held = await answer.json()
    assert held["drafts"][0]["answers"] == {"eoi__motivation": WORDS}
    assert "attachment" in answer.headers["Content-Disposition"]
    assert answer.headers["Cache-Control"] == "no-store"


async def test_words_are_no_markup(mine, client):
    await mine.app[DESK].drafts.keep(
        "f2", "web-mine", {"eoi__title": "<b>x</b>", "eoi__list": ["a"]}, email=ADDRESS, now=now_utc()
    )
    text = await (await client.get(link(mine))).text()
    assert "&lt;b&gt;x&lt;/b&gt;" in text


async def test_of_conversations_shared_with_others_only_the_number_is_shown(mine, client):
    await mine.app[DESK].drafts.keep("f3", "web-mine", {}, email="bo@example.org", now=now_utc())
    assert "shown to neither" in await (await client.get(link(mine))).text()


@pytest.mark.parametrize("file", ["", "/my-data.json"])
async def test_a_pass_that_is_over_shows_nothing(mine, client, file):
    answer = await client.get(link(mine, ago=LIFETIME) + file)
    assert answer.status == 404
    text = await answer.text()
    assert WORDS not in text
    assert "give me my data" in text


async def test_a_pass_without_a_proof_shows_nothing(mine, client):
    assert (await client.get(link(mine, "web-other"))).status == 404
    await mine.app[DESK].codes.forget("web-mine")
    assert (await client.get(link(mine))).status == 404


async def test_what_is_no_pass_shows_nothing(mine, client):
    assert (await client.get("/my-data/web-mine")).status == 404
    assert (await client.get("/my-data/")).status == 404


async def test_where_nothing_is_left_the_page_says_so(mine, client, monkeypatch):
    empty = {kind: [] for kind in KINDS}

    async def export(_):
        return {**empty, "address": ADDRESS, "conversations_shared_with_others": 0}

    monkeypatch.setattr(type(mine.app[DESK].my_data), "export", lambda _, address: export(address))
    assert "Nothing is stored." in await (await client.get(link(mine))).text()
