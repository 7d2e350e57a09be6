"""Every address of the pages that work without JavaScript."""

from __future__ import annotations

from aiohttp import web

from bot.web.plain import (
    about,
    chat,
    contact,
    eligibility,
    eoi,
    eoi_sending,
    follow,
    own,
    own_address,
    own_changes,
    partnerships,
    questions,
)
from bot.web.plain.desk import DESK, Desk

ROOMS = (
    about,
    chat,
    contact,
    eligibility,
    eoi,
    eoi_sending,
    follow,
    own,
    own_address,
    own_changes,
    partnerships,
    questions,
)


def add_plain_pages(app: web.Application, desk: Desk) -> None:
    """Serve them from this app, over these stores."""
    app[DESK] = desk
    for room in ROOMS:
        app.add_routes(room.routes)
