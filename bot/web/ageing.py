"""Once a day, what is too old goes. The front door does it, because it is always there."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable

import structlog
from aiohttp import web

from bot.background import Background
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
        background = Background("ageing", self._once)
        background.start()
        yield
        await background.stop(within=0)

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
