"""Trackers in the shape in which Rasa 3.6 sends them; `rasa_3_6_request.json` holds a real one to compare."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml
from rasa_sdk import Tracker

ROOT = Path(__file__).resolve().parents[2]
DOMAIN: dict[str, Any] = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))
SURE = 0.95

Named = tuple[str, ...]  # what was written, entity, value, and for a place its role


def entities_in(text: str, named: Iterable[Named], *, negated: Iterable[str] = ()) -> list[dict[str, Any]]:
    """Entities as the engine's gazetteer gives them; a word that is not in the text fails the test."""
    entities = []
    for word, entity, value, *role in named:
        start = text.index(word)
        found = {
            "entity": entity,
            "start": start,
            "end": start + len(word),
            "value": value,
            "text": word,
            "extractor": "GazetteerExtractor",
        }
        if role:
            found["role"] = role[0]
        if word in negated:
            found["negated"] = True
        entities.append(found)
    return entities


def message(
    text: str,
    intent: str | None,
    entities: Sequence[Mapping[str, Any]] = (),
    *,
    confidence: float = SURE,
    ranking: Sequence[tuple[str, float]] = (),
    channel: str = "web",
) -> dict[str, Any]:
    """A parsed message. `faq/<topic>` as intent is what our classifier makes of a question."""
    name = intent.split("/")[0] if intent else None
    parsed: dict[str, Any] = {
        "intent": {"name": name, "confidence": confidence if intent else 0.0},
        "entities": [dict(one) for one in entities],
        "text": text,
        "message_id": None,
        "metadata": {"channel": channel},
        "intent_ranking": [
            {"name": one, "confidence": sure}
            for one, sure in ranking or ([(intent, confidence)] if intent else [])
        ],
    }
    if intent and "/" in intent:
        chosen = {"intent_response_key": intent, "confidence": confidence}
        parsed["response_selector"] = {"default": {"response": chosen}}
    return parsed


def payload_message(payload: str, channel: str = "web") -> dict[str, Any]:
    """A pressed button: Rasa takes the payload apart by itself, no classifier is asked."""
    intent, brace, rest = payload.removeprefix("/").partition("{")
    values = json.loads(brace + rest) if brace else {}
    entities = [
        {"entity": entity, "value": value, "start": len(intent) + 1, "end": len(payload)}
        for entity, value in values.items()
    ]
    return message(payload, intent, entities, confidence=1.0, ranking=[(intent, 1.0)], channel=channel)


def action_event(name: str) -> dict[str, Any]:
    """An action that was run."""
    return {
        "event": "action",
        "timestamp": 1488326400.0,
        "name": name,
        "policy": None,
        "confidence": None,
        "action_text": None,
        "hide_rule_turn": False,
    }


def user_event(parsed: Mapping[str, Any]) -> dict[str, Any]:
    """A message that was received."""
    return {
        "event": "user",
        "timestamp": 1488326400.0,
        "metadata": parsed["metadata"],
        "text": parsed["text"],
        "parse_data": dict(parsed),
        "input_channel": "front_door",
        "message_id": None,
    }


def bot_event(response: str, text: str, buttons: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Something that was said, with the response it came from and the payload of each button by its title."""
    shown = [{"title": title, "payload": payload} for title, payload in (buttons or {}).items()]
    return {
        "event": "bot",
        "timestamp": 1488326400.0,
        "metadata": {"utter_action": response},
        "text": text,
        "data": {"buttons": shown or None},
    }


def slot_event(name: str, value: Any) -> dict[str, Any]:
    """A slot that was set."""
    return {"event": "slot", "timestamp": 1488326400.0, "name": name, "value": value}


def tracker_of(
    parsed: Mapping[str, Any],
    *,
    slots: Mapping[str, Any] | None = None,
    form: str | None = None,
    events: Sequence[Mapping[str, Any]] | None = None,
    sender: str = "conversation-1",
) -> Tracker:
    """The tracker an action gets; `events` is all that happened, by default only the message."""
    if events is None:
        events = [action_event("action_listen"), user_event(parsed)]
    given = {"requested_slot": None, **dict(slots or {})}
    unknown = set(given) - set(DOMAIN["slots"]) - {"requested_slot"}
    assert not unknown, f"the domain has no slot {sorted(unknown)}"
    return Tracker.from_dict(
        {
            "sender_id": sender,
            "slots": {**dict.fromkeys(DOMAIN["slots"]), **given},
            "latest_message": dict(parsed),
            "latest_event_time": 1488326400.0,
            "followup_action": None,
            "paused": False,
            "events": [dict(one) for one in events],
            "latest_input_channel": "front_door",
            "active_loop": {"name": form, "is_interrupted": False} if form else {},
            "latest_action": {"action_name": "action_listen"},
            "latest_action_name": "action_listen",
        }
    )


def asked_by(form: str, requested: str | None) -> list[dict[str, Any]]:
    """What Rasa's form puts behind the events before it calls the validator."""
    return [slot_event("requested_slot", requested), action_event(form)]
