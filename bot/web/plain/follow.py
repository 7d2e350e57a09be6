"""Following a partnership by forms: agree, give an address, type the code; stopping by the link of a mail."""

from __future__ import annotations

from http import HTTPStatus

from aiohttp import web

from bot.clock import now_utc
from bot.content.consent import consent_record, follow_consent_text
from bot.content.lexicon import load_lexicon
from bot.content.partnership_words import names_of
from bot.content.phrases import phrase
from bot.logic.codes import Asked, Proven, digits_in
from bot.logic.contact import read_email
from bot.logic.eoi_draft import consent_given
from bot.logic.yes_no import read_consent
from bot.web.addresses import client_address
from bot.web.keys import SETTINGS
from bot.web.plain.desk import DESK
from bot.web.plain.eoi_question import CONSENT, NO, YES, refusal_words
from bot.web.plain.fields import error_summary, radio_field, text_field
from bot.web.plain.html import Html, joined, link, prose, tag
from bot.web.plain.own import CHANNEL, CODE, LIST, proven
from bot.web.plain.visiting import Form, page, post_form, see_other, takes_form
from bot.web.plain.words import words
from bot.web.sessions import Session
from bot.web.visits import visit

routes = web.RouteTableDef()

EMAIL = "email"
PARTNERSHIP = "{partnership:[a-z0-9-]{1,60}}"
GIVEN = "{token:[A-Za-z0-9_-]{1,60}}"


@routes.get(f"/follow/{PARTNERSHIP}")
async def ask(request: web.Request) -> web.Response:
    """What following means, the consent, and the question for an address."""
    return _ask(request, visit(request), {}, {})


@routes.post(f"/follow/{PARTNERSHIP}")
@takes_form
async def begin(request: web.Request, session: Session, form: Form) -> web.Response:
    """Send a code to the address; where it was proven already, this is all that is needed."""
    given = {CONSENT: form.one(CONSENT), EMAIL: form.one(EMAIL)}
    agreed, checked = read_consent(given[CONSENT]), read_email(given[EMAIL])
    errors = {name: refusal_words(one) for name, one in ((CONSENT, agreed), (EMAIL, checked)) if one.refusal}
    if agreed.refusal == "consent_needed":
        errors[CONSENT] = words("following.consent_needed")
    if errors or checked.value is None:
        return _ask(request, session, given, errors)
    if await request.app[DESK].codes.has_proven(session.conversation_id, checked.value, now=now_utc()):
        return await _follow(request, session, checked.value)
    asked = await request.app[DESK].codes.ask(
        session.conversation_id,
        address=checked.value,
        to_new=True,
        source=client_address(request, request.app[SETTINGS].trusted_proxies),
        now=now_utc(),
    )
    if asked is Asked.TOO_OFTEN:
        return _ask(request, session, given, {EMAIL: phrase("refusal.proof_too_often")})
    return _code(request, session)


@routes.post(f"/follow/{PARTNERSHIP}/code")
@takes_form
async def compare(request: web.Request, session: Session, form: Form) -> web.Response:
    """Compare the code; each try counts. Only who has agreed was given this form."""
    if form.one(CONSENT) != YES:
        return see_other(f"/follow/{_wanted(request)}")
    digits = digits_in(form.one(CODE))
    if digits is None:
        return _code(request, session, phrase("refusal.proof_code"))
    outcome = await request.app[DESK].codes.prove(session.conversation_id, digits, now=now_utc())
    address = await proven(request, session) if outcome is Proven.RIGHT else None
    if address is None:
        return _code(request, session, phrase(f"refusal.proof_{outcome.value}"))
    return await _follow(request, session, address)


@routes.get(f"/following/{GIVEN}")
async def ask_to_stop(request: web.Request) -> web.Response:
    """Which notices would stop. Opening it stops nothing: programs that look at mail open links, too."""
    session, token = visit(request), request.match_info["token"]
    one = await request.app[DESK].follows.by_token(token)
    if one is None:
        return _said(request, session, words("following.stopped_before"), None)
    title = words("following.stop_title", name=names_of([one.partnership_id]))
    knob = tag("button", words("following.stop_yes"), class_="button")
    parts = (
        tag("h1", title),
        tag("p", words("following.stop_lead")),
        post_form(request, session, f"/following/{token}", knob),
    )
    return page(request, "follow", title, parts, session=session)


