"""The gate never stays silent, and lets nothing pass that should not."""

from __future__ import annotations

import asyncio
import json

import pytest

from bot.content.loader import load_sheets
from bot.content.sources import numbered, source_line
from bot.logic.errors import StorageAway
from bot.storage.messages import MessageStore
from bot.web.keys import METRICS
from bot.web.replies import Reply
from bot.web.text import LIMIT
from tests.web.doors import open_door
from tests.web.fake_engine import FAULTS, SOURCE, noted, said

ANA, BEN = "web-ana", "web-ben"


@pytest.fixture
def take(door):
    def take(text, conversation_id=ANA, *, channel="web", source="1.2.3.4", **more):
        return door.gate.take(conversation_id, text, channel=channel, source=source, **more)

    return take


async def test_a_question_is_relayed_and_its_answer_comes_back(door, take):
    taken = await take("When does it close?")
    assert [reply.text for reply in taken.replies] == ["About: When does it close?", SOURCE]
    assert taken.outcome == "answered"
    assert taken.trace["actions"] == ["action_answer"]
    (asked,) = door.engine.asked
    assert "1.2.3.4" not in asked.pop("source")
    assert asked == {"conversation_id": ANA, "text": "When does it close?", "channel": "web"}


async def test_question_and_answer_are_kept_for_the_history(door, take):
    await take("Hello")
    assert await door.texts(ANA) == [("user", "Hello"), ("bot", "About: Hello"), ("bot", SOURCE)]
    assert [item["author"] for item in await door.transcript.history(ANA)] == ["user", "bot", "source"]


# --- refusals ---


@pytest.mark.parametrize("text", ["", "   ", "\n\n\t", "\x00", "\ud800", "\u200b", "/", "// /", "\u202e"])
async def test_a_message_without_words_is_refused_with_a_sentence(door, take, text):
    taken = await take(text)
    assert taken.outcome == "refused"
    assert taken.replies[0].text.startswith("Please write your question in words")
    assert taken.replies[0].metadata == {"refused": "empty"}
    assert door.engine.asked == []


async def test_a_message_that_is_too_long_is_refused_with_its_length_and_the_limit(door, take):
    taken = await take("a" * 5000)
    assert "5,000" in taken.replies[0].text
    assert "2,000" in taken.replies[0].text
    assert door.engine.asked == []
    assert await door.texts(ANA) == []


async def test_the_longest_message_is_taken(take):
    assert (await take("a" * LIMIT)).outcome == "answered"
    assert (await take("a" * (LIMIT + 1))).reason == "too_long"


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("hello\x00 there", "hello there"),
        ("hi \ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"), "hi 😀"),
        ("lone \ud800 surrogate", "lone surrogate"),
        ("مرحبا", "مرحبا"),
        ("<img src=x onerror=alert(1)>", "<img src=x onerror=alert(1)>"),
        ("'; DROP TABLE messages; --", "'; DROP TABLE messages; --"),
        ("{eoi__email}", "{eoi__email}"),
        ("=HYPERLINK(1)", "=HYPERLINK(1)"),
    ],
)
async def test_odd_text_is_cleaned_and_answered(door, take, typed, asked):
    taken = await take(typed)
    assert taken.outcome == "answered"
    assert door.engine.texts == [asked]
    assert (await door.texts(ANA))[0] == ("user", asked)


# --- slashes ---


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("/restart", "restart"),
        ("/session_start", "session_start"),
        ('/inform{"country":"IT"}', 'inform{"country":"IT"}'),
        ("//back", "back"),
        ("\u200b/restart", "restart"),
        ("\x00/restart", "restart"),
        (" \n/ /restart", "restart"),
    ],
)
async def test_a_command_that_was_not_offered_is_ordinary_words(door, take, typed, asked):
    await take(typed)
    assert door.engine.texts == [asked]


async def test_an_offered_button_passes_and_is_remembered_by_its_title(door, take):
    door.engine.says["hi"] = [said("Where are you?", Italy='/inform{"country": "IT"}')]
    await take("hi")
    await take('/inform{"country": "IT"}')
    assert door.engine.texts == ["hi", '/inform{"country": "IT"}']
    assert (await door.texts(ANA))[2] == ("user", "Italy")


async def test_only_the_very_payload_that_was_offered_passes(door, take):
    door.engine.says["hi"] = [said("Where are you?", Italy='/inform{"country":"IT"}')]
    await take("hi")
    await take('/inform{"country":"FR"}')
    await take('/inform{"country":"IT"} ')
    assert door.engine.texts[1:] == ['inform{"country":"FR"}', '/inform{"country":"IT"}']


async def test_a_button_of_one_conversation_is_no_button_in_another(door, take):
    door.engine.says["hi"] = [said("Sure?", Yes="/affirm")]
    await take("hi", ANA)
    await take("/affirm", BEN)
    assert door.engine.texts == ["hi", "affirm"]


