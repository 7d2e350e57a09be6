"""What the lexicon holds: entries with an id and a name, and the phrases that stand for them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from bot.logic.placed_words import phrase_key

AMBIGUOUS = "ambiguous:"
GROUP = "group:"
"""Begins the value of a name that stands for several countries."""


@dataclass(frozen=True)
class Country:
    """`id` is the ISO code in capitals (GR, GB; XK for Kosovo)."""

    id: str
    name: str


@dataclass(frozen=True)
class Region:
    """`id` is the NUTS code of 2016: it begins with that of the region around. `country` is an ISO code."""

    id: str
    name: str
    country: str


@dataclass(frozen=True)
class Theme:
    """`within`: broader themes. `near`: what to offer when nothing is found."""

    id: str
    name: str
    within: tuple[str, ...] = ()
    near: tuple[str, ...] = ()


@dataclass(frozen=True)
class OrganisationType:
    """A kind of applicant."""

    id: str
    name: str


@dataclass(frozen=True)
class Programme:
    """A programme that partnerships belong to."""

    id: str
    name: str


class Phrase(NamedTuple):
    """One way to name a value. `exact`: it counts only when written like this ("LED", "Turkey")."""

    entity: str
    text: str
    value: str
    exact: bool = False


@dataclass(frozen=True)
class Lexicon:
    """Everything that has a name. `not_names` hold the words of a name and name nothing.

    `ordinary_words` look like a misspelt name and are none.
    `partnership_themes`: the theme ids of each partnership, the main one first.
    """

    countries: Mapping[str, Country]
    regions: Mapping[str, Region]
    themes: Mapping[str, Theme]
    organisation_types: Mapping[str, OrganisationType]
    programmes: Mapping[str, Programme]
    partnerships: Mapping[str, str]
    organisations: Mapping[str, str]
    partnership_themes: Mapping[str, tuple[str, ...]]
    not_names: tuple[str, ...]
    ordinary_words: frozenset[str] = field(repr=False)
    names: tuple[Phrase, ...] = field(repr=False)
    by_key: Mapping[tuple[str, str], tuple[Phrase, ...]] = field(repr=False)

    def phrases(self) -> Iterator[tuple[str, str, str]]:
        """Every (entity, phrase, value); the value of an ambiguous phrase is "ambiguous:<id>|<id>"."""
        return ((one.entity, one.text, one.value) for one in self.names)

    def meant_by(self, entity: str, phrase: str) -> Phrase | None:
        """What this phrase says of this entity, however it is spelt; None for a phrase we do not have."""
        found = self.by_key.get((entity, phrase_key(phrase)), ())
        return next((one for one in found if one.text == phrase), found[0] if found else None)

    def ids(self, entity: str) -> Collection[str]:
        """The ids an entity can have; none for an entity the lexicon does not keep."""
        return self._entries.get(entity, {}).keys()

    def name_of(self, entity: str, value: str) -> str:
        """The display name of an id, both names of an ambiguous one; KeyError for an id that is not ours."""
        if value.startswith(AMBIGUOUS):
            return " or ".join(self.name_of(entity, one) for one in value[len(AMBIGUOUS) :].split("|"))
        entry = self._entries[entity][value]
        return entry if isinstance(entry, str) else str(entry.name)

    @property
    def _entries(self) -> dict[str, Mapping[str, Any]]:
        return {
            "country": self.countries,
            "region": self.regions,
            "theme": self.themes,
            "organisation_type": self.organisation_types,
            "programme": self.programmes,
            "partnership": self.partnerships,
            "organisation": self.organisations,
        }
