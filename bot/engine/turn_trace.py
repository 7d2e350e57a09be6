"""What happened in a turn, for staff and for the dialogue tests."""

from __future__ import annotations

from typing import Any

from rasa.shared.core.events import ActionExecuted, BotUttered, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.engine.language import LANGUAGE

QUIET_ACTIONS = {"action_listen", "action_extract_slots", "action_session_start"}


def whole_trace(traces: list[dict[str, Any]]) -> dict[str, Any]:
    """That of the last part, with what was done and said in all of them."""
    return {
        **traces[-1],
        "actions": [name for trace in traces for name in trace["actions"]],
        "responses": [name for trace in traces for name in trace["responses"]],
        "slots": {slot: value for trace in traces for slot, value in trace["slots"].items()},
        "parts": [part for trace in traces for part in trace["parts"]],
    }


def trace_of(tracker: DialogueStateTracker, failures: list[str]) -> dict[str, Any]:
    """What happened since the person last spoke."""
    turn: list[Any] = []
    for event in reversed(tracker.events):
        turn.append(event)
        if isinstance(event, UserUttered):
            break
    turn.reverse()
    said = tracker.latest_message
    return {
        "language": said.parse_data.get(LANGUAGE),
        "intent": said.intent,
        "topic": said.full_retrieval_intent_name,
        "ranking": said.parse_data.get("intent_ranking", [])[:5],
        "entities": said.entities,
        "actions": [
            event.action_name
            for event in turn
            if isinstance(event, ActionExecuted) and event.action_name not in QUIET_ACTIONS
        ],
        "responses": [
            event.metadata.get("utter_action")
            for event in turn
            if isinstance(event, BotUttered) and event.metadata
        ],
        "slots": {event.key: event.value for event in turn if isinstance(event, SlotSet)},
        "form": tracker.active_loop_name,
        "failed_actions": failures,
        "parts": [
            {"text": said.text, "intent": said.intent, "topic": said.full_retrieval_intent_name},
        ],
    }
