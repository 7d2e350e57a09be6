"""Questions about the call: short first, with the source, and the next steps as buttons, on any day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions._base import Services
from actions._heard import heard
from actions._saying import MOST_BUTTONS, next_buttons, payload
from actions.call import ActionAnswerQuestion
from actions.followups import ActionTellMore
from bot.content.answers import load_answers
from bot.content.call_status import closed_reason, status_on
from bot.content.steps import step_titles
from tests.actions.said import responses, said, words

GetServices = Callable[[], Services]
TrackerWith = Callable[..., Tracker]

TOLD = ["utter_answer", "utter_source"]
DAYS = {
    "not_open": date(2016, 4, 30),
    "open": date(2016, 6, 1),
    "extended": date(2017, 3, 1),
    "closing_soon": date(2017, 3, 30),
    "closed": date(2026, 11, 22),
}


async def test_a_question_is_answered_with_its_source_and_the_next_steps(
    services: GetServices, say: CollectingDispatcher, tracker_with: TrackerWith
) -> None:
    tracker = tracker_with("when does it close?", "faq/call_closing_date")
    events = await ActionAnswerQuestion(services).run(say, tracker, {})
    answer, source = said(say.messages)
    assert (answer.response, source.response) == ("utter_answer", "utter_source")
    assert "31 March 2017" in answer.text
    assert source.text.startswith("Source")
    assert "Checked on " in source.text
    assert next(iter(source.buttons)) == "Tell me more"
    assert {one["name"]: one["value"] for one in events} == {
        "last_kind": "answer",
        "last_topic": "call_closing_date",
    }


async def test_a_button_asks_for_its_topic(
    services: GetServices, say: CollectingDispatcher, tracker_with: TrackerWith
) -> None:
    tracker = tracker_with('/faq{"topic":"call_open_now"}')
    assert heard(tracker).topic == "call_open_now"
    await ActionAnswerQuestion(services).run(say, tracker, {})
    assert "31 December 2016" in words(say.messages)
    assert "31 March 2017" in words(say.messages)


@pytest.mark.parametrize(
    ("status", "topic", "days"),
    [
        ("extended", "call_closing_date", "Days left: 30."),
        ("closing_soon", "call_open_now", "Days left: 1."),
        ("closed", "call_closing_date", None),
        ("extended", "grant_deadline", None),
    ],
)
async def test_the_days_that_are_left_are_told_while_the_call_is_open(
    services: GetServices,
    say: CollectingDispatcher,
    tracker_with: TrackerWith,
    status: str,
    topic: str,
    days: str | None,
) -> None:
    on_the_day = replace(services(), today=lambda: DAYS[status])
    await ActionAnswerQuestion(lambda: on_the_day).run(say, tracker_with("when?", f"faq/{topic}"), {})
    assert ("Days left" in words(say.messages)) is (days is not None)
    assert (days or "") in words(say.messages)


@pytest.mark.parametrize("text", ["/faq", '/faq{"topic":"the_moon"}'])
async def test_a_topic_without_an_answer_is_admitted(
    services: GetServices, say: CollectingDispatcher, tracker_with: TrackerWith, text: str
) -> None:
    assert await ActionAnswerQuestion(services).run(say, tracker_with(text), {}) == []
    assert responses(say.messages) == ["utter_no_verified_answer"]


@pytest.mark.parametrize("status", DAYS)
async def test_every_topic_can_be_answered_on_any_day(
    services: GetServices, say: CollectingDispatcher, tracker_with: TrackerWith, status: str
) -> None:
    on_the_day = replace(services(), today=lambda: DAYS[status])
    assert status_on(DAYS[status]) == status
    for topic, answer in load_answers().items():
        for action, tracker in (
            (ActionAnswerQuestion, tracker_with("so?", f"faq/{topic}")),
            (ActionTellMore, tracker_with(slots={"last_kind": "answer", "last_topic": topic})),
        ):
            say.messages.clear()
            await action(lambda: on_the_day).run(say, tracker, {})
            told = TOLD if answer.more else ["utter_no_more"]
            assert responses(say.messages) == (told if action is ActionTellMore else TOLD), topic
            assert "{" not in words(say.messages), topic
            assert len(said(say.messages)[-1].buttons) <= MOST_BUTTONS, topic


def test_only_outside_the_call_there_is_a_reason_to_refuse() -> None:
    reasons = {status: closed_reason(day) for status, day in DAYS.items()}
    assert "May 2016" in str(reasons["not_open"])
    assert "31 March 2017" in str(reasons["closed"])
    assert reasons["closed"] != reasons["not_open"]
    assert [status for status, reason in reasons.items() if reason is None] == [
        "open",
        "extended",
        "closing_soon",
    ]


def test_every_step_that_can_be_offered_has_a_title() -> None:
    offered = next_buttons(step_titles())
    assert len(offered) == MOST_BUTTONS
    assert offered[0] == {"title": "Check whether we may take part", "payload": "/check_eligibility"}
    with pytest.raises(KeyError):
        next_buttons(["fly_to_the_moon"])


def test_a_payload_is_what_rasa_reads() -> None:
    assert payload("affirm") == "/affirm"
    assert payload("faq", topic="call_aims") == '/faq{"topic":"call_aims"}'