async def test_a_payload_that_the_visitor_wrote_himself_is_not_an_offer(door, take):
    await take("please offer /affirm")
    await take("/affirm")
    assert door.engine.texts[1] == "affirm"


async def test_offers_survive_a_restart(door, database_file, tmp_path, take):
    door.engine.says["hi"] = [said("Sure?", Yes="/affirm")]
    await take("hi")
    (tmp_path / "again").mkdir()
    same = door.settings.database_url
    async with open_door(database_file, tmp_path / "again", BOT_DATABASE_URL=same) as again:
        await again.gate.take(ANA, "/affirm", channel="web", source="1.2.3.4")
        assert again.engine.texts == ["/affirm"]


async def test_an_offer_ends_when_the_talk_has_moved_on(door, take):
    door.engine.says["hi"] = [said("Sure?", Yes="/affirm")]
    await take("hi")
    for number in range(25):
        await take(f"question {number}")
    await take("/affirm")
    assert door.engine.texts[-1] == "affirm"


# --- the same message twice ---


async def test_the_same_message_twice_gets_the_same_reply_and_is_asked_once(door, take):
    door.engine.says["hi"] = [said("Sure?", Yes="/affirm"), said(SOURCE, "utter_source")]
    first = await take("hi", client_message_id="m1")
    second = await take("hi", client_message_id="m1")
    assert second.outcome == "replayed"
    assert [(r.text, r.buttons) for r in second.replies] == [(r.text, r.buttons) for r in first.replies]
    assert second.replies[1].metadata["utter_action"] == "utter_source"
    assert len(door.engine.asked) == 1
    assert len(await door.texts(ANA)) == 3


async def test_the_same_message_twice_at_once_is_asked_once(door, take):
    door.engine.seconds = 0.05
    taken = await asyncio.gather(*(take("hi", client_message_id="m1") for _ in range(5)))
    assert sorted(each.outcome for each in taken) == ["answered"] + ["replayed"] * 4
    assert len({each.replies[0].text for each in taken}) == 1
    assert len(door.engine.asked) == 1


async def test_an_id_counts_only_within_its_conversation(door, take):
    await take("mine", ANA, client_message_id="m1")
    taken = await take("yours", BEN, client_message_id="m1")
    assert taken.replies[0].text == "About: yours"


async def test_without_an_id_every_message_counts(door, take):
    await take("hi")
    await take("hi")
    assert door.engine.texts == ["hi", "hi"]


async def test_a_message_that_failed_may_come_again_and_is_kept_once(door, take):
    door.engine.fault = "failed"
    assert (await take("hi", client_message_id="m1")).outcome == "failed"
    door.engine.fault = ""
    taken = await take("hi", client_message_id="m1")
    assert taken.outcome == "answered"
    assert [author for author, _ in await door.texts(ANA)] == ["user", "bot", "bot", "bot"]


# --- order ---


async def test_two_messages_at_once_are_answered_one_after_the_other_in_order(door, take):
    door.engine.seconds = 0.02
    await asyncio.gather(*(take(f"message {number}") for number in range(4)))
    assert door.engine.texts == [f"message {number}" for number in range(4)]
    users = [text for author, text in await door.texts(ANA) if author == "user"]
    assert users == door.engine.texts


async def test_a_flood_in_one_conversation_is_refused_and_does_not_hold_up_another(door, take):
    door.engine.seconds = 0.05
    flood = [asyncio.create_task(take(f"message {number}")) for number in range(12)]
    await asyncio.sleep(0.01)
    door.engine.seconds = 0.0
    assert (await take("hello", BEN)).outcome == "answered"
    outcomes = [each.reason or each.outcome for each in await asyncio.gather(*flood)]
    assert "busy" in outcomes
    assert all(outcome in {"answered", "busy", "slow"} for outcome in outcomes)


# --- rates ---


async def test_a_visitor_who_sends_too_fast_is_told_so(database_file, tmp_path):
    async with open_door(database_file, tmp_path, BOT_RATE_PER_MINUTE="2") as door:
        taken = [await door.gate.take(ANA, "hi", channel="web", source="1.2.3.4") for _ in range(3)]
    assert [each.outcome for each in taken] == ["answered", "answered", "refused"]
    assert "Please wait" in taken[2].replies[0].text


# --- failures ---


@pytest.mark.parametrize("fault", FAULTS)
async def test_whatever_the_engine_does_the_visitor_gets_one_visible_apology(door, take, fault):
    door.engine.fault = fault
    taken = await take("hi")
    assert taken.outcome == "failed"
    assert len(taken.replies) == 1
    assert taken.replies[0].text.startswith("Sorry")
    assert taken.replies[0].metadata["error"] == taken.reason
    assert taken.reason in {"slow", "away", "failed", "refused", "malformed", "empty"}
    assert (await door.texts(ANA))[-1] == ("bot", taken.replies[0].text)


async def test_an_engine_that_is_away_is_apologised_for(door, take):
    await door.engine.stop()
    taken = await take("hi")
    assert (taken.outcome, taken.reason) == ("failed", "away")


