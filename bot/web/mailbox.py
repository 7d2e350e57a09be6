"""The mailbox of the demonstration as a page: only there, and only for a browser on this machine."""

from __future__ import annotations

import asyncio
from ipaddress import ip_address

from aiohttp import hdrs, web

from bot.mail.folder import newest
from bot.settings import Settings
from bot.web.keys import PAGES, SETTINGS
from bot.web.pages import Pages

routes = web.RouteTableDef()
FORWARDED = (hdrs.FORWARDED, hdrs.X_FORWARDED_FOR, hdrs.X_FORWARDED_HOST, hdrs.VIA, "X-Real-IP")


@routes.get("/mailbox")
async def mailbox(request: web.Request) -> web.Response:
    """Every mail that would have left, the newest first."""
    if not may_see_mailbox(request):
        raise web.HTTPNotFound
    mails = await asyncio.to_thread(newest, request.app[SETTINGS].mailbox)
    text = pages_for(request).mailbox(mails)
    return web.Response(text=text, content_type="text/html", headers={hdrs.CACHE_CONTROL: "no-store"})


def pages_for(request: web.Request) -> Pages:
    """The pages, with a link to the mailbox for whoever may see it."""
    pages = request.app[PAGES]
    return pages.with_mailbox() if may_see_mailbox(request) else pages


def may_see_mailbox(request: web.Request) -> bool:
    """Is this the demonstration, no mail leaves, and the browser is on this machine?

    A proxy on this machine is not: it says whom it speaks for, or which public name was asked for. The
    name also keeps out a foreign page whose own name was pointed at this machine.
    """
    return (
        _is_demonstration(request.app[SETTINGS])
        and _is_loopback(request.remote)
        and _is_loopback(request.url.host)
        and not any(name in request.headers for name in FORWARDED)
    )


def _is_demonstration(settings: Settings) -> bool:
    return settings.as_of is not None and not settings.smtp_url


def _is_loopback(host: str | None) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host or "").is_loopback
    except ValueError:
        return False
