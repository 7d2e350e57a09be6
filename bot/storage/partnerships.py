"""The catalogue of partnerships, for reading."""

from __future__ import annotations

from dataclasses import replace

from bot.logic.partnerships import Partnership, PartnershipQuery, SearchPage
from bot.storage.catalogue_tables import PartnershipRow
from bot.storage.database import Database
from bot.storage.partnership_search import search_page
from bot.storage.whole_partnerships import whole


class PartnershipStore:
    """What is known of partnerships, by search and by id."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def search(self, query: PartnershipQuery, *, limit: int = 5, offset: int = 0) -> SearchPage:
        """The partnerships that answer the query, best first, each with its reasons; else the nearest."""
        async with self._database.reading() as session:
            page = await search_page(session, query, limit, offset)
            bare = replace(query, text=None)
            if not (page.nearest and query.text and bare != PartnershipQuery()):
                return page
            named = await search_page(session, bare, limit, offset)
        return page if named.nearest else replace(named, left_out=query.text)

    async def get(self, partnership_id: str) -> Partnership | None:
        """Everything known about one partnership; None when there is none with this id."""
        async with self._database.reading() as session:
            return next(iter(await whole(session, PartnershipRow.id == partnership_id)), None)
