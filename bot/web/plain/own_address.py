"""Another e-mail address for what was sent: it counts only once a code that was sent there has come back."""

from __future__ import annotations

from http import HTTPStatus

from aiohttp import web

from bot.clock import now_utc
from bot.content.phrases import phrase
from bot.logic.codes import Asked, Proven, digits_in, normalised
from bot.logic.contact import read_email
from bot.logic.eoi_life import WITHDRAWN, StoredEoI
from bot.web.addresses import client_address
from bot.web.keys import SETTINGS
from bot.web.plain.desk import DESK
from bot.web.plain.eoi_drafts import closed
from bot.web.plain.eoi_question import refusal_words
from bot.web.plain.fields import error_summary, text_field
from bot.web.plain.html import joined, link, tag
from bot.web.plain.own import CODE, LIST, REFERENCE, own_one
from bot.web.plain.own_changes import OPENED, ask_again, store_change
from bot.web.plain.visiting import Form, page, post_form, see_other, takes_form
from bot.web.plain.words import words
from bot.web.sessions import Session

routes = web.RouteTableDef()

EMAIL = "email"


@routes.post(f"/eoi/own/{REFERENCE}/change/{EMAIL}")
@takes_form
async def change(request: web.Request, session: Session, form: Form) -> web.Response:
    """Send a code to the new address; one that is proven, or no other one, is stored at once."""
    one, _ = await own_one(request, session)
    if one is None or one.status == WITHDRAWN:
        return see_other(LIST)
    if refusal := closed(request, session):
        return refusal
    given = form.one(EMAIL)
    checked = read_email(given)
    if checked.value is None:
        return ask_again(request, session, one, EMAIL, given, refusal_words(checked))
    if await _is_theirs(request, session, one, checked.value):
        return await store_change(request, session, EMAIL, checked.value, form.one(OPENED))
    asked = await request.app[DESK].codes.ask(
        session.conversation_id,
        address=checked.value,
        to_new=True,
        source=client_address(request, request.app[SETTINGS].trusted_proxies),
        now=now_utc(),
    )
    if asked is Asked.TOO_OFTEN:
        return ask_again(request, session, one, EMAIL, given, phrase("refusal.proof_too_often"))
    return _code(request, session, one, form)


@routes.post(f"/eoi/own/{REFERENCE}/change/{EMAIL}/code")
@takes_form
async def compare(request: web.Request, session: Session, form: Form) -> web.Response:
    """Compare the code, then store the address that it was sent to."""
    one, _ = await own_one(request, session)
    if one is None or one.status == WITHDRAWN:
        return see_other(LIST)
    if refusal := closed(request, session):
        return refusal
    digits = digits_in(form.one(CODE))
    if digits is None:
        return _code(request, session, one, form, phrase("refusal.proof_code"))
    outcome = await request.app[DESK].codes.prove(session.conversation_id, digits, now=now_utc())
    if outcome is not Proven.RIGHT:
        return _code(request, session, one, form, phrase(f"refusal.proof_{outcome.value}"))
    address = form.one(EMAIL)
    if not await _is_theirs(request, session, one, address):  # the code was for another one
        return see_other(f"{LIST}/{one.reference}/change/{EMAIL}")
    return await store_change(request, session, EMAIL, address, form.one(OPENED))


async def _is_theirs(request: web.Request, session: Session, one: StoredEoI, address: str) -> bool:
    """Is it the address that stands there already, or one that was proven here?"""
    if normalised(address) == normalised(one.expression.email):
        return True
    return await request.app[DESK].codes.has_proven(session.conversation_id, address, now=now_utc())


def _code(
    request: web.Request, session: Session, one: StoredEoI, form: Form, error: str = ""
) -> web.Response:
    title, back = words("own.code_title"), f"{LIST}/{one.reference}/change/{EMAIL}"
    kept = joined(*(tag("input", type="hidden", name=name, value=form.one(name)) for name in (EMAIL, OPENED)))
    field = text_field(CODE, words("own.code"), error=error, fill="one-time-code", mode="numeric", limit=20)
    knob = tag("button", words("own.check_code"), class_="button")
    parts = (
        error_summary({CODE: error} if error else {}),
        tag("h1", title),
        tag("p", words("own.new_address_lead"), class_="lead"),
        post_form(request, session, f"{back}/code", kept, field, knob),
        tag("p", link(back, words("own.other"))),
    )
    status = HTTPStatus.UNPROCESSABLE_ENTITY if error else HTTPStatus.OK
    return page(request, "code", title, parts, session=session, status=status)
