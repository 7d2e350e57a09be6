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
        '/take_meaning{"meaning":"faq/call_closing_date","turn":"1"}',
        '/take_meaning{"meaning":"check_eligibility","turn":"1"}',
        '/take_meaning{"meaning":"faq/call_money","turn":"1"}',
        '/take_meaning{"meaning":"none","turn":"1"}',
    ]
    assert "None of these" in asked.buttons


@pytest.mark.parametrize(("form", "next_action"), [(None, "action_listen"), ("eoi_form", "eoi_form")])
async def test_where_no_rule_fits_it_says_what_comes_next(
    services: GetServices,
    say: CollectingDispatcher,
    tracker_with: TrackerWith,
    form: str | None,
    next_action: str,
) -> None:
    tracker = tracker_with("hm", "goodbye", form=form)
    events = await ActionClarify(services).run(say, tracker, {})
    assert responses(say.messages) == ["utter_cannot_answer"]
    assert [(one["event"], one["name"]) for one in events] == [("followup", next_action)]


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


FORM_OF_ORGANISATION = [("SMEs", "organisation_type", "sme")]


@pytest.mark.parametrize(
    ("text", "intent", "named"),
    [
        ("when does the Horizon Europe call close?", "out_of_scope", []),
        ("is there money from Interreg", "faq/call_money", []),
        ("can SMEs apply for LIFE", "ask_requirement", FORM_OF_ORGANISATION),
        ("are we eligible for Erasmus+?", "check_eligibility", []),
        ("Horizon Europe", "inform", []),
        ("what about Horizon Europe", "nlu_fallback", []),
    ],
)
async def test_about_another_programme_nothing_is_guessed(
    engine: Engine, text: str, intent: str, named: list[tuple[str, ...]]
) -> None:
    await engine.hears(text, intent, named, ranking=[(intent, 0.5), ("faq/call_money", 0.4)])
    assert engine.names == ["utter_other_programme", "utter_source"]
    assert "Enterprise Europe Network" in engine.text
    assert '/faq{"topic":"een"}' in engine.replies[-1].buttons.values()
    assert "/request_person" in engine.replies[-1].buttons.values()
    assert engine.form is None


async def test_another_programme_named_by_the_way_takes_nothing_away(engine: Engine) -> None:
    named = [("cluster", "organisation_type", "cluster_organisation"), ("Spain", "country", "ES", "own")]
    await engine.hears(
        "we are a cluster in Spain with an Interreg project, can we join?", "check_eligibility", named
    )
    assert engine.names[0] == "utter_eligibility_noted"


async def test_what_has_nothing_to_do_with_the_call_is_refused_with_a_way_on(engine: Engine) -> None:
    await engine.hears("what is the weather like?", "out_of_scope")
    assert engine.names == ["utter_out_of_scope"]
    assert set(engine.replies[0].buttons.values()) == {
        "/check_eligibility",
        "/find_partnerships",
        '/faq{"topic":"call_overview"}',
        "/request_person",
    }


async def test_what_most_likely_is_out_of_scope_is_neither_searched_nor_guessed(engine: Engine) -> None:
    ranking = [("nlu_fallback", 0.5), ("out_of_scope", 0.4), ("find_partnerships", 0.1)]
    await engine.hears("a recipe from Spain", "nlu_fallback", [("Spain", "country", "ES")], ranking=ranking)
    assert engine.names == ["utter_cannot_answer"]
