"""One question about a partnership answered in a sentence, or openly that the sources do not hold it."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from bot.content.lexicon import load_lexicon
from bot.content.partnership_words import grant_line, lead_line, member_name, short_name, status_line
from bot.content.phrases import phrase
from bot.logic.partnership_aspects import CONTACT, LEAD, MONEY, NUMBER, RESULTS, TIME
from bot.logic.partnerships import Membership, Partnership


def aspect_lines(one: Partnership, aspects: Iterable[str]) -> list[str]:
    """A line for each aspect."""
    return [LINES[aspect](one) for aspect in aspects]


def membership_lines(
    one: Partnership, *, countries: Iterable[str], regions: Iterable[str], organisations: Iterable[str]
) -> list[str]:
    """For each place or organisation, which member that is; openly when the sources name none."""
    name_of = load_lexicon().name_of
    asked: list[tuple[str, list[Membership]]] = [
        *((name_of("country", id_), [m for m in one.members if m.country == id_]) for id_ in countries),
        *((name_of("region", id_), [m for m in one.members if _is_in(m, id_)]) for id_ in regions),
        *(
            (name_of("organisation", id_), [m for m in one.members if m.organisation_id == id_])
            for id_ in organisations
        ),
    ]
    also = {name_of("country", id_) for id_ in one.countries}
    return [_membership(one, name, found, also) for name, found in asked]


def _is_in(member: Membership, region: str) -> bool:
    return (member.region or "").startswith(region)


def _membership(one: Partnership, asked: str, found: list[Membership], also: set[str]) -> str:
    if found:
        names = "; ".join(member_name(member) for member in found)
        return phrase("aspect.members_there", asked=asked, names=names)
    if asked in also:
        return phrase("aspect.country_there", asked=asked)
    return phrase("aspect.members_not_there", asked=asked, name=short_name(one))


def _money(one: Partnership) -> str:
    known = [grant_line(one)] if one.eu_grant_eur else []
    if one.total_budget_eur:
        known.append(phrase("aspect.budget", amount=f"{one.total_budget_eur:,.0f}"))
    return " ".join(known) or phrase("aspect.money_unknown")


def _number(one: Partnership) -> str:
    if not one.members:
        return phrase("details.members_unknown")
    if not one.countries:
        return phrase("aspect.number", members=len(one.members))
    return phrase("aspect.number_and_countries", members=len(one.members), countries=len(one.countries))


LINES: dict[str, Callable[[Partnership], str]] = {
    LEAD: lead_line,
    MONEY: _money,
    TIME: status_line,
    RESULTS: lambda one: phrase("aspect.results_unknown", status=status_line(one)),
    CONTACT: lambda one: phrase("aspect.contact_unknown", name=short_name(one)),
    NUMBER: _number,
}
