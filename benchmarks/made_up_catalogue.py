"""A catalogue of made-up partnerships of any size, always the same, with names as real ones have them."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from bot.content.lexicon import Lexicon
from bot.logic import partnership_terms as kinds
from bot.logic.folding import folded
from bot.logic.partnership_terms import FoundBy, terms_of
from bot.logic.partnerships import Membership, Partnership
from bot.storage.near_names import slips_of

SYLLABLES = (
    "ba be bi bo da de di do fa fe fi ga ge go ka ke ki ko la le li lo lu ma me mi mo na ne no pa pe po"
    " ra re ri ro sa se si so ta te ti to va ve vi vo za ze zi"
).split()
FIRST = (
    "European Smart Green Digital Advanced Blue Circular New Open Alpine Baltic Danube Iberian Nordic".split()
)
SECOND = (
    "Photonics Textile Packaging Agrifood Mobility Energy Health Sensors Materials Water Wood Cyber".split()
)
THIRD = (
    "Alliance Partnership Network Cluster Platform Bridge Valley Hub Initiative Gateway Circle Link".split()
)
HOUSES = "Institute Cluster Foundation Agency Centre Park Association Laboratory Council Forum".split()
PROGRAMME, CONFIDENCE = "escp-4i", "low"
AT_ONCE = 20_000
Table = tuple[str, str, list[tuple[Any, ...]]]


def fill(file: Path, rows: int, lexicon: Lexicon) -> None:
    """Add so many partnerships to the seeded catalogue in this file."""
    with sqlite3.connect(file) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        (last,) = connection.execute("SELECT max(place) FROM partnership_search").fetchone()
        for name, columns, values in tables(rows, lexicon, last + 1):
            marks = ", ".join("?" * len(columns.split(", ")))
            connection.executemany(f"INSERT OR IGNORE INTO {name} ({columns}) VALUES ({marks})", values)
    connection.close()


def tables(rows: int, lexicon: Lexicon, first: int) -> Iterator[Table]:
    """The rows by table, in the order in which they can be inserted; the first one has this place."""
    chance = random.Random(rows)
    houses = [_house(chance, number, lexicon) for number in range(rows // 3 + 10)]
    columns = "id, name, folded, organisation_type, described_as, country_id, sectors"
    yield (
        "organisations",
        columns,
        [
            (one.organisation_id, one.organisation, "", one.organisation_type, "", one.country, "[]")
            for one in houses
        ],
    )
    made = iter(sorted((_partnership(chance, number, houses, lexicon) for number in range(rows)), key=_place))
    words: set[str] = set()
    while part := list(islice(made, AT_ONCE)):
        yield from _of(part, first, words)
        first += len(part)
    yield "name_slips", "slip, word", [(slip, word) for word in sorted(words) for slip in slips_of(word)]


def _of(part: list[Partnership], first: int, words: set[str]) -> Iterator[Table]:
    columns = "id, listed, name, acronym, programme_id, thematic_area, priorities, lead_regions, year, status"
    yield (
        "partnerships",
        f"{columns}, confidence",
        [
            (
                one.id,
                1,
                one.name,
                one.acronym,
                one.programme,
                one.thematic_area,
                "[]",
                "[]",
                one.year,
                "",
                CONFIDENCE,
            )
            for one in part
        ],
    )
    yield (
        "partnership_themes",
        "partnership_id, theme_id, position",
        [(one.id, theme, at) for one in part for at, theme in enumerate(one.themes)],
    )
    yield (
        "partnership_countries",
        "partnership_id, country_id",
        [(one.id, country) for one in part for country in one.countries],
    )
    yield (
        "memberships",
        "partnership_id, organisation_id, organisation_type, described_as, role, country_id, position",
        [
            (one.id, member.organisation_id, member.organisation_type, "", member.role, member.country, at)
            for one in part
            for at, member in enumerate(one.members)
        ],
    )
    found_by = [terms_of(one) for one in part]
    for terms in found_by:
        words.update(value for kind in kinds.CALLED for value in FoundBy(terms).of(kind))
    yield (
        "partnership_search",
        "place, partnership_id, terms",
        [
            (place, one.id, terms)
            for place, (one, terms) in enumerate(zip(part, found_by, strict=True), first)
        ],
    )


def _coined(chance: random.Random) -> str:
    return "".join(chance.choices(SYLLABLES, k=3)).capitalize()


def _house(chance: random.Random, number: int, lexicon: Lexicon) -> Membership:
    return Membership(
        organisation=f"{_coined(chance)} {chance.choice(SECOND)} {chance.choice(HOUSES)}",
        organisation_id=f"made-up-{number}",
        organisation_type=chance.choice(tuple(lexicon.organisation_types)),
        role="member",
        region=None,
        region_name=None,
        country=chance.choice(tuple(lexicon.countries)),
    )


def _partnership(
    chance: random.Random, number: int, houses: list[Membership], lexicon: Lexicon
) -> Partnership:
    coined = _coined(chance)
    words = (chance.choice(FIRST), chance.choice(SECOND), chance.choice(THIRD))
    return Partnership(
        id=f"made-up-{number}",
        name=f"{coined} {' '.join(words)}",
        acronym=coined.upper() if chance.random() < 0.5 else None,
        programme=PROGRAMME,
        themes=tuple(chance.sample(tuple(lexicon.themes), 2)),
        thematic_area="",
        priorities=(),
        lead_regions=(),
        coordinator=None,
        members=tuple(chance.sample(houses, 2)),
        countries=tuple(chance.sample(tuple(lexicon.countries), 3)),
        year=chance.randrange(2016, 2022),
        status="",
        source_url=None,
        source_urls=(),
        confidence=CONFIDENCE,
    )


def _place(one: Partnership) -> tuple[str, str]:
    return folded(one.name), one.id
