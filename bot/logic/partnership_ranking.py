"""Which partnerships answer a search best.

Whoever meets every criterion comes before whoever meets some, exactly before nearly. On a tie, ESCP-S3 (the
programme of the call) comes first, then what the sources are surest of, then the alphabet.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bot.logic.folding import folded
from bot.logic.partnership_criteria import NEAR_KINDS, Asked, Neighbourhood, find
from bot.logic.partnership_terms import FoundBy, encoded, terms_of
from bot.logic.partnerships import Hit, Partnership, PartnershipQuery, Reason

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


@dataclass(frozen=True)
class Standing:
    """How a partnership stands in a search: why it is there, and which criteria it does not meet exactly."""

    reasons: tuple[Reason, ...]
    missing: tuple[str, ...]

    @property
    def score(self) -> float:
        return sum(WEIGHTS[reason.kind] for reason in self.reasons)

    @property
    def order(self) -> tuple[int, int, float]:
        """The smallest is the best: whoever fails the fewest criteria, then the fewest nearly."""
        given = {reason.kind for reason in self.reasons}
        failed = sum(given.isdisjoint(NEAR_KINDS.get(name, ())) for name in self.missing)
        return failed, len(self.missing), -self.score


def standing(partnership_id: str, found_by: FoundBy, asked: Asked) -> Standing:
    """Of the partnership that is found by these terms."""
    findings = {name: find(name, partnership_id, found_by, asked) for name in asked.criteria}
    reasons = tuple(reason for finding in findings.values() for reason in finding.reasons)
    return Standing(reasons, tuple(name for name, finding in findings.items() if not finding.exact))


def rank(
    candidates: Iterable[Partnership], query: PartnershipQuery, around: Neighbourhood | None = None
) -> tuple[Hit, ...]:
    """Every candidate with something to say for it, best first; what the query excludes is left out."""
    asked = Asked(query, around or Neighbourhood())
    standings = []
    for one in candidates:
        found_by = FoundBy(terms_of(one), one.acronym or one.name)
        found = standing(one.id, found_by, asked)
        if (found.reasons or not asked.criteria) and not _excluded(found_by, asked):
            standings.append((found.order, place(one), found, one))
    standings.sort(key=lambda entry: entry[:2])
    return tuple(Hit(one, found.score, found.reasons, found.missing) for *_, found, one in standings)


def place(one: Partnership) -> tuple[bool, int, str, str]:
    """Where it comes among those who answer a search equally well."""
    confidence = CONFIDENCE.index(one.confidence) if one.confidence in CONFIDENCE else len(CONFIDENCE)
    return one.programme != FIRST_PROGRAMME, confidence, folded(one.name), one.id


def _excluded(found_by: FoundBy, asked: Asked) -> bool:
    return any(
        not {encoded(value) for value in values}.isdisjoint(found_by.of(kind))
        for kind, values in asked.excluded.items()
    )
