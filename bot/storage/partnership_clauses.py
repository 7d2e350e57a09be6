"""Each criterion of a search as SQL: true wherever the criterion may be met, exactly or nearly."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable

from sqlalchemy import ColumnElement, Select, or_, select

from bot.logic.partnership_criteria import Asked
from bot.storage.catalogue_tables import (
    MembershipRow,
    PartnershipCountryRow,
    PartnershipRow,
    PartnershipThemeRow,
)


def clauses(asked: Asked) -> dict[str, ColumnElement[bool]]:
    """By name, one clause for each criterion that is asked."""
    query = asked.query
    every: dict[str, Callable[[], ColumnElement[bool]]] = {
        "partnership": lambda: PartnershipRow.id.in_(query.partnerships),
        "theme": lambda: _has_theme(asked.themes | asked.near_themes),
        "region": lambda: or_(_is_inside(query.regions), _is_in(asked.homes)),
        "country": lambda: _is_in(query.countries),
        "organisation": lambda: _has_member(MembershipRow.organisation_id.in_(query.organisations)),
        "organisation_type": lambda: _has_member(
            MembershipRow.organisation_type.in_(query.organisation_types)
        ),
        "programme": lambda: PartnershipRow.programme_id.in_(query.programmes),
        "text": lambda: or_(*(_has_word(word) for word in asked.words)),
    }
    return {name: every[name]() for name in asked.criteria}


def not_excluded(asked: Asked) -> list[ColumnElement[bool]]:
    """What every candidate must fulfil: listed, and nothing in it that the query leaves out."""
    kept: list[ColumnElement[bool]] = [PartnershipRow.listed.is_(True)]
    if asked.excluded_themes:
        kept.append(~_has_theme(asked.excluded_themes))
    if asked.query.without_countries:
        kept.append(~_is_in(asked.query.without_countries))
    return kept


def _has_theme(themes: Collection[str]) -> ColumnElement[bool]:
    return PartnershipRow.id.in_(
        select(PartnershipThemeRow.partnership_id).where(PartnershipThemeRow.theme_id.in_(themes))
    )


def _is_in(countries: Iterable[str]) -> ColumnElement[bool]:
    codes = tuple(countries)
    listed: Select[str] = select(PartnershipCountryRow.partnership_id).where(
        PartnershipCountryRow.country_id.in_(codes)
    )
    return or_(PartnershipRow.id.in_(listed), _has_member(MembershipRow.country_id.in_(codes)))


def _is_inside(regions: Iterable[str]) -> ColumnElement[bool]:
    """A member in one of the regions or a part of it: NUTS codes grow to the right."""
    return _has_member(or_(*(MembershipRow.region_id.startswith(code, autoescape=True) for code in regions)))


def _has_member(clause: ColumnElement[bool]) -> ColumnElement[bool]:
    return PartnershipRow.id.in_(select(MembershipRow.partnership_id).where(clause))


def _has_word(word: str) -> ColumnElement[bool]:
    """The same rule as `bot.logic.folding.holds`: `words` has a space before and after each word."""
    return PartnershipRow.words.contains(f" {word}" if len(word) > 2 else f" {word} ", autoescape=True)
