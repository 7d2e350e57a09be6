"""What was sent or saved, for whoever proves by a code whose it is: status, withdraw, go on with a draft."""

from __future__ import annotations

from http import HTTPStatus

from aiohttp import web

from bot.clock import BRUSSELS, now_utc
from bot.content.partnership_words import names_of
from bot.content.phrases import phrase
from bot.content.receipt_words import stored_text
from bot.content.sources import day_in_words
from bot.logic.codes import Asked, Proven, digits_in
from bot.logic.contact import read_email
from bot.logic.drafts import Draft
from bot.logic.eoi import reference_in
from bot.logic.eoi_life import WITHDRAWN, StoredEoI
from bot.logic.follows import Follow
from bot.web.addresses import client_address
from bot.web.keys import SETTINGS
from bot.web.plain.desk import DESK
from bot.web.plain.eoi_drafts import next_page
from bot.web.plain.eoi_question import refusal_words
from bot.web.plain.fields import error_summary, text_field
from bot.web.plain.html import Html, joined, link, prose, tag
from bot.web.plain.visiting import Form, page, post_form, see_other, takes_form
from bot.web.plain.words import words
from bot.web.sessions import Session
from bot.web.visits import visit

routes = web.RouteTableDef()

CHANNEL = "web"
WHO, CODE = "who", "code"
LIST = "/eoi/own"
REFERENCE = "{reference:[A-Za-z0-9-]{1,20}}"


@routes.get("/eoi/own")
async def own(request: web.Request) -> web.Response:
    """The list; before the proof, the question for the address."""
    session = visit(request)
    address = await proven(request, session)
    return await _list(request, session, address) if address else await _who(request, session)


@routes.post("/eoi/own")
@takes_form
async def send_code(request: web.Request, session: Session, form: Form) -> web.Response:
    """Send a code to the stored address, if there is one; what comes next looks the same if there is none."""
    given = form.one(WHO)
    reference, address = reference_in(given), None
    if reference is None:
        checked = read_email(given)
        if checked.value is None:
            said = refusal_words(checked) if "@" in given else phrase("refusal.proof_address")
            return await _who(request, session, given, said)
        address = checked.value
    asked = await request.app[DESK].codes.ask(
        session.conversation_id,
        address=address,
        reference=reference,
        source=client_address(request, request.app[SETTINGS].trusted_proxies),
        now=now_utc(),
    )
    if asked is Asked.TOO_OFTEN:
        return await _who(request, session, given, phrase("refusal.proof_too_often"))
    return see_other(f"{LIST}/code")


@routes.get("/eoi/own/code")
async def ask_code(request: web.Request) -> web.Response:
    """Where the code is typed."""
    return _code(request, visit(request))


@routes.post("/eoi/own/code")
@takes_form
async def compare(request: web.Request, session: Session, form: Form) -> web.Response:
    """Compare the code; each try counts."""
    digits = digits_in(form.one(CODE))
    if digits is None:
        return _code(request, session, phrase("refusal.proof_code"))
    outcome = await request.app[DESK].codes.prove(session.conversation_id, digits, now=now_utc())
    if outcome is Proven.RIGHT:
        return see_other(LIST)
    return _code(request, session, phrase(f"refusal.proof_{outcome.value}"))


@routes.post("/eoi/own/leave")
@takes_form
async def leave(request: web.Request, session: Session, form: Form) -> web.Response:
    """Give the proof back, on a shared computer."""
    await request.app[DESK].codes.forget(session.conversation_id)
    return see_other(LIST)


@routes.post(f"/eoi/own/draft/{REFERENCE}")
@takes_form
async def go_on(request: web.Request, session: Session, form: Form) -> web.Response:
    """Bring a saved draft into this conversation."""
    address = await proven(request, session)
    drafts = request.app[DESK].drafts
    found = await drafts.of_address(address) if address else []
    one = next((one for one in found if one.reference == request.match_info["reference"]), None)
    if one is None:
        return see_other(LIST)
    await drafts.keep(one.form_id, session.conversation_id, one.answers, email=one.email, now=now_utc())
    return see_other(next_page(one.answers))


async def proven(request: web.Request, session: Session) -> str | None:
    """The address that was proven in this conversation a short while ago."""
    return await request.app[DESK].codes.proven_address(session.conversation_id, now=now_utc())


