"""What is too old goes while the website runs, and nothing that fails ends it."""

from __future__ import annotations

import asyncio

import pytest
from aiohttp import web

from bot.logic.errors import StorageAway
from bot.web.ageing import DailyAgeing


async def calls_of(outcomes, *, every, after_failure):
    """How often it is called until the outcomes are used up."""
    calls = 0
    used_up = asyncio.Event()
    left = list(outcomes)

    async def age_out():
        nonlocal calls
        if not left:
            await asyncio.Event().wait()
        calls += 1
        outcome = left.pop(0)
        if not left:
            used_up.set()
        if outcome:
            raise outcome

    running = DailyAgeing(age_out, every=every, after_failure=after_failure).while_running(web.Application())
    await anext(running)
    await asyncio.wait_for(used_up.wait(), 5)
    with pytest.raises(StopAsyncIteration):
        await anext(running)
    return calls


async def test_it_is_done_at_the_start_and_again_and_again():
    assert await calls_of([None, None, None], every=0, after_failure=60) == 3


@pytest.mark.parametrize("failure", [StorageAway("away"), RuntimeError("a bug")])
async def test_after_a_failure_it_is_tried_again_sooner(failure):
    assert await calls_of([failure, None], every=60, after_failure=0) == 2
