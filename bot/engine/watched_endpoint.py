"""The way to the action server, with a memory for what went wrong in this turn."""

from __future__ import annotations

import asyncio
import json
from contextvars import ContextVar
from typing import Any

from aiohttp import ClientPayloadError
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
            return _checked(
                await asyncio.wait_for(super().request(*args, json=json, **kwargs), LONGEST_ACTION)
            )
        except Exception as error:
            if not _is_rejection(error):
                _failures.get([]).append((json or {}).get("next_action", "unknown"))
            raise


def _checked(answer: Any) -> dict[str, Any]:
    """What an action returns; Rasa would only find out later that it is something else."""
    if not isinstance(answer, dict) or not all(
        isinstance(answer.get(part, []), list) for part in ("events", "responses")
    ):
        raise ClientPayloadError("the action server answered with something else than events and responses")
    return answer


def _is_rejection(error: Exception) -> bool:
    """A form's rejection names its action; any other 400 says that our call was malformed."""
    if not isinstance(error, ClientResponseError) or error.status != REJECTION:
        return False
    try:
        said = json.loads(error.text)
    except ValueError:
        return False
    return isinstance(said, dict) and "action_name" in said