async def own_one(request: web.Request, session: Session) -> tuple[StoredEoI | None, str | None]:
    """The one of this page, if it belongs to an address that was proven here; and the address."""
    desk = request.app[DESK]
    one = await desk.eois.by_reference(request.match_info["reference"])
    address = one.expression.email if one else ""
    if not await desk.codes.has_proven(session.conversation_id, address, now=now_utc()):
        return None, None
    return one, address


async def _who(request: web.Request, session: Session, given: str = "", error: str = "") -> web.Response:
    title = words("own.title")
    field = text_field(WHO, words("own.who"), given, hint=words("own.who_hint"), error=error, fill="email")
    parts = (
        tag("h1", title),
        tag("p", words("own.lead"), class_="lead"),
        error_summary({WHO: error} if error else {}),
        post_form(request, session, LIST, field, tag("button", words("own.send_code"), class_="button")),
        await _sent_here(request, session),
    )
    status = HTTPStatus.UNPROCESSABLE_ENTITY if error else HTTPStatus.OK
    return page(request, "own", title, parts, session=session, status=status)


async def _sent_here(request: web.Request, session: Session) -> Html | None:
    """What this conversation has sent: its signed cookie is proof enough to see it, not to change it."""
    eois = request.app[DESK].eois
    receipts = await eois.of_conversation(session.conversation_id)
    stored = [one for receipt in receipts if (one := await eois.by_reference(receipt.reference))]
    if not stored:
        return None
    items = (
        tag("li", prose(stored_text(one)), link(f"/eoi/receipt/{one.reference}", one.reference))
        for one in reversed(stored)
    )
    return joined(tag("h2", words("own.here")), tag("ul", items, class_="hits"))


def _code(request: web.Request, session: Session, error: str = "") -> web.Response:
    title = words("own.code_title")
    field = text_field(CODE, words("own.code"), error=error, fill="one-time-code", mode="numeric", limit=20)
    parts = (
        tag("h1", title),
        tag("p", words("own.code_lead"), class_="lead"),
        error_summary({CODE: error} if error else {}),
        post_form(
            request, session, f"{LIST}/code", field, tag("button", words("own.check_code"), class_="button")
        ),
        tag("p", link(LIST, words("own.other"))),
    )
    status = HTTPStatus.UNPROCESSABLE_ENTITY if error else HTTPStatus.OK
    return page(request, "code", title, parts, session=session, status=status)


async def _list(request: web.Request, session: Session, address: str) -> web.Response:
    desk, title = request.app[DESK], words("own.list")
    stored = await desk.eois.of_address(address)
    drafts = await desk.drafts.of_address(address)
    follows = await desk.follows.of_address(address)
    parts = (
        tag("h1", title),
        tag("ul", (_stored(one) for one in reversed(stored)), class_="hits")
        if stored
        else tag("p", words("own.nothing")),
        _drafts(request, session, drafts) if drafts else None,
        _follows(request, session, follows) if follows else None,
        post_form(request, session, f"{LIST}/leave", tag("button", words("own.leave"), class_="plainly")),
    )
    return page(request, "own", title, parts, session=session)


def _stored(one: StoredEoI) -> Html:
    ways = None
    if one.status != WITHDRAWN:
        ways = tag(
            "p",
            link(f"{LIST}/{one.reference}", words("own.show", reference=one.reference)),
            " · ",
            link(f"{LIST}/{one.reference}/withdraw", words("own.withdraw", reference=one.reference)),
        )
    return tag("li", prose(stored_text(one)), ways)


def _follows(request: web.Request, session: Session, follows: list[Follow]) -> Html:
    items = (
        tag(
            "li",
            name := names_of([one.partnership_id]),
            post_form(
                request,
                session,
                f"{LIST}/follows/{one.partnership_id}",
                tag("button", words("own.unfollow", name=name), class_="plainly"),
            ),
        )
        for one in follows
    )
    return joined(tag("h2", words("own.follows")), tag("ul", items, class_="hits"))


def _drafts(request: web.Request, session: Session, drafts: list[Draft]) -> Html:
    items = (
        tag(
            "li",
            words(
                "own.draft",
                reference=one.reference,
                day=day_in_words(one.updated_at.astimezone(BRUSSELS).date()),
            ),
            post_form(
                request,
                session,
                f"{LIST}/draft/{one.reference}",
                tag("button", words("own.go_on", reference=one.reference), class_="plainly"),
            ),
        )
        for one in reversed(drafts)
    )
    return joined(tag("h2", words("own.drafts")), tag("ul", items, class_="hits"))
