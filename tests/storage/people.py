"""What the tests of stored data have in common: one applicant, her consent, and the moment it all happens."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

from sqlalchemy import select

from bot.logic.eoi import Consent, Expression
from bot.storage.base import Base
from bot.storage.database import Database

KEY = "key of the tests"
NOW = datetime(2017, 3, 1, 10, 30, tzinfo=timezone.utc)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
ADA = "ada@example.org"
CONSENT = Consent("1", "We keep what you write.", "en", NOW - 10 * MINUTE)
JOIN = Expression(
    kind="join",
    partnership_id="escps3-tex4im",
    title=None,
    organisation="Cluster Ñandú",
    organisation_type="cluster_organisation",
    country="ES",
    region="ES51",
    theme="textiles",
    role="partner",
    contact_name="Ada Example",
    email=ADA,
    motivation="To modernise",
    conversation_id="c1",
    channel="web",
)


async def rows_of(database: Database, table: type[Base]) -> list[Any]:
    """Every row of a table, in the order they were written."""
    async with database.reading() as session:
        return list(await session.scalars(select(table).order_by(table.id)))  # type: ignore[attr-defined]
