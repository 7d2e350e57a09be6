"""The conversation by e-mail: an address, the code that was sent there, then the letter."""

from __future__ import annotations

from http import HTTPStatus

from aiohttp import web

from bot.clock import now_utc
from bot.content.phrases import phrase
from bot.logic.codes import Asked, Proven, digits_in
from bot.logic.contact import read_email
from bot.logic.errors import StorageAway
from bot.web.addresses import client_address
from bot.web.keys import SETTINGS, TRANSCRIPT, WORDING
from bot.web.plain.desk import DESK
from bot.web.plain.eoi_question import refusal_words
from bot.web.plain.fields import error_summary, text_field
from bot.web.plain.html import Html, link, tag
from bot.web.plain.visiting import Form, post_form, see_other, takes_form
from bot.web.plain.visiting import page as plain_page
from bot.web.sessions import Session
from bot.web.visits import visit

routes = web.RouteTableDef()

HERE = "/conversation/mail"
ADDRESS, CODE, OTHER = "address", "code", "other"


@routes.get(HERE)
async def begin(request: web.Request) -> web.Response:
    """The question for the address; after a proof, where the letter will go."""
    session, words = visit(request), request.app[WORDING]
    try:
        said = await request.app[TRANSCRIPT].history(session.conversation_id)
    except StorageAway:
        return _page(request, session, words.page("mail_title"), tag("p", words.page("mail_away")))
    if not said:
        return _page(request, session, words.page("mail_title"), tag("p", words.page("mail_nothing")))
    address = await _proven(request, session)
    if address is None or OTHER in request.query:
        return _ask_address(request, session)
    return _ready(request, session, address)


@routes.post(HERE)
@takes_form
async def send_code(request: web.Request, session: Session, form: Form) -> web.Response:
    """Send a code to the address."""
    given = form.one(ADDRESS)
    checked = read_email(given)
    if checked.value is None:
        return _ask_address(request, session, given, refusal_words(checked))
    asked = await request.app[DESK].codes.ask(
        session.conversation_id,
        address=checked.value,
        to_new=True,
        source=client_address(request, request.app[SETTINGS].trusted_proxies),
        now=now_utc(),
    )
    if asked is Asked.TOO_OFTEN:
        return _ask_address(request, session, given, phrase("refusal.proof_too_often"))
    return see_other(f"{HERE}/code")


@routes.get(f"{HERE}/code")
async def ask_code(request: web.Request) -> web.Response:
    """Where the code is typed."""
    return _ask_code(request, visit(request))


@routes.post(f"{HERE}/code")
@takes_form
async def compare(request: web.Request, session: Session, form: Form) -> web.Response:
    """Compare the code; each try counts."""
    digits = digits_in(form.one(CODE))
    if digits is None:
        return _ask_code(request, session, phrase("refusal.proof_code"))
    outcome = await request.app[DESK].codes.prove(session.conversation_id, digits, now=now_utc())
    if outcome is Proven.RIGHT:
        return see_other(HERE)
    return _ask_code(request, session, phrase(f"refusal.proof_{outcome.value}"))


@routes.post(f"{HERE}/send")
@takes_form
async def send(request: web.Request, session: Session, form: Form) -> web.Response:
    """Send it to the address that was proven; where the proof is over, begin anew."""
    address = await _proven(request, session)
    if address is None:
        return see_other(HERE)
    if await request.app[DESK].conversation_mail.send(session.conversation_id, address, now=now_utc()):
        return see_other(f"{HERE}/sent")
    return _ready(request, session, address, request.app[WORDING].page("mail_too_often"))


@routes.get(f"{HERE}/sent")
async def sent(request: web.Request) -> web.Response:
    """That it is on its way."""
    words = request.app[WORDING]
    said = tag("p", words.page("mail_sent_lead"))
    return _page(request, visit(request), words.page("mail_sent_title"), said)


async def _proven(request: web.Request, session: Session) -> str | None:
    return await request.app[DESK].codes.proven_address(session.conversation_id, now=now_utc())


def _ask_address(request: web.Request, session: Session, given: str = "", error: str = "") -> web.Response:
    words = request.app[WORDING]
    parts = (
        tag("p", words.page("mail_lead"), class_="lead"),
        error_summary({ADDRESS: error} if error else {}),
        post_form(
            request,
            session,
            HERE,
            text_field(ADDRESS, words.page("mail_address"), given, error=error, fill="email"),
            tag("button", words.page("mail_send_code"), class_="button"),
        ),
    )
    return _page(request, session, words.page("mail_title"), *parts, error=error)


def _ask_code(request: web.Request, session: Session, error: str = "") -> web.Response:
    words = request.app[WORDING]
    field = text_field(
        CODE, words.page("mail_code"), error=error, fill="one-time-code", mode="numeric", limit=20
    )
    parts = (
        tag("p", words.page("mail_code_lead"), class_="lead"),
        error_summary({CODE: error} if error else {}),
        post_form(
            request, session, f"{HERE}/code", field, tag("button", words.page("mail_check"), class_="button")
        ),
        tag("p", link(f"{HERE}?{OTHER}=1", words.page("mail_other"))),
    )
    return _page(request, session, words.page("mail_code_title"), *parts, error=error)


def _ready(request: web.Request, session: Session, address: str, error: str = "") -> web.Response:
    words = request.app[WORDING]
    parts = (
        tag("p", error, class_="error", role="alert") if error else None,
        tag("p", words.page("mail_ready", address=address), class_="lead"),
        post_form(request, session, f"{HERE}/send", tag("button", words.page("mail_send"), class_="button")),
        tag("p", link(f"{HERE}?{OTHER}=1", words.page("mail_other"))),
    )
    return _page(request, session, words.page("mail_title"), *parts, error=error)


def _page(
    request: web.Request, session: Session, title: str, *parts: Html | None, error: str = ""
) -> web.Response:
    back = tag("p", link("/", request.app[WORDING].page("mail_back")))
    status = HTTPStatus.UNPROCESSABLE_ENTITY if error else HTTPStatus.OK
    return plain_page(
        request, "conversation-mail", title, tag("h1", title), *parts, back, session=session, status=status
    )
