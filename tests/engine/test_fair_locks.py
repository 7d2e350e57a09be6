"""One message of a conversation after the other: at once, in order, and for as long as each needs."""

from __future__ import annotations

import asyncio
import os

import pytest
from rasa.core.lock_store import LockStore
from rasa.core.utils import AvailableEndpoints

from bot.engine.fair_locks import FairLockStore


@pytest.fixture
def locks():
    return FairLockStore()


class Talk:
    """Messages that hold the lock until they are let go; `done` has them in the order of their turns."""

    def __init__(self, locks):
        self.locks = locks
        self.done = []
        self.may_end = asyncio.Event()

    async def message(self, number, conversation="a"):
        async with self.locks.lock(conversation):
            await self.may_end.wait()
            self.done.append(number)


async def begun(*talks):
    tasks = []
    for talk in talks:
        tasks.append(asyncio.create_task(talk))
        await asyncio.sleep(0)
    return tasks


async def test_messages_have_their_turns_in_the_order_in_which_they_came(locks):
    talk = Talk(locks)
    tasks = await begun(*(talk.message(number) for number in range(50)))
    talk.may_end.set()
    await asyncio.gather(*tasks)
    assert talk.done == list(range(50))


async def test_whoever_comes_when_a_lock_was_just_given_back_waits_behind_who_waited(locks):
    order = []

    async def come_again():
        async with locks.lock("a"):
            order.append("first")
            waiting = await begun(wait())
        async with locks.lock("a"):
            order.append("first again")
        await asyncio.gather(*waiting)

    async def wait():
        async with locks.lock("a"):
            order.append("second")

    await come_again()
    assert order == ["first", "second", "first again"]


async def test_no_second_is_slept_away(locks, monkeypatch):
    talk = Talk(locks)
    tasks = await begun(talk.message(1), talk.message(2))
    monkeypatch.setattr(asyncio, "sleep", None)  # Rasa's own store would call it
    talk.may_end.set()
    await asyncio.gather(*tasks)
    assert talk.done == [1, 2]


async def test_other_conversations_do_not_wait(locks):
    held, free = Talk(locks), Talk(locks)
    free.may_end.set()
    (task,) = await begun(held.message(1, "a"))
    await free.message(2, "b")
    assert (held.done, free.done) == ([], [2])
    held.may_end.set()
    await task


async def test_a_lock_is_kept_however_long_its_holder_needs(locks, monkeypatch):
    talk = Talk(locks)
    tasks = await begun(talk.message(1))
    monkeypatch.setattr("rasa.core.lock.time.time", lambda: 10.0**12)
    assert not locks.is_someone_waiting("a")
    tasks += await begun(talk.message(2))
    assert locks.is_someone_waiting("a")
    assert talk.done == []
    talk.may_end.set()
    await asyncio.gather(*tasks)
    assert talk.done == [1, 2]


async def test_the_holder_may_ask_again_also_in_a_task_of_its_own(locks):
    async def rasa():
        async with locks.lock("a"):
            return "answered"

    async with locks.lock("a"):
        assert await asyncio.wait_for(rasa(), None) == "answered"
        assert await asyncio.wait_for(asyncio.create_task(rasa()), 5) == "answered"


async def test_who_gives_up_waiting_is_passed_over(locks):
    talk = Talk(locks)
    tasks = await begun(talk.message(1), talk.message(2), talk.message(3))
    tasks[1].cancel()
    talk.may_end.set()
    await asyncio.gather(*tasks, return_exceptions=True)
    assert talk.done == [1, 3]


async def test_a_holder_that_fails_gives_the_lock_back_and_nothing_is_kept(locks):
    with pytest.raises(ZeroDivisionError):
        async with locks.lock("a"):
            raise ZeroDivisionError
    async with locks.lock("a"):
        assert list(locks._lines) == ["a"]
    assert locks._lines == {}
    assert not locks.is_someone_waiting("a")


def test_our_endpoints_name_it(monkeypatch):
    for name in ("ACTIONS_WEBHOOK", "ACTIONS_SECRET", "CONVERSATIONS_URL"):
        monkeypatch.setitem(os.environ, name, "x")
    endpoints = AvailableEndpoints.read_endpoints("endpoints.yml")
    assert isinstance(LockStore.create(endpoints.lock_store), FairLockStore)
