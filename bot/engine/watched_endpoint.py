"""The way to the action server: kept open, and with a memory for what went wrong in this turn."""

from __future__ import annotations

import asyncio
import json
from contextvars import ContextVar
from typing import Any

import aiohttp
from aiohttp import ClientPayloadError
from rasa.utils.endpoints import ClientResponseError, EndpointConfig

REJECTION = 400  # how the action server says "this form does not want that answer"
LONGEST_ACTION = 7  # seconds; the front door gives up after 9
KEPT_OPEN = 2  # seconds that an idle connection is kept; the action server would close it after 5
CONNECTIONS = 64
NO_DOMAIN: dict[str, Any] = {
    "actions": []
}  # ours read none of it; rasa-sdk refuses a call without one, Rasa may send none

_failures: ContextVar[list[str]] = ContextVar("action_failures")


def watch_turn() -> list[str]:
    """Begin a turn; the list returned fills with the names of actions that fail in it."""
    failures: list[str] = []
    _failures.set(failures)
    return failures


class WatchedEndpoint(EndpointConfig):
    """Rasa logs a failed action and goes on as if it had run; here the channel gets to know.

    Rasa opens a connection for each call; here they are kept, and closed well before the action server
    would do so, so that none is closed just when a call is under way.
    """

    _connector: aiohttp.BaseConnector | None = None

    async def request(self, *args: Any, json: dict[str, Any] | None = None, **kwargs: Any) -> Any | None:
        """Relay, and note any failure that is not a form's ordinary rejection."""
        call = {"domain": NO_DOMAIN, **json} if json else json
        try:
            return _checked(
                await asyncio.wait_for(super().request(*args, json=call, **kwargs), LONGEST_ACTION)
            )
        except Exception as error:
            if not _is_rejection(error):
                _failures.get([]).append((json or {}).get("next_action", "unknown"))
            raise

    def session(self) -> aiohttp.ClientSession:
        """A session for one call, on connections that outlive it."""
        if self._connector is None:  # made at first use: it belongs to the loop that is running then
            self._connector = aiohttp.TCPConnector(limit=CONNECTIONS, keepalive_timeout=KEPT_OPEN)
        return aiohttp.ClientSession(
            headers=self.headers,
            timeout=aiohttp.ClientTimeout(total=LONGEST_ACTION),
            connector=self._connector,
            connector_owner=False,
        )

    async def close(self) -> None:
        """Let go of the connections."""
        if self._connector is not None:
            await self._connector.close()
            self._connector = None


def _checked(answer: Any) -> dict[str, Any]:
    """What an action returns: events and responses, each an object of its own; the rest is read by Rasa.

    What is wrong is told, what it was is not: it may be personal.
    """
    if not isinstance(answer, dict):
        raise ClientPayloadError("the action server's answer is no object")
    for part, must_have in (("events", "event"), ("responses", None)):
        said = answer.get(part)
        if not isinstance(said, list) or not all(isinstance(one, dict) for one in said):
            raise ClientPayloadError(f"the action server's answer is malformed at {part}")
        if must_have and not all(isinstance(one.get(must_have), str) for one in said):
            raise ClientPayloadError(f"the action server's answer is malformed at {part}.{must_have}")
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
