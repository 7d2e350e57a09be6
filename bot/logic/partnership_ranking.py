"""Which partnerships answer a search best.

Whoever meets every criterion comes before whoever meets some, exactly before nearly. On a tie, ESCP-S3 (the
programme of the call) comes first, then what the sources are surest of, then the alphabet.
"""

from __future__ import annotations

from collections.abc import Iterable

from bot.logic.folding import folded
from bot.logic.partnership_criteria import NEAR_KINDS, Asked, Neighbourhood, countries_of, find
from bot.logic.partnerships import Hit, Partnership, PartnershipQuery, SearchPage

WEIGHTS = {
    "partnership": 20.0,
    "name": 12.0,
    "organisation": 10.0,
    "theme": 8.0,
    "region": 6.0,
    "country": 4.0,
    "near_name": 4.0,
    "near_theme": 3.0,
    "region_around": 3.0,
    "programme": 3.0,
    "organisation_type": 2.0,
    "word": 2.0,
    "region_country": 1.0,
}
FIRST_PROGRAMME = "escp-s3"
CONFIDENCE = ("high", "medium", "low")


def rank(
    candidates: Iterable[Partnership], query: PartnershipQuery, around: Neighbourhood | None = None
) -> tuple[Hit, ...]:
    """Every candidate with something to say for it, best first; what the query excludes is left out."""
    asked = Asked(query, around or Neighbourhood())
    hits = (_hit(one, asked) for one in candidates if not _excluded(one, asked))
    return tuple(sorted((hit for hit in hits if hit.reasons or not asked.criteria), key=_order))


def page_of(hits: tuple[Hit, ...], query: PartnershipQuery, *, limit: int, offset: int) -> SearchPage:
    """One page of a ranking: what meets all of the query exactly; when nothing does, the nearest there is."""
    exact = tuple(hit for hit in hits if hit.exact)
    if exact or not hits:
        near = sum(_failed(hit) == 0 for hit in hits) - len(exact)
        unmatched = () if hits else Asked(query, Neighbourhood()).criteria
        return SearchPage(
            exact[offset : offset + limit], len(exact), offset, limit, not hits, unmatched, near
        )
    return SearchPage(hits[offset : offset + limit], len(hits), offset, limit, True, hits[0].missing)


def _hit(partnership: Partnership, asked: Asked) -> Hit:
    findings = {name: find(name, partnership, asked) for name in asked.criteria}
    reasons = tuple(reason for finding in findings.values() for reason in finding.reasons)
    missing = tuple(name for name, finding in findings.items() if not finding.exact)
    return Hit(partnership, sum(WEIGHTS[reason.kind] for reason in reasons), reasons, missing)


def _excluded(partnership: Partnership, asked: Asked) -> bool:
    return not (
        asked.excluded_themes.isdisjoint(partnership.themes)
        and countries_of(partnership).isdisjoint(asked.query.without_countries)
    )


def _order(hit: Hit) -> tuple[int, int, float, bool, int, str, str]:
    one = hit.partnership
    confidence = CONFIDENCE.index(one.confidence) if one.confidence in CONFIDENCE else len(CONFIDENCE)
    first = one.programme != FIRST_PROGRAMME
    return _failed(hit), len(hit.missing), -hit.score, first, confidence, folded(one.name), one.id


def _failed(hit: Hit) -> int:
    """How many criteria it meets neither exactly nor nearly."""
    kinds = {reason.kind for reason in hit.reasons}
    return sum(kinds.isdisjoint(NEAR_KINDS.get(name, ())) for name in hit.missing)
