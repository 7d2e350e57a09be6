"""A bounded window of a conversation says the same as all of it."""

from __future__ import annotations

import pytest
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActionExecutionRejected,
    ActionReverted,
    ActiveLoop,
    BotUttered,
    ConversationPaused,
    Restarted,
    SessionStarted,
    SlotSet,
    UserUtteranceReverted,
    UserUttered,
)

from bot.engine.live_tracker import TURNS_BEFORE, LiveTracker

DOMAIN = Domain.from_yaml(
    """
version: "3.1"
intents: [greet]
slots:
  country: {type: text, mappings: [{type: custom}]}
  seen: {type: list, mappings: [{type: custom}]}
  rounds: {type: float, initial_value: 1.0, mappings: [{type: custom}]}
  requested_slot: {type: text, mappings: [{type: custom}]}
forms: {eoi_form: {required_slots: [country]}}
responses: {utter_hello: [{text: Hello}]}
"""
)
GREETING = {"intent": {"name": "greet", "confidence": 0.9}, "entities": []}


def heard(text):
    return UserUttered(text, GREETING["intent"], [], {**GREETING, "text": text})


def turn(number, *after):
    """A turn as Rasa leaves it, listening at its end."""
    return [
        heard(f"message {number}"),
        ActionExecuted("utter_hello"),
        BotUttered(f"Hello {number}"),
        *after,
        ActionExecuted("action_listen"),
    ]


def tracker_of(*events):
    tracker = LiveTracker("a", DOMAIN.slots)
    for event in [ActionExecuted("action_session_start"), SessionStarted(), ActionExecuted("action_listen")]:
        tracker.update(event)
    for event in events:
        tracker.update(event)
    return tracker


def state(tracker):
    """Everything that policies and actions are told, without the events themselves."""
    told = tracker.current_state()
    return {**told, "bot": tracker.latest_bot_utterance, "rejected": tracker.is_active_loop_rejected}


LIVES = {
    "nothing but talk": [event for number in range(9) for event in turn(number)],
    "slots were set, changed and emptied": [
        *turn(1, SlotSet("country", "ES"), SlotSet("seen", ["a"]), SlotSet("rounds", 3.0)),
        *turn(2, SlotSet("country", "IT"), SlotSet("seen", None)),
        *(event for number in range(3, 9) for event in turn(number)),
    ],
    "a form is open": [
        *turn(1),
        *turn(2, ActionExecuted("eoi_form"), ActiveLoop("eoi_form"), SlotSet("requested_slot", "country")),
        *(event for number in range(3, 9) for event in turn(number, ActionExecuted("eoi_form"))),
    ],
    "a form was closed": [
        *turn(1, ActionExecuted("eoi_form"), ActiveLoop("eoi_form"), SlotSet("requested_slot", "country")),
        *turn(2, ActionExecuted("eoi_form"), ActiveLoop(None), SlotSet("requested_slot", None)),
        *(event for number in range(3, 9) for event in turn(number)),
    ],
}


@pytest.mark.parametrize("life", LIVES)
def test_the_window_says_the_same_as_the_whole(life):
    tracker = tracker_of(*LIVES[life])
    before, events = state(tracker), len(tracker.events)
    tracker.keep_last(3)
    assert len(tracker.events) < events
    assert tracker.turns() == 3
    assert state(tracker) == before


@pytest.mark.parametrize("life", LIVES)
def test_what_is_left_leads_to_the_same_when_it_is_lived_through_again(life):
    tracker = tracker_of(*LIVES[life])
    before = state(tracker)
    tracker.keep_last(3)
    again = LiveTracker.of_stored("a", tracker.events, DOMAIN.slots)
    after = state(again)
    for told in (before, after):
        told["active_loop"].pop("trigger_message", None)  # nobody reads it
        told.pop("followup_action")  # Rasa clears it without an event
    assert after == before


@pytest.mark.parametrize("life", LIVES)
def test_rules_see_the_same_last_states(life):
    tracker = tracker_of(*LIVES[life])
    whole = tracker.past_states(DOMAIN, omit_unset_slots=True)
    tracker.keep_last(3)
    window = tracker.past_states(DOMAIN, omit_unset_slots=True)
    assert window[-6:] == whole[-6:]


@pytest.mark.parametrize("life", LIVES)
def test_the_conversation_goes_on_alike_also_when_something_is_taken_back(life):
    whole, window = tracker_of(*LIVES[life]), tracker_of(*LIVES[life])
    window.keep_last(3)
    for taken_back in (UserUtteranceReverted(), ActionReverted()):
        for tracker in (whole, window):
            tracker.update(heard("oh"))
            tracker.update(ActionExecuted("utter_hello"))
            tracker.update(taken_back)
        assert window.current_slot_values() == whole.current_slot_values()
        assert window.active_loop_name == whole.active_loop_name
        assert window.latest_action_name == whole.latest_action_name


def test_a_short_conversation_is_left_as_it_is():
    tracker = tracker_of(*turn(1), *turn(2))
    events = list(tracker.events)
    tracker.keep_last(2)
    assert list(tracker.events) == events


def test_the_first_cut_is_not_the_last():
    tracker = tracker_of(SlotSet("country", "ES"))
    for number in range(40):
        for event in turn(number):
            tracker.update(event)
        if tracker.turns() > 6:
            tracker.keep_last(3)
    assert tracker.get_slot("country") == "ES"
    assert len(tracker.events) < 40
    assert [event.metadata[TURNS_BEFORE] for event in tracker.events if TURNS_BEFORE in event.metadata] == [
        40 - tracker.turns()
    ]
    assert tracker.latest_message.text == "message 39"


ODD_BEGINNINGS = {
    "no listening before the message": [ActionExecuted("utter_hello")],
    "the talk is paused": [ConversationPaused()],
    "a form was rejected": [
        ActiveLoop("eoi_form"),
        ActionExecutionRejected("eoi_form"),
        ActionExecuted("action_listen"),
    ],
}


@pytest.mark.parametrize("odd", ODD_BEGINNINGS)
def test_a_turn_that_did_not_begin_by_listening_is_no_beginning(odd):
    tracker = tracker_of(*turn(1), *turn(2), *ODD_BEGINNINGS[odd], *turn(3))
    events = list(tracker.events)
    tracker.keep_last(1)
    assert list(tracker.events) == events


def test_after_a_restart_of_the_talk_nothing_of_before_is_left():
    tracker = tracker_of(SlotSet("country", "ES"), *turn(1), Restarted(), ActionExecuted("action_listen"))
    for number in range(2, 9):
        for event in turn(number):
            tracker.update(event)
    tracker.keep_last(3)
    assert tracker.get_slot("country") is None


def test_a_copy_is_as_the_tracker_and_leaves_it_as_it_is():
    tracker = tracker_of(*LIVES["a form is open"], SlotSet("country", "ES"))
    before = state(tracker)
    twin = tracker.copy()
    assert state(twin) == before
    assert twin == tracker
    for event in (SlotSet("country", "IT"), ActionExecutionRejected("eoi_form"), heard("more")):
        twin.update(event)
    assert state(tracker) == before
    assert len(twin.unsaved) == len(tracker.unsaved) + 3
    assert tracker_of().copy().active_loop is None


def test_what_is_new_is_noted_and_what_comes_from_the_store_is_not():
    tracker = LiveTracker.of_stored("a", turn(1), DOMAIN.slots)
    assert tracker.unsaved == []
    said = heard("more")
    tracker.update(said)
    assert tracker.unsaved == [said]
