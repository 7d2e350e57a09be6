"""Changing one answer of a draft by its name, from the form or from outside."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from rasa_sdk.executor import CollectingDispatcher

from actions import _draft
from actions._heard import Heard
from actions._reading import field_meant, new_value
from actions._saying import button
from actions.partnerships import partnership_source
from bot.content.partnership_words import full_name
from bot.content.phrases import phrase
from bot.content.verdict_words import warning_for
from bot.logic.eoi_draft import questions
from bot.logic.eoi_fields import FIELDS, PERSONAL
from bot.logic.partnerships import Partnership

GOES_WITH = {"consent": PERSONAL, "country": ("region",)}  # taken back together: no name without consent
ENDED = re.compile(r"\bended\b")
WARNED_ABOUT = ("organisation_type", "country", "theme")


def change(dispatcher: CollectingDispatcher, slots: Mapping[str, Any], said: Heard) -> dict[str, Any] | None:
    """Slots with the new value where the message gives one, else emptied; None: it names no answer."""
    kind = _draft.kind_of(slots)
    field = field_meant(said, kind)
    if field not in questions(kind):
        ask_which(dispatcher, kind)
        return None
    return change_to(dispatcher, field, new_value(field, slots, said))


def wish_in(said: Heard, slots: Mapping[str, Any]) -> dict[str, Any] | None:
    """Which answer a message wants changed to what, for each kind; None where it names none.

    It waits until who asks is proven. A name or an address is no part of it: without consent none is read.
    """
    wish: dict[str, Any] = {}
    for kind in FIELDS:
        field = field_meant(said, kind)
        if field in questions(kind):
            wish[kind] = [field, new_value(field, slots, said)]
    return wish or None


def change_as_wished(
    dispatcher: CollectingDispatcher, slots: Mapping[str, Any], wish: Mapping[str, Any] | None
) -> dict[str, Any] | None:
    """The same as `change`, for a wish that was said before; None where it fits no answer of this kind."""
    field, value = (wish or {}).get(_draft.kind_of(slots)) or (None, None)
    return None if field is None else change_to(dispatcher, field, value)


def change_to(dispatcher: CollectingDispatcher, field: str, value: str | None) -> dict[str, Any]:
    """Slots with the new value of this answer, or emptied; what goes with it is taken back, and said so."""
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
    buttons = [button(phrase(f"label.{field}"), "change_eoi", eoi_field=field) for field in questions(kind)]
    dispatcher.utter_message(response="utter_eoi_change_which", buttons=buttons)


def warn(dispatcher: CollectingDispatcher, changed: Mapping[str, Any]) -> None:
    """Say which of these answers does not meet the call, with the source."""
    for field in WARNED_ABOUT:
        value = changed.get(_draft.PREFIX + field)
        warning = warning_for(field, value) if value else None
        if warning:
            dispatcher.utter_message(response="utter_eoi_warning", warning=warning)


def intro_to_join(one: Partnership) -> str:
    """What begins now; with a warning where the partnership has ended, which is no wall."""
    intro = phrase("eoi.intro_join", name=full_name(one))
    return f"{intro}\n{ended_warning(one)}".strip()


def ended_warning(one: Partnership | None) -> str:
    """That the partnership is over, by our sources; empty where they say no such thing."""
    if one is None or not ENDED.search(one.status or ""):
        return ""
    return phrase("eoi.partnership_ended", status=one.status, source=partnership_source(one))
