"""What the person's last message holds, as the engine understood it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from rasa_sdk import Tracker

from bot.content.lexicon import AMBIGUOUS, load_lexicon

OWN, PARTNER = "own", "partner"


@dataclass(frozen=True)
class Heard:
    """The last message: text, intent with confidence, FAQ topic if it is one, and the things it names."""

    text: str
    intent: str | None
    confidence: float
    topic: str | None
    ranking: tuple[tuple[str, float], ...]
    entities: tuple[dict[str, Any], ...]

    def ids(self, entity: str, *roles: str | None, negated: bool = False) -> tuple[str, ...]:
        """The ids named of this kind, in order; with roles, only those said in one of the roles."""
        found = [
            str(item["value"])
            for item in self.entities
            if item["entity"] == entity
            and bool(item.get("negated")) is negated
            and (not roles or item.get("role") in roles)
            and not str(item["value"]).startswith(AMBIGUOUS)
        ]
        return tuple(dict.fromkeys(found))

    def one(self, entity: str, *roles: str | None) -> str | None:
        """The first id of this kind, or None."""
        return next(iter(self.ids(entity, *roles)), None)

    def ambiguous_kinds(self) -> tuple[str, ...]:
        """Organisation types that one everyday word may stand for ("technology park")."""
        for item in self.entities:
            if item["entity"] == "organisation_type" and str(item["value"]).startswith(AMBIGUOUS):
                return tuple(str(item["value"]).removeprefix(AMBIGUOUS).split("|"))
        return ()

    def countries(self, *roles: str | None) -> tuple[str, ...]:
        """Countries named, and those of the regions named, in the order they were said."""
        regions = load_lexicon().regions
        found: list[str] = []
        for item in self.entities:
            if item.get("negated") or (roles and item.get("role") not in roles):
                continue
            if item["entity"] == "country":
                found.append(str(item["value"]))
            elif item["entity"] == "region" and item["value"] in regions:
                found.append(regions[item["value"]].country)
        return tuple(dict.fromkeys(found))

    @property
    def names_a_group(self) -> bool:
        """Do several countries come from one word ("Nordic")? Then nobody has named one of them."""
        ends = [item.get("end") for item in self.entities if item["entity"] == "country" and item.get("end")]
        return not self.is_button and len(set(ends)) < len(ends)

    @property
    def is_button(self) -> bool:
        """A press on a button arrives as a payload, not as words."""
        return self.text.startswith("/")


def heard(tracker: Tracker) -> Heard:
    """Read the tracker's last message."""
    message = tracker.latest_message or {}
    intent = message.get("intent") or {}
    entities = tuple(item for item in message.get("entities") or () if item.get("value") is not None)
    selected = message.get("response_selector", {}).get("default", {}).get("response", {})
    topic = next((str(item["value"]) for item in entities if item["entity"] == "topic"), None)
    if topic is None and intent.get("name") == "faq":
        topic = str(selected.get("intent_response_key", "")).removeprefix("faq/") or None
    return Heard(
        text=str(message.get("text") or "").strip(),
        intent=intent.get("name"),
        confidence=float(intent.get("confidence") or 0.0),
        topic=topic,
        ranking=tuple((item["name"], item["confidence"]) for item in message.get("intent_ranking") or ()),
        entities=entities,
    )
