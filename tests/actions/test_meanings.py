""" "Did you mean": the choice reads the message again as it was meant, and is kept to learn from."""

from __future__ import annotations

import asyncio
import io
import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import _meanings
from actions._base import Services
from actions.fallback import ActionTakeMeaning
from bot.logic.meanings import Guess, MeaningChoice
from bot.storage.database import Database
from bot.storage.meanings import MeaningStore
from tests.actions.conftest import services_of
from tests.actions.engine import Engine
from tests.actions.said import responses
from tests.actions.trackers import (
    action_event,
    bot_event,
    entities_in,
    message,
    payload_message,
    tracker_of,
    user_event,
)

GetServices = Callable[[], Services]
TrackerWith = Callable[..., Tracker]

TEXT = "is photonics a thing in Spain"
NAMED = [("photonics", "theme", "photonics"), ("Spain", "country", "ES")]
RANKING = [
    ("nlu_fallback", 0.5),
    ("find_partnerships", 0.45),
    ("inform", 0.2),
    ("faq/def_kets", 0.08),
    ("ask_requirement", 0.06),
    ("faq/eccp", 0.01),
]
OFFERED = (Guess("find_partnerships", 0.45), Guess("faq/def_kets", 0.08), Guess("ask_requirement", 0.06))
TITLES = ["Find a partnership", "Key enabling technologies (KETs)", "Does it fit the call?", "None of these"]
# What action_take_meaning returned to this; tests/engine/test_take_meaning.py gives it to the real Rasa.
RECORDED = Path(__file__).parents[1] / "engine" / "cases" / "take_meaning.json"


async def unsure(
    engine: Engine, text: str = TEXT, named: Sequence[tuple[str, ...]] = NAMED, ranking: Any = RANKING
) -> None:
    """Somebody writes something that is not understood well enough."""
    await engine.hears(text, "nlu_fallback", named, confidence=0.5, ranking=ranking)
    assert engine.names[0] == "utter_did_you_mean"


def searched(engine: Engine) -> tuple[Any, Any]:
    query = engine.slots["search_query"]
    return query["themes"], query["countries"]


async def kept(database: Database) -> list[MeaningChoice]:
    return await MeaningStore(database).all()


async def test_the_choice_is_read_with_the_words_and_names_of_the_message(engine: Engine) -> None:
    await unsure(engine)
    assert list(engine.replies[0].buttons) == TITLES
    await engine.press("Find a partnership")
    assert engine.ran == ["action_take_meaning", "action_find_partnerships"]
    assert engine.names == ["utter_search_results"]
    assert searched(engine) == (["photonics"], ["ES"])


async def test_a_question_that_was_meant_is_answered(engine: Engine) -> None:
    await unsure(engine)
    await engine.press("Key enabling technologies (KETs)")
    assert engine.ran == ["action_take_meaning", "action_answer_question"]
    assert engine.slots["last_topic"] == "def_kets"


async def test_a_check_that_was_meant_is_made_for_what_was_named(engine: Engine) -> None:
    await unsure(engine)
    await engine.press("Does it fit the call?")
    assert engine.names == ["utter_eligibility_summary", "utter_source"]
    assert "Spain" in engine.text


async def test_the_choice_is_kept(engine: Engine, database: Database) -> None:
    await unsure(engine)
    await engine.press("Find a partnership")
    assert await kept(database) == [MeaningChoice("conversation-1", None, OFFERED, "find_partnerships", TEXT)]


async def test_the_language_is_kept_and_ways_to_reach_somebody_are_not(
    engine: Engine, database: Database
) -> None:
    parsed = message("c'est quoi, ada@example.org?", "nlu_fallback", ranking=RANKING)
    await engine._turn({**parsed, "language": "fr"})
    await engine.press("Find a partnership")
    (choice,) = await kept(database)
    assert (choice.language, choice.text) == ("fr", "c'est quoi, …")


async def test_none_of_these_is_kept_too_and_says_what_is_possible(
    engine: Engine, database: Database
) -> None:
    await unsure(engine)
    await engine.press("None of these")
    assert engine.names == ["utter_cannot_answer"]
    assert set(engine.replies[0].buttons.values()) == {
        "/check_eligibility",
        "/find_partnerships",
        '/faq{"topic":"call_overview"}',
        "/request_person",
    }
    (choice,) = await kept(database)
    assert (choice.chosen, choice.offered) == (None, OFFERED)


