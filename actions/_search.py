"""A search as slots keep it, and how its answer is put into words."""

from __future__ import annotations

from dataclasses import asdict, fields, replace
from typing import Any

from actions._heard import Heard
from actions._saying import button
from bot.content.lexicon import load_lexicon
from bot.content.phrases import enumerate_in_words, phrase
from bot.logic.partnership_questions import asks_led_from, own_words
from bot.logic.partnerships import (
    COORDINATOR,
    LEADING_REGION,
    Hit,
    Partnership,
    PartnershipQuery,
    Reason,
    SearchPage,
)

PAGE = 5
NAMED = {
    "themes": "theme",
    "countries": "country",
    "regions": "region",
    "programmes": "programme",
    "organisation_types": "organisation_type",
    "organisations": "organisation",
    "partnerships": "partnership",
}
REASON_ENTITY = {
    "theme": "theme",
    "near_theme": "theme",
    "country": "country",
    "region": "region",
    "region_around": "region",
    "region_country": "country",
    "programme": "programme",
    "organisation_type": "organisation_type",
    "organisation": "organisation",
    "partnership": "partnership",
}
EVERYTHING = "all"


def query_from(heard: Heard) -> PartnershipQuery:
    """The criteria named in a message. Words that no list knows become free words of the search."""
    criteria: dict[str, Any] = {field: heard.ids(entity) for field, entity in NAMED.items()}
    criteria["programmes"] = tuple(one for one in criteria["programmes"] if one != EVERYTHING)
    spans = [(item["start"], item["end"]) for item in heard.entities if "start" in item and "end" in item]
    words = None if heard.is_button else own_words(heard.text, spans)
    return PartnershipQuery(
        **criteria,
        without_themes=heard.ids("theme", negated=True),
        without_countries=heard.ids("country", negated=True),
        text=words,
        led=not heard.is_button and asks_led_from(heard.text),
    )


def is_empty(query: PartnershipQuery) -> bool:
    """Does it ask for nothing at all?"""
    return replace(query, led=False) == PartnershipQuery()


def has_names(query: PartnershipQuery) -> bool:
    """Does it ask for something that the lists know, not only for free words?"""
    return not is_empty(replace(query, text=None))


def merged(older: PartnershipQuery, newer: PartnershipQuery) -> PartnershipQuery:
    """The older search with the newer one's criteria in place of its own of the same kind."""
    news = {field.name: getattr(newer, field.name) for field in fields(newer) if getattr(newer, field.name)}
    return replace(older, **news)


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


def in_words(query: PartnershipQuery) -> str:
    """What was looked for, for the head of the answer: "photonics, Spain"."""
    lexicon = load_lexicon()
    named = [
        enumerate_in_words([lexicon.name_of(entity, value) for value in getattr(query, field)], "or")
        for field, entity in NAMED.items()
        if getattr(query, field)
    ]
    without = [lexicon.name_of("theme", value) for value in query.without_themes]
    without += [lexicon.name_of("country", value) for value in query.without_countries]
    if query.led and (query.countries or query.regions):
        named.append(phrase("search.led"))
    if query.text:
        named.append(phrase("search.words", words=query.text))
    if without:
        named.append(phrase("search.without", names=enumerate_in_words(without, "or")))
    return ", ".join(named)


def results_text(page: SearchPage, query: PartnershipQuery) -> str:
    """The head line and one line a hit, each with the reason it is there."""
    last = page.offset + len(page.hits)
    asked = in_words(replace(query, text=None) if page.left_out else query)
    if not page.hits:
        return phrase("search.nothing", asked=asked)
    if page.nearest:
        missing = enumerate_in_words([phrase(f"criterion.{name}") for name in page.unmatched], "or")
        head = phrase("search.nearest", asked=asked, missing=missing)
    elif not asked:
        head = phrase("search.everything", total=page.total)
    elif page.total == 1:
        head = phrase("search.one", asked=asked)
    else:
        head = phrase("search.several", asked=asked, total=page.total)
    if len(page.hits) < page.total:
        key = "search.range_one" if len(page.hits) == 1 else "search.range"
        head = phrase(key, head=head, first=page.offset + 1, last=last)
    if page.left_out:
        head = f"{head}\n{phrase('search.left_out', words=page.left_out)}"
    return "\n".join(
        [head, *(hit_line(number, hit) for number, hit in enumerate(page.hits, page.offset + 1))]
    )


def hit_line(number: int, hit: Hit) -> str:
    """One partnership in a list."""
    one = hit.partnership
    reasons = [reason_in_words(reason, leads=_leads(one, reason)) for reason in hit.reasons]
    why = phrase("search.why", reasons="; ".join(reasons)) if reasons else ""
    programme = load_lexicon().name_of("programme", one.programme)
    return phrase("search.hit", number=number, name=full_name(one), programme=programme, why=why)


def _leads(one: Partnership, reason: Reason) -> bool:
    """Does the place that matched lead the partnership, or is the coordinator there?"""
    if reason.kind not in ("region", "country"):
        return False
    leading = (member for member in one.members if member.role in (COORDINATOR, LEADING_REGION))
    return any(reason.value in (member.region, member.country) for member in leading)


def reason_in_words(reason: Reason, *, leads: bool = False) -> str:
    """Why a hit is there: "theme textiles", "a member in Italy", "led from Lapland"."""
    entity = REASON_ENTITY.get(reason.kind)
    name = load_lexicon().name_of(entity, reason.value) if entity else reason.value
    return phrase("reason.leads" if leads else f"reason.{reason.kind}", name=name)


def full_name(one: Partnership) -> str:
    """TEX4IM - Textile Clusters for Industrial Modernisation; the acronym alone where both are the same."""
    if not one.acronym or one.acronym.casefold() in one.name.casefold():
        return one.name
    return f"{one.acronym} - {one.name}"


def short_name(one: Partnership) -> str:
    """For buttons."""
    return one.acronym or load_lexicon().partnerships.get(one.id, one.name)


def hit_buttons(page: SearchPage) -> list[dict[str, str]]:
    """One button a hit, and one for the next page."""
    buttons = [
        button(short_name(hit.partnership), "show_partnership", partnership=hit.partnership.id)
        for hit in page.hits
    ]
    if page.offset + len(page.hits) < page.total:
        buttons.append(button(phrase("search.more"), "ask_more"))
    return buttons
