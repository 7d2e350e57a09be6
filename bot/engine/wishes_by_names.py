"""What the names in a message say of its wish, where the model took it for something else."""

from __future__ import annotations

from typing import Any

from bot.logic.partnership_aspects import asked_aspects
from bot.logic.readings import UNSURE, names_the_call
from bot.logic.roles import OWN, PARTNER, looks_for_somebody
from bot.logic.words import tokens

FULL_NAME = "full_retrieval_intent_name"
ENOUGH_COUNTRIES = "faq/call_partner_countries"
OF_ALL_PARTNERSHIPS = {
    f"faq/{topic}" for topic in ("grant_budget", "grant_rate", "grant_duration", "call_money", "call_contact")
}
OF_ALL_THEMES = {"faq/call_focus", "faq/call_priorities"}
PARTNERSHIPS = {"partnership", "partnerships", "project", "projects"}
AREAS = {"platform", "platforms", "area", "partnership", "partnerships"}


def wish_by_names(text: str, parsed: dict[str, Any]) -> str | None:
    """The intent that the names in it speak for; None where the model's own stands."""
    if _asks_of_a_partnership(text, parsed) or _asks_of_an_area(text, parsed):
        return "show_partnership"
    if _asks_of_a_partner(parsed) or _asks_of_a_theme(parsed):
        return "ask_requirement"
    return "check_eligibility" if _tells_a_case(text, parsed) else None


def is_of_our_field(text: str, parsed: dict[str, Any]) -> bool:
    """Does it speak of the call, or of a kind of organisation and where it is: "bank from Luxembourg"?"""
    named = _kinds_named(parsed)
    return names_the_call(text) or ("organisation_type" in named and bool(named & {"country", "region"}))


def _asks_of_a_partnership(text: str, parsed: dict[str, Any]) -> bool:
    """ "How much money did DIGICLUSTERS get?" is no question about the call or the grants in general."""
    is_general = parsed["intent"].get(FULL_NAME) in OF_ALL_PARTNERSHIPS
    return is_general and bool(asked_aspects(text)) and "partnership" in _kinds_named(parsed)


def _asks_of_a_partner(parsed: dict[str, Any]) -> bool:
    """ "What if one of my partners is from the USA?", where it is not understood."""
    roles = {one.get("role") for one in parsed["entities"] if one["entity"] in ("country", "region")}
    return parsed["intent"].get("name") == UNSURE and PARTNER in roles and OWN not in roles


def _asks_of_an_area(text: str, parsed: dict[str, Any]) -> bool:
    """ "Tell me about the chemicals platform" means those who work on it, and not what the theme is."""
    is_theme = parsed["intent"].get("name") in (UNSURE, "explain_theme") and _kinds_named(parsed) == {"theme"}
    return is_theme and not AREAS.isdisjoint(tokens(text))


def _asks_of_a_theme(parsed: dict[str, Any]) -> bool:
    """ "Is tourism a topic of this call?" is no question for all of its topics."""
    return parsed["intent"].get(FULL_NAME) in OF_ALL_THEMES and _kinds_named(parsed) == {"theme"}


def _kinds_named(parsed: dict[str, Any]) -> set[str]:
    return {one["entity"] for one in parsed["entities"]}


def _tells_a_case(text: str, parsed: dict[str, Any]) -> bool:
    """Is it the asker's own case, though taken for something else?

    "We are in Ireland, our partners in the UK and France. Is that three?": their countries are to be counted.
    "I run a cluster in Navarra. My partners are in Tampere.": nothing is asked, and nobody is looked for.
    "We are three clusters from France, Italy and Spain. What now?": the question alone says little.
    """
    intent = parsed["intent"]
    named = [one for one in parsed["entities"] if not one.get("negated")]
    places = [one for one in named if one["entity"] in ("country", "region")]
    if intent.get(FULL_NAME) == ENOUGH_COUNTRIES:
        return len({one["value"] for one in places}) > 1
    told = {one.get("role") for one in places}
    if intent.get("name") == "find_partnerships":
        is_wish = "?" in text or looks_for_somebody(text) or not PARTNERSHIPS.isdisjoint(tokens(text))
        return {OWN, PARTNER} <= told and not is_wish
    has_kind = any(one["entity"] == "organisation_type" for one in named)
    return intent.get("name") == UNSURE and OWN in told and (has_kind or PARTNER in told)