@pytest.mark.parametrize(
    ("text", "intent", "ordinal", "action"),
    [
        ("the first one", "pick_one", "1", "action_find_partnerships"),
        ("2", "pick_one", "2", "action_answer_question"),
        ("2", "nlu_fallback", "2", "action_answer_question"),
        ("number 3 please", "pick_one", "3", "action_check_requirement"),
        ("the last one", "pick_one", "-1", "action_check_requirement"),
        ("find a partnership", "nlu_fallback", None, "action_find_partnerships"),
    ],
)
async def test_the_choice_may_be_typed(
    engine: Engine, text: str, intent: str, ordinal: str | None, action: str
) -> None:
    await unsure(engine)
    word = text.split()[1] if " " in text else text
    await engine.hears(text, intent, [(word, "ordinal", ordinal)] if ordinal else [])
    assert engine.ran[-1] == action


@pytest.mark.parametrize(
    ("text", "intent", "ordinal"),
    [("4", "pick_one", "4"), ("no", "deny", None), ("rather not those", "deny", None)],
)
async def test_none_of_these_may_be_typed(
    engine: Engine, database: Database, text: str, intent: str, ordinal: str | None
) -> None:
    await unsure(engine)
    await engine.hears(text, intent, [(text, "ordinal", ordinal)] if ordinal else [])
    assert engine.names == ["utter_cannot_answer"]
    assert [choice.chosen for choice in await kept(database)] == [None]


@pytest.mark.parametrize(("text", "intent"), [("yes", "affirm"), ("that is what I meant", "affirm")])
async def test_a_yes_means_the_only_one_that_was_offered(engine: Engine, text: str, intent: str) -> None:
    await unsure(engine, ranking=[("nlu_fallback", 0.5), ("inform", 0.4), ("find_partnerships", 0.3)])
    await engine.hears(text, intent)
    assert engine.names == ["utter_search_results"]


async def test_a_yes_to_several_means_nothing(engine: Engine, database: Database) -> None:
    await unsure(engine)
    await engine.hears("yes", "affirm")
    assert engine.names == ["utter_nothing_to_confirm"]
    assert await kept(database) == []


@pytest.mark.parametrize(("text", "intent"), [("7", "pick_one"), ("0", "pick_one")])
async def test_a_number_that_was_not_offered_chooses_nothing(
    engine: Engine, database: Database, text: str, intent: str
) -> None:
    await unsure(engine)
    await engine.hears(text, intent, [(text, "ordinal", text)])
    assert engine.names == ["utter_partnership_not_known"]
    assert await kept(database) == []


async def test_a_number_after_something_else_chooses_nothing(engine: Engine, database: Database) -> None:
    await unsure(engine)
    await engine.hears("photonics", "find_partnerships", [("photonics", "theme", "photonics")])
    await engine.hears("the first one", "pick_one", [("first", "ordinal", "1")])
    assert engine.names == ["utter_partnership_details", "utter_source"]
    assert await kept(database) == []


async def test_a_button_from_further_up_means_the_message_it_stood_under(engine: Engine) -> None:
    await unsure(engine)
    payload = engine.replies[0].buttons["Find a partnership"]
    await unsure(engine, "and Italy?", [("Italy", "country", "IT")])
    await engine.press_payload(payload)
    assert searched(engine) == (["photonics"], ["ES"])
    await engine.press_payload(payload)  # pressed once more, it does the same once more
    assert engine.names == ["utter_search_results"]


async def test_of_a_long_conversation_the_messages_are_counted_from_its_beginning(
    services: GetServices, say: CollectingDispatcher
) -> None:
    """The engine hands over the last turns, and says how many came before (bot/engine/live_tracker.py)."""
    parsed = message(TEXT, "nlu_fallback", entities_in(TEXT, NAMED), confidence=0.5, ranking=RANKING)
    for turn, names in (("41", []), ("1", ["utter_cannot_answer"]), ("43", ["utter_cannot_answer"])):
        say.messages.clear()
        tracker = asked_back_about(parsed, f'/take_meaning{{"meaning":"find_partnerships","turn":"{turn}"}}')
        tracker.events.insert(0, {**action_event("action_listen"), "metadata": {"turns_before": 40}})
        await ActionTakeMeaning(services).run(say, tracker, {})
        assert responses(say.messages) == names


@pytest.mark.parametrize(
    "values",
    [
        '{"meaning":"find_partnerships","turn":"9"}',
        '{"meaning":"find_partnerships","turn":"2"}',
        '{"meaning":"inform"}',
        "",
    ],
)
async def test_a_button_that_was_never_offered_is_owned_up_to(
    engine: Engine, database: Database, values: str
) -> None:
    await unsure(engine)
    await engine.press_payload(f"/take_meaning{values}")
    assert engine.names == ["utter_cannot_answer"]
    await engine.press_payload('/take_meaning{"meaning":"cancel","turn":"1"}')
    assert engine.names == ["utter_cannot_answer"]
    assert await kept(database) == []


# --- inside a form ---


