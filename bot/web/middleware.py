"""Around every request: errors become a page or a reason, and every answer carries its safety headers."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from http import HTTPStatus
from typing import TypeVar

import structlog
from aiohttp import hdrs, web

from bot.web.addresses import is_https
from bot.web.keys import PAGES, SETTINGS
from bot.web.problems import problem_text, too_large

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)

T = TypeVar("T")
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

FRAMED_BY_NOBODY = "frame-ancestors 'none'"
POLICY = "; ".join((
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-src 'self'",
    FRAMED_BY_NOBODY,
    "require-trusted-types-for 'script'",
))  # fmt: skip
CSP = "Content-Security-Policy"
SAFETY = {
    CSP: POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "same-origin",  # stricter, and browsers hide the origin of our own forms from us
    "X-Content-Type-Options": "nosniff",
}
HSTS = "max-age=31536000"
BY_NO_FRAME = "X-Frame-Options"
NAMES = {400: "bad_request", 404: "not_found", 405: "not_allowed", 408: "too_slow"}


def policy_for_frames(origins: Sequence[str]) -> str:
    """The policy of a page that our own pages and these sites may show in a frame."""
    return POLICY.replace(FRAMED_BY_NOBODY, " ".join(("frame-ancestors 'self'", *origins)))


async def answered(work: Awaitable[T], otherwise: Callable[[], T], *, event: str, **facts: object) -> T:
    """What the work gives, or what to show when it breaks: the one broad except of the front door."""
    try:
        return await work
    except web.HTTPException:
        raise
    except Exception:
        log.exception(event, **facts)
        return otherwise()


@web.middleware
async def error_middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
    """A page for people, a reason for programs, and the traceback for the log."""
    try:
        return await answered(
            handler(request), lambda: _failed(request), event="request_failed", path=_route(request)
        )
    except web.HTTPRequestEntityTooLarge:
        return _as_response(too_large(request))
    except web.HTTPError as error:
        if error.content_type == "application/json":
            return _as_response(error)
        return _refused(request, error)


async def add_safety_headers(request: web.Request, response: web.StreamResponse) -> None:
    """Signal before any answer leaves, errors and sockets included."""
    if CSP not in response.headers:  # whoever may be framed says by whom, in a policy of its own
        response.headers[BY_NO_FRAME] = "DENY"
    for name, value in SAFETY.items():
        response.headers.setdefault(name, value)
    if is_https(request, request.app[SETTINGS].trusted_proxies):
        response.headers.setdefault("Strict-Transport-Security", HSTS)
    response.headers.popall(hdrs.SERVER, None)


def _refused(request: web.Request, error: web.HTTPError) -> web.Response:
    """An error of aiohttp itself, such as an unknown address, in our own words."""
    name = NAMES.get(error.status, "bad_request")
    kept = {hdrs.ALLOW: error.headers[hdrs.ALLOW]} if hdrs.ALLOW in error.headers else None
    if _wants_page(request):
        pages = request.app[PAGES]
        text = pages.failed() if error.status == HTTPStatus.REQUEST_TIMEOUT else pages.not_found()
        return web.Response(text=text, status=error.status, content_type="text/html", headers=kept)
    return web.Response(
        text=problem_text(request, name), status=error.status, content_type="application/json", headers=kept
    )


def _failed(request: web.Request) -> web.StreamResponse:
    if _wants_page(request):
        return web.Response(text=request.app[PAGES].failed(), status=500, content_type="text/html")
    return web.Response(text=problem_text(request, "failed"), status=500, content_type="application/json")


def _as_response(error: web.HTTPError) -> web.Response:
    """aiohttp would rather have an answer returned than an error raised twice."""
    headers = {name: value for name, value in error.headers.items() if name != hdrs.CONTENT_TYPE}
    return web.Response(
        text=error.text, status=error.status, content_type="application/json", headers=headers
    )


def _wants_page(request: web.Request) -> bool:
    return "text/html" in request.headers.get(hdrs.ACCEPT, "")


def _route(request: web.Request) -> str:
    """The route as it is written in the code: an address that somebody made up may hold anything."""
    resource = request.match_info.route.resource
    return resource.canonical if resource is not None else "unknown"
