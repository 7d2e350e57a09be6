"""The only place that asks what day it is.

`BOT_AS_OF` fixes the day, so that the demonstration stands inside the call and tests repeat.
"""

from __future__ import annotations

from datetime import date, datetime, timezone
from zoneinfo import ZoneInfo

BRUSSELS = ZoneInfo("Europe/Brussels")


def today_in_brussels(as_of: date | None = None) -> date:
    """The day that decides what is open: the fixed one, or today in Brussels where deadlines are counted."""
    return as_of or datetime.now(BRUSSELS).date()


def now_utc() -> datetime:
    """The moment something is stored, always UTC."""
    return datetime.now(timezone.utc)
