"""How much one visitor, one address and one program may ask of us."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

MINUTE = 60.0
REMEMBERED = 10_000
ADDRESS_FACTOR = 4
"""An address may stand for a whole office: it gets this many times what one conversation gets."""


@dataclass
class _Bucket:
    left: float
    at: float


class RateLimit:
    """A bucket for each key: full at first, refilled evenly over a minute."""

    def __init__(self, per_minute: int, now: Callable[[], float] = time.monotonic) -> None:
        self._size = float(per_minute)
        self._now = now
        self._buckets: dict[str, _Bucket] = {}
        self._swept = now()

    def allow(self, key: str) -> bool:
        """Take one from the key's bucket; False when it is empty."""
        bucket = self._refilled(key)
        if bucket.left < 1:
            return False
        bucket.left -= 1
        return True

    def _refilled(self, key: str) -> _Bucket:
        now = self._now()
        if now - self._swept >= MINUTE or len(self._buckets) >= REMEMBERED:
            self._forget_full(now)
        bucket = self._buckets.setdefault(key, _Bucket(self._size, now))
        bucket.left = min(self._size, bucket.left + (now - bucket.at) * self._size / MINUTE)
        bucket.at = now
        return bucket

    def _forget_full(self, now: float) -> None:
        """Drop the buckets that a minute has refilled; when too many are left, the oldest half goes."""
        self._swept = now
        kept = {key: bucket for key, bucket in self._buckets.items() if now - bucket.at < MINUTE}
        if len(kept) >= REMEMBERED:
            kept = dict(sorted(kept.items(), key=lambda item: item[1].at)[REMEMBERED // 2 :])
        self._buckets = kept


class Rates:
    """Who may send how fast: a visitor by conversation and address, a program by its token."""

    def __init__(
        self, per_minute: int, rest_per_minute: int, now: Callable[[], float] = time.monotonic
    ) -> None:
        self._conversations = RateLimit(per_minute, now)
        self._addresses = RateLimit(per_minute * ADDRESS_FACTOR, now)
        self._programs = RateLimit(rest_per_minute, now)

    def allow(self, channel: str, conversation_id: str, source: str) -> bool:
        """May this message pass? `source` is the address of a visitor or the name of a token."""
        if channel == "rest":
            return self._programs.allow(source)
        return self._conversations.allow(conversation_id) and self._addresses.allow(source)

    def allow_address(self, address: str) -> bool:
        """May this address open one more session, or guess one more token?"""
        return self._addresses.allow(address)
