"""What happened in this turn and in the one before, out of the tracker's events."""

from __future__ import annotations

from itertools import takewhile
from typing import Any

from rasa_sdk import Tracker

Events = list[dict[str, Any]]


def this_turn(tracker: Tracker) -> Events:
    """Everything since the person last spoke, the newest first."""
    return list(takewhile(_is_no_message, reversed(tracker.events)))


def turn_before(tracker: Tracker) -> Events:
    """Everything between the last message and the one before it, the newest first."""
    earlier = tracker.events[: max(0, len(tracker.events) - len(this_turn(tracker)) - 1)]
    return list(takewhile(_is_no_message, reversed(earlier)))


def responses_in(events: Events) -> list[str | None]:
    """The names of the responses that were said, in the order of the events."""
    return [(one.get("metadata") or {}).get("utter_action") for one in events if one["event"] == "bot"]


def was_asked(tracker: Tracker, response: str) -> bool:
    """Does this message follow right after that response?"""
    return response in responses_in(turn_before(tracker))


def _is_no_message(event: dict[str, Any]) -> bool:
    return bool(event["event"] != "user")
