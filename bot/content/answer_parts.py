"""Answers in parts (`custom`): what a page shows as cards or as a checklist in place of the text beside it.

`head` and `after` are what of the text stays around the items.
"""

from __future__ import annotations

from typing import Any

from bot.content.lexicon import load_lexicon
from bot.content.phrases import enumerate_in_words, phrase
from bot.content.search_words import reasons_of, results_head
from bot.content.sources import numbered
from bot.content.verdict_words import changes_of, head_and_verdicts, reason_of
from bot.logic.eligibility import Assessment, Verdict
from bot.logic.partnerships import Hit, PartnershipQuery, SearchPage


def partnership_cards(page: SearchPage, query: PartnershipQuery) -> dict[str, Any]:
    """The hits of a page; empty where there are none. What our sources do not hold is left out."""
    if not page.hits:
        return {}
    return {
        "kind": "partnerships",
        "head": results_head(page, query),
        "items": [_card(hit) for hit in page.hits],
    }


def checklist(assessment: Assessment, *, final: bool) -> dict[str, Any]:
    """The assessment, requirement by requirement, each met, not_met or unknown."""
    head, shown = head_and_verdicts(assessment, final=final)
    marks, _ = numbered(verdict.fact for verdict in shown)
    parts: dict[str, Any] = {
        "kind": "checklist",
        "head": head,
        "items": [_item(verdict, marks[verdict.fact.source]) for verdict in shown],
    }
    if assessment.smallest_change and (final or assessment.route):
        parts["after"] = [phrase("eligibility.change_head"), *changes_of(assessment)]
    return parts


def _item(verdict: Verdict, mark: str) -> dict[str, str]:
    return {
        "label": phrase(f"requirement.{verdict.requirement}"),
        "state": verdict.outcome.value,
        "detail": f"{reason_of(verdict)} {mark}".rstrip(),
    }


def _card(hit: Hit) -> dict[str, Any]:
    lexicon, one = load_lexicon(), hit.partnership
    missing = enumerate_in_words([phrase(f"criterion.{name}") for name in hit.missing], "or")
    card = {
        "id": one.id,
        "acronym": one.acronym,
        "title": one.name,
        "themes": [lexicon.name_of("theme", theme) for theme in one.themes],
        "countries": sorted(lexicon.name_of("country", country) for country in one.countries),
        "lead": one.coordinator or enumerate_in_words(list(one.lead_regions)),
        "why": reasons_of(hit),
        "note": phrase("search.card_note", missing=missing) if missing else "",
        "url": one.source_url,
    }
    return {key: value for key, value in card.items() if value}
