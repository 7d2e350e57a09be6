"""What one message says about the fields of a draft, beyond the field that was asked for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import _draft
from actions._heard import OWN, Heard
from bot.content.lexicon import load_lexicon
from bot.content.phrases import enumerate_in_words, phrase
from bot.logic.changes import corrects, field_named
from bot.logic.eoi_fields import PERSONAL, read_field
from bot.logic.roles import names_itself
from bot.logic.words import tokens

ALSO_TAKEN = ("organisation_type", "country", "region", "theme")
READ_FROM_NAMES = (*ALSO_TAKEN, "role", "email")  # what can be read out of "change my ... to ..."
SHORT = 4  # words; "the contact name" alone means: change it


def mentions_of(said: Heard) -> dict[str, tuple[str, ...]]:
    """The ids a message names, its own places before those of partners."""
    return {
        "organisation_type": said.ids("organisation_type") or said.ambiguous_kinds(),
        "country": said.countries(OWN) or said.countries(None) or said.countries(),
        "region": said.ids("region", OWN) or said.ids("region", None) or said.ids("region"),
        "theme": said.ids("theme"),
    }


def also_said(field: str, tracker: Tracker, said: Heard) -> dict[str, str]:
    """Other answers in the same message: "we are a cluster in Lyon" answers three questions."""
    also: dict[str, str] = {}
    for other in ALSO_TAKEN:
        slot = _draft.PREFIX + other
        if other == field or tracker.get_slot(slot):
            continue
        named = said.countries(OWN, None) if other == "country" else said.ids(other, OWN, None)
        if len(named) == 1:
            also[slot] = named[0]
    return also


def said_at_once(said: Heard) -> dict[str, str]:
    """Answers in the wish to begin: "join EACN as a cluster from Galicia", "propose one on photonics".

    The theme of who joins is not taken from it: it may only describe the partnership.
    """
    told: dict[str, tuple[str, ...]] = {}
    if said.intent == "propose_partnership":
        told["theme"] = said.ids("theme")
    if names_itself(said.text):
        told["organisation_type"] = said.ids("organisation_type")
        told |= {"country": said.countries(OWN), "region": said.ids("region", OWN)}
    return {_draft.PREFIX + field: values[0] for field, values in told.items() if len(values) == 1}


def said_anew(tracker: Tracker, said: Heard) -> dict[str, str]:
    """What a statement says otherwise than the draft: "actually we are a technology centre", "in Bavaria".

    The country comes before the region, which a new country empties.
    """
    if said.is_button or "?" in said.text or field_named(said.text) not in (None, *ALSO_TAKEN):
        return {}
    named = {
        "organisation_type": said.ids("organisation_type"),
        "country": said.countries(OWN) or said.countries(None),
        "region": said.ids("region", OWN) or said.ids("region", None),
        "theme": said.ids("theme"),
    }
    told = {field: values[0] for field, values in named.items() if len(values) == 1}
    return {field: value for field, value in told.items() if value != tracker.get_slot(_draft.PREFIX + field)}


def puts_right(said: Heard) -> bool:
    """ "Actually the organisation is ...": an answer is named, and something is taken back."""
    return corrects(said.text) and field_named(said.text) is not None


def note_also(dispatcher: CollectingDispatcher, also: Mapping[str, str]) -> None:
    """Read back what was taken along the way, so that a misunderstanding shows at once."""
    facts = [_draft.in_words(slot.removeprefix(_draft.PREFIX), value) for slot, value in also.items()]
    if facts:
        text = phrase("eoi.also_noted", facts=enumerate_in_words(facts))
        dispatcher.utter_message(response="utter_eoi_intro", intro=text)


def address_said(tracker: Tracker, said: Heard) -> dict[str, str]:
    """The e-mail address beside the name of the contact person; one that was given before stays."""
    checked = read_field("email", said.text)
    return {} if tracker.get_slot("eoi__email") or not checked.value else {"eoi__email": checked.value}


def field_meant(said: Heard, kind: str) -> str | None:
    """Which answer a message wants changed; a button says it by its id."""
    pressed = said.one("eoi_field")
    if said.is_button:
        return pressed
    named = field_named(said.text)
    if kind == "join" and named in (None, "title"):  # only a proposal has a title
        about_it = said.one("partnership") or not {"partnership", "consortium"}.isdisjoint(tokens(said.text))
        return "partnership" if about_it else None
    return named


def names_only_a_field(said: Heard) -> bool:
    """Is the message no more than the name of an answer?"""
    return len(tokens(said.text)) <= SHORT and "?" not in said.text and field_named(said.text) is not None


def new_value(field: str, slots: Mapping[str, Any], said: Heard) -> str | None:
    """The new value in "change my e-mail to ..."; None where it has to be asked for."""
    if field == "partnership":
        named = said.one("partnership")
        return named if named in load_lexicon().partnerships else None
    if said.is_button or field not in READ_FROM_NAMES or (field in PERSONAL and not slots["eoi__consent"]):
        return None
    if field == "region" and not mentions_of(said)["region"]:
        return None
    return read_field(field, said.text, mentions_of(said)).value
