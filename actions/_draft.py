"""The draft of an expression of interest, as the form's slots hold it."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, FollowupAction, SlotSet

from bot.content.draft_words import answer_in_words as in_words
from bot.content.draft_words import read_back_lines
from bot.content.phrases import phrase
from bot.logic.eoi import Expression
from bot.logic.eoi_draft import (
    PREFIX,
    SLOTS,
    answers,
    consent_given,
    expression_of,
    kind_of,
    next_slot,
    values_of,
)
from bot.logic.eoi_fields import FIELDS, SKIPPED
from bot.logic.eoi_life import StoredEoI

__all__ = [
    "DROP",
    "PREFIX",
    "SLOTS",
    "answers",
    "consent_given",
    "emptied",
    "expression",
    "going_on",
    "in_words",
    "is_complete",
    "is_under_way",
    "kind_of",
    "loaded",
    "next_slot",
    "read_back",
    "values_of",
]

DROP = "utter_eoi_drop_really"
KEPT_AFTER_SENDING = ("eoi__reference",)


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
    channel = (tracker.latest_message.get("metadata") or {}).get("channel", "web")
    return expression_of(tracker.slots, conversation_id=tracker.sender_id, channel=channel)


def read_back(slots: Mapping[str, Any], partnership_name: str | None) -> str:
    """Every answer in order, as it would be sent."""
    editing = slots.get("eoi__editing")
    lines = [phrase("eoi.read_back_change", reference=editing) if editing else phrase("eoi.read_back_head")]
    lines += [
        phrase("eoi.read_back_line", label=label, value=value)
        for _, label, value in read_back_lines(slots, partnership_name)
    ]
    return "\n".join([*lines, phrase("eoi.read_back_end")])


def going_on(tracker: Tracker) -> list[EventType]:
    """After another form has closed, the draft that it interrupted is asked on."""
    return [FollowupAction("eoi_form")] if is_under_way(tracker) else []
