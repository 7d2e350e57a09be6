""" "More" and "why?" after each kind of answer, and while a form is asking."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions._base import Services
from actions.followups import ActionExplainWhy, ActionTellMore
from tests.actions.engine import Engine
from tests.actions.said import responses

GetServices = Callable[[], Services]
TrackerWith = Callable[..., Tracker]


@pytest.mark.parametrize("action", [ActionTellMore, ActionExplainWhy])
async def test_before_anything_was_told_that_is_said(
    services: GetServices, say: CollectingDispatcher, tracker_with: TrackerWith, action: Any
) -> None:
    assert await action(services).run(say, tracker_with("why?", "ask_why"), {}) == []
    assert responses(say.messages) == ["utter_nothing_said_yet"]


async def test_more_of_an_answer_is_its_rest_and_then_there_is_no_more(engine: Engine) -> None:
    await engine.hears("when does it close?", "faq/call_closing_date")
    short = engine.text
    await engine.press("Tell me more")
    assert engine.names == ["utter_answer", "utter_source"]
    assert engine.text != short
    await engine.hears("more", "ask_more")
    assert engine.names == ["utter_no_more"]


async def test_once_more_is_the_short_answer_again(engine: Engine) -> None:
    await engine.hears("when does it close?", "faq/call_closing_date")
    short = engine.text
    await engine.press("Tell me more")
    await engine.hears("shorter please", "ask_more")
    assert engine.names == ["utter_eoi_intro", "utter_answer", "utter_source"]
    assert short.splitlines()[0] in [reply.text.splitlines()[0] for reply in engine.replies]


async def test_once_more_before_any_answer_says_so(engine: Engine) -> None:
    await engine.hears("repeat that", "ask_more")
    assert engine.names == ["utter_nothing_said_yet"]


async def test_once_more_shows_a_list_a_partnership_and_verdicts_again(engine: Engine) -> None:
    await engine.hears("partnerships in France", "find_partnerships", [("France", "country", "FR")])
    page = engine.text
    await engine.hears("repeat that", "ask_more")
    assert engine.text == page
    await engine.hears("the first", "pick_one", [("first", "ordinal", "1")])
    shown = engine.text
    await engine.hears("say that again", "ask_more")
    assert engine.text == shown
    await engine.hears(
        "is a cluster from France eligible?", "check_eligibility", [("France", "country", "FR")]
    )
    await engine.hears("stop", "cancel")
    await engine.hears("too long", "ask_more")
    assert "France" in engine.text


async def test_why_after_an_answer_gives_the_rest_with_its_source(engine: Engine) -> None:
    await engine.hears("when does it close?", "faq/call_closing_date")
    await engine.hears("why?", "ask_why")
    assert engine.names == ["utter_answer", "utter_source"]
    assert engine.replies[1].text.startswith("Source")


@pytest.mark.parametrize(("text", "intent"), [("why?", "ask_why"), ("more", "ask_more")])
async def test_after_a_verdict_every_verdict_is_shown_with_its_source(
    engine: Engine, text: str, intent: str
) -> None:
    await engine.hears(
        "we are a company, can we apply?", "check_eligibility", [("company", "organisation_type", "company")]
    )
    await engine.hears(text, intent)
    assert engine.names == ["utter_eligibility_summary", "utter_source"]
    assert "Companies take part through their cluster. [1]" in engine.text


@pytest.mark.parametrize(("text", "intent"), [("why?", "ask_why"), ("more", "ask_more")])
async def test_after_one_requirement_the_rule_behind_it_is_told_and_no_older_answer(
    engine: Engine, text: str, intent: str
) -> None:
    await engine.hears("what is a cluster?", "faq/def_cluster")
    await engine.hears("can Norway apply?", "ask_requirement", [("Norway", "country", "NO")])
    await engine.hears(text, intent)
    assert engine.names == ["utter_answer", "utter_source"]
    assert engine.slots["last_topic"] == "eligible_countries"
    assert "COSME" in engine.text


async def test_more_of_a_search_is_its_next_page_until_there_is_none(engine: Engine) -> None:
    await engine.hears("ESCP-S3 partnerships", "find_partnerships", [("ESCP-S3", "programme", "escp-s3")])
    assert "These are numbers 1 to 5:" in engine.text
    await engine.press("Show more")
    assert "These are numbers 6 to 9:" in engine.text
    assert "\n6. " in engine.text
    await engine.hears("more", "ask_more")
    assert engine.names == ["utter_no_more"]
    await engine.hears("why?", "ask_why")
    assert "These are numbers 6 to 9:" in engine.text
    assert "Why: programme ESCP-S3" in engine.text


async def test_why_after_a_search_that_asked_back_is_no_older_answer(engine: Engine) -> None:
    await engine.hears("what is a cluster?", "faq/def_cluster")
    await engine.hears("partnerships near me", "find_partnerships")
    await engine.hears("why?", "ask_why")
    assert engine.names == ["utter_nothing_said_yet"]


async def test_why_after_a_partnership_is_where_its_entry_comes_from(engine: Engine) -> None:
    await engine.hears("TEX4IM", "show_partnership", [("TEX4IM", "partnership", "escps3-tex4im")])
    await engine.hears("why?", "ask_why")
    assert engine.names == ["utter_source"]
    assert "https://" in engine.text
    await engine.hears("more", "ask_more")
    assert engine.names == ["utter_no_more"]


async def test_a_partnership_that_is_gone_from_the_catalogue_is_not_made_up(
    services: GetServices, say: CollectingDispatcher, tracker_with: TrackerWith
) -> None:
    slots = {"last_kind": "partnership", "partnership_id": "gone"}
    await ActionExplainWhy(services).run(say, tracker_with("why?", "ask_why", slots=slots), {})
    assert responses(say.messages) == ["utter_partnership_not_known"]


async def test_why_right_after_a_question_of_a_form_is_why_it_is_asked(engine: Engine) -> None:
    await engine.hears("can we apply?", "check_eligibility")
    await engine.hears("why?", "ask_why")
    assert engine.names[0] == "utter_eoi_field_reason"
    assert "a requirement of the call depends on it" in engine.text
    assert engine.names[1] == "utter_ask_eligibility__organisation_type"


@pytest.mark.parametrize(
    ("text", "response"),
    [("what is missing?", "utter_eligibility_summary"), ("why?", "utter_eoi_field_reason")],
)
async def test_inside_the_check_the_verdict_and_the_question_are_told_apart(
    engine: Engine, text: str, response: str
) -> None:
    await engine.hears("can we apply? we are in Spain", "check_eligibility", [("Spain", "country", "ES")])
    await engine.hears(text, "ask_why")
    assert engine.names[0] == response


async def test_why_after_an_answer_in_between_is_about_that_answer(engine: Engine) -> None:
    await engine.hears("can we apply?", "check_eligibility")
    await engine.hears("what is a cluster?", "faq/def_cluster")
    await engine.hears("why?", "ask_why")
    assert engine.names == ["utter_answer", "utter_source", "utter_ask_eligibility__organisation_type"]


async def test_which_sources_are_used_is_told_before_anything_was_answered(engine: Engine) -> None:
    await engine.hears("which sources do you use?", "ask_why")
    assert "Each answer names its source" in engine.text
