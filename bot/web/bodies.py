"""Bodies that come too slowly: nobody may keep a connection by sending next to nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from typing import TypeVar

from aiohttp import web

T = TypeVar("T")

BODY_SECONDS = 20.0
"""For 100,000 bytes at the most: 5,000 a second, which the worst mobile connection gives."""


async def in_time(reading: Awaitable[T]) -> T:
    """What was read; raises 408 when the body is not there in time."""
    try:
        async with asyncio.timeout(BODY_SECONDS):
            return await reading
    except TimeoutError as error:
        raise web.HTTPRequestTimeout from error
