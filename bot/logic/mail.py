"""A mail that is to leave: what it is, when it is tried again, and why it could not leave."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bot.logic.errors import BotError

EVERY = timedelta(hours=8)
BACK_OFF = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=15),
    timedelta(hours=1),
    timedelta(hours=2),
    timedelta(hours=4),
    EVERY,
)
MOST_TO_ONE_ADDRESS = ((timedelta(hours=1), 6), (timedelta(days=1), 20))
"""Whoever types a stranger's address can have receipts sent there, with words in them: so many, no more."""

GIVEN_UP_AFTER = timedelta(hours=72)


@dataclass(frozen=True)
class Mail:
    """Something in the outbox. `payload` is what its letter is written from."""

    id: int
    kind: str
    recipient: str = field(repr=False)
    reference: str | None
    payload: Mapping[str, Any] = field(repr=False)
    created_at: datetime
    tries: int

    def message_id(self, domain: str) -> str:
        """The same each time this mail is tried, so that whoever gets it twice can tell."""
        what = f"{self.id} {self.kind} {self.created_at.isoformat()}"
        return f"<outbox-{self.id}.{hashlib.sha256(what.encode()).hexdigest()[:12]}@{domain}>"


@dataclass(frozen=True)
class OutboxCounts:
    """How many mails were never tried, are tried again, were given up, and came too late to be of use."""

    waiting: int
    failing: int
    given_up: int
    too_late: int


class MailRefused(BotError):
    """A mail could not leave. `problem` has no address and no words in it.

    `for_good`: asking again is of no use. `server_away`: no other mail could leave now either.
    """

    def __init__(self, problem: str, *, for_good: bool = False, server_away: bool = False) -> None:
        super().__init__(problem)
        self.problem = problem
        self.for_good = for_good
        self.server_away = server_away


def next_try(failures: int, now: datetime) -> datetime | None:
    """When a mail that has failed so often is tried again; None when it is given up.

    Counted in tries, not from when it was written: nothing is given up because we ourselves were away.
    """
    waited = sum((_pause(one) for one in range(1, failures)), timedelta())
    pause = _pause(failures)
    return now + pause if waited + pause <= GIVEN_UP_AFTER else None


def may_leave_at(sent: Sequence[datetime], now: datetime) -> datetime:
    """When one more mail may go to an address to which mails went at these moments: now, or later."""
    soonest = now
    for span, most in MOST_TO_ONE_ADDRESS:
        within = sorted(moment for moment in sent if moment > now - span)
        if len(within) >= most:
            soonest = max(soonest, within[-most] + span)
    return soonest


def _pause(failures: int) -> timedelta:
    return BACK_OFF[failures - 1] if failures <= len(BACK_OFF) else EVERY
