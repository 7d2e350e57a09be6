"""One message of a conversation at a time."""

from __future__ import annotations

import asyncio

import pytest

from bot.web.turns import TooManyWaiting, Turns


async def test_messages_of_a_conversation_keep_their_order():
    turns, done = Turns(), []

    async def work(number: int) -> None:
        async with turns.of("a"):
            await asyncio.sleep(0.01 if number == 0 else 0)
            done.append(number)

    await asyncio.gather(*(work(number) for number in range(5)))
    assert done == [0, 1, 2, 3, 4]


async def test_conversations_do_not_wait_for_each_other():
    turns = Turns()
    async with turns.of("a"), asyncio.timeout(1), turns.of("b"):
        assert len(turns) == 2


async def test_a_full_line_refuses_at_once_and_takes_again_later():
    turns = Turns(most_waiting=0)
    async with turns.of("a"):
        with pytest.raises(TooManyWaiting):
            await turns.of("a").__aenter__()
    async with turns.of("a"):
        assert len(turns) == 1


async def test_nothing_is_remembered_when_the_last_one_leaves_also_after_an_error():
    turns = Turns()
    with pytest.raises(RuntimeError):
        async with turns.of("a"):
            raise RuntimeError
    with pytest.raises(TimeoutError):
        async with turns.of("a"), asyncio.timeout(0.01):
            await turns.of("a").__aenter__()
    assert len(turns) == 0
