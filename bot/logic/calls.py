"""When a call takes expressions of interest, and how long it still does."""

from __future__ import annotations

from datetime import date
from enum import Enum

from bot.logic.errors import ContentInvalid
from bot.logic.facts import Fact, FactSheet

CLOSING_SOON_DAYS = 14  # our own choice: two weeks are what a consortium needs to notice and to act
MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip


class CallStatus(str, Enum):
    """Where a day stands in the life of a call; the closing day itself still counts as open."""

    NOT_OPEN = "not_open"
    OPEN = "open"
    EXTENDED = "extended"
    CLOSING_SOON = "closing_soon"
    CLOSED = "closed"

    @property
    def takes_expressions(self) -> bool:
        """May an expression of interest be submitted?"""
        return self not in (CallStatus.NOT_OPEN, CallStatus.CLOSED)


def call_status(call: FactSheet, on: date) -> CallStatus:
    """The status on this day. Extended: past the first closing day announced, not past the one that holds."""
    left = days_left(call, on)
    if on < opening_day(call):
        return CallStatus.NOT_OPEN
    if left < 0:
        return CallStatus.CLOSED
    if left <= CLOSING_SOON_DAYS:
        return CallStatus.CLOSING_SOON
    if on > call.history("closing_date")[0].value:
        return CallStatus.EXTENDED
    return CallStatus.OPEN


def days_left(call: FactSheet, on: date) -> int:
    """Days until the closing day that holds: 0 on that day, negative after it."""
    closing: date = call.fact("closing_date").value
    return (closing - on).days


def opening_day(call: FactSheet) -> date:
    """The first day that can be open. Where the sources name only a month, its first day."""
    fact = call.fact("opened_in")
    return fact.value if isinstance(fact.value, date) else _first_of_month(fact)


def _first_of_month(fact: Fact) -> date:
    month, _, year = str(fact.value).strip().lower().partition(" ")
    if month not in MONTHS or not (year.isascii() and year.isdigit() and len(year) == 4):
        raise ContentInvalid(
            f"{fact.sheet}.{fact.name}: {fact.value!r} is neither a date nor a month such as 'May 2016'"
        )
    return date(int(year), MONTHS.index(month) + 1, 1)
