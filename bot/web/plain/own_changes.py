"""Changing what was sent, one answer at a time, or withdrawing it, after the proof whose it is."""

from __future__ import annotations

import re
from http import HTTPStatus

from aiohttp import web

from bot.clock import now_utc
from bot.content.draft_words import read_back_lines
from bot.content.phrases import phrase
from bot.content.receipt_words import changed_text, what_it_is
from bot.logic.eoi_draft import PREFIX
from bot.logic.eoi_fields import FIELDS, OPTIONAL, SKIPPED
from bot.logic.eoi_life import WITHDRAWN, StoredEoI, content_of
from bot.logic.errors import EoIChangedMeanwhile, EoIError
from bot.web.plain.desk import DESK
from bot.web.plain.eoi_drafts import PARTNERSHIP, closed, partnership_name
from bot.web.plain.eoi_question import CONSENT, question, read_answer, refusal_words
from bot.web.plain.eoi_sending import table
from bot.web.plain.fields import error_summary
from bot.web.plain.html import link, prose, tag
from bot.web.plain.own import CHANNEL, LIST, REFERENCE, own_one
from bot.web.plain.visiting import Form, page, post_form, see_other, takes_form
from bot.web.plain.words import words
from bot.web.sessions import Session
from bot.web.visits import visit

routes = web.RouteTableDef()

FIELD_OF = {PARTNERSHIP: "partnership_id"}
OPENED = "opened"
"""The version that the question was asked with: what was changed elsewhere since then is not lost."""


@routes.get(f"/eoi/own/{REFERENCE}")
async def show(request: web.Request) -> web.Response:
    """Every answer, each with a way to change it."""
    session = visit(request)
    one, _ = await own_one(request, session)
    if one is None or one.status == WITHDRAWN:
        return see_other(LIST)
    title = words("own.change_title", reference=one.reference)
    name = await partnership_name(request, one.expression.partnership_id)
    slots = {PREFIX + field: value for field, value in content_of(one.expression).items()}
    parts = (
        tag("p", link(LIST, words("own.back"))),
        tag("h1", title),
        tag("p", words("own.change_lead"), class_="lead"),
        table(read_back_lines(slots, name), f"{LIST}/{one.reference}/change/{{field}}"),
    )
    return page(request, "change", title, parts, session=session)


@routes.get(f"/eoi/own/{REFERENCE}/change/{{field}}")
async def ask(request: web.Request) -> web.Response:
    """The question with the present answer."""
    session, field = visit(request), request.match_info["field"]
    one, _ = await own_one(request, session)
    if one is None or one.status == WITHDRAWN:
        return see_other(LIST)
    if refusal := closed(request, session):
        return refusal
    if field not in _changeable(one):
        raise web.HTTPNotFound
    return ask_again(request, session, one, field, _present(one, field))


@routes.post(f"/eoi/own/{REFERENCE}/change/{{field}}")
@takes_form
async def change(request: web.Request, session: Session, form: Form) -> web.Response:
    """Store a new version with the new answer."""
    field = request.match_info["field"]
    one, _ = await own_one(request, session)
    if one is None or one.status == WITHDRAWN:
        return see_other(LIST)
    if refusal := closed(request, session):
        return refusal
    if field not in _changeable(one):
        raise web.HTTPNotFound
    given = "" if form.one("skip") else form.one(field)
    checked = read_answer(field, given)
    if checked.refusal:
        return ask_again(request, session, one, field, given, refusal_words(checked))
    return await store_change(request, session, field, str(checked.value), form.one(OPENED))


async def store_change(
    request: web.Request, session: Session, field: str, value: str, opened: str
) -> web.Response:
    """A new version with this answer; where it was changed elsewhere meanwhile, the question again."""
    one, address = await own_one(request, session)
    if one is None or address is None:
        return see_other(LIST)
    after = {FIELD_OF.get(field, field): None if value == SKIPPED else value}
    try:
        edited = await request.app[DESK].eois.edit(
            one.reference,
            after,
            opened=_opened(one, opened),
            address=address,
            conversation_id=session.conversation_id,
            channel=CHANNEL,
            now=now_utc(),
        )
    except EoIChangedMeanwhile:
        return await _ask_anew(request, session, field)
    except EoIError:  # withdrawn meanwhile in another window
        return see_other(LIST)
    title = words("own.changed" if edited.changed else "own.unchanged")
    said = prose(changed_text(edited.stored, edited.changed)) if edited.changed else None
    back = tag("p", link(LIST, words("own.back")))
    return page(request, "changed", title, tag("h1", title), said, back, session=session)


