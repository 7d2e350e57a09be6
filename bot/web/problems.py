"""Errors as programs see them: a short name and the reason; never a traceback or anybody's words."""

from __future__ import annotations

import json

from aiohttp import web

from bot.web.keys import WORDING

BODY_LIMIT = 100_000
"""Bytes of a request or of a message on a socket. 2,000 characters of any script fit many times."""


def problem(request: web.Request, kind: type[web.HTTPError], name: str, **values: object) -> web.HTTPError:
    """An error to raise, with the sentence of this name out of the `api` wording."""
    return kind(text=problem_text(request, name, **values), content_type="application/json")


def problem_text(request: web.Request, name: str, **values: object) -> str:
    """The JSON body of an error."""
    return json.dumps({"error": name, "reason": request.app[WORDING].api(name, **values)})


def too_large(request: web.Request) -> web.HTTPRequestEntityTooLarge:
    """The error for a body beyond the limit, which aiohttp builds in its own way."""
    return web.HTTPRequestEntityTooLarge(
        max_size=BODY_LIMIT,
        actual_size=BODY_LIMIT,
        text=problem_text(request, "too_large", limit=BODY_LIMIT),
        content_type="application/json",
    )
