"""What arrives and is no request: answered without repeating it, logged without the address it came from.

aiohttp answers such bytes below every middleware. Its own answer quotes them, and its log names the address.
"""

from __future__ import annotations

import json
from typing import Any

import structlog
from aiohttp import hdrs, web, web_protocol, web_server

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)

SAID = json.dumps({"error": "bad_request", "reason": "The request could not be understood."})
HEADERS = {
    hdrs.SERVER: "Callguide",  # else aiohttp names itself and Python, with their versions
    "Content-Security-Policy": "default-src 'none'",
    "X-Content-Type-Options": "nosniff",
}


class Connection(web_protocol.RequestHandler):
    """aiohttp's own, with errors that tell nothing of who is at the other end."""

    __slots__ = ()

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,
    ) -> web.StreamResponse:
        """A plain refusal; what is a failure of ours is logged by `log_exception` as before."""
        if status >= 500:  # anything else is theirs
            return super().handle_error(request, status, exc, message)
        log.warning("request_malformed", kind=type(exc).__name__)
        answer = web.Response(text=SAID, status=status, content_type="application/json", headers=HEADERS)
        answer.force_close()
        return answer

    def log_exception(self, *args: Any, **kw: Any) -> None:
        """aiohttp's sentence has the address in it."""
        log.error("connection_failed", exc_info=kw.get("exc_info") or True)


def answer_quietly() -> None:
    """Let the servers that this process starts from now on use it."""
    setattr(web_server, "RequestHandler", Connection)  # noqa: B010  # it is no part of what the module exports
