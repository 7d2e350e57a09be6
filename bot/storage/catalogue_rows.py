"""Turns the two catalogue files and the lexicon into rows. Knows the files' words, and no database."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from bot.content.lexicon import Lexicon
from bot.content.loader import NEVER_SHOWN
from bot.logic.errors import ContentInvalid
from bot.logic.folding import folded, words_of
from bot.logic.mentions import slug
from bot.logic.partnerships import LEADING_REGION
from bot.storage import catalogue_tables as tables
from bot.storage.base import Base
from bot.storage.search_rows import search_rows

Row = dict[str, Any]
Rows = dict[type[Base], list[Row]]

PROGRAMMES = {
    "ESCP-S3": "escp-s3",
    "ESCP-4i": "escp-4i",
    "INNOSUP": "innosup",
    "S3P-Industry thematic partnership": "s3p-industry",
}
ROLES = {
    "leading region": LEADING_REGION,
    "participating region": "participating_region",
    "associated region of the Four Motors": "associated_region",
}
ORGANISATION_TYPES = {  # the sources' words; None where none of our types is meant
    "leading region": "region",
    "participating region": "region",
    "associated region of the Four Motors": "region",
    "cluster organisation": "cluster_organisation",
    "cluster / foundation": "cluster_organisation",
    "business network organisation": "business_network",
    "business association": "business_network",
    "European network": "business_network",
    "European federation": "business_network",
    "European network of regions": None,
    "European technology platform": None,
    "technology centre": "technology_centre",
    "technology / innovation centre": "technology_centre",
    "foundation / technology centre": "technology_centre",
    "pilot plant": None,
    "science park": "science_park",
    "technology park": "science_park",
    "university": "university",
    "research organisation": "research_organisation",
    "research/technology organisation": "research_organisation",
    "company": "company",
    "consultancy (network manager)": "company",
    "development agency": "public_authority",
    "innovation agency": "public_authority",
    "public cybersecurity centre": "public_authority",
}


def catalogue_rows(partnerships: list[Row], organisations: list[Row], lexicon: Lexicon) -> Rows:
    """Every row of the catalogue, table by table in the order in which they can be inserted."""
    country = _country_ids(lexicon)
    known = _known_organisations(partnerships, organisations)
    rows: Rows = {
        tables.ProgrammeRow: [{"id": one.id, "name": one.name} for one in lexicon.programmes.values()],
        tables.CountryRow: [{"id": one.id, "name": one.name} for one in lexicon.countries.values()],
        tables.RegionRow: list(_regions((*known.values(), *_members(partnerships)), lexicon, country)),
        tables.ThemeRow: [{"id": one.id, "name": one.name} for one in lexicon.themes.values()],
        tables.ThemeNeighbourRow: list(_neighbours(lexicon)),
        tables.ThemeSynonymRow: list(_synonyms(lexicon)),
        tables.OrganisationRow: [_organisation(one, country) for one in known.values()],
        tables.PartnershipRow: [_partnership(one) for one in partnerships],
        tables.PartnershipThemeRow: list(_themes(partnerships, lexicon)),
        tables.PartnershipCountryRow: [
            {"partnership_id": one["id"], "country_id": country(name)}
            for one in partnerships
            for name in one["countries"]
        ],
        tables.MembershipRow: [
            _membership(one["id"], position, member, country)
            for one in partnerships
            for position, member in enumerate(one["members"])
        ],
        tables.SourceRow: [
            *(source for one in partnerships for source in _sources(one, partnership_id=one["id"])),
            *(
                source
                for one in known.values()
                for source in _sources(one, organisation_id=slug(one["organisation"]))
            ),
        ],
    }
    return rows | search_rows(rows)


def _known_organisations(partnerships: list[Row], organisations: list[Row]) -> dict[str, Row]:
    """By id: what the organisations' file says, and for any other member what its partnership says."""
    named = (*(one for one in _members(partnerships) if one["organisation"]), *organisations)
    return {slug(one["organisation"]): one for one in named}


def _members(partnerships: list[Row]) -> Iterator[Row]:
    return (member for one in partnerships for member in one["members"])


