"""The draft of an expression of interest as it is kept: its answers by name, whatever asks the questions."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.logic.eoi import Consent, Expression, expression_from
from bot.logic.eoi_fields import FIELDS, next_field

PREFIX = "eoi__"
SLOTS = (
    "eoi__kind",
    "eoi__form_id",
    "eoi__partnership",
    "eoi__title",
    "eoi__organisation",
    "eoi__organisation_type",
    "eoi__country",
    "eoi__region",
    "eoi__theme",
    "eoi__role",
    "eoi__motivation",
    "eoi__consent",
    "eoi__contact_name",
    "eoi__email",
    "eoi__confirm",
    "eoi__editing",
    "eoi__opened",
)


def values_of(slots: Mapping[str, Any]) -> dict[str, Any]:
    """Field name -> value, the consent as the plain yes that the logic wants."""
    values = {name.removeprefix(PREFIX): slots.get(name) for name in SLOTS}
    values["consent"] = "yes" if values["consent"] else None
    return values


def answers(slots: Mapping[str, Any]) -> dict[str, Any]:
    """What is kept of a draft: every slot of it that is filled."""
    left_out = ("eoi__confirm", "eoi__form_id", "eoi__editing", "eoi__opened")
    return {name: slots[name] for name in SLOTS if name not in left_out and slots.get(name) is not None}


def kind_of(slots: Mapping[str, Any]) -> str:
    """Join or propose."""
    return str(slots.get("eoi__kind") or "join")


def questions(kind: str) -> tuple[str, ...]:
    """What is asked for this kind, in order, up to the last yes."""
    return ("partnership", *FIELDS[kind]) if kind == "join" else FIELDS[kind]


def next_slot(slots: Mapping[str, Any]) -> str | None:
    """The slot to ask for next: the partnership, then the fields, then the confirmation."""
    kind = kind_of(slots)
    if kind == "join" and not slots.get("eoi__partnership"):
        return "eoi__partnership"
    field = next_field(values_of(slots), kind)
    if field:
        return PREFIX + field
    return None if slots.get("eoi__confirm") else "eoi__confirm"


def expression_of(slots: Mapping[str, Any], *, conversation_id: str, channel: str) -> Expression:
    """What the complete draft would send; raises ValueError while something is missing."""
    return expression_from(
        kind_of(slots),
        values_of(slots),
        partnership_id=slots.get("eoi__partnership"),
        conversation_id=conversation_id,
        channel=channel,
    )


def consent_given(slot: Mapping[str, Any]) -> Consent:
    """The consent record as it was given: version, words, language, time (UTC)."""
    return Consent(
        version=slot["version"],
        text=slot["text"],
        language=slot["language"],
        given_at=datetime.fromisoformat(slot["given_at"]),
    )
