"""How one criterion of a search fares with one partnership: met exactly, met nearly, in part, or not."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from bot.logic import partnership_terms as kinds
from bot.logic.folding import words_of
from bot.logic.partnership_terms import FoundBy, decoded, encoded
from bot.logic.partnerships import PartnershipQuery, Reason
from bot.logic.term_logic import Term

CRITERIA = (
    "partnership",
    "theme",
    "region",
    "country",
    "organisation",
    "organisation_type",
    "programme",
    "text",
)
MOST_WORDS = 24  # of one search; what comes after them is no search but a text
NEAR_KINDS = {"theme": {"near_theme"}, "region": {"region_around", "region_country"}, "text": {"near_name"}}


def is_begun(word: str) -> bool:
    """Is the beginning of a word enough for this one? From three letters on."""
    return len(word) > 2


@dataclass(frozen=True)
class Neighbourhood:
    """What lies near what, from the lexicon: plain mappings of ids.

    `near` are sister themes. `within` maps a theme to the wider themes it is part of. `region_country` maps a
    region to its country; a region lies inside another when its NUTS code starts with the other's.
    `near_words` are words of names that are spelt nearly like a word asked for, and `near_names` maps a
    partnership to the name that was nearly written; both are filled when no name or word fits.
    """

    near: Mapping[str, Collection[str]] = field(default_factory=dict)
    within: Mapping[str, Collection[str]] = field(default_factory=dict)
    region_country: Mapping[str, str] = field(default_factory=dict)
    near_words: Collection[str] = ()
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
class Way:
    """A way to meet a criterion: by a term of this kind with one of these values, or one that begins so."""

    reason: str
    kind: str
    values: tuple[str, ...]
    begins: bool = False
    exact: bool = True

    def reasons(self, found_by: FoundBy) -> tuple[Reason, ...]:
        """Why a partnership meets it; none where it does not."""
        there = dict.fromkeys(found_by.of(self.kind))
        if self.begins:
            met = [one for one in there if one.startswith(self.asked)]
        elif self.kind == kinds.THEME:  # a partnership's themes have an order
            met = [one for one in there if one in self.asked]
        else:
            met = [one for one in self.asked if one in there]
        return tuple(Reason(self.reason, decoded(one)) for one in met)

    @cached_property
    def asked(self) -> tuple[str, ...]:
        """The values, encoded."""
        return tuple(dict.fromkeys(encoded(value) for value in self.values))

    @property
    def terms(self) -> tuple[Term, ...]:
        """The terms, one of which is there where it is met."""
        return tuple(Term(f"{self.kind}={value}", self.begins) for value in self.asked)


@dataclass(frozen=True)
class Finding:
    """`exact`: the criterion is met as it was asked. Reasons without it: met nearly, or in part (words)."""

    reasons: tuple[Reason, ...]
    exact: bool


@dataclass(frozen=True)
class Asked:
    """A query with everything worked out that does not depend on a partnership."""

    query: PartnershipQuery
    around: Neighbourhood

    @cached_property
    def words(self) -> tuple[str, ...]:
        return words_of(self.query.text or "")[:MOST_WORDS]

    @cached_property
    def excluded(self) -> dict[str, tuple[str, ...]]:
        """By kind of term, the values that no hit may have."""
        return {
            kinds.THEME: tuple(sorted(self.around.meant_by(self.query.without_themes))),
            kinds.COUNTRY: self.query.without_countries,
            kinds.PROGRAMME: self.query.without_programmes,
            kinds.PARTNERSHIP: self.query.without_partnerships,
        }

    @cached_property
    def ways(self) -> dict[str, tuple[Way, ...]]:
        """By criterion that is asked, the ways to meet it, best first; free words have their own."""
        return {name: ways for name, ways in _ways(self.query, self.around) if ways[0].values}

    def wants_all(self, name: str) -> bool:
        """Must all values of this criterion be there, and not only one of them?"""
        return name == "country" and self.query.together

    @cached_property
    def criteria(self) -> tuple[str, ...]:
        """The names of the criteria that are asked, in the order in which reasons are given."""
        return tuple(name for name in CRITERIA if name in self.ways or (name == "text" and self.words))

    @property
    def is_tied(self) -> bool:
        """Does whoever meets everything do so equally well? Each criterion can be met in one way only."""
        return not self.words and all(
            len(ways[0].asked) == 1 and not ways[0].begins for ways in self.ways.values()
        )

    @cached_property
    def runs(self) -> frozenset[str]:
        """Every run of the words, encoded: whichever of them is a whole name names a partnership."""
        ends = range(len(self.words) + 1)
        return frozenset(
            encoded(" ".join(self.words[start:end])) for start in ends for end in ends if start < end
        )

    @cached_property
    def beginning(self) -> str:
        """What a name begins with, encoded, when two or more words are the beginning of it."""
        return encoded(" ".join((*self.words, ""))) if len(self.words) > 1 else ""


def _ways(query: PartnershipQuery, around: Neighbourhood) -> Iterator[tuple[str, tuple[Way, ...]]]:
    themes, beside = tuple(around.meant_by(query.themes)), tuple(around.beside(query.themes))
    homes = tuple(around.region_country[one] for one in query.regions if one in around.region_country)
    wider = tuple(code[:end] for code in query.regions for end in range(1, len(code)))
    in_country = Way("region_country", kinds.COUNTRY, homes, exact=False)
    yield "partnership", (Way("partnership", kinds.PARTNERSHIP, query.partnerships),)
    yield "theme", (Way("theme", kinds.THEME, themes), Way("near_theme", kinds.THEME, beside, exact=False))
    if query.led:
        yield "region", (Way("region", kinds.LED_REGION, query.regions, begins=True), in_country)
        yield (
            "country",
            (
                Way("country", kinds.LED_COUNTRY, query.countries),
                Way("country", kinds.COUNTRY, query.countries, exact=False),
            ),
        )
    else:
        inside = Way("region", kinds.REGION, query.regions, begins=True)
        yield "region", (inside, Way("region_around", kinds.REGION, wider, exact=False), in_country)
        yield "country", (Way("country", kinds.COUNTRY, query.countries),)
    yield "organisation", (Way("organisation", kinds.ORGANISATION, query.organisations),)
    yield (
        "organisation_type",
        (Way("organisation_type", kinds.ORGANISATION_TYPE, query.organisation_types),),
    )
    yield "programme", (Way("programme", kinds.PROGRAMME, query.programmes),)


def find(name: str, partnership_id: str, found_by: FoundBy, asked: Asked) -> Finding:
    """How the criterion of this name fares with the partnership that is found by these terms."""
    if name == "text":
        return _text(partnership_id, found_by, asked)
    for way in asked.ways[name]:
        if reasons := way.reasons(found_by):
            is_whole = not asked.wants_all(name) or len(reasons) == len(way.asked)
            return Finding(reasons, exact=way.exact and is_whole)
    return Finding((), exact=False)


def _text(partnership_id: str, found_by: FoundBy, asked: Asked) -> Finding:
    """Its name, else all the words in what describes it or its members, else a name spelt nearly so."""
    if any(_is_named(name, asked) for name in found_by.of(kinds.NAME)):
        return Finding((Reason("name", found_by.title),), exact=True)
    reasons = [_word(found_by, word) for word in asked.words]
    found = tuple(dict.fromkeys(reason for reason in reasons if reason))
    near_name = asked.around.near_names.get(partnership_id)
    if near_name is not None and None in reasons:
        found = (Reason("near_name", near_name), *found)
    return Finding(found, exact=None not in reasons)


def _is_named(name: str, asked: Asked) -> bool:
    return name in asked.runs or bool(asked.beginning and name.startswith(asked.beginning))


def _word(found_by: FoundBy, word: str) -> Reason | None:
    if _holds(found_by.of(kinds.OWN), word) or _holds(found_by.of(kinds.ABOUT), word):
        return Reason("word", word)
    member = next((one for one, words in found_by.members() if _holds(words, word)), None)
    return Reason("organisation", decoded(member)) if member else None


def _holds(there: list[str], word: str) -> bool:
    """The same rule as for the index: see `is_begun`."""
    asked = encoded(word)
    return asked in there or (is_begun(word) and any(one.startswith(asked) for one in there))