async def in_a_form(engine: Engine) -> None:
    """The check asks for the country; a question in between is not understood."""
    await engine.hears("are we eligible?", "check_eligibility")
    await engine.press("Cluster organisation")
    assert engine.names[-1] == "utter_ask_eligibility__country"
    await unsure(engine, "why is photonics a thing in Spain?", NAMED)
    assert engine.names[-1] == "utter_ask_eligibility__country"


async def test_inside_a_form_the_choice_is_served_and_the_form_goes_on(engine: Engine) -> None:
    await in_a_form(engine)
    await engine.press("Find a partnership")
    assert engine.names == ["utter_search_results", "utter_ask_eligibility__country"]


async def test_inside_a_form_the_choice_may_be_typed(engine: Engine) -> None:
    await in_a_form(engine)
    await engine.hears("the first one", "pick_one", [("first", "ordinal", "1")])
    assert engine.names == ["utter_search_results", "utter_ask_eligibility__country"]


async def test_inside_a_form_a_number_is_for_the_buttons_that_stand_last(
    engine: Engine, database: Database
) -> None:
    await engine.hears("are we eligible?", "check_eligibility")
    await unsure(engine, "why is photonics a thing in Spain?", NAMED)
    assert engine.replies[-1].buttons
    await engine.hears("the first one", "pick_one", [("first", "ordinal", "1")])
    assert await kept(database) == []


async def test_of_what_is_written_where_personal_answers_are_asked_nothing_is_kept(
    engine: Engine, database: Database
) -> None:
    await engine.hears("we want to join", "express_interest", [])
    assert engine.form == "eoi_form"
    await unsure(engine, "why is photonics a thing in Spain?", NAMED)
    await engine.press("Key enabling technologies (KETs)")
    (choice,) = await kept(database)
    assert (choice.chosen, choice.text) == ("faq/def_kets", None)


# --- keeping the choice fails ---


async def chosen_with(get_services: GetServices, engine: Engine) -> None:
    """The answer to the choice needs no database, only the memory of it does."""
    engine.get_services = get_services
    await engine.press("Key enabling technologies (KETs)")
    assert engine.names == ["utter_answer", "utter_source"]


async def test_without_storage_the_choice_is_answered_all_the_same(
    engine: Engine,
    services_without_storage: GetServices,
    logged: io.StringIO,
) -> None:
    await unsure(engine)
    await chosen_with(services_without_storage, engine)
    assert '"event": "meaning_not_kept"' in logged.getvalue()
    assert "photonics" not in logged.getvalue()


class Broken(MeaningStore):
    """A store with a bug."""

    async def remember(self, choice: MeaningChoice) -> None:
        raise RuntimeError("a bug")


class Stuck(MeaningStore):
    """A store that does not come to an end."""

    async def remember(self, choice: MeaningChoice) -> None:
        await asyncio.Event().wait()


@pytest.mark.parametrize("store", [Broken, Stuck])
async def test_a_memory_that_fails_costs_nobody_the_answer(
    engine: Engine,
    database: Database,
    monkeypatch: pytest.MonkeyPatch,
    logged: io.StringIO,
    store: type[MeaningStore],
) -> None:
    monkeypatch.setattr(_meanings, "REMEMBERING_SECONDS", 0.01)
    services = replace(services_of(database), meanings=store(database))
    await unsure(engine)
    await chosen_with(lambda: services, engine)
    assert '"event": "meaning_not_kept"' in logged.getvalue()
    assert "photonics" not in logged.getvalue()


# --- what Rasa gets ---


def asked_back_about(parsed: dict[str, Any], payload: str) -> Tracker:
    """A message, what was offered, and the button that is pressed now."""
    offered = {payload: payload}
    pressed = payload_message(payload)
    events = [
        action_event("action_listen"),
        user_event(parsed),
        action_event("action_clarify"),
        bot_event("utter_did_you_mean", "Did you mean one of these?", offered),
        action_event("action_listen"),
        user_event(pressed),
    ]
    return tracker_of(pressed, events=events)


@pytest.mark.parametrize("meaning", ["find_partnerships", "faq/def_kets"])
async def test_what_rasa_is_given_is_what_the_tests_of_the_engine_give_it(
    services: GetServices, say: CollectingDispatcher, meaning: str
) -> None:
    recorded = json.loads(RECORDED.read_text(encoding="utf-8"))[meaning]
    entities = entities_in(TEXT, NAMED)
    parsed = {**message(TEXT, "nlu_fallback", entities, confidence=0.5, ranking=RANKING), "language": "en"}
    assert recorded["message"] == parsed
    tracker = asked_back_about(parsed, f'/take_meaning{{"meaning":"{meaning}","turn":"1"}}')
    events = await ActionTakeMeaning(services).run(say, tracker, {})
    assert json.loads(json.dumps(events)) == recorded["events"]
    assert responses(say.messages) == []
