"""Searches the catalogue: the index finds, `bot.logic.partnership_ranking` decides between the best.

Where more is found than can be compared, the steps of the search say who is compared: the best by what they
meet, then by their place. Only what is shown is read whole.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from sqlalchemy import Row, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.logic.partnership_criteria import Asked, Neighbourhood
from bot.logic.partnership_ranking import Standing, rank, standing
from bot.logic.partnership_steps import Steps
from bot.logic.partnership_terms import FoundBy
from bot.logic.partnerships import Hit, PartnershipQuery, SearchPage
from bot.logic.term_logic import Expression
from bot.storage.catalogue_tables import (
    MembershipRow,
    OrganisationRow,
    PartnershipRow,
    RegionRow,
    SearchRow,
    ThemeNeighbourRow,
)
from bot.storage.near_names import near_names, near_words
from bot.storage.partnership_index import matching
from bot.storage.whole_partnerships import whole

Found = Row[int, str, str]  # a place, whose it is, and its terms
MOST = 1000  # partnerships that a search counts and leads to
COMPARED = 100  # of them, the best, in the order of how well they answer


async def search_page(session: AsyncSession, query: PartnershipQuery, limit: int, offset: int) -> SearchPage:
    """What meets every criterion; when nothing does so exactly, what comes nearest."""
    asked = Asked(query, await _neighbourhood(session, query))
    steps = Steps(asked)
    found = await matching(session, steps.whole_words(), MOST + 1)
    if len(found) <= MOST:
        found = await matching(session, steps.everything(), MOST + 1)
    if not found:
        return await _nearest(session, asked, limit, offset)
    if not asked.is_tied:
        best = _sorted(await _rows(session, await _best(session, found, steps.named())), asked)
        found = list(dict.fromkeys((*(row.place for row in best), *found)))
    hits = await _hits(session, found[offset : min(offset + limit, MOST)], asked)
    more = len(found) > MOST
    return SearchPage(hits, MOST if more else len(found), offset, limit, nearest=False, more=more)


async def _nearest(session: AsyncSession, asked: Asked, limit: int, offset: int) -> SearchPage:
    """The best of what meets a criterion."""
    misspelt = bool(asked.words) and not await matching(session, Steps(asked).all_words(), 1)
    if misspelt:
        words = await near_words(session, asked.words)
        asked = replace(asked, around=replace(asked.around, near_words=words))
    steps = Steps(asked)
    found = await matching(session, steps.anything(), COMPARED + 1)
    rows = await _rows(session, await _best(session, found, steps.nearest()))
    if misspelt:
        names = near_names(asked.words, await _names(session, [row.partnership_id for row in rows]))
        asked = replace(asked, around=replace(asked.around, near_names=names))
    best = _sorted(rows, asked)[:COMPARED]
    hits = await _hits(session, [row.place for row in best[offset : offset + limit]], asked)
    unmatched = _standing(best[0], asked).missing if best else asked.criteria
    return SearchPage(hits, len(best), offset, limit, nearest=True, unmatched=unmatched)


async def _best(
    session: AsyncSession, found: list[int], steps: Iterable[Expression | None]
) -> Collection[int]:
    """The places of all that was found, or where that is much, of the first of each step and of all."""
    best: set[int] = set()
    if len(found) > COMPARED:
        for step in steps:
            best.update(await matching(session, step, COMPARED))
            if len(best) >= COMPARED:
                return best
    return best.union(found[:COMPARED])


async def _rows(session: AsyncSession, places: Collection[int]) -> Sequence[Found]:
    columns = select(SearchRow.place, SearchRow.partnership_id, SearchRow.terms)
    return (await session.execute(columns.where(SearchRow.place.in_(places)))).all()


def _sorted(rows: Iterable[Found], asked: Asked) -> list[Found]:
    return sorted(rows, key=lambda row: (_standing(row, asked).order, row.place))


def _standing(row: Found, asked: Asked) -> Standing:
    return standing(row.partnership_id, FoundBy(row.terms), asked)


async def _hits(session: AsyncSession, places: Collection[int], asked: Asked) -> tuple[Hit, ...]:
    shown = select(SearchRow.partnership_id).where(SearchRow.place.in_(places))
    return rank(await whole(session, PartnershipRow.id.in_(shown)), asked.query, asked.around)


async def _neighbourhood(session: AsyncSession, query: PartnershipQuery) -> Neighbourhood:
    kinds: dict[str, dict[str, list[str]]] = {"near": defaultdict(list), "within": defaultdict(list)}
    if query.themes or query.without_themes:
        pairs = select(ThemeNeighbourRow.kind, ThemeNeighbourRow.theme_id, ThemeNeighbourRow.other_id)
        for kind, theme, other in await session.execute(pairs):
            kinds[kind][theme].append(other)
    homes = select(RegionRow.id, RegionRow.country_id).where(RegionRow.id.in_(query.regions))
    countries = {one.id: one.country_id for one in await session.execute(homes)} if query.regions else {}
    return Neighbourhood(kinds["near"], kinds["within"], countries)


async def _names(session: AsyncSession, ids: Collection[str]) -> list[tuple[str, str]]:
    """Every name that these could be asked for by: the acronym, their own, their members'."""
    own = select(PartnershipRow.id, PartnershipRow.acronym, PartnershipRow.name).where(
        PartnershipRow.id.in_(ids)
    )
    members = (
        select(MembershipRow.partnership_id, OrganisationRow.name)
        .join(MembershipRow.organisation)
        .where(MembershipRow.partnership_id.in_(ids))
        .order_by(MembershipRow.id)
    )
    names = [(one, name) for one, *both in await session.execute(own) for name in both if name]
    return [*names, *((one, name) for one, name in await session.execute(members))]
