"""The page behind the link in the letter to a partnership's contact: confirm the address, or remove it."""

from __future__ import annotations

from aiohttp import web

from bot.clock import now_utc
from bot.content.partnership_words import names_of
from bot.web.plain.desk import DESK
from bot.web.plain.html import tag
from bot.web.plain.visiting import Form, page, post_form, see_other, takes_form
from bot.web.plain.words import words
from bot.web.sessions import Session
from bot.web.visits import visit

routes = web.RouteTableDef()

GIVEN = "{token:[A-Za-z0-9_-]{1,60}}"


@routes.get(f"/contact/{GIVEN}")
async def show(request: web.Request) -> web.Response:
    """How it stands. Opening it changes nothing: programs that look at mail open links, too."""
    session, token = visit(request), request.match_info["token"]
    one = await request.app[DESK].contacts.by_token(token)
    if one is None:
        title = words("contact.gone")
        return page(request, "contact", title, tag("h1", title), session=session)
    title = words("contact.title", name=names_of([one.partnership_id]))
    confirm = tag("button", words("contact.confirm"), class_="button")
    remove = tag("button", words("contact.remove"), class_="plainly")
    parts = (
        tag("h1", title),
        tag("p", words("contact.confirmed" if one.is_confirmed else "contact.open"), class_="lead"),
        tag("p", words("contact.what")),
        None if one.is_confirmed else post_form(request, session, f"/contact/{token}/confirm", confirm),
        post_form(request, session, f"/contact/{token}/remove", remove),
    )
    return page(request, "contact", title, parts, session=session)


@routes.post(f"/contact/{GIVEN}/confirm")
@takes_form
async def confirm(request: web.Request, session: Session, form: Form) -> web.Response:
    """Notices come from now on; the page then says so."""
    token = request.match_info["token"]
    await request.app[DESK].contacts.confirm(token, now=now_utc())
    return see_other(f"/contact/{token}")


@routes.post(f"/contact/{GIVEN}/remove")
@takes_form
async def remove(request: web.Request, session: Session, form: Form) -> web.Response:
    """The address is deleted; the page then says so."""
    token = request.match_info["token"]
    await request.app[DESK].contacts.remove_by_token(token, now=now_utc())
    return see_other(f"/contact/{token}")
