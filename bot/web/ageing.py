"""Once a day, what is too old goes. The front door does it, because it is always there."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress

import structlog
from aiohttp import web

from bot.logic.errors import StorageAway

DAY_SECONDS, HOUR_SECONDS = 24 * 3600.0, 3600.0

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)


class DailyAgeing:
    """Calls `age_out` when the app starts and every day after; when that fails, an hour later again."""

    def __init__(
        self,
        age_out: Callable[[], Awaitable[object]],
        *,
        every: float = DAY_SECONDS,
        after_failure: float = HOUR_SECONDS,
    ) -> None:
        self._age_out = age_out
        self._every = every
        self._after_failure = after_failure

    async def while_running(self, _: web.Application) -> AsyncIterator[None]:
        """To be put into the app's `cleanup_ctx`."""
        task = asyncio.create_task(self._go_on())
        yield
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task

    async def _go_on(self) -> None:
        while True:
            await asyncio.sleep(await self._once())

    async def _once(self) -> float:
        try:
            await self._age_out()
        except StorageAway:
            log.warning("ageing_put_off")
        except Exception:  # whatever it is, the website goes on
            log.exception("ageing_failed")
        else:
            return self._every
        return self._after_failure
