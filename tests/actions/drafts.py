"""A draft with every answer given, and the row it becomes."""

from __future__ import annotations

from typing import Any

from sqlalchemy import text

from bot.storage.database import Database

CONSENT = {
    "version": "2017-01-01",
    "text": "Do you agree?",
    "language": "en",
    "given_at": "2017-03-01T10:00:00+00:00",
}
JOIN: dict[str, Any] = {
    "eoi__kind": "join",
    "eoi__form_id": "form-1",
    "eoi__partnership": "escps3-tex4im",
    "eoi__organisation": "Fictional Cloth Cluster",
    "eoi__organisation_type": "cluster_organisation",
    "eoi__country": "IT",
    "eoi__region": "ITC4",
    "eoi__theme": "textiles",
    "eoi__role": "partner",
    "eoi__motivation": "We bring recycled fibres and look for pilot lines.",
    "eoi__consent": CONSENT,
    "eoi__contact_name": "Alex Example",
    "eoi__email": "alex@example.org",
}
PROPOSE: dict[str, Any] = {
    **JOIN,
    "eoi__kind": "propose",
    "eoi__partnership": None,
    "eoi__title": "Light for Lungs",
}


async def rows(database: Database, table: str) -> list[dict[str, Any]]:
    """What a table holds, read past the stores."""
    async with database.reading() as session:
        found = await session.execute(text(f"SELECT * FROM {table}"))
        return [dict(row) for row in found.mappings()]
