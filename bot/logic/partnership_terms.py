"""The terms a partnership is found by, which the database keeps in its full-text index.

A term is `kind=value`, in ASCII and without a blank whatever the value is: "theme=photonics",
"country=_45__53_" (ES), "own=textile" (a word of its names). All that a search compares is such a term, so
that the index, the ranking and the reasons cannot disagree.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.logic.folding import words_of
from bot.logic.partnerships import COORDINATOR, LEADING_REGION, Membership, Partnership

EVERY = "every=one"
PARTNERSHIP, THEME, PROGRAMME = "partnership", "theme", "programme"
COUNTRY, REGION = "country", "region"
LED_COUNTRY, LED_REGION = "led_country", "led_region"
ORGANISATION, ORGANISATION_TYPE = "organisation", "organisation_type"
NAME = "name"  # a whole name, its words in a row
OWN, ABOUT, MEMBER = "own", "about", "member"  # one word: of its names, of what it does, of a member's name
CALLED = (OWN, MEMBER)  # what a name is made of
LONGEST = 200  # letters of a value; PostgreSQL takes 2,046 bytes
PLAIN, ESCAPED = re.compile(r"[^a-z0-9-]"), re.compile(r"_([0-9a-f]+)_")


def encoded(value: str) -> str:
    """The value in small ASCII letters, digits and hyphens; what begins alike still does."""
    return PLAIN.sub(lambda found: f"_{ord(found[0]):x}_", value[:LONGEST])


def decoded(value: str) -> str:
    """The value again."""
    return ESCAPED.sub(lambda found: chr(int(found[1], 16)), value)


def terms_of(one: Partnership) -> str:
    """Every term of a partnership, with blanks between. A member's words come after it, members come last."""
    pairs = dict.fromkeys((*_places(one), *_words(one)))
    members = (pair for member in one.members for pair in _member(member))
    return " ".join((EVERY, *(f"{kind}={encoded(value)}" for kind, value in (*pairs, *members))))


def _places(one: Partnership) -> Iterator[tuple[str, str]]:
    yield PARTNERSHIP, one.id
    yield PROGRAMME, one.programme
    yield from ((THEME, theme) for theme in one.themes)
    yield from ((COUNTRY, country) for country in one.countries)
    for member in one.members:
        leads = member.role in (COORDINATOR, LEADING_REGION)
        if member.country:
            yield COUNTRY, member.country
            yield from ((LED_COUNTRY, member.country),) if leads else ()
        if member.region:
            yield REGION, member.region
            yield from ((LED_REGION, member.region),) if leads else ()
        if member.organisation_type:
            yield ORGANISATION_TYPE, member.organisation_type


def _words(one: Partnership) -> Iterator[tuple[str, str]]:
    for name in filter(None, (one.acronym, one.name)):
        words = words_of(name)
        yield NAME, " ".join(words)
        yield from ((OWN, word) for word in words)
    yield from (
        (ABOUT, word) for word in words_of(" ".join((one.thematic_area, *one.priorities, str(one.year))))
    )


def _member(member: Membership) -> Iterator[tuple[str, str]]:
    if member.organisation_id:
        yield ORGANISATION, member.organisation_id
        yield from ((MEMBER, word) for word in words_of(member.organisation or ""))


class FoundBy:
    """The terms of one partnership, by kind. Its `title` only says a reason."""

    def __init__(self, terms: str, title: str = "") -> None:
        self.title = title
        self._terms = f" {terms}"
        self._values: dict[str, list[str]] = {}

    def of(self, kind: str) -> list[str]:
        """The encoded values of this kind, in the order of the partnership."""
        if kind not in self._values:
            self._values[kind] = re.findall(f" {kind}=([^ ]+)", self._terms)
        return self._values[kind]

    def members(self) -> Iterator[tuple[str, list[str]]]:
        """Each member with the words of its name."""
        for part in self._terms.split(f" {ORGANISATION}=")[1:]:
            member, *words = part.split(f" {MEMBER}=")
            yield member, words
