"""Reads partnerships whole, with all that belongs to them, in one statement."""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import JSON, ColumnElement, ScalarSelect, Select, Subquery, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.logic.partnerships import Membership, Partnership
from bot.storage.catalogue_tables import (
    MembershipRow,
    OrganisationRow,
    PartnershipCountryRow,
    PartnershipRow,
    PartnershipThemeRow,
    SourceRow,
)

LISTS = {  # how a database makes a list of rows, and of what is in a row
    "sqlite": (func.json_group_array, func.json_array),
    "postgresql": (func.json_agg, func.json_build_array),
}
MEMBERS = (
    select(
        OrganisationRow.name,
        MembershipRow.organisation_id,
        MembershipRow.organisation_type,
        MembershipRow.role,
        MembershipRow.region_id,
        MembershipRow.region_name,
        MembershipRow.country_id,
        MembershipRow.described_as,
    )
    .outerjoin_from(MembershipRow, OrganisationRow)
    .where(MembershipRow.partnership_id == PartnershipRow.id)
    .order_by(MembershipRow.position)
    .correlate(PartnershipRow)
    .subquery()
)
THEMES = (
    select(PartnershipThemeRow.theme_id)
    .where(PartnershipThemeRow.partnership_id == PartnershipRow.id)
    .order_by(PartnershipThemeRow.position)
    .correlate(PartnershipRow)
    .subquery()
)
COUNTRIES = (
    select(PartnershipCountryRow.country_id)
    .where(PartnershipCountryRow.partnership_id == PartnershipRow.id)
    .order_by(PartnershipCountryRow.country_id)
    .correlate(PartnershipRow)
    .subquery()
)
SOURCES = (
    select(SourceRow.url)
    .where(SourceRow.partnership_id == PartnershipRow.id, SourceRow.shown)
    .order_by(SourceRow.position)
    .correlate(PartnershipRow)
    .subquery()
)


async def whole(session: AsyncSession, which: ColumnElement[bool]) -> list[Partnership]:
    """The partnerships of which this is true, in no order."""
    statement = _everything(session.get_bind().dialect.name).where(which)
    return [_partnership(dict(row)) for row in (await session.execute(statement)).mappings()]


@cache
def _everything(dialect: str) -> Select[Any]:
    return select(
        PartnershipRow.id,
        PartnershipRow.name,
        PartnershipRow.acronym,
        PartnershipRow.programme_id.label("programme"),
        _all(dialect, THEMES).label("themes"),
        PartnershipRow.thematic_area,
        PartnershipRow.priorities,
        PartnershipRow.lead_regions,
        PartnershipRow.coordinator,
        _all(dialect, MEMBERS).label("members"),
        _all(dialect, COUNTRIES).label("countries"),
        PartnershipRow.year,
        PartnershipRow.status,
        _all(dialect, SOURCES).label("source_urls"),
        PartnershipRow.confidence,
        PartnershipRow.notes,
        PartnershipRow.linked_partnership,
        PartnershipRow.grant_agreement,
        PartnershipRow.total_budget_eur,
        PartnershipRow.eu_grant_eur,
    )


def _all(dialect: str, its: Subquery) -> ScalarSelect[Any]:
    """What belongs to a partnership, as a list of lists."""
    of_rows, of_row = LISTS[dialect]
    return select(of_rows(of_row(*its.c), type_=JSON)).scalar_subquery()


def _partnership(row: dict[str, Any]) -> Partnership:
    for name in ("themes", "countries", "source_urls"):
        row[name] = tuple(value for (value,) in row[name] or ())
    row["members"] = tuple(Membership(*member) for member in row["members"] or ())
    for name in ("priorities", "lead_regions"):
        row[name] = tuple(row[name])
    return Partnership(**row, source_url=next(iter(row["source_urls"]), None))
