"""Where a partnership is at home: its countries and regions, and from which of them it is led."""

from __future__ import annotations

from typing import NamedTuple

from bot.logic.partnerships import COORDINATOR, LEADING_REGION, Membership, Partnership

LEAD, MEMBER = "lead", "member"


class Place(NamedTuple):
    """A region of a partnership. `code` is None where the sources give its name only."""

    country: str
    name: str
    code: str | None


def country_roles(one: Partnership) -> dict[str, str]:
    """Each country, and whether the partnership is led from there."""
    countries = (*one.countries, *(member.country for member in one.members if member.country))
    roles = dict.fromkeys(countries, MEMBER)
    for member in one.members:
        if member.country and _leads(member):
            roles[member.country] = LEAD
    return roles


def region_roles(one: Partnership) -> dict[Place, str]:
    """Each region, its own or a member's, and whether the partnership is led from there."""
    roles: dict[Place, str] = {}
    for member in one.members:
        if member.country and member.region_name:
            place = Place(member.country, member.region_name, member.region)
            roles[place] = LEAD if _leads(member) else roles.get(place, MEMBER)
    return roles


def _leads(member: Membership) -> bool:
    return member.role in (COORDINATOR, LEADING_REGION)
