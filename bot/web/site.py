"""The pages' addresses."""

from __future__ import annotations

from http import HTTPStatus

from aiohttp import hdrs, web

from bot.web.addresses import is_same_origin
from bot.web.keys import SETTINGS
from bot.web.mailbox import pages_for
from bot.web.middleware import CSP, policy_for_frames
from bot.web.pages import OPTIONS, STATIC
from bot.web.problems import problem
from bot.web.visits import begin_anew, remember, remember_in_frame, visit

routes = web.RouteTableDef()


@routes.get("/")
async def index(request: web.Request) -> web.Response:
    """The chat; the visitor's conversation is found again by its cookie, or begins here."""
    response = _page(pages_for(request).index())
    remember(request, response, visit(request))
    return response


@routes.get("/embed")
async def embed(request: web.Request) -> web.Response:
    """The chat alone, for a frame on the sites of the settings."""
    response = _page(pages_for(request).embed(request.query.get("theme", "")))
    remember_in_frame(request, response)
    response.headers[CSP] = policy_for_frames(request.app[SETTINGS].embed_origins)
    return response


@routes.get("/embed.js")
async def embed_script(request: web.Request) -> web.FileResponse:
    """The one script that other sites may load."""
    headers = {"Cross-Origin-Resource-Policy": "cross-origin", hdrs.CACHE_CONTROL: "max-age=3600"}
    return web.FileResponse(STATIC / "embed.js", headers=headers)


@routes.get("/embedding")
async def embedding(request: web.Request) -> web.Response:
    """How to put the chat on another site, with the chosen options at work on the page itself."""
    website = request.app[SETTINGS].public_url or f"{request.scheme}://{request.host}"
    chosen = {name: request.query.get(name, "") for name in OPTIONS}
    return _page(pages_for(request).embedding(website.rstrip("/"), chosen))


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
    begin_anew(request, response)
    return response


def _page(text: str) -> web.Response:
    return web.Response(text=text, content_type="text/html", headers={hdrs.CACHE_CONTROL: "no-store"})