def _country_ids(lexicon: Lexicon) -> Callable[[str | None], str | None]:
    ids = {folded(one.name): one.id for one in lexicon.countries.values()}
    ids |= {folded(phrase): value for entity, phrase, value in lexicon.phrases() if entity == "country"}

    def country_id(name: str | None) -> str | None:
        if name is not None and folded(name) not in ids:
            raise ContentInvalid(f"the lexicon has no country {name!r}, the partnership files do")
        return ids[folded(name)] if name is not None else None

    return country_id


def _regions(
    places: Iterable[Row], lexicon: Lexicon, country: Callable[[str | None], str | None]
) -> Iterator[Row]:
    """The lexicon's regions, and those only the files know."""
    rows = {
        place["nuts_code"]: {
            "id": place["nuts_code"],
            "name": place["region"],
            "country_id": country(place["country"]),
        }
        for place in places
        if place["nuts_code"]
    }
    rows |= {
        one.id: {"id": one.id, "name": one.name, "country_id": one.country}
        for one in lexicon.regions.values()
    }
    return iter(rows.values())


def _neighbours(lexicon: Lexicon) -> Iterator[Row]:
    for theme in lexicon.themes.values():
        for kind, others in (("near", theme.near), ("within", theme.within)):
            for other in others:
                yield {"theme_id": theme.id, "other_id": other, "kind": kind}


def _synonyms(lexicon: Lexicon) -> Iterator[Row]:
    pairs = {(value, phrase) for entity, phrase, value in lexicon.phrases() if entity == "theme"}
    return ({"theme_id": theme, "phrase": phrase} for theme, phrase in sorted(pairs))


def _organisation(one: Row, country: Callable[[str | None], str | None]) -> Row:
    return {
        "id": slug(one["organisation"]),
        "name": one["organisation"],
        "folded": " ".join(words_of(one["organisation"])),
        **_kind_and_place(one, country),
        "sectors": one.get("sectors", []),
    }


def _kind_and_place(one: Row, country: Callable[[str | None], str | None]) -> Row:
    if one["type"] not in ORGANISATION_TYPES:
        raise ContentInvalid(f"no organisation type is known for {one['type']!r}")
    return {
        "organisation_type": ORGANISATION_TYPES[one["type"]],
        "described_as": one["type"],
        "region_id": one["nuts_code"],
        "region_name": one["region"],
        "country_id": country(one["country"]),
    }


def _partnership(one: Row) -> Row:
    return {
        "id": one["id"],
        "listed": True,
        "name": one["name"],
        "acronym": one["acronym"],
        "programme_id": PROGRAMMES[one["programme"]],
        "thematic_area": one["thematic_area"],
        "priorities": one["priorities"],
        "lead_regions": one["lead_regions"] or [],
        "coordinator": one["coordinator"],
        "year": one["year"],
        "status": one["status"],
        "confidence": one["confidence"],
        "notes": one.get("notes"),
        "linked_partnership": one.get("linked_s3p_partnership"),
        "grant_agreement": one.get("grant_agreement"),
        "total_budget_eur": one.get("total_budget_eur"),
        "eu_grant_eur": one.get("eu_grant_eur"),
    }


def _themes(partnerships: list[Row], lexicon: Lexicon) -> Iterator[Row]:
    for one in partnerships:
        for position, theme in enumerate(lexicon.partnership_themes[one["id"]]):
            yield {"partnership_id": one["id"], "theme_id": theme, "position": position}


def _membership(
    partnership_id: str, position: int, member: Row, country: Callable[[str | None], str | None]
) -> Row:
    return {
        "partnership_id": partnership_id,
        "organisation_id": slug(member["organisation"]) if member["organisation"] else None,
        **_kind_and_place(member, country),
        "role": member.get("role") or ROLES.get(member["type"], "member"),
        "position": position,
    }


def _sources(
    one: Row, partnership_id: str | None = None, organisation_id: str | None = None
) -> Iterator[Row]:
    urls = dict.fromkeys(filter(None, (one.get("source_url"), *one.get("source_urls", ()))))
    for position, url in enumerate(urls):
        yield {
            "partnership_id": partnership_id,
            "organisation_id": organisation_id,
            "url": url,
            "shown": not any(host in url for host in NEVER_SHOWN),
            "position": position,
        }
