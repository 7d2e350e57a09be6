"""The sentence in the asker's language: before the answer, and once."""

from __future__ import annotations

import pytest

from bot.content.languages import ENGLISH, load_languages
from tests.engine.engine_room import MESSAGE, EngineRoom, serving

OTHERS = [code for code in load_languages() if code != ENGLISH]


@pytest.fixture
async def room(tmp_path):
    engine_room = EngineRoom(tmp_path)
    async with serving(engine_room.app) as url:
        engine_room.url = url
        yield engine_room


async def ask(room, *languages, conversation="a"):
    """Messages and trace of the answer to one message, which is read as parts in these languages."""

    async def turn(message):
        for language in languages:
            await room.greet(message, language=language)

    room.turn = turn
    status, answer = await room.send(json={**MESSAGE, "conversation_id": conversation})
    assert status == 200
    return answer


def notes(answer):
    return [said["metadata"]["lang"] for said in answer["messages"] if "lang" in said["metadata"]]


@pytest.mark.parametrize("code", OTHERS)
async def test_the_answer_begins_with_a_sentence_in_the_language_of_the_question(room, code):
    answer = await ask(room, code)
    note, greeting = answer["messages"]
    assert note == {
        "text": load_languages()[code].note,
        "metadata": {"utter_action": "language_note", "lang": code},
    }
    assert greeting["text"] == "Hello"
    assert answer["trace"]["language"] == code


@pytest.mark.parametrize("language", [ENGLISH, None, "sv"])
async def test_nothing_is_said_about_english_a_button_or_a_language_without_a_note(room, language):
    answer = await ask(room, language)
    assert notes(answer) == []
    assert answer["trace"]["language"] == language


async def test_it_is_said_once_for_each_language_of_a_conversation(room):
    asked = ["fr", "fr", "en", "fr", "de", None, "fr", "de"]
    assert [notes(await ask(room, code)) for code in asked] == [["fr"], [], [], [], ["de"], [], [], []]


async def test_another_conversation_is_told_too(room):
    assert notes(await ask(room, "fr")) == ["fr"]
    assert notes(await ask(room, "fr", conversation="b")) == ["fr"]


async def test_a_message_that_is_answered_in_parts_gets_it_once(room):
    assert notes(await ask(room, "fr", "fr")) == ["fr"]
    assert notes(await ask(room, "fr", "en")) == []


async def test_after_a_turn_that_broke_it_is_said_with_the_next_answer(room):
    async def breaks(message):
        raise RuntimeError

    room.turn = breaks
    assert (await room.send())[0] == 503
    assert notes(await ask(room, "nl")) == ["nl"]


async def test_a_restart_does_not_repeat_it(room):
    await ask(room, "it")
    room.store.forget("a")
    assert notes(await ask(room, "it")) == []


async def test_a_note_alone_is_no_answer(room):
    async def silent(message):
        await room.greet(message, language="fr")
        message.output_channel.messages.clear()

    room.turn = silent
    assert await room.send() == (500, {"error": "empty_reply"})
