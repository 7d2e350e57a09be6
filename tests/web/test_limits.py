"""How fast one may send."""

from __future__ import annotations

from bot.web import limits
from bot.web.limits import ADDRESS_FACTOR, RateLimit, Rates


class Watch:
    """A clock that a test turns."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def test_a_full_minute_may_come_at_once_and_no_more():
    limit = RateLimit(3, Watch())
    assert [limit.allow("a") for _ in range(4)] == [True, True, True, False]


def test_the_bucket_fills_evenly_and_not_over_the_brim():
    watch = Watch()
    limit = RateLimit(60, watch)
    while limit.allow("a"):
        pass
    watch.seconds = 2.0
    assert [limit.allow("a") for _ in range(3)] == [True, True, False]
    watch.seconds = 1000.0
    assert sum(limit.allow("a") for _ in range(100)) == 60


def test_one_key_does_not_use_up_the_share_of_another():
    limit = RateLimit(1, Watch())
    assert limit.allow("a")
    assert limit.allow("b")
    assert not limit.allow("a")


def test_keys_are_forgotten_after_a_quiet_minute():
    watch = Watch()
    limit = RateLimit(1, watch)
    for number in range(100):
        limit.allow(f"address {number}")
    watch.seconds = 61.0
    limit.allow("last")
    assert len(limit._buckets) == 1


def test_memory_stays_bounded_when_addresses_keep_coming(monkeypatch):
    monkeypatch.setattr(limits, "REMEMBERED", 10)
    limit = RateLimit(1, Watch())
    for number in range(1000):
        limit.allow(f"address {number}")
    assert len(limit._buckets) <= 10


def test_a_visitor_is_counted_by_conversation_and_by_address():
    rates = Rates(2, 100, Watch())
    assert [rates.allow("web", "a", "1.2.3.4") for _ in range(3)] == [True, True, False]
    others = [rates.allow("web", f"other {number}", "1.2.3.4") for number in range(10)]
    assert sum(others) == 2 * ADDRESS_FACTOR - 2
    assert rates.allow("web", "elsewhere", "5.6.7.8")


def test_a_program_is_counted_by_its_token_alone():
    rates = Rates(1, 3, Watch())
    assert [rates.allow("rest", "same", "token") for _ in range(4)] == [True, True, True, False]
    assert rates.allow("rest", "same", "another token")
