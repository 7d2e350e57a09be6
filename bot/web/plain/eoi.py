"""An expression of interest by forms: begin, then one question a page."""

from __future__ import annotations

import uuid
from http import HTTPStatus
from typing import Any

from aiohttp import web

from bot.clock import now_utc
from bot.content.consent import consent_record
from bot.content.lexicon import load_lexicon
from bot.logic.drafts import Draft
from bot.logic.eoi_draft import PREFIX
from bot.logic.eoi_fields import FIELDS, OPTIONAL
from bot.web.plain.desk import DESK
from bot.web.plain.eoi_drafts import (
    PARTNERSHIP,
    closed,
    draft_of,
    keep,
    may_ask,
    next_page,
    save_link,
    steps_of,
    without_consent,
)
from bot.web.plain.eoi_question import CONSENT, choices_of, question, read_answer, refusal_words
from bot.web.plain.fields import error_summary, select_field
from bot.web.plain.html import Html, link, tag
from bot.web.plain.visiting import Form, page, post_form, see_other, takes_form
from bot.web.plain.words import words
from bot.web.sessions import Session
from bot.web.visits import visit

routes = web.RouteTableDef()

NAMES = "|".join(sorted({PARTNERSHIP, *(field for fields in FIELDS.values() for field in fields)}))


@routes.get("/eoi")
async def start(request: web.Request) -> web.Response:
    """Join or propose, or go on; outside the call's dates, why not."""
    return await _start(request, visit(request), request.query.get(PARTNERSHIP, ""))


@routes.post("/eoi")
@takes_form
async def begin(request: web.Request, session: Session, form: Form) -> web.Response:
    """A new draft; its first unanswered question comes next."""
    if refusal := closed(request, session):
        return refusal
    chosen, kind = form.one(PARTNERSHIP), form.one("kind")
    if kind != "propose" and chosen not in load_lexicon().partnerships:
        return await _start(request, session, "", words("eoi.join_missing"))
    aim = {"eoi__kind": "propose"} if kind == "propose" else {"eoi__kind": "join", "eoi__partnership": chosen}
    draft = await draft_of(request, session)
    is_empty = draft is not None and set(draft.answers) <= {"eoi__kind", "eoi__partnership"}
    form_id = draft.form_id if draft is not None and is_empty else uuid.uuid4().hex
    await keep(request, session, form_id, aim)
    return see_other(next_page(aim))


@routes.post("/eoi/drop")
@takes_form
async def drop(request: web.Request, session: Session, form: Form) -> web.Response:
    """Give the draft up."""
    draft = await draft_of(request, session)
    if draft is not None and draft.reference == form.one("draft"):
        await request.app[DESK].drafts.drop(draft.form_id)
    return see_other("/eoi")


@routes.get(f"/eoi/step/{{field:{NAMES}}}")
async def ask(request: web.Request) -> web.Response:
    """One question; where it cannot be asked yet, the one that comes first."""
    session, field = visit(request), request.match_info["field"]
    draft = await _draft_at(request, session, field)
    if isinstance(draft, web.Response):
        return draft
    value = draft.answers.get(PREFIX + field)
    return _ask(request, session, draft, field, value)


@routes.post(f"/eoi/step/{{field:{NAMES}}}")
@takes_form
async def answer(request: web.Request, session: Session, form: Form) -> web.Response:
    """Read the answer; keep it, or say at the field why not."""
    field = request.match_info["field"]
    draft = await _draft_at(request, session, field)
    if isinstance(draft, web.Response):
        return draft
    given = "" if form.one("skip") else form.one(field)
    checked = read_answer(field, given)
    if checked.refusal:
        if field == CONSENT and draft.answers.get("eoi__consent"):
            draft = await without_consent(request, session, draft)
        return _ask(request, session, draft, field, given, refusal_words(checked))
    kept = consent_record(now_utc()) if field == CONSENT else checked.value
    after = {**draft.answers, PREFIX + field: kept}
    await keep(request, session, draft.form_id, after)
    return see_other(next_page(after))


async def _draft_at(request: web.Request, session: Session, field: str) -> Draft | web.Response:
    """The draft whose question this is; where it cannot be asked now, the page to see instead."""
    draft = await draft_of(request, session)
    if draft is None:
        return see_other("/eoi")
    if refusal := closed(request, session):
        return refusal
    return draft if may_ask(field, draft.answers) else see_other(next_page(draft.answers))


async def _start(request: web.Request, session: Session, chosen: str, error: str = "") -> web.Response:
    if refusal := closed(request, session):
        return refusal
    title = words("eoi.title")
    draft = await draft_of(request, session)
    errors = {PARTNERSHIP: error} if error else {}
    names = choices_of("partnership")
    field = select_field(
        PARTNERSHIP, words("eoi.join_label"), names, chosen, error=error, empty=words("eoi.join_empty")
    )
    join = tag("button", words("eoi.join_knob"), name="kind", value="join", class_="button")
    propose = tag("button", words("eoi.propose_knob"), name="kind", value="propose", class_="button")
    parts = (
        tag("h1", title),
        tag("p", words("eoi.lead"), class_="lead"),
        error_summary(errors),
        _under_way(request, session, draft) if draft else None,
        tag("h2", words("eoi.join")),
        post_form(request, session, "/eoi", field, join),
        tag("p", link("/partnerships", words("eoi.search"))),
        tag("h2", words("eoi.propose")),
        tag("p", words("eoi.propose_lead")),
        post_form(request, session, "/eoi", propose),
        tag("h2", words("eoi.own")),
        tag("p", link("/eoi/own", words("eoi.own_link"))),
    )
    status = HTTPStatus.UNPROCESSABLE_ENTITY if error else HTTPStatus.OK
    return page(request, "eoi", title, parts, session=session, status=status)


def _under_way(request: web.Request, session: Session, draft: Draft) -> Html:
    mark = tag("input", type="hidden", name="draft", value=draft.reference)
    return tag(
        "section",
        tag("h2", words("eoi.under_way")),
        tag("p", words("eoi.under_way_lead")),
        tag("p", link(next_page(draft.answers), words("eoi.go_on"), class_="button")),
        post_form(request, session, "/eoi/drop", mark, tag("button", words("eoi.drop"), class_="plainly")),
        class_="result",
    )


def _ask(
    request: web.Request, session: Session, draft: Draft, field: str, value: Any, error: str = ""
) -> web.Response:
    steps = steps_of(draft.answers)
    step = steps.index(field)
    before = f"/eoi/step/{steps[step - 1]}" if step else "/eoi"
    skip = tag("button", words("eoi.skip"), name="skip", value="yes", class_="plainly")
    asked = (
        question(field, value, error),
        tag("p", tag("button", words("eoi.next"), class_="button")),
        skip if field in OPTIONAL else None,
    )
    parts = (
        tag("p", link(before, words("eoi.back"))),
        tag("p", words("eoi.progress", step=step + 1, of=len(steps)), class_="progress"),
        error_summary({field: error} if error else {}),
        tag("h1", words("eoi.title")),
        post_form(request, session, f"/eoi/step/{field}", asked),
        save_link(),
    )
    status = HTTPStatus.UNPROCESSABLE_ENTITY if error else HTTPStatus.OK
    return page(request, "step", words(f"eoi.ask_{field}"), parts, session=session, status=status)
