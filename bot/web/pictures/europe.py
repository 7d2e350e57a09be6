"""A map of Europe with the countries of a partnership on it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from bot.content.lexicon import load_lexicon
from bot.content.partnership_words import short_name
from bot.content.phrases import enumerate_in_words
from bot.logic.partnerships import Partnership
from bot.web.pictures.drawing import figure
from bot.web.pictures.roles import LEAD, MEMBER, country_roles
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
    roles = country_roles(one)
    europe = load_europe()
    if not roles:
        return tag("p", words("pictures.map_none"))
    shapes = (
        tag(
            "path",
            tag("title", _name(code)) if code in roles else None,
            d=path,
            class_=roles.get(code, "land"),
        )
        for code, path in _in_order(europe["countries"], roles)
    )
    outside = [_name(code) for code in roles if code not in europe["countries"]]
    caption = joined(
        _key(roles),
        tag("p", words("pictures.map_off", names=enumerate_in_words(outside))) if outside else None,
        tag("p", words("pictures.map_source"), class_="hint"),
    )
    said = words("pictures.map_text", said=_said(roles))
    name = words("pictures.map_title", name=short_name(one))
    return figure("map", europe["width"], europe["height"], f"{name}. {said}", shapes, caption=caption)


def _in_order(shapes: Mapping[str, str], roles: Mapping[str, str]) -> list[tuple[str, str]]:
    """The marked ones last, so that their edges lie on top."""
    return sorted(shapes.items(), key=lambda shape: shape[0] in roles)


def _said(roles: Mapping[str, str]) -> str:
    parts = []
    for role, key in ((LEAD, "pictures.map_lead"), (MEMBER, "pictures.map_members")):
        names = sorted(_name(code) for code, is_role in roles.items() if is_role == role)
        parts += [words(key, names=enumerate_in_words(names))] if names else []
    return "; ".join(parts)


def _key(roles: Mapping[str, str]) -> Html:
    """What the colours mean, as far as they are there."""
    there = [role for role in (LEAD, MEMBER) if role in roles.values()]
    items = (tag("li", tag("span", class_=f"patch {role}"), words(f"pictures.key_{role}")) for role in there)
    return tag("ul", items, class_="key")


def _name(code: str) -> str:
    return load_lexicon().name_of("country", code)
