"""What is too old goes: from our own tables, and from the engine's memory of conversations."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

from bot.content.retention import EVENTS, load_retention
from bot.storage.database import Database
from bot.storage.personal_data import age_out
from bot.storage.tracker_events import age_out_events


async def age_out_everywhere(database: Database, url: str, *, now: datetime) -> Counter[str]:
    """Delete what is older than `bot/content/retention.yml` says; how much of which table. `url` is ours."""
    gone = await age_out(database, now=now)
    gone[EVENTS] += await age_out_events(url, now - timedelta(days=load_retention()[EVENTS].days or 0))
    return +gone
