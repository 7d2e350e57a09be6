"""The draft of this conversation: what it holds, which question is open, and when none may be asked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aiohttp import web

from bot.clock import now_utc
from bot.content.call_status import closed_reason
from bot.content.partnership_words import full_name
from bot.logic.drafts import Draft
from bot.logic.eoi_draft import PREFIX, answers, kind_of, next_slot
from bot.logic.eoi_fields import FIELDS, PERSONAL
from bot.web.plain.desk import DESK
from bot.web.plain.eoi_question import CONSENT
from bot.web.plain.html import Html, link, prose, tag
from bot.web.plain.visiting import page
from bot.web.plain.words import words
from bot.web.sessions import Session

CONFIRM, PARTNERSHIP = "confirm", "partnership"
CHECK = "/eoi/check"


def steps_of(slots: Mapping[str, Any]) -> tuple[str, ...]:
    """The questions of this kind, in order."""
    kind = kind_of(slots)
    return (PARTNERSHIP, *FIELDS[kind]) if kind == "join" else FIELDS[kind]


async def draft_of(request: web.Request, session: Session) -> Draft | None:
    return await request.app[DESK].drafts.of_conversation(session.conversation_id)


async def keep(request: web.Request, session: Session, form_id: str, slots: Mapping[str, Any]) -> None:
    email = slots.get("eoi__email")
    await request.app[DESK].drafts.keep(
        form_id, session.conversation_id, answers(slots), email=email, now=now_utc()
    )


async def without_consent(request: web.Request, session: Session, draft: Draft) -> Draft:
    """Whoever no longer agrees has nothing personal in the draft any more."""
    gone = {PREFIX + field for field in (CONSENT, *PERSONAL)}
    after = {name: value for name, value in draft.answers.items() if name not in gone}
    if draft.saved_at is None:
        await request.app[DESK].drafts.drop(draft.form_id)  # its address goes, too
    await keep(request, session, draft.form_id, after)
    return await draft_of(request, session) or draft


def may_ask(field: str, slots: Mapping[str, Any]) -> bool:
    """Only what belongs to this kind, and nothing beyond the first question that is open."""
    steps = steps_of(slots)
    first = _open(slots)
    return field in steps and (first == CONFIRM or steps.index(field) <= steps.index(first))


def _open(slots: Mapping[str, Any]) -> str:
    return (next_slot({**slots, "eoi__confirm": None}) or CONFIRM).removeprefix(PREFIX)


def next_page(slots: Mapping[str, Any]) -> str:
    field = _open(slots)
    return CHECK if field == CONFIRM else f"/eoi/step/{field}"


def closed(request: web.Request, session: Session) -> web.Response | None:
    """Why nothing is taken on this day; None when it is."""
    reason = closed_reason(request.app[DESK].today())
    if reason is None:
        return None
    title = words("eoi.closed_title")
    own = tag("p", link("/eoi/own", words("eoi.own_link")))
    return page(request, "closed", title, tag("h1", title), prose(reason), own, session=session)


async def partnership_name(request: web.Request, id_: str | None) -> str | None:
    """The full name, where one is meant."""
    one = await request.app[DESK].partnerships.get(id_) if id_ else None
    return full_name(one) if one else None


def save_link() -> Html:
    return tag("p", link("/eoi/save", words("eoi.save")))
