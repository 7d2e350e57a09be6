"""How one criterion of a search fares with one partnership: met exactly, met nearly, or not."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from bot.logic.folding import holds, words_of
from bot.logic.partnerships import (
    COORDINATOR,
    LEADING_REGION,
    Membership,
    Partnership,
    PartnershipQuery,
    Reason,
)

MOST_WORDS = 24  # of one search; what comes after them is no search but a text
NEAR_KINDS = {"theme": {"near_theme"}, "region": {"region_around", "region_country"}, "text": {"near_name"}}


@dataclass(frozen=True)
class Neighbourhood:
    """What lies near what, from the lexicon: plain mappings of ids.

    `near` are sister themes. `within` maps a theme to the wider themes it is part of. `region_country` maps a
    region to its country; a region lies inside another when its NUTS code starts with the other's.
    `near_names` maps a partnership to the name that was nearly written; filled when no name or word fits.
    """

    near: Mapping[str, Collection[str]] = field(default_factory=dict)
    within: Mapping[str, Collection[str]] = field(default_factory=dict)
    region_country: Mapping[str, str] = field(default_factory=dict)
    near_names: Mapping[str, str] = field(default_factory=dict)

    def meant_by(self, themes: Iterable[str]) -> frozenset[str]:
        """These themes and all that are part of one of them."""
        meant = set(themes)
        while parts := {theme for theme, wider in self.within.items() if meant.intersection(wider)} - meant:
            meant |= parts
        return frozenset(meant)

    def beside(self, themes: Iterable[str]) -> frozenset[str]:
        """The sisters of these themes and what they are part of, without what the themes mean."""
        asked = set(themes)
        beside = {
            other for theme in asked for other in (*self.near.get(theme, ()), *self.within.get(theme, ()))
        }
        beside |= {theme for theme, sisters in self.near.items() if asked.intersection(sisters)}
        return frozenset(beside - self.meant_by(asked))


@dataclass(frozen=True)
class Asked:
    """A query with everything worked out that does not depend on a partnership."""

    query: PartnershipQuery
    around: Neighbourhood

    @cached_property
    def words(self) -> tuple[str, ...]:
        return words_of(self.query.text or "")[:MOST_WORDS]

    @cached_property
    def themes(self) -> frozenset[str]:
        return self.around.meant_by(self.query.themes)

    @cached_property
    def near_themes(self) -> frozenset[str]:
        return self.around.beside(self.query.themes)

    @cached_property
    def excluded_themes(self) -> frozenset[str]:
        return self.around.meant_by(self.query.without_themes)

    @cached_property
    def homes(self) -> tuple[str, ...]:
        """The countries of the regions asked for."""
        homes = self.around.region_country
        return tuple(dict.fromkeys(homes[code] for code in self.query.regions if code in homes))

    @cached_property
    def criteria(self) -> tuple[str, ...]:
        """The names of the criteria that are asked, in the order in which reasons are given."""
        return tuple(name for name, (given, _) in CRITERIA.items() if given(self))


@dataclass(frozen=True)
class Finding:
    """`exact`: the criterion is met as it was asked. Reasons without it: met nearly, or in part (words)."""

    reasons: tuple[Reason, ...]
    exact: bool


def find(name: str, partnership: Partnership, asked: Asked) -> Finding:
    """How the criterion of this name fares with the partnership."""
    return CRITERIA[name][1](partnership, asked)


def countries_of(partnership: Partnership) -> frozenset[str]:
    """Where its members are, by the source's list of countries and by the members themselves."""
    return frozenset((*partnership.countries, *(one.country for one in partnership.members if one.country)))


def _one_of(kind: str, asked: Iterable[str], there: Collection[str | None]) -> Finding:
    found = tuple(Reason(kind, value) for value in asked if value in there)
    return Finding(found, exact=bool(found))


def _near(kind: str, asked: Iterable[str], there: Collection[str]) -> Finding:
    return Finding(_one_of(kind, asked, there).reasons, exact=False)


def _by_id(partnership: Partnership, asked: Asked) -> Finding:
    return _one_of("partnership", asked.query.partnerships, {partnership.id})


