"""The draft of an expression of interest, as the form's slots hold it."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, FollowupAction, SlotSet

from bot.content.field_words import value_in_words
from bot.content.phrases import phrase
from bot.logic.eoi import Consent, Expression, expression_from
from bot.logic.eoi_fields import FIELDS, SKIPPED, next_field
from bot.logic.eoi_life import StoredEoI

PREFIX = "eoi__"
DROP = "utter_eoi_drop_really"
KEPT_AFTER_SENDING = ("eoi__reference",)
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
)


def values_of(slots: Mapping[str, Any]) -> dict[str, Any]:
    """Field name -> value, the consent as the plain yes that the logic wants."""
    values = {name.removeprefix(PREFIX): slots.get(name) for name in SLOTS}
    values["consent"] = "yes" if values["consent"] else None
    return values


def answers(slots: Mapping[str, Any]) -> dict[str, Any]:
    """What is kept of a draft: every slot of it that is filled."""
    left_out = ("eoi__confirm", "eoi__form_id", "eoi__editing")
    return {name: slots[name] for name in SLOTS if name not in left_out and slots.get(name) is not None}


def kind_of(slots: Mapping[str, Any]) -> str:
    """Join or propose."""
    return str(slots.get("eoi__kind") or "join")


def next_slot(slots: Mapping[str, Any]) -> str | None:
    """The slot to ask for next: the partnership, then the fields, then the confirmation."""
    kind = kind_of(slots)
    if kind == "join" and not slots.get("eoi__partnership"):
        return "eoi__partnership"
    field = next_field(values_of(slots), kind)
    if field:
        return PREFIX + field
    return None if slots.get("eoi__confirm") else "eoi__confirm"


def is_complete(slots: Mapping[str, Any]) -> bool:
    """Everything there but the last yes?"""
    return next_slot(slots) in (None, "eoi__confirm") and bool(slots.get("eoi__form_id"))


def is_under_way(tracker: Tracker) -> bool:
    """Was a draft begun and neither sent nor cancelled?"""
    return bool(tracker.get_slot("eoi__form_id"))


def emptied() -> list[EventType]:
    """The slots of the draft, taken back; the reference of what was sent stays."""
    return [SlotSet(name, None) for name in SLOTS if name not in KEPT_AFTER_SENDING]


def loaded(one: StoredEoI) -> dict[str, Any]:
    """The slots with which something that was sent is changed: its answers, and which one it is."""
    answers = {PREFIX + field: getattr(one.expression, field, None) for field in FIELDS[one.expression.kind]}
    return {
        **dict.fromkeys(SLOTS),
        **answers,
        "eoi__region": one.expression.region or SKIPPED,
        "eoi__kind": one.expression.kind,
        "eoi__partnership": one.expression.partnership_id,
        "eoi__consent": {"given_with": one.reference},
        "eoi__form_id": uuid.uuid4().hex,
        "eoi__editing": one.reference,
    }


def expression(tracker: Tracker) -> Expression:
    """What the complete draft would send; raises ValueError while something is missing."""
    return expression_from(
        kind_of(tracker.slots),
        values_of(tracker.slots),
        partnership_id=tracker.get_slot("eoi__partnership"),
        conversation_id=tracker.sender_id,
        channel=(tracker.latest_message.get("metadata") or {}).get("channel", "web"),
    )


def read_back(slots: Mapping[str, Any], partnership_name: str | None) -> str:
    """Every answer in order, as it would be sent."""
    kind = kind_of(slots)
    editing = slots.get("eoi__editing")
    lines = [phrase("eoi.read_back_change", reference=editing) if editing else phrase("eoi.read_back_head")]
    if partnership_name:
        lines.append(phrase("eoi.read_back_line", label=phrase("label.partnership"), value=partnership_name))
    for field in FIELDS[kind]:
        if field == "consent":
            continue
        value = in_words(field, slots.get(PREFIX + field))
        lines.append(phrase("eoi.read_back_line", label=phrase(f"label.{field}"), value=value))
    return "\n".join([*lines, phrase("eoi.read_back_end")])


def in_words(field: str, value: Any) -> str:
    """A stored value as a person reads it; a region may be given in words that no list has."""
    return phrase("eoi.not_given") if value in (None, SKIPPED) else value_in_words(field, str(value))


def consent_given(slot: Mapping[str, Any]) -> Consent:
    """The consent record as it was given: version, words, language, time (UTC)."""
    return Consent(
        version=slot["version"],
        text=slot["text"],
        language=slot["language"],
        given_at=datetime.fromisoformat(slot["given_at"]),
    )


def going_on(tracker: Tracker) -> list[EventType]:
    """After another form has closed, the draft that it interrupted is asked on."""
    return [FollowupAction("eoi_form")] if is_under_way(tracker) else []
