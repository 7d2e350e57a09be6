"""The end of an expression of interest: read back, sent, receipt; or saved for later."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from aiohttp import web

from bot.clock import BRUSSELS, now_utc
from bot.content.draft_words import read_back_lines
from bot.content.sources import day_in_words
from bot.content.verdict_words import warning_for
from bot.logic.codes import normalised
from bot.logic.contact import read_email
from bot.logic.drafts import Draft
from bot.logic.eoi import Receipt
from bot.logic.eoi_draft import PREFIX, consent_given, expression_of, values_of
from bot.logic.eoi_life import content_of
from bot.web.plain.desk import DESK
from bot.web.plain.eoi_drafts import CHECK, closed, draft_of, next_page, partnership_name, save_link, steps_of
from bot.web.plain.eoi_question import refusal_words
from bot.web.plain.fields import error_summary, text_field
from bot.web.plain.html import Html, joined, link, prose, tag
from bot.web.plain.visiting import Form, page, post_form, see_other, takes_form
from bot.web.plain.words import words
from bot.web.sessions import Session
from bot.web.visits import visit

routes = web.RouteTableDef()

CHANNEL = "web"
WARNED = ("organisation_type", "country", "theme")


@routes.get("/eoi/check")
async def check(request: web.Request) -> web.Response:
    """Everything read back, with what should be known, before it is sent."""
    session = visit(request)
    draft = await draft_of(request, session)
    if draft is None:
        return see_other("/eoi")
    if refusal := closed(request, session):
        return refusal
    if next_page(draft.answers) != CHECK:
        return see_other(next_page(draft.answers))
    title = words("eoi.check")
    mark = tag("input", type="hidden", name="draft", value=draft.reference)
    knob = tag("button", words("eoi.send"), class_="button")
    parts = (
        tag("p", link(f"/eoi/step/{steps_of(draft.answers)[-1]}", words("eoi.back"))),
        tag("h1", title),
        tag("p", words("eoi.check_lead"), class_="lead"),
        await _alike(request, session, draft),
        table(
            read_back_lines(
                draft.answers, await partnership_name(request, draft.answers.get("eoi__partnership"))
            ),
            "/eoi/step/{field}",
        ),
        _warnings(draft.answers),
        post_form(request, session, "/eoi/send", mark, knob),
        save_link(),
    )
    return page(request, "check", title, parts, session=session)


@routes.post("/eoi/send")
@takes_form
async def send(request: web.Request, session: Session, form: Form) -> web.Response:
    """Store it, then show the receipt. Whoever clicks twice sees the receipt twice, for one submission."""
    desk, draft = request.app[DESK], await draft_of(request, session)
    if draft is None or draft.reference != form.one("draft"):
        receipts = await desk.eois.of_conversation(session.conversation_id)
        return see_other(f"/eoi/receipt/{receipts[-1].reference}" if receipts else "/eoi")
    if refusal := closed(request, session):
        return refusal
    if next_page(draft.answers) != CHECK:
        return see_other(next_page(draft.answers))
    receipt = await desk.eois.submit(
        expression_of(draft.answers, conversation_id=session.conversation_id, channel=CHANNEL),
        consent_given(draft.answers["eoi__consent"]),
        form_id=draft.form_id,
        now=now_utc(),
    )
    return see_other(f"/eoi/receipt/{receipt.reference}")


@routes.get("/eoi/receipt/{reference}")
async def receipt(request: web.Request) -> web.Response:
    """What was stored, shown to the conversation it was sent from, and to whoever has proven its address."""
    session, reference = visit(request), request.match_info["reference"]
    desk = request.app[DESK]
    found = {one.reference: one for one in await desk.eois.of_conversation(session.conversation_id)}
    if reference not in found:
        address = await desk.codes.proven_address(session.conversation_id, now=now_utc())
        stored = await desk.eois.of_address(address) if address else []
        found = {one.reference: Receipt(one.reference, one.submitted_at, one.expression) for one in stored}
    if reference not in found:
        raise web.HTTPNotFound
    return await _receipt(request, session, found[reference])


@routes.get("/eoi/save")
async def ask_where_to_save(request: web.Request) -> web.Response:
    """The address to which the way back is sent."""
    session = visit(request)
    draft = await draft_of(request, session)
    if draft is None:
        return see_other("/eoi")
    return _save(request, session, str(draft.answers.get("eoi__email") or ""))


@routes.post("/eoi/save")
@takes_form
async def save(request: web.Request, session: Session, form: Form) -> web.Response:
    """Send the way back to the draft."""
    desk, draft = request.app[DESK], await draft_of(request, session)
    if draft is None:
        return see_other("/eoi")
    checked = read_email(form.one("email"))
    if checked.value is None:
        return _save(request, session, form.one("email"), refusal_words(checked))
    reference = await desk.drafts.save_for_later(
        draft.form_id, email=checked.value, link=desk.website, now=now_utc()
    )
    title = words("eoi.saved")
    said = (tag("p", reference, class_="reference"), tag("p", words("eoi.saved_lead")))
    return page(
        request,
        "saved",
        title,
        tag("h1", title),
        said,
        tag("p", link(next_page(draft.answers), words("eoi.go_on"))),
    )


def table(lines: list[tuple[str, str, str]], change: str | None = None) -> Html:
    """Answers, a row each; `change` is the address where one is changed."""
    rows = (
        tag(
            "tr",
            tag("th", label, scope="row"),
            tag("td", value),
            tag("td", _change(change.format(field=field), label)) if change else None,
        )
        for field, label, value in lines
    )
    head = tag("caption", words("eoi.answers"), class_="for-readers")
    return tag("table", head, tag("tbody", rows), class_="answers")


def stored_lines(one: Receipt, partnership: str | None) -> list[tuple[str, str, str]]:
    """The answers of what was sent."""
    slots = {PREFIX + name: value for name, value in content_of(one.expression).items()}
    return read_back_lines(slots, partnership)


async def _receipt(request: web.Request, session: Session, one: Receipt) -> web.Response:
    moment = one.submitted_at.astimezone(BRUSSELS)
    when = words("eoi.received", day=day_in_words(moment.date()), time=f"{moment:%H:%M}")
    title = words("eoi.sent")
    name = await partnership_name(request, one.expression.partnership_id)
    parts = (
        tag("h1", title),
        tag(
            "section",
            tag("p", words("eoi.reference")),
            tag("p", one.reference, class_="reference"),
            tag("p", when),
            class_="result",
        ),
        tag("p", words("eoi.after_sent")),
        tag("h2", words("eoi.answers")),
        table(stored_lines(one, name)),
        tag("p", link("/eoi/own", words("eoi.own_link")), class_="not-printed"),
        tag("p", words("eoi.print"), class_="hint not-printed"),
    )
    return page(request, "receipt", title, parts, session=session)


def _save(request: web.Request, session: Session, email: str, error: str = "") -> web.Response:
    title = words("eoi.save_title")
    field = text_field("email", words("eoi.save_email"), email, error=error, kind="email", fill="email")
    parts = (
        tag("h1", title),
        tag("p", words("eoi.save_lead"), class_="lead"),
        error_summary({"email": error} if error else {}),
        post_form(
            request, session, "/eoi/save", field, tag("button", words("eoi.save_knob"), class_="button")
        ),
    )
    status = HTTPStatus.UNPROCESSABLE_ENTITY if error else HTTPStatus.OK
    return page(request, "save", title, parts, session=session, status=status)


async def _alike(request: web.Request, session: Session, draft: Draft) -> Html | None:
    """The same was sent before: told only where it was sent from, or where the address is proven."""
    desk = request.app[DESK]
    expression = expression_of(draft.answers, conversation_id=session.conversation_id, channel=CHANNEL)
    alike = await desk.eois.alike(expression)
    if alike is None:
        return None
    if alike.expression.conversation_id != session.conversation_id:
        address = await desk.codes.proven_address(session.conversation_id, now=now_utc())
        if address is None or normalised(address) != normalised(expression.email):
            return None
    return tag("p", words("eoi.alike", reference=alike.reference), class_="consent")


def _warnings(slots: Mapping[str, Any]) -> Html | None:
    """What an applicant should know about the answers; it is no obstacle."""
    values = values_of(slots)
    warnings = [said for field in WARNED if (said := warning_for(field, str(values[field])))]
    return tag("div", (prose(one) for one in warnings), class_="consent") if warnings else None


def _change(address: str, label: str) -> Html:
    return link(address, joined(words("eoi.change"), tag("span", f": {label}", class_="for-readers")))
