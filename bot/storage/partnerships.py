"""Finds partnerships. SQL picks the candidates, `bot.logic.partnership_ranking` decides."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from sqlalchemy import ColumnElement, and_, or_, select, true
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload

from bot.logic.partnership_criteria import Asked, Neighbourhood
from bot.logic.partnership_ranking import page_of, rank
from bot.logic.partnerships import Hit, Membership, Partnership, PartnershipQuery, SearchPage
from bot.storage.catalogue_tables import (
    MembershipRow,
    OrganisationRow,
    PartnershipRow,
    RegionRow,
    ThemeNeighbourRow,
)
from bot.storage.database import Database
from bot.storage.near_names import near_names
from bot.storage.partnership_clauses import clauses, not_excluded

WHOLE = (
    selectinload(PartnershipRow.themes),
    selectinload(PartnershipRow.countries),
    selectinload(PartnershipRow.members).joinedload(MembershipRow.organisation),
    selectinload(PartnershipRow.sources),
)


class PartnershipStore:
    """The catalogue, for reading."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def search(self, query: PartnershipQuery, *, limit: int = 5, offset: int = 0) -> SearchPage:
        """The partnerships that answer the query, best first, each with its reasons; else the nearest."""
        async with self._database.reading() as session:
            page = page_of(await _hits(session, query), query, limit=limit, offset=offset)
            bare = replace(query, text=None)
            if not (page.nearest and query.text and bare != PartnershipQuery()):
                return page
            named = page_of(await _hits(session, bare), bare, limit=limit, offset=offset)
        return page if named.nearest else replace(named, left_out=query.text)

    async def get(self, partnership_id: str) -> Partnership | None:
        """Everything known about one partnership; None when there is none with this id."""
        async with self._database.reading() as session:
            row = await session.get(PartnershipRow, partnership_id, options=WHOLE)
            return _partnership(row) if row else None


async def _hits(session: AsyncSession, query: PartnershipQuery) -> tuple[Hit, ...]:
    """What meets every criterion; when none does so exactly, what meets any of them."""
    asked = Asked(query, await _neighbourhood(session, query))
    met = clauses(asked)
    hits = rank(await _candidates(session, asked, and_(true(), *met.values())), query, asked.around)
    if not met or any(hit.exact for hit in hits):
        return hits
    candidates = await _candidates(session, asked, or_(*met.values()))
    hits = rank(candidates, query, asked.around)
    if not asked.words or any("text" not in hit.missing for hit in hits):
        return hits
    around = replace(asked.around, near_names=near_names(asked.words, await _names(session)))
    either = or_(*met.values(), PartnershipRow.id.in_(around.near_names))
    return rank(await _candidates(session, asked, either), query, around)


async def _candidates(session: AsyncSession, asked: Asked, clause: ColumnElement[bool]) -> list[Partnership]:
    rows = await session.scalars(select(PartnershipRow).where(*not_excluded(asked), clause).options(*WHOLE))
    return [_partnership(row) for row in rows]


async def _neighbourhood(session: AsyncSession, query: PartnershipQuery) -> Neighbourhood:
    kinds: dict[str, dict[str, list[str]]] = {"near": defaultdict(list), "within": defaultdict(list)}
    if query.themes or query.without_themes:
        for row in await session.scalars(select(ThemeNeighbourRow)):
            kinds[row.kind][row.theme_id].append(row.other_id)
    homes = select(RegionRow.id, RegionRow.country_id).where(RegionRow.id.in_(query.regions))
    countries = {one.id: one.country_id for one in await session.execute(homes)} if query.regions else {}
    return Neighbourhood(kinds["near"], kinds["within"], countries)


async def _names(session: AsyncSession) -> Iterable[tuple[str, str]]:
    """Every name a partnership could be asked for by: its acronym, its own, its members'."""
    own = select(PartnershipRow.id, PartnershipRow.acronym, PartnershipRow.name).order_by(PartnershipRow.id)
    members = select(MembershipRow.partnership_id, OrganisationRow.name).join(MembershipRow.organisation)
    names = [(one, name) for one, *both in await session.execute(own) for name in both if name]
    return [*names, *((one, name) for one, name in await session.execute(members.order_by(MembershipRow.id)))]


def _partnership(row: PartnershipRow) -> Partnership:
    shown = tuple(source.url for source in row.sources if source.shown)
    return Partnership(
        id=row.id,
        name=row.name,
        acronym=row.acronym,
        programme=row.programme_id,
        themes=tuple(theme.theme_id for theme in row.themes),
        thematic_area=row.thematic_area,
        priorities=tuple(row.priorities),
        lead_regions=tuple(row.lead_regions),
        coordinator=row.coordinator,
        members=tuple(_membership(member) for member in row.members),
        countries=tuple(country.country_id for country in row.countries),
        year=row.year,
        status=row.status,
        source_url=shown[0] if shown else None,
        source_urls=shown,
        confidence=row.confidence,
        notes=row.notes,
        linked_partnership=row.linked_partnership,
        grant_agreement=row.grant_agreement,
        total_budget_eur=row.total_budget_eur,
        eu_grant_eur=row.eu_grant_eur,
    )


def _membership(row: MembershipRow) -> Membership:
    return Membership(
        organisation=row.organisation.name if row.organisation else None,
        organisation_id=row.organisation_id,
        organisation_type=row.organisation_type,
        role=row.role,
        region=row.region_id,
        region_name=row.region_name,
        country=row.country_id,
        described_as=row.described_as,
    )
