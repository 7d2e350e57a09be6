"""The regions of a partnership: a dot for each on the map, and the same in words below it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from bot.content.lexicon import load_lexicon
from bot.content.phrases import enumerate_in_words
from bot.web.pictures.roles import LEAD, Place
from bot.web.plain.html import Html, joined, linked, tag
from bot.web.plain.words import words

FILE = Path(__file__).parent / "regions.json"
RADIUS = 5
RADIUS_OF_LEAD = 8


@cache
def load_regions() -> Mapping[str, str]:
    """The point of each region as "x y", as make_regions.py has written them."""
    points: dict[str, str] = json.loads(FILE.read_text(encoding="utf-8"))["regions"]
    return points


def with_a_dot(roles: Mapping[Place, str]) -> dict[Place, str]:
    """Those whose point is known; who leads comes first, so that a small dot lies on top of a large one."""
    return {
        place: role for place, role in sorted(roles.items(), key=_lead_first) if place.code in load_regions()
    }


def dot(place: Place, role: str) -> Html:
    """One region on the map."""
    x, y = load_regions()[place.code or ""].split()
    title = tag("title", words("pictures.regions_dot", name=_said(place, role), country=_country(place)))
    radius = RADIUS_OF_LEAD if role == LEAD else RADIUS
    return tag("circle", title, cx=x, cy=y, r=radius, class_=f"region {role}")


def regions_in_words(roles: Mapping[Place, str]) -> Html | None:
    """The regions by country, what a dot is, and who has none; None without regions."""
    if not roles:
        return None
    dots = with_a_dot(roles)
    dotless = [place.name for place in roles if place not in dots and not _is_whole_country(place)]
    return joined(
        tag("p", words("pictures.regions")),
        tag("ul", (tag("li", line) for line in _by_country(roles)), class_="regions"),
        tag("p", words("pictures.regions_off", names=enumerate_in_words(dotless))) if dotless else None,
        tag("p", words("pictures.regions_middle")) if dots else None,
        tag("p", linked(words("pictures.regions_source")), class_="hint") if dots else None,
    )


def _by_country(roles: Mapping[Place, str]) -> Iterator[str]:
    for country in sorted({_country(place) for place in roles}):
        here = sorted((pair for pair in roles.items() if _country(pair[0]) == country), key=_lead_first)
        names = ", ".join(_said(place, role) for place, role in here)
        yield words("pictures.regions_of", country=country, names=names)


def _lead_first(pair: tuple[Place, str]) -> tuple[bool, str]:
    place, role = pair
    return role != LEAD, place.name


def _said(place: Place, role: str) -> str:
    name = words("pictures.regions_whole") if _is_whole_country(place) else place.name
    return words("pictures.regions_lead", name=name) if role == LEAD else name


def _is_whole_country(place: Place) -> bool:
    """Has it the name of its country, as SI0 has? Then the shape of the country shows it."""
    return place.name == _country(place)


def _country(place: Place) -> str:
    return load_lexicon().name_of("country", place.country)
