"""The chat without JavaScript: a form, and the conversation above it. The same gate as every transport."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from aiohttp import web

from bot.logic.errors import StorageAway
from bot.web.addresses import client_address
from bot.web.keys import GATE, SETTINGS, TRANSCRIPT, WORDING
from bot.web.plain.fields import error_summary, long_field
from bot.web.plain.html import Html, prose, tag
from bot.web.plain.visiting import FormRefused, own_form, page, post_form, see_other
from bot.web.plain.words import words
from bot.web.replies import Taken
from bot.web.sessions import Session
from bot.web.text import LIMIT
from bot.web.transcript import SOURCE
from bot.web.visits import remember, visit

routes = web.RouteTableDef()

SHOWN = "/chat#latest"
MESSAGE, CHOICE, ID = "message", "choice", "id"
MESSAGE_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
STATUS = {"too_many": HTTPStatus.TOO_MANY_REQUESTS, "busy": HTTPStatus.TOO_MANY_REQUESTS}


@routes.get("/chat")
async def show(request: web.Request) -> web.Response:
    """The conversation so far, and the form to go on."""
    return await _conversation(request, visit(request))


@routes.post("/chat")
async def take(request: web.Request) -> web.Response:
    """Ask, then show the answer. The same form sent twice is one message."""
    try:
        session, form = await own_form(request, counted=False)
    except FormRefused as refused:
        return refused.answer
    text = form.one(CHOICE) or form.one(MESSAGE)
    given = form.one(ID)
    taken = await request.app[GATE].take(
        session.conversation_id,
        text,
        channel="web",
        source=client_address(request, request.app[SETTINGS].trusted_proxies),
        client_message_id=given if MESSAGE_ID.fullmatch(given) else None,
    )
    if taken.outcome in ("answered", "replayed"):
        response = see_other(SHOWN)
        remember(request, response, session)
        return response
    return await _conversation(request, session, text, taken)


async def _conversation(
    request: web.Request, session: Session, text: str = "", taken: Taken | None = None
) -> web.Response:
    """The page; with what was not taken, the reason at the form, and the words still in it."""
    errors = {MESSAGE: taken.replies[-1].text} if taken else {}
    status = STATUS.get(taken.reason, HTTPStatus.UNPROCESSABLE_ENTITY) if taken else HTTPStatus.OK
    if taken and taken.outcome == "failed":
        status = HTTPStatus.SERVICE_UNAVAILABLE
    said: list[dict[str, Any]] = []
    notice = None
    try:
        said = await request.app[TRANSCRIPT].history(session.conversation_id)
    except StorageAway:
        notice = tag("p", words("chat.away"), class_="notice")
    title = words("chat.title")
    parts = (
        tag("h1", title),
        tag("p", words("chat.lead"), class_="lead"),
        error_summary(errors),
        notice or _said(request, session, said),
        _composer(request, session, text, errors.get(MESSAGE, "")),
    )
    return page(request, "chat", title, parts, session=session, status=status)


def _said(request: web.Request, session: Session, said: Sequence[Mapping[str, Any]]) -> Html:
    """Every message, the latest with its buttons; before the first one, questions to begin with."""
    if not said:
        offers = [{"title": question, "payload": question} for question in request.app[WORDING].suggestions]
        return tag("div", tag("p", words("chat.empty")), _offers(request, session, offers))
    latest = max((place for place, one in enumerate(said) if one["author"] == "user"), default=0)
    items = [_message(one, "latest" if place == latest else None) for place, one in enumerate(said)]
    offers = [button for one in said[latest:] for button in one["buttons"]]
    more = (tag("h2", words("chat.next")), _offers(request, session, offers)) if offers else None
    return tag("div", tag("ol", items, class_="messages"), more)


def _message(one: Mapping[str, Any], id_: str | None) -> Html:
    author = "user" if one["author"] == "user" else "bot"
    name = tag("span", words("frame.you" if author == "user" else "frame.bot"), class_="for-readers")
    kind = "card source-card" if one["author"] == SOURCE else "card"
    card = tag("div", name, prose(one["text"]), class_=kind)
    return tag("li", card, class_=f"message {author}", id=id_, lang=one.get("lang"))


def ask_button(request: web.Request, session: Session, question: str) -> Html:
    """A button, for other pages, that asks this here."""
    knob = tag(
        "button", words("questions.ask", question=question), name=CHOICE, value=question, class_="choice"
    )
    return _form(request, session, knob)


def _offers(request: web.Request, session: Session, offers: Sequence[Mapping[str, str]]) -> Html:
    knobs = (
        tag("li", tag("button", one["title"], name=CHOICE, value=one["payload"], class_="choice"))
        for one in offers
    )
    return _form(request, session, tag("ul", knobs, class_="choices"))


def _composer(request: web.Request, session: Session, text: str, error: str) -> Html:
    field = long_field(
        MESSAGE, words("chat.label"), text, hint=words("chat.hint", limit=f"{LIMIT:,}"), error=error, rows=3
    )
    return _form(request, session, field, tag("button", words("chat.send"), class_="button"))


def _form(request: web.Request, session: Session, *parts: object) -> Html:
    fresh = tag("input", type="hidden", name=ID, value=secrets.token_urlsafe(12))
    return post_form(request, session, "/chat", fresh, parts)
