"""What the partnerships of the catalogue are found by, as rows. Knows no database."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from bot.logic import partnership_terms as kinds
from bot.logic.partnership_ranking import place
from bot.logic.partnership_terms import FoundBy, decoded, terms_of
from bot.logic.partnerships import Membership, Partnership
from bot.storage import catalogue_tables as tables
from bot.storage.base import Base
from bot.storage.near_names import slips_of

Row = dict[str, Any]


def search_rows(rows: Mapping[type[Base], list[Row]]) -> dict[type[Base], list[Row]]:
    """The rows of the search, from all other rows of the catalogue."""
    ranked = [(one.id, terms_of(one)) for one in sorted(_partnerships(rows), key=place)]
    return {
        tables.SearchRow: [
            {"place": number, "partnership_id": one, "terms": terms}
            for number, (one, terms) in enumerate(ranked, 1)
        ],
        tables.NameSlipRow: [
            {"slip": slip, "word": word}
            for word in sorted({word for _, terms in ranked for word in _called(terms)})
            for slip in sorted(slips_of(word))
        ],
    }


def _called(terms: str) -> Iterator[str]:
    """The words of every name a partnership could be asked for by."""
    found_by = FoundBy(terms)
    return (decoded(value) for kind in kinds.CALLED for value in found_by.of(kind))


def _partnerships(rows: Mapping[type[Base], list[Row]]) -> Iterator[Partnership]:
    names = {one["id"]: one["name"] for one in rows[tables.OrganisationRow]}
    themes = _by_partnership(rows[tables.PartnershipThemeRow], lambda row: row["theme_id"])
    countries = _by_partnership(rows[tables.PartnershipCountryRow], lambda row: row["country_id"])
    members = _by_partnership(rows[tables.MembershipRow], lambda row: _member(row, names))
    for row in rows[tables.PartnershipRow]:
        one = row["id"]
        yield Partnership(
            id=one,
            name=row["name"],
            acronym=row["acronym"],
            programme=row["programme_id"],
            themes=tuple(themes[one]),
            thematic_area=row["thematic_area"],
            priorities=tuple(row["priorities"]),
            lead_regions=tuple(row["lead_regions"]),
            coordinator=row["coordinator"],
            members=tuple(members[one]),
            countries=tuple(countries[one]),
            year=row["year"],
            status=row["status"],
            source_url=None,
            source_urls=(),
            confidence=row["confidence"],
        )


def _member(row: Row, names: Mapping[str, str]) -> Membership:
    return Membership(
        organisation=names.get(row["organisation_id"]),
        organisation_id=row["organisation_id"],
        organisation_type=row["organisation_type"],
        role=row["role"],
        region=row["region_id"],
        region_name=row["region_name"],
        country=row["country_id"],
    )


def _by_partnership(rows: Iterable[Row], value: Callable[[Row], Any]) -> dict[str, list[Any]]:
    grouped: dict[str, list[Any]] = defaultdict(list)
    for row in rows:
        grouped[row["partnership_id"]].append(value(row))
    return grouped
