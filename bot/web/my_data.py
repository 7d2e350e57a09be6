"""Everything held about a person, on a page and as a file, for whoever has a pass that still holds."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Any

from aiohttp import hdrs, web

from bot.clock import now_utc
from bot.content.my_data_words import entries, entry_title, kind_title, value_shown
from bot.logic.passes import conversation_of
from bot.web.keys import SETTINGS, WORDING
from bot.web.mailbox import pages_for
from bot.web.plain.desk import DESK
from bot.web.plain.html import Html, link, tag

routes = web.RouteTableDef()

ADDRESS = "/my-data/{given:[A-Za-z0-9_-]{1,600}}"
KEPT_NOWHERE = {hdrs.CACHE_CONTROL: "no-store", "X-Robots-Tag": "noindex"}


@routes.get(ADDRESS)
async def my_data(request: web.Request) -> web.Response:
    """All of it for reading; a pass that is over is answered with where to get another."""
    held = await _held(request)
    if held is None:
        return _over(request)
    words = request.app[WORDING]
    parts = [
        tag("h1", words.page("my_data_title", address=held["address"])),
        tag("p", words.page("my_data_lead")),
        tag("p", link(f"{request.path}/my-data.json", words.page("my_data_file"), class_="button")),
        *(_kind(kind, rows) for kind, rows in entries(held)),
    ]
    if not any(True for _ in entries(held)):
        parts.append(tag("p", words.page("my_data_nothing")))
    if held["conversations_shared_with_others"]:
        count = str(held["conversations_shared_with_others"])
        parts.append(tag("p", words.page("my_data_shared", count=count)))
    return _page(request, words.page("my_data_page"), parts)


@routes.get(ADDRESS + "/my-data.json")
async def my_data_file(request: web.Request) -> web.Response:
    """The same as a file."""
    held = await _held(request)
    if held is None:
        return _over(request)
    return web.Response(
        text=json.dumps(held, ensure_ascii=False, indent=2),
        content_type="application/json",
        headers={**KEPT_NOWHERE, hdrs.CONTENT_DISPOSITION: 'attachment; filename="my-data.json"'},
    )


async def _held(request: web.Request) -> dict[str, Any] | None:
    """What is held, while the pass and the proof of its conversation both hold."""
    key = request.app[SETTINGS].secret_for("my data")
    conversation_id = conversation_of(key, request.match_info["given"], now_utc())
    if conversation_id is None:
        return None
    desk = request.app[DESK]
    address = await desk.codes.proven_address(conversation_id, now=now_utc())
    return await desk.my_data.export(address) if address else None


def _over(request: web.Request) -> web.Response:
    words = request.app[WORDING]
    title = words.page("my_data_over")
    parts = [tag("h1", title), tag("p", words.page("my_data_over_lead"))]
    return _page(request, title, parts, status=HTTPStatus.NOT_FOUND)


def _page(request: web.Request, title: str, parts: list[Html], status: int = HTTPStatus.OK) -> web.Response:
    text = pages_for(request).framed("my-data", title, tag("article", parts, class_="paper"))
    return web.Response(text=text, status=status, content_type="text/html", headers=KEPT_NOWHERE)


def _kind(kind: str, rows: list[Any]) -> Html:
    return tag("section", tag("h2", kind_title(kind)), (tag("div", _shown("", row)) for row in rows))


def _shown(key: str, value: object) -> object:
    """Lists as lists, entries as a name and what stands there; what is empty is left out."""
    if isinstance(value, dict):
        there = ((name, one) for name, one in value.items() if one not in (None, "", [], {}))
        pairs = ((tag("dt", entry_title(name)), tag("dd", _shown(name, one))) for name, one in there)
        return tag("dl", pairs)
    if isinstance(value, list):
        return tag("ul", (tag("li", _shown(key, one)) for one in value))
    return value_shown(key, value)
