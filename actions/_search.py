"""A search as slots keep it, and the buttons under what it found."""

from __future__ import annotations

from dataclasses import asdict, fields, replace
from typing import Any

from rasa_sdk import Tracker

from actions._heard import PARTNER, Heard
from actions._saying import button
from bot.content.partnership_words import short_name
from bot.content.phrases import phrase
from bot.content.search_words import NAMED
from bot.logic.partnership_questions import (
    asks_for_all_of_them,
    asks_led_by_regions,
    asks_led_from,
    own_words,
)
from bot.logic.partnerships import PartnershipQuery, SearchPage
from bot.logic.roles import describes_asker

PAGE = 5
EVERYTHING = "all"
ASKED_ABOUT = "asked_about"  # what was shown last: the question what of a theme or place is wanted
THEMATIC_AREAS = ("s3p-industry",)


def query_from(heard: Heard) -> PartnershipQuery:
    """The criteria named in a message. Words that no list knows become free words of the search.

    "We are a cluster in Lithuania searching for photonics": who asks, and where, is no criterion then.
    """
    criteria: dict[str, Any] = {field: heard.ids(entity) for field, entity in NAMED.items()}
    criteria["programmes"] = tuple(one for one in criteria["programmes"] if one != EVERYTHING)
    if not heard.is_button and criteria["themes"] and asks_led_by_regions(heard.text):
        criteria["programmes"] = criteria["programmes"] or THEMATIC_AREAS
    if not heard.is_button and criteria["themes"] and describes_asker(heard.text):
        criteria["countries"] = heard.ids("country", PARTNER, None)
        criteria["regions"] = heard.ids("region", PARTNER, None)
        criteria["organisation_types"] = ()
    spans = [(item["start"], item["end"]) for item in heard.entities if "start" in item and "end" in item]
    words = None if heard.is_button else own_words(heard.text, spans)
    return PartnershipQuery(
        **criteria,
        without_themes=heard.ids("theme", negated=True),
        without_countries=heard.ids("country", negated=True),
        without_programmes=heard.ids("programme", negated=True),
        without_partnerships=heard.ids("partnership", negated=True),
        text=words,
        led=not heard.is_button and asks_led_from(heard.text),
        together=not heard.is_button and len(criteria["countries"]) > 1 and asks_for_all_of_them(heard.text),
    )


def is_empty(query: PartnershipQuery) -> bool:
    """Does it ask for nothing at all?"""
    return replace(query, led=False, together=False) == PartnershipQuery()


def has_names(query: PartnershipQuery) -> bool:
    """Does it ask for something that the lists know, not only for free words?"""
    return not is_empty(replace(query, text=None))


def merged(older: PartnershipQuery, newer: PartnershipQuery) -> PartnershipQuery:
    """The older search with the newer one's criteria in place of its own of the same kind."""
    news = {field.name: getattr(newer, field.name) for field in fields(newer) if getattr(newer, field.name)}
    if newer.countries:
        news["together"] = newer.together
    both = replace(older, **news)
    return replace(
        both,
        themes=tuple(one for one in both.themes if one not in newer.without_themes),
        countries=tuple(one for one in both.countries if one not in newer.without_countries),
        without_countries=tuple(one for one in both.without_countries if one not in newer.countries),
        programmes=tuple(one for one in both.programmes if one not in newer.without_programmes),
    )


def to_slot(query: PartnershipQuery) -> dict[str, Any]:
    """As JSON, without what was not asked."""
    return {
        key: list(value) if isinstance(value, tuple) else value
        for key, value in asdict(query).items()
        if value
    }


def from_slot(slot: dict[str, Any] | None) -> PartnershipQuery:
    """Back from JSON."""
    criteria: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value for key, value in (slot or {}).items()
    }
    return PartnershipQuery(**criteria)


def in_focus(tracker: Tracker) -> str | None:
    """The partnership that is being talked about: just shown, the only one listed, or to be joined."""
    offered = tracker.get_slot("last_offered") or []
    if tracker.get_slot("last_kind") == "search" and len(offered) == 1:
        return str(offered[0])
    if tracker.get_slot("last_kind") == "partnership":
        return tracker.get_slot("partnership_id")
    return tracker.get_slot("eoi__partnership") if tracker.get_slot("eoi__form_id") else None


def hit_buttons(page: SearchPage) -> list[dict[str, str]]:
    """One button a hit, and one for the next page."""
    buttons = [
        button(short_name(hit.partnership), "show_partnership", partnership=hit.partnership.id)
        for hit in page.hits
    ]
    if page.offset + len(page.hits) < page.total:
        buttons.append(button(phrase("search.more"), "ask_more"))
    return buttons
