"""What the pages without JavaScript share: a page in its frame, and a form that comes back."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from http import HTTPStatus

import structlog
from aiohttp import hdrs, web

from bot.web.addresses import client_address
from bot.web.bodies import in_time
from bot.web.keys import RATES, SETTINGS
from bot.web.mailbox import pages_for
from bot.web.plain.html import Html, joined, link, tag
from bot.web.plain.words import words
from bot.web.sessions import Session
from bot.web.visits import MARK, form_mark, is_own_form, known_visit, remember

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)

Handler = Callable[[web.Request], Awaitable[web.Response]]
FORM_TYPE = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Form:
    """What came back: every value of every field."""

    values: Mapping[str, tuple[str, ...]]

    def one(self, name: str) -> str:
        """The value of a field; empty where it was not there."""
        return next(iter(self.values.get(name, ())), "")

    def every(self, name: str) -> tuple[str, ...]:
        """All values of a field with boxes to tick."""
        return self.values.get(name, ())


class FormRefused(Exception):
    """A form that is not taken; `answer` is the page that says why."""

    def __init__(self, answer: web.Response) -> None:
        super().__init__(answer.status)
        self.answer = answer


def page(
    request: web.Request,
    name: str,
    title: str,
    *parts: object,
    session: Session | None = None,
    status: int = HTTPStatus.OK,
) -> web.Response:
    """A page; with a session, its cookie goes along. Nothing of it stays in the browser's store."""
    written = tag("article", parts, class_=f"paper plain-{name}")
    text = pages_for(request).framed(name, joined(title, ": Callguide"), written)
    response = web.Response(
        text=text, status=status, content_type="text/html", headers={hdrs.CACHE_CONTROL: "no-store"}
    )
    if session is not None:
        remember(request, response, session)
    return response


def see_other(location: str) -> web.Response:
    """After a form was taken, another page is shown, so that reloading sends nothing again."""
    return web.Response(status=HTTPStatus.SEE_OTHER, headers={hdrs.LOCATION: location})


def post_form(
    request: web.Request, session: Session, action: str, *parts: object, **attributes: object
) -> Html:
    """A form that changes something, with the proof that it is ours."""
    mark = tag("input", type="hidden", name=MARK, value=form_mark(request, session.conversation_id))
    return tag("form", mark, parts, method="post", action=action, novalidate=True)


async def own_form(request: web.Request, *, counted: bool = True) -> tuple[Session, Form]:
    """The visitor and the fields of a form; raises `FormRefused` for a foreign, odd or too frequent one.

    `counted` is False where whatever is asked counts for itself.
    """
    session = known_visit(request)
    if request.content_type != FORM_TYPE:
        raise FormRefused(_refusal(request, "form_odd", HTTPStatus.UNSUPPORTED_MEDIA_TYPE))
    try:
        posted = await in_time(request.post())
    except (UnicodeDecodeError, LookupError, ValueError) as error:
        raise FormRefused(_refusal(request, "form_odd", HTTPStatus.BAD_REQUEST)) from error
    form = Form({name: tuple(str(one) for one in posted.getall(name)) for name in posted})
    if session is None or not is_own_form(request, session, form.one(MARK)):
        log.warning("form_refused")
        raise FormRefused(_refusal(request, "form_foreign", HTTPStatus.FORBIDDEN))
    address = client_address(request, request.app[SETTINGS].trusted_proxies)
    if counted and not request.app[RATES].allow("web", session.conversation_id, address):
        raise FormRefused(_refusal(request, "form_too_many", HTTPStatus.TOO_MANY_REQUESTS))
    return session, form


def takes_form(handler: Callable[[web.Request, Session, Form], Awaitable[web.Response]]) -> Handler:
    """A handler that gets only forms of ours."""

    @wraps(handler)
    async def checked(request: web.Request) -> web.Response:
        try:
            session, form = await own_form(request)
        except FormRefused as refused:
            return refused.answer
        response = await handler(request, session, form)
        remember(request, response, session)
        return response

    return checked


def _refusal(request: web.Request, key: str, status: HTTPStatus) -> web.Response:
    title = words(f"frame.{key}_title")
    again = tag("p", link(request.path, words("frame.go_back"), class_="button"))
    said = (tag("h1", title), tag("p", words(f"frame.{key}")), again)
    return page(request, "refused", title, said, status=status)
