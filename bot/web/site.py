"""The pages' addresses."""

from __future__ import annotations

from http import HTTPStatus

from aiohttp import hdrs, web

from bot.web.addresses import is_same_origin
from bot.web.keys import SESSIONS
from bot.web.mailbox import pages_for
from bot.web.problems import problem
from bot.web.visits import remember, visit

routes = web.RouteTableDef()


@routes.get("/")
async def index(request: web.Request) -> web.Response:
    """The chat; the visitor's conversation is found again by its cookie, or begins here."""
    response = _page(pages_for(request).index())
    remember(request, response, visit(request))
    return response


@routes.get("/privacy")
async def privacy(request: web.Request) -> web.Response:
    """What is kept of what people write."""
    return _page(pages_for(request).privacy())


@routes.get("/new")
async def ask_for_new(request: web.Request) -> web.Response:
    """Ask before a conversation is left behind."""
    return _page(pages_for(request).new())


@routes.post("/new")
async def begin_new(request: web.Request) -> web.Response:
    """Leave the conversation on this device and begin another one."""
    if not is_same_origin(request.headers.get(hdrs.ORIGIN), request.host):
        raise problem(request, web.HTTPForbidden, "foreign_page")
    response = web.Response(status=HTTPStatus.SEE_OTHER, headers={hdrs.LOCATION: "/"})
    remember(request, response, request.app[SESSIONS].new())
    return response


def _page(text: str) -> web.Response:
    return web.Response(text=text, content_type="text/html", headers={hdrs.CACHE_CONTROL: "no-store"})
