"""The draft of an expression of interest, as the form's slots hold it."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import ActiveLoop, EventType, FollowupAction, SlotSet

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
from bot.logic.eoi_life import StoredEoI, content_of

__all__ = [
    "DROP",
    "PREFIX",
    "SLOTS",
    "answers",
    "closed",
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
    "slots_of",
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
    """The slots with which something that was sent is changed: its answers, which one, which version."""
    return {
        **dict.fromkeys(SLOTS),
        **slots_of(content_of(one.expression)),
        "eoi__consent": {"given_with": one.reference},
        "eoi__form_id": uuid.uuid4().hex,
        "eoi__editing": one.reference,
        "eoi__opened": float(one.version),
    }


def slots_of(content: Mapping[str, Any]) -> dict[str, Any]:
    """The answers of something that was sent, as the form has them; a region not given was skipped."""
    kind = str(content["kind"])
    answers = {PREFIX + field: content.get(field) for field in FIELDS[kind] if field != "consent"}
    return {
        **answers,
        "eoi__region": content["region"] or SKIPPED,
        "eoi__kind": kind,
        "eoi__partnership": content["partnership_id"],
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


def closed(tracker: Tracker) -> list[EventType]:
    """Closes the form of the draft where it is open; another form goes on."""
    if tracker.active_loop.get("name") not in ("eoi_form", None):
        return []
    return [ActiveLoop(None), SlotSet("requested_slot", None)]
