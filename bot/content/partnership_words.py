"""One partnership in words: what the sources hold of it, and openly what they do not."""

from __future__ import annotations

from collections.abc import Sequence

from bot.content.lexicon import load_lexicon
from bot.content.phrases import enumerate_in_words, phrase
from bot.logic.partnerships import COORDINATOR, LEADING_REGION, Membership, Partnership

MOST_MEMBERS = 20


def details_text(one: Partnership) -> str:
    """Name, programme, theme, lead, members, countries, money and state, a line each."""
    lexicon = load_lexicon()
    lines = [
        phrase(
            "details.head",
            name=full_name(one),
            programme=lexicon.name_of("programme", one.programme),
            area=one.thematic_area,
        ),
        lead_line(one),
        _members_line(one),
    ]
    if one.countries:
        names = sorted(lexicon.name_of("country", country) for country in one.countries)
        lines.append(phrase("details.countries", names=enumerate_in_words(names)))
    if one.priorities:
        lines.append(phrase("details.focus", names=enumerate_in_words(list(one.priorities))))
    if one.eu_grant_eur:
        lines.append(grant_line(one))
    if one.status:
        lines.append(status_line(one))
    return "\n".join(line for line in lines if line)


def grant_line(one: Partnership) -> str:
    """What the EU grants it."""
    return phrase("details.grant", amount=f"{one.eu_grant_eur:,.0f}")


def status_line(one: Partnership) -> str:
    """How it stands, and since when it is known."""
    return phrase("details.status", status=one.status, year=one.year)


def lead_text(one: Partnership) -> str:
    """Who leads, in one sentence, or that the sources do not say."""
    return f"{full_name(one)}\n{lead_line(one)}"


def lead_line(one: Partnership) -> str:
    """The coordinator and the leading regions, or the gap."""
    known: list[str] = []
    if one.coordinator:
        known.append(phrase("details.coordinator", name=one.coordinator))
    if one.lead_regions:
        key = "details.lead_regions" if len(one.lead_regions) > 1 else "details.lead_region"
        known.append(phrase(key, names=enumerate_in_words(list(one.lead_regions))))
    return " ".join(known) or phrase("details.lead_unknown")


def _members_line(one: Partnership) -> str:
    others = [member for member in one.members if member.role not in (COORDINATOR, LEADING_REGION)]
    if not others:
        return "" if one.members else phrase("details.members_unknown")
    names = [member_name(member) for member in others[:MOST_MEMBERS]]
    if len(others) > MOST_MEMBERS:
        names.append(phrase("details.members_more", count=len(others) - MOST_MEMBERS))
    key = "details.other_members" if one.coordinator or one.lead_regions else "details.members"
    return phrase(key, names="; ".join(names))


def member_name(member: Membership) -> str:
    """The organisation or region, with its country."""
    name = member.organisation or member.region_name or phrase("details.unnamed")
    if member.country is None:
        return name
    return f"{name} ({load_lexicon().name_of('country', member.country)})"


def full_name(one: Partnership) -> str:
    """TEX4IM - Textile Clusters for Industrial Modernisation; the acronym alone where both are the same."""
    if not one.acronym or one.acronym.casefold() in one.name.casefold():
        return one.name
    return f"{one.acronym} - {one.name}"


def short_name(one: Partnership) -> str:
    """For buttons."""
    return one.acronym or load_lexicon().partnerships.get(one.id, one.name)


def names_of(ids: Sequence[str]) -> str:
    """The names that the lexicon has for these, in one phrase."""
    names = load_lexicon().partnerships
    return enumerate_in_words([names.get(one, one) for one in ids])