@routes.post(f"/following/{GIVEN}")
@takes_form
async def stop(request: web.Request, session: Session, form: Form) -> web.Response:
    """Stop exactly these notices; whoever has the link has the mail."""
    token = request.match_info["token"]
    stopped = await request.app[DESK].follows.stop_by_token(token, channel=CHANNEL, now=now_utc())
    said = phrase("follow.stopped", names=names_of(stopped)) if stopped else None
    return _said(request, session, words("following.stopped_before"), said)


@routes.post(f"/eoi/own/follows/{PARTNERSHIP}")
@takes_form
async def stop_own(request: web.Request, session: Session, form: Form) -> web.Response:
    """Stop notices, from the list of one's own; the list then no longer has them."""
    address = await proven(request, session)
    if address is not None:
        await request.app[DESK].follows.stop(
            address, request.match_info["partnership"], channel=CHANNEL, now=now_utc()
        )
    return see_other(LIST)


def _wanted(request: web.Request) -> str:
    """The partnership of the address; there is no page for one that nobody knows."""
    one = request.match_info["partnership"]
    if one not in load_lexicon().partnerships:
        raise web.HTTPNotFound
    return one


def _ask(
    request: web.Request, session: Session, given: dict[str, str], errors: dict[str, str]
) -> web.Response:
    one = _wanted(request)
    title = words("following.title", name=names_of([one]))
    agree = [(YES, words("eoi.agree")), (NO, words("eoi.refuse"))]
    fields = (
        tag("div", prose(follow_consent_text()), class_="consent"),
        radio_field(
            CONSENT, words("eoi.ask_consent"), agree, given.get(CONSENT, ""), error=errors.get(CONSENT, "")
        ),
        text_field(
            EMAIL,
            words("following.email"),
            given.get(EMAIL, ""),
            hint=words("following.email_hint"),
            error=errors.get(EMAIL, ""),
            kind="email",
            fill="email",
        ),
        tag("button", words("own.send_code"), class_="button"),
    )
    parts = (
        tag("p", link(f"/partnerships/{one}", words("following.back"))),
        error_summary(errors),
        tag("h1", title),
        tag("p", words("following.lead"), class_="lead"),
        post_form(request, session, f"/follow/{one}", fields),
    )
    status = HTTPStatus.UNPROCESSABLE_ENTITY if errors else HTTPStatus.OK
    return page(request, "follow", title, parts, session=session, status=status)


def _code(request: web.Request, session: Session, error: str = "") -> web.Response:
    one, title = _wanted(request), words("own.code_title")
    agreed = tag("input", type="hidden", name=CONSENT, value=YES)
    field = text_field(CODE, words("own.code"), error=error, fill="one-time-code", mode="numeric", limit=20)
    knob = tag("button", words("own.check_code"), class_="button")
    parts = (
        error_summary({CODE: error} if error else {}),
        tag("h1", title),
        tag("p", words("following.code_lead"), class_="lead"),
        post_form(request, session, f"/follow/{one}/code", joined(agreed, field, knob)),
        tag("p", link(f"/follow/{one}", words("own.other"))),
    )
    status = HTTPStatus.UNPROCESSABLE_ENTITY if error else HTTPStatus.OK
    return page(request, "follow", title, parts, session=session, status=status)


async def _follow(request: web.Request, session: Session, address: str) -> web.Response:
    one = _wanted(request)
    is_new = await request.app[DESK].follows.follow(
        one,
        address,
        consent_given(consent_record(now_utc(), follow_consent_text())),
        conversation_id=session.conversation_id,
        channel=CHANNEL,
        now=now_utc(),
    )
    named = {"names": names_of([one]), "address": address}
    said = phrase("follow.stored", **named) if is_new else phrase("follow.stored_before", **named)
    return _said(request, session, words("following.done", name=named["names"]), said)


def _said(request: web.Request, session: Session, title: str, said: str | None) -> web.Response:
    back: Html = tag("p", link("/partnerships", words("partnerships.back")))
    parts = (tag("h1", title), prose(said) if said else None, back)
    return page(request, "follow", title, parts, session=session)