@routes.get(f"/eoi/own/{REFERENCE}/withdraw")
async def ask_to_withdraw(request: web.Request) -> web.Response:
    """Ask once more before it is withdrawn."""
    session = visit(request)
    one, _ = await own_one(request, session)
    if one is None or one.status == WITHDRAWN:
        return see_other(LIST)
    title = words("own.withdraw_title", reference=one.reference)
    yes = tag("button", words("own.withdraw_yes"), class_="button")
    parts = (
        tag("h1", title),
        tag(
            "p",
            phrase(
                "eoi.stored_line",
                reference=one.reference,
                what=what_it_is(one),
                organisation=one.expression.organisation,
            ),
        ),
        tag("p", words("own.withdraw_lead")),
        post_form(request, session, f"{LIST}/{one.reference}/withdraw", yes),
        tag("p", link(LIST, words("own.withdraw_no"))),
    )
    return page(request, "withdraw", title, parts, session=session)


@routes.post(f"/eoi/own/{REFERENCE}/withdraw")
@takes_form
async def withdraw(request: web.Request, session: Session, form: Form) -> web.Response:
    """Withdraw it; the list then says so from what was committed."""
    one, address = await own_one(request, session)
    if one is not None and address is not None:
        await request.app[DESK].eois.withdraw(
            one.reference,
            address=address,
            conversation_id=session.conversation_id,
            channel=CHANNEL,
            now=now_utc(),
        )
    return see_other(LIST)


def _changeable(one: StoredEoI) -> tuple[str, ...]:
    fields = tuple(field for field in FIELDS[one.expression.kind] if field != CONSENT)
    return (PARTNERSHIP, *fields) if one.expression.kind == "join" else fields


def _present(one: StoredEoI, field: str) -> str | None:
    """The answer as it stands."""
    return content_of(one.expression)[FIELD_OF.get(field, field)]


def _opened(one: StoredEoI, given: str) -> int:
    """The version that was shown with the question; raises `EoIChangedMeanwhile` for what is none."""
    if re.fullmatch(r"[0-9]{1,6}", given, re.ASCII) and 1 <= int(given) <= one.version:
        return int(given)
    raise EoIChangedMeanwhile(f"{one.reference} has no version of this number.")


async def _ask_anew(request: web.Request, session: Session, field: str) -> web.Response:
    """The same question with the answer that somebody gave meanwhile, and that it is so."""
    one, _ = await own_one(request, session)
    if one is None or one.status == WITHDRAWN:
        return see_other(LIST)
    said = words("own.changed_meanwhile")
    return ask_again(request, session, one, field, _present(one, field), said, HTTPStatus.CONFLICT)


def ask_again(
    request: web.Request,
    session: Session,
    one: StoredEoI,
    field: str,
    value: str | None,
    error: str = "",
    status: HTTPStatus = HTTPStatus.UNPROCESSABLE_ENTITY,
) -> web.Response:
    """The question with an answer; with an error, why it is asked again."""
    title = words("own.change_title", reference=one.reference)
    skip = tag("button", words("eoi.skip"), name="skip", value="yes", class_="plainly")
    asked = (
        tag("input", type="hidden", name=OPENED, value=str(one.version)),
        question(field, value, error),
        tag("p", tag("button", words("eoi.change"), class_="button")),
        skip if field in OPTIONAL else None,
    )
    parts = (
        tag("p", link(f"{LIST}/{one.reference}", words("eoi.back"))),
        error_summary({field: error} if error else {}),
        tag("h1", title),
        post_form(request, session, f"{LIST}/{one.reference}/change/{field}", asked),
        tag("p", phrase("eoi.changing", label=phrase(f"label.{field}")), class_="hint"),
    )
    return page(request, "change", title, parts, session=session, status=status if error else HTTPStatus.OK)
