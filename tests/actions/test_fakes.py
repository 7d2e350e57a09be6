"""The trackers of these tests have the shape that Rasa sends; the conversations follow its forms."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from rasa_sdk import Tracker

from actions._heard import heard
from tests.actions.engine import RULES_AFTER_FORMS, RULES_OF_INTENTS, Engine
from tests.actions.trackers import DOMAIN, payload_message

# Made by Rasa 3.6.21 (RemoteAction._action_call_format, FormAction._temporary_tracker); times, the domain and
# most slots are cut out.
RECORDED: dict[str, Any] = json.loads(
    (Path(__file__).parent / "rasa_3_6_requests.json").read_text(encoding="utf-8")
)


def events_of(tracker: Tracker) -> list[tuple[str, str | None]]:
    return [(one["event"], one.get("name")) for one in tracker.events]


def assert_same_shape(ours: Tracker, request: str) -> None:
    theirs = Tracker.from_dict(RECORDED[request]["tracker"])
    assert ours.latest_message == theirs.latest_message
    assert heard(ours) == heard(theirs)
    kept = {event: set(one) for one in theirs.events for event in [one["event"]]}
    for one in ours.events:
        assert set(one) == kept[one["event"]]
    assert events_of(ours)[-2:] == events_of(theirs)[-2:]


def test_a_question_has_the_shape_that_rasa_sends(tracker_with: Callable[..., Tracker]) -> None:
    assert_same_shape(tracker_with("Is it still open?", "faq/call_open_now"), "question")


def test_an_answer_in_a_form_has_the_shape_that_rasa_sends(tracker_with: Callable[..., Tracker]) -> None:
    ours = tracker_with(
        "in Lombardy",
        "inform",
        [("Lombardy", "region", "ITC4", "own")],
        form="eligibility_form",
        requested="eligibility__country",
    )
    assert_same_shape(ours, "answer")
    assert ours.active_loop["name"] == RECORDED["answer"]["tracker"]["active_loop"]["name"]


def test_a_form_that_goes_on_after_a_digression_looks_as_rasa_shows_it(
    tracker_with: Callable[..., Tracker],
) -> None:
    ours = tracker_with(
        "in Lombardy",
        "inform",
        [("Lombardy", "region", "ITC4", "own")],
        form="eligibility_form",
        requested="eligibility__country",
        events=["action_answer_question"],
    )
    recorded = [
        (one["event"], one.get("name")) for one in RECORDED["after_a_digression"]["tracker"]["events"]
    ]
    assert events_of(ours)[-3:] == recorded[-3:]


def test_a_pressed_button_has_the_shape_that_rasa_sends() -> None:
    theirs = RECORDED["button"]["tracker"]["latest_message"]
    ours = payload_message('/inform{"organisation_type":"sme"}')
    ours["entities"][0] |= {key: theirs["entities"][0][key] for key in ("start", "end")}
    assert ours == theirs


def test_a_tracker_with_a_slot_of_nobody_is_refused(tracker_with: Callable[..., Tracker]) -> None:
    with pytest.raises(AssertionError, match="no slot"):
        tracker_with(slots={"eligibility__colour": "blue"})


def test_every_intent_has_a_rule_that_the_conversations_follow() -> None:
    intents = {name if isinstance(name, str) else next(iter(name)) for name in DOMAIN["intents"]}
    assert set(RULES_OF_INTENTS) == intents
    assert set(RULES_AFTER_FORMS) == set(DOMAIN["forms"])


async def test_a_conversation_answers_by_the_rules(engine: Engine) -> None:
    await engine.hears("hello", "greet")
    assert engine.names == ["utter_greet"]
    await engine.press("What is this call?")
    assert engine.ran == ["action_answer_question"]
