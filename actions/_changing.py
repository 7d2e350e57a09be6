"""Changing one answer of a draft by its name, from the form or from outside."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rasa_sdk.executor import CollectingDispatcher

from actions import _draft
from actions._heard import Heard
from actions._reading import field_meant, new_value
from actions._saying import button
from bot.content.phrases import phrase
from bot.content.verdict_words import warning_for
from bot.logic.eoi_fields import FIELDS, PERSONAL

GOES_WITH = {"consent": PERSONAL, "country": ("region",)}  # taken back together: no name without consent
WARNED_ABOUT = ("organisation_type", "country", "theme")


def change(dispatcher: CollectingDispatcher, slots: Mapping[str, Any], said: Heard) -> dict[str, Any] | None:
    """Slots with the new value where the message gives one, else emptied; None: it names no answer."""
    kind = _draft.kind_of(slots)
    field = field_meant(said, kind)
    if field not in _changeable(kind):
        ask_which(dispatcher, kind)
        return None
    value = new_value(field, slots, said)
    emptied = [field, "confirm", *GOES_WITH.get(field, ())]
    changed = {**{_draft.PREFIX + one: None for one in emptied}, _draft.PREFIX + field: value}
    words = {"label": phrase(f"label.{field}")}
    if value is None:
        intro = phrase("eoi.changing", **words)
    else:
        intro = phrase("eoi.changed", **words, value=_draft.in_words(field, value))
    dispatcher.utter_message(response="utter_eoi_intro", intro=intro)
    warn(dispatcher, changed)
    return changed


def ask_which(dispatcher: CollectingDispatcher, kind: str) -> None:
    """Which answer should change, with a button for each."""
    buttons = [button(phrase(f"label.{field}"), "change_eoi", eoi_field=field) for field in _changeable(kind)]
    dispatcher.utter_message(response="utter_eoi_change_which", buttons=buttons)


def warn(dispatcher: CollectingDispatcher, changed: Mapping[str, Any]) -> None:
    """Say which of these answers does not meet the call, with the source."""
    for field in WARNED_ABOUT:
        value = changed.get(_draft.PREFIX + field)
        warning = warning_for(field, value) if value else None
        if warning:
            dispatcher.utter_message(response="utter_eoi_warning", warning=warning)


def _changeable(kind: str) -> tuple[str, ...]:
    return ("partnership", *FIELDS[kind]) if kind == "join" else FIELDS[kind]
