"""How sure the sources are that a country was eligible: four lists, none of them the call's own annex."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum

from bot.logic.facts import Fact, FactSheet


class Standing(str, Enum):
    """From surest to least sure. The list attached to the call itself was not found."""

    MEMBER_STATE = "member_state"
    COSME_2015 = "cosme_2015"
    COSME_PENDING = "cosme_pending"
    COSME_LATER = "cosme_later"
    NOT_LISTED = "not_listed"


LISTS = (
    (Standing.MEMBER_STATE, "eligible_eu_countries"),
    (Standing.COSME_2015, "cosme_countries_2015"),
    (Standing.COSME_PENDING, "cosme_countries_pending_2015"),
    (Standing.COSME_LATER, "cosme_countries_2018"),
)
COUNTED = (Standing.MEMBER_STATE, Standing.COSME_2015)
HANGING = (Standing.COSME_PENDING, Standing.COSME_LATER)


def standing(country: str, call: FactSheet) -> tuple[Standing, Fact]:
    """How sure, and the surest list that names it; where none does, the fact that the annex was not found."""
    for level, name in LISTS:
        fact = call.fact(name)
        if country in fact.value:
            return level, fact
    return Standing.NOT_LISTED, call.entry("cosme_country_list_2016")


def by_standing(countries: Iterable[str], call: FactSheet) -> dict[Standing, tuple[str, ...]]:
    """The different countries, sorted by how sure the sources are; every standing has an entry."""
    sorted_out: dict[Standing, tuple[str, ...]] = dict.fromkeys(Standing, ())
    for country in dict.fromkeys(countries):
        level, _ = standing(country, call)
        sorted_out[level] += (country,)
    return sorted_out
