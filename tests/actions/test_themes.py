"""A theme by itself is explained with what the sources say of it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions._base import Services
from actions.fallback import ActionClarify
from actions.themes import ActionExplainTheme
from tests.actions.engine import Engine
from tests.actions.said import responses, said

GetServices = Callable[[], Services]
TrackerWith = Callable[..., Tracker]
PHOTONICS = ("photonics", "theme", "photonics")


async def test_a_theme_is_told_with_its_place_in_the_call_and_who_works_on_it(engine: Engine) -> None:
    await engine.hears("what is photonics?", "explain_theme", [PHOTONICS])
    assert "Photonics belongs to Key Enabling Technologies, which the call names. [1]" in engine.text
    assert "4 partnerships that I know work on it." in engine.text
    assert "How it is defined is not in our sources." in engine.text
    assert engine.replies[-1].buttons["Find partnerships"] == '/find_partnerships{"theme":"photonics"}'
    assert "Slides" in engine.text


async def test_one_partnership_is_one(engine: Engine) -> None:
    await engine.hears("define hydrogen", "explain_theme", [("hydrogen", "theme", "hydrogen")])
    assert "One partnership that I know works on it." in engine.text


async def test_a_theme_that_is_not_wanted_is_not_explained(engine: Engine) -> None:
    await engine.hears(
        "not textiles", "nlu_fallback", [("textiles", "theme", "textiles")], negated=["textiles"]
    )
    assert "Textiles" in engine.text
    assert "which the call names" not in engine.text


async def test_of_themes_that_the_sources_define_nothing_else_is_said(engine: Engine) -> None:
    named = [PHOTONICS, ("KETs", "theme", "kets")]
    await engine.hears("photonics and KETs?", "explain_theme", named)
    assert "How it is defined" not in engine.text


async def test_no_partnership_is_said_in_words(engine: Engine) -> None:
    named = [("service innovation", "theme", "service_innovation")]
    await engine.hears("what is service innovation?", "explain_theme", named)
    assert "None of the partnerships that I know works on it." in engine.text


async def test_what_the_sources_define_is_answered_with_that(engine: Engine) -> None:
    await engine.hears("what are KETs?", "explain_theme", [("KETs", "theme", "kets")])
    assert "six key enabling technologies" in engine.text


@pytest.mark.parametrize(
    ("text", "named", "response"),
    [
        ("what is Norway about", [("Norway", "country", "NO")], "utter_search_results"),
        ("what is that thing", [], "utter_cannot_answer"),
        ("what is Erasmus", [], "utter_other_programme"),
    ],
)
async def test_without_a_theme_it_does_not_guess_one(
    services: GetServices,
    say: CollectingDispatcher,
    tracker_with: TrackerWith,
    text: str,
    named: list[tuple[str, str, str]],
    response: str,
) -> None:
    await ActionExplainTheme(services).run(say, tracker_with(text, "explain_theme", named), {})
    assert responses(say.messages)[0] == response


@pytest.mark.parametrize(
    ("ranking", "response"),
    [
        ([("nlu_fallback", 0.6), ("faq/data_protection", 0.3)], "utter_eligibility_summary"),
        ([("nlu_fallback", 0.6), ("out_of_scope", 0.5)], "utter_cannot_answer"),
    ],
)
async def test_in_doubt_a_theme_is_worth_more_than_guesses(
    services: GetServices,
    say: CollectingDispatcher,
    tracker_with: TrackerWith,
    ranking: list[tuple[str, float]],
    response: str,
) -> None:
    tracker = tracker_with("could it be photonics", "nlu_fallback", [PHOTONICS], ranking=ranking)
    await ActionClarify(services).run(say, tracker, {})
    assert said(say.messages)[0].response == response
