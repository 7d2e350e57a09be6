"""Where a partnership is at home: its countries and regions, and from which of them it is led."""

from __future__ import annotations

from bot.logic.partnerships import COORDINATOR, LEADING_REGION, Membership, Partnership

LEAD, MEMBER = "lead", "member"


def country_roles(one: Partnership) -> dict[str, str]:
    """Each country, and whether the partnership is led from there."""
    countries = (*one.countries, *(member.country for member in one.members if member.country))
    roles = dict.fromkeys(countries, MEMBER)
    for member in one.members:
        if member.country and _leads(member):
            roles[member.country] = LEAD
    return roles


def _leads(member: Membership) -> bool:
    return member.role in (COORDINATOR, LEADING_REGION)
