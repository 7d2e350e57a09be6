"""A task that does its work again and again beside everything else, until it is told to end."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress


class Background:
    """Calls `once`, rests for as many seconds as that returned, and calls it again. `once` must not raise."""

    def __init__(self, name: str, once: Callable[[], Awaitable[float]]) -> None:
        self._name = name
        self._once = once
        self._told = asyncio.Event()
        self._ending = False
        self._task: asyncio.Task[None] | None = None

    @property
    def ending(self) -> bool:
        """Whether it was told to end: what is begun may be finished, nothing new should begin."""
        return self._ending

    def start(self) -> None:
        """Begin to work."""
        self._task = asyncio.create_task(self._go_on(), name=self._name)

    def wake(self) -> None:
        """Work now, without resting any longer."""
        self._told.set()

    async def stop(self, *, within: float) -> None:
        """End: what is in work may go on for so many seconds, then it is cut off."""
        self._ending = True
        self.wake()
        if self._task is not None:
            _, late = await asyncio.wait({self._task}, timeout=within)
            for task in late:
                task.cancel()
            await asyncio.wait({self._task})
            self._task = None

    async def _go_on(self) -> None:
        while not self._ending:
            pause = await self._once()
            with suppress(TimeoutError):
                async with asyncio.timeout(pause):
                    await self._told.wait()
            self._told.clear()
