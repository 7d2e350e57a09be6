"""The way to the action server, with a memory for what went wrong in this turn."""

from __future__ import annotations

import asyncio
from contextvars import ContextVar
from typing import Any

from rasa.utils.endpoints import ClientResponseError, EndpointConfig

REJECTION = 400  # how the action server says "this form does not want that answer"
LONGEST_ACTION = 7  # seconds; the front door gives up after 9

_failures: ContextVar[list[str]] = ContextVar("action_failures")


def watch_turn() -> list[str]:
    """Begin a turn; the list returned fills with the names of actions that fail in it."""
    failures: list[str] = []
    _failures.set(failures)
    return failures


class WatchedEndpoint(EndpointConfig):
    """Rasa logs a failed action and goes on as if it had run; here the channel gets to know."""

    async def request(self, *args: Any, json: dict[str, Any] | None = None, **kwargs: Any) -> Any | None:
        """Relay, and note any failure that is not a form's ordinary rejection."""
        try:
            return await asyncio.wait_for(super().request(*args, json=json, **kwargs), LONGEST_ACTION)
        except Exception as error:
            rejected = isinstance(error, ClientResponseError) and error.status == REJECTION
            if not rejected:
                _failures.get([]).append((json or {}).get("next_action", "unknown"))
            raise