def _theme(partnership: Partnership, asked: Asked) -> Finding:
    exact = _one_of("theme", partnership.themes, asked.themes)
    return exact if exact.exact else _near("near_theme", partnership.themes, asked.near_themes)


def _region(partnership: Partnership, asked: Asked) -> Finding:
    codes = tuple(dict.fromkeys(one.region for one in partnership.members if one.region))
    leading = tuple(dict.fromkeys(one.region for one in _leading(partnership) if one.region))
    if asked.query.led:
        led_from = [code for code in leading if code.startswith(asked.query.regions)]
        if led_from:
            return _one_of("region", leading, led_from)
        return _near("region_country", asked.homes, countries_of(partnership))
    inside = {code for code in codes if code.startswith(asked.query.regions)}
    if inside:
        return _one_of("region", codes, inside)
    around = {code for code in codes if any(region.startswith(code) for region in asked.query.regions)}
    if around:
        return _near("region_around", codes, around)
    return _near("region_country", asked.homes, countries_of(partnership))


def _leading(partnership: Partnership) -> tuple[Membership, ...]:
    return tuple(one for one in partnership.members if one.role in (COORDINATOR, LEADING_REGION))


def _country(partnership: Partnership, asked: Asked) -> Finding:
    if asked.query.led:
        led_from = _one_of("country", asked.query.countries, {one.country for one in _leading(partnership)})
        if led_from.exact:
            return led_from
        return _near("country", asked.query.countries, countries_of(partnership))
    return _one_of("country", asked.query.countries, countries_of(partnership))


def _organisation(partnership: Partnership, asked: Asked) -> Finding:
    return _one_of(
        "organisation", asked.query.organisations, {one.organisation_id for one in partnership.members}
    )


def _organisation_type(partnership: Partnership, asked: Asked) -> Finding:
    there = {one.organisation_type for one in partnership.members}
    return _one_of("organisation_type", asked.query.organisation_types, there)


def _programme(partnership: Partnership, asked: Asked) -> Finding:
    return _one_of("programme", asked.query.programmes, {partnership.programme})


def _text(partnership: Partnership, asked: Asked) -> Finding:
    """Its name, else all the words in what describes it or its members, else a name spelt nearly so."""
    if is_named(partnership, asked.words):
        return Finding((Reason("name", partnership.acronym or partnership.name),), exact=True)
    reasons = [_word(partnership, word) for word in asked.words]
    found = tuple(dict.fromkeys(reason for reason in reasons if reason))
    near_name = asked.around.near_names.get(partnership.id)
    if near_name is not None and None in reasons:
        found = (Reason("near_name", near_name), *found)
    return Finding(found, exact=None not in reasons)


def is_named(partnership: Partnership, words: tuple[str, ...]) -> bool:
    """Do the words hold the acronym or the whole name, or are they two or more words that begin the name?"""
    sentence = f" {' '.join(words)} "
    names = [words_of(name) for name in (partnership.acronym, partnership.name) if name]
    return any(
        f" {' '.join(name)} " in sentence or (len(words) > 1 and name[: len(words)] == words)
        for name in names
    )


def _word(partnership: Partnership, word: str) -> Reason | None:
    described = (
        partnership.name,
        partnership.acronym or "",
        partnership.thematic_area,
        *partnership.priorities,
    )
    if holds(words_of(" ".join(described)), word):
        return Reason("word", word)
    member = next((one for one in partnership.members if _is_called(one, word)), None)
    return Reason("organisation", member.organisation_id or word) if member else None


def _is_called(member: Membership, word: str) -> bool:
    return member.organisation is not None and holds(words_of(member.organisation), word)


CRITERIA: dict[str, tuple[Callable[[Asked], object], Callable[[Partnership, Asked], Finding]]] = {
    "partnership": (lambda asked: asked.query.partnerships, _by_id),
    "theme": (lambda asked: asked.query.themes, _theme),
    "region": (lambda asked: asked.query.regions, _region),
    "country": (lambda asked: asked.query.countries, _country),
    "organisation": (lambda asked: asked.query.organisations, _organisation),
    "organisation_type": (lambda asked: asked.query.organisation_types, _organisation_type),
    "programme": (lambda asked: asked.query.programmes, _programme),
    "text": (lambda asked: asked.words, _text),
}
