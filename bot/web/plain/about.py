"""What this service is, and how well it can be used by everybody."""

from __future__ import annotations

from aiohttp import web

from bot.content.answers import load_answers, render
from bot.content.call_status import status_on
from bot.content.sources import source_line
from bot.web.plain.desk import DESK
from bot.web.plain.html import Html, linked, prose, tag
from bot.web.plain.visiting import page
from bot.web.plain.words import words

routes = web.RouteTableDef()

ABOUT = ("does", "does_not", "ways", "facts")
ACCESSIBILITY = ("aim", "tested", "not_tested", "known", "tell")


@routes.get("/about")
async def about(request: web.Request) -> web.Response:
    """Whose service it is, what it does and what it does not do."""
    status = status_on(request.app[DESK].today())
    said = render(load_answers()["whose_service"], status)
    source = tag("p", linked(source_line(said.facts)), class_="source")
    title = words("about.title")
    sections = (_section("about", name) for name in ABOUT)
    return page(request, "about", title, tag("h1", title), prose(said.text), sections, source)


@routes.get("/accessibility")
async def accessibility(request: web.Request) -> web.Response:
    """What was built for it, what was tested, and what was not."""
    title = words("accessibility.title")
    sections = (_section("accessibility", name) for name in ACCESSIBILITY)
    return page(request, "accessibility", title, tag("h1", title), sections)


def _section(group: str, name: str) -> list[Html]:
    return [tag("h2", words(f"{group}.{name}_title")), prose(words(f"{group}.{name}"))]