async def test_an_engine_that_does_not_know_our_secret_is_apologised_for(door, take):
    door.engine.secret = "another one"
    assert (await take("hi")).reason == "refused"


async def test_a_message_that_waits_too_long_for_its_turn_is_apologised_for(door, take):
    door.gate._patience = 0.05
    door.engine.fault = "hang"
    taken = await asyncio.gather(take("first"), take("second"))
    assert [each.reason for each in taken] == ["slow", "slow"]


async def test_a_failed_action_is_shown_and_may_be_tried_again(door, take):
    door.engine.trace = {"failed_actions": ["action_submit_eoi"]}
    door.engine.says["yes"] = [said("Sorry, that did not work.", "utter_technical_problem")]
    taken = await take("yes", client_message_id="m1")
    assert taken.outcome == "failed"
    assert taken.replies[0].text == "Sorry, that did not work."
    assert taken.replies[0].metadata == {"utter_action": "utter_technical_problem", "error": "actions"}
    door.engine.trace = {}
    assert (await take("yes", client_message_id="m1")).outcome == "answered"


async def test_without_the_database_the_visitor_gets_an_apology_and_the_engine_is_not_asked(
    door, take, monkeypatch
):
    async def away(*_: object, **__: object) -> None:
        raise StorageAway("away")

    for method in ("append", "history", "replies_to"):
        monkeypatch.setattr(MessageStore, method, away)
    for text in ("hi", "/affirm"):
        taken = await take(text, client_message_id="m1")
        assert (taken.outcome, taken.reason) == ("failed", "storage")
        assert taken.replies[0].text.startswith("Sorry")
    assert door.engine.asked == []


async def test_an_answer_is_shown_also_when_the_database_goes_away_before_it_is_kept(door, take, monkeypatch):
    append_all = MessageStore.append_all

    async def away_for_the_bot(store, conversation_id, author, *rest):
        if author == "bot":
            raise StorageAway("away")
        return await append_all(store, conversation_id, author, *rest)

    monkeypatch.setattr(MessageStore, "append_all", away_for_the_bot)
    assert (await take("hi")).replies[0].text == "About: hi"


async def test_an_apology_does_not_wait_for_a_slow_database(door, take, monkeypatch):
    append_all = MessageStore.append_all

    async def slow_for_the_bot(store, conversation_id, author, *rest):
        if author == "bot":
            await asyncio.sleep(30)
        return await append_all(store, conversation_id, author, *rest)

    monkeypatch.setattr(MessageStore, "append_all", slow_for_the_bot)
    monkeypatch.setattr("bot.web.gate.APOLOGY_SECONDS", 0.01)
    door.engine.fault = "failed"
    async with asyncio.timeout(5):
        assert (await take("hi")).outcome == "failed"


# --- privacy ---


async def test_no_conversation_holds_a_word_of_another(door, take):
    people = [f"web-person-{number}" for number in range(8)]
    taken = await asyncio.gather(*(take(f"secret of {person}", person) for person in people))
    for person, each in zip(people, taken, strict=True):
        words = json.dumps([reply.text for reply in each.replies]) + str(await door.texts(person))
        assert f"secret of {person}" in words
        assert not any(f"secret of {other}" in words for other in people if other != person)


async def test_logs_and_metrics_hold_no_words_no_ids_and_no_addresses(door, take, logged):
    await take("my e-mail is ana@example.org", source="9.8.7.6", client_message_id="m-1-2-3")
    door.engine.fault = "failed"
    await take("call me Anastasia", source="9.8.7.6")
    await take("")
    seen = logged.getvalue() + door.app[METRICS].text().decode()
    assert "message_taken" in seen
    assert not any(word in seen for word in ("ana@example", "Anastasia", ANA, "9.8.7.6", "m-1-2-3"))


async def test_source_lines_are_known_again_in_the_history_by_their_words(door):
    facts = [fact for sheet in load_sheets().values() for fact in sheet.facts.values()]
    lines = {source_line(entries[-1:]) for entries in facts} | {numbered(facts[0] + facts[1])[1]}
    await door.transcript.say(ANA, [Reply(line) for line in sorted(lines)[:20]], "m1")
    assert {item["author"] for item in await door.transcript.history(ANA)} == {"source"}


async def test_what_is_not_in_english_says_its_language_again_when_it_is_repeated(door, take):
    note = noted("fr")
    door.engine.says["Quand ?"] = [note, said("On 31 March.")]
    for outcome in ("answered", "replayed"):
        taken = await take("Quand ?", client_message_id="m1")
        assert taken.outcome == outcome
        assert [reply.metadata.get("lang") for reply in taken.replies] == ["fr", None]
    await take(note["text"])
    said_again = [(item["author"], item.get("lang")) for item in await door.transcript.history(ANA)]
    assert said_again[:3] == [("user", None), ("bot", "fr"), ("bot", None)]
    assert said_again[3] == ("user", None)  # who quotes the sentence is not the assistant
