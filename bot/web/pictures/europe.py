"""A map of Europe with the countries and regions of a partnership on it."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from bot.content.lexicon import load_lexicon
from bot.content.partnership_words import short_name
from bot.content.phrases import enumerate_in_words
from bot.logic.partnerships import Partnership
from bot.web.pictures.drawing import figure
from bot.web.pictures.regions import dot, regions_in_words, with_a_dot
from bot.web.pictures.roles import LEAD, MEMBER, country_roles, region_roles
from bot.web.plain.html import Html, joined, tag
from bot.web.plain.words import words

FILE = Path(__file__).parent / "europe.json"


@cache
def load_europe() -> Mapping[str, Any]:
    """The shapes, as make_europe.py has written them."""
    picture: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
    return picture


def map_of(one: Partnership) -> Html:
    """Where the partnership is at home; without a country, a sentence."""
    roles, regions = country_roles(one), region_roles(one)
    europe, dots = load_europe(), with_a_dot(regions)
    if not roles:
        return tag("p", words("pictures.map_none"))
    shapes = [_shape(code, path, roles) for code, path in _in_order(europe["countries"], roles)]
    outside = [_name(code) for code in roles if code not in europe["countries"]]
    caption = joined(
        tag("ul", _key("country", roles.values()), _key("region", dots.values()), class_="key"),
        tag("p", words("pictures.map_off", names=enumerate_in_words(outside))) if outside else None,
        regions_in_words(regions),
        tag("p", words("pictures.map_source"), class_="hint"),
    )
    text = words("pictures.map_text", name=short_name(one), said=_said(roles))
    if dots:
        text = f"{text} {words('pictures.map_dots')}"
    marks = [dot(place, role) for place, role in dots.items()]
    return figure("map", europe["width"], europe["height"], text, shapes, marks, caption=caption)


def _shape(code: str, path: str, roles: Mapping[str, str]) -> Html:
    title = tag("title", _name(code)) if code in roles else None
    return tag("path", title, d=path, class_=roles.get(code, "land"))


def _in_order(shapes: Mapping[str, str], roles: Mapping[str, str]) -> list[tuple[str, str]]:
    """The marked ones last, so that their edges lie on top."""
    return sorted(shapes.items(), key=lambda shape: shape[0] in roles)


def _said(roles: Mapping[str, str]) -> str:
    parts = []
    for role, key in ((LEAD, "pictures.map_lead"), (MEMBER, "pictures.map_members")):
        names = sorted(_name(code) for code, is_role in roles.items() if is_role == role)
        parts += [words(key, names=enumerate_in_words(names))] if names else []
    return "; ".join(parts)


def _key(kind: str, roles: Collection[str]) -> Iterator[Html]:
    """What the colours of countries, or the dots of regions, mean, as far as they are there."""
    for role in (LEAD, MEMBER):
        if role in roles:
            patch = tag("span", class_=f"patch {kind} {role}")
            yield tag("li", patch, words(f"pictures.key_{kind}_{role}"))


def _name(code: str) -> str:
    return load_lexicon().name_of("country", code)
