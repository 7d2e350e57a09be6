"""A domain of a few names, and conversations that take place in it."""

from __future__ import annotations

from typing import Any

from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, BotUttered, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

DOMAIN = """
version: "3.1"
intents: [greet, faq]
slots:
  country: {type: text, mappings: [{type: custom}]}
responses:
  utter_hello: [{text: "Hello"}]
  utter_technical_problem: [{text: "Something broke, please write to somebody."}]
actions: [action_answer]
session_config: {session_expiration_time: 60, carry_over_slots_to_new_session: true}
"""


def domain() -> Domain:
    return Domain.from_yaml(DOMAIN)


def talk(
    tracker: DialogueStateTracker,
    text: str,
    country: str | None = None,
    reply: str = "Hello",
    language: str | None = None,
    parsed: dict[str, Any] | None = None,
) -> None:
    """One turn, as Rasa leaves it in the tracker."""
    greeting = {"intent": {"name": "greet", "confidence": 0.9}, "entities": [], "text": text}
    parsed = dict(parsed or greeting)
    if language:
        parsed["language"] = language
    tracker.update(ActionExecuted("action_listen"))
    tracker.update(UserUttered(text, parsed["intent"], [], parsed))
    if country:
        tracker.update(SlotSet("country", country))
    tracker.update(ActionExecuted("utter_hello"))
    tracker.update(BotUttered(reply, metadata={"utter_action": "utter_hello"}))


def texts(tracker: DialogueStateTracker) -> list[str]:
    """What the person said, in order."""
    return [event.text for event in tracker.events if isinstance(event, UserUttered)]
