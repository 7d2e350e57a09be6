"""Every address of the pages that work without JavaScript."""

from __future__ import annotations

from aiohttp import web

from bot.web.plain import chat, eligibility, partnerships, questions
from bot.web.plain.desk import DESK, Desk


def add_plain_pages(app: web.Application, desk: Desk) -> None:
    """Serve them from this app, over these stores."""
    app[DESK] = desk
    for routes in (chat.routes, eligibility.routes, partnerships.routes, questions.routes):
        app.add_routes(routes)
