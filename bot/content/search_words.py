"""A search and what it found, in words."""

from __future__ import annotations

from dataclasses import replace

from bot.content.lexicon import load_lexicon
from bot.content.partnership_words import full_name
from bot.content.phrases import enumerate_in_words, phrase
from bot.logic.partnerships import (
    COORDINATOR,
    LEADING_REGION,
    Hit,
    Partnership,
    PartnershipQuery,
    Reason,
    SearchPage,
)

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


def in_words(query: PartnershipQuery) -> str:
    """What was looked for, for the head of the answer: "photonics, Spain"."""
    lexicon = load_lexicon()
    named = [
        enumerate_in_words(
            [lexicon.name_of(entity, value) for value in getattr(query, field)],
            "and" if field == "countries" and query.together else "or",
        )
        for field, entity in NAMED.items()
        if getattr(query, field)
    ]
    left_out = {
        "theme": query.without_themes,
        "country": query.without_countries,
        "programme": query.without_programmes,
        "partnership": query.without_partnerships,
    }
    without = [lexicon.name_of(entity, value) for entity, values in left_out.items() for value in values]
    if query.led and (query.countries or query.regions):
        named.append(phrase("search.led"))
    if query.text:
        named.append(phrase("search.words", words=query.text))
    if without:
        named.append(phrase("search.without", names=enumerate_in_words(without, "or")))
    return ", ".join(named)


def results_text(page: SearchPage, query: PartnershipQuery) -> str:
    """The head line and one line a hit, each with the reason it is there."""
    lines = (hit_line(number, hit) for number, hit in enumerate(page.hits, page.offset + 1))
    return "\n".join([results_head(page, query), *lines])


def results_head(page: SearchPage, query: PartnershipQuery) -> str:
    """What was looked for and how much was found; when nothing is, what to try instead."""
    last = page.offset + len(page.hits)
    asked = in_words(replace(query, text=None) if page.left_out else query)
    if not page.hits:
        return phrase("search.nothing", asked=asked)
    if page.nearest:
        missing = enumerate_in_words([phrase(f"criterion.{name}") for name in page.unmatched], "or")
        head = phrase("search.nearest", asked=asked, missing=missing)
    elif not asked:
        head = phrase("search.everything", total=count_in_words(page))
    elif page.total == 1:
        head = phrase("search.one", asked=asked)
    else:
        head = phrase("search.several", asked=asked, total=count_in_words(page))
        head = head[0].upper() + head[1:]
    if len(page.hits) < page.total:
        key = "search.range_one" if len(page.hits) == 1 else "search.range"
        head = phrase(key, head=head, first=page.offset + 1, last=last)
    if page.left_out:
        head = f"{head}\n{phrase('search.left_out', words=page.left_out)}"
    return head


def count_in_words(page: SearchPage) -> str:
    """How many answer a search; "more than 1,000" where they were not all counted."""
    count = f"{page.total:,}"
    return phrase("search.more_than", count=count) if page.more else count


def hit_line(number: int, hit: Hit) -> str:
    """One partnership in a list."""
    one = hit.partnership
    reasons = reasons_of(hit)
    why = phrase("search.why", reasons=reasons) if reasons else ""
    programme = load_lexicon().name_of("programme", one.programme)
    return phrase("search.hit", number=number, name=full_name(one), programme=programme, why=why)


def reasons_of(hit: Hit) -> str:
    """Why it was found; empty where nothing was asked."""
    return "; ".join(reason_in_words(reason, leads=_leads(hit.partnership, reason)) for reason in hit.reasons)


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
