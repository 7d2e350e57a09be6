"""What is said when a message is not understood well enough, and to a yes or no that nobody waited for."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions._base import Services
from actions.fallback import ActionClarify, ActionTakeYesOrNo
from tests.actions.engine import Engine
from tests.actions.said import responses, said

GetServices = Callable[[], Services]
TrackerWith = Callable[..., Tracker]


async def test_what_was_probably_meant_is_offered_in_the_words_of_the_person(
    services: GetServices, say: CollectingDispatcher, tracker_with: TrackerWith
) -> None:
    ranking = [
        ("nlu_fallback", 0.6),
        ("faq/call_closing_date", 0.3),
        ("ask_more", 0.25),
        ("inform", 0.2),
        ("check_eligibility", 0.1),
        ("faq/call_money", 0.06),
        ("faq/def_nuts", 0.06),
        ("faq/eccp", 0.01),
    ]
    tracker = tracker_with("the date thing", "nlu_fallback", ranking=ranking)
    assert await ActionClarify(services).run(say, tracker, {}) == []
    (asked,) = said(say.messages)
    assert asked.response == "utter_did_you_mean"
    assert list(asked.buttons.values()) == [
        '/faq{"topic":"call_closing_date"}',
        "/check_eligibility",
        '/faq{"topic":"call_money"}',
        "/show_capabilities",
    ]
    assert "None of these" in asked.buttons


async def test_without_a_good_guess_it_says_what_is_possible(
    services: GetServices, say: CollectingDispatcher, tracker_with: TrackerWith
) -> None:
    ranking = [("nlu_fallback", 0.6), ("faq/eccp", 0.04)]
    await ActionClarify(services).run(say, tracker_with("🙂", "nlu_fallback", ranking=ranking), {})
    assert responses(say.messages) == ["utter_cannot_answer"]


async def test_without_a_good_guess_what_the_message_names_is_searched(
    services: GetServices, say: CollectingDispatcher, tracker_with: TrackerWith
) -> None:
    tracker = tracker_with("TEX4IM!", "nlu_fallback", [("TEX4IM", "partnership", "escps3-tex4im")])
    events = await ActionClarify(services).run(say, tracker, {})
    assert responses(say.messages) == ["utter_search_results"]
    assert {one["name"] for one in events} == {"last_kind", "search_query", "search_offset", "last_offered"}


@pytest.mark.parametrize("intent", ["affirm", "deny", "dont_know"])
async def test_a_yes_or_no_that_nobody_waited_for_is_asked_back(
    services: GetServices, say: CollectingDispatcher, tracker_with: TrackerWith, intent: str
) -> None:
    assert await ActionTakeYesOrNo(services).run(say, tracker_with("well", intent), {}) == []
    assert responses(say.messages) == ["utter_nothing_to_confirm"]


@pytest.mark.parametrize(
    "before", ["thank", "greet", "goodbye", "insult", "out_of_scope", "show_capabilities"]
)
async def test_no_small_talk_asks_a_question_that_a_no_would_answer(engine: Engine, before: str) -> None:
    await engine.hears("so", before)
    assert "?" not in engine.text
