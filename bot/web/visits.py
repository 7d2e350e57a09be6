"""Whose conversation a page belongs to, and whether a form came from a page of ours."""

from __future__ import annotations

import hashlib
import hmac

from aiohttp import hdrs, web

from bot.web.addresses import is_https, is_same_origin
from bot.web.keys import SESSIONS, SETTINGS
from bot.web.sessions import COOKIE, FRAMED, LIFE_SECONDS, Session

MARK = "form"
"""The hidden field of a form that proves that its page was made for this conversation."""


def known_visit(request: web.Request) -> Session | None:
    """The conversation of the cookie, with a fresh token; None where no cookie of ours came."""
    sessions = request.app[SESSIONS]
    known = sessions.read(request.cookies.get(COOKIE))
    return sessions.again(known.conversation_id) if known else None


def visit(request: web.Request) -> Session:
    """The visitor's conversation, found again by its cookie, or a new one."""
    return known_visit(request) or request.app[SESSIONS].new()


def remember(request: web.Request, response: web.StreamResponse, session: Session) -> None:
    """A cookie that no script reads; Lax, so that following a link from elsewhere finds the chat again."""
    response.set_cookie(
        COOKIE,
        session.token,
        max_age=LIFE_SECONDS,
        httponly=True,
        samesite="Lax",
        secure=is_https(request, request.app[SETTINGS].trusted_proxies),
    )


def remember_in_frame(request: web.Request, response: web.StreamResponse) -> None:
    """A cookie for a frame on another site, kept for that site alone; over TLS only, or browsers refuse it.

    Its conversation is the one that its cookie names, or a new one. Where our own cookie comes along, the
    frame is on a page of ours, and that one counts.
    """
    sessions = request.app[SESSIONS]
    is_secure = is_https(request, request.app[SETTINGS].trusted_proxies)
    if not is_secure or sessions.read(request.cookies.get(COOKIE)) is not None:
        return
    known = sessions.read(request.cookies.get(FRAMED))
    _keep_for_frame(response, sessions.again(known.conversation_id) if known else sessions.new())


def begin_anew(request: web.Request, response: web.StreamResponse) -> None:
    """From now on another conversation, on our pages, and in the frame if this is asked in one."""
    session = request.app[SESSIONS].new()
    remember(request, response, session)
    if FRAMED in request.cookies:
        _keep_for_frame(response, session)


def _keep_for_frame(response: web.StreamResponse, session: Session) -> None:
    """Written by hand: Python before 3.14 does not know `Partitioned`. No sign of a token needs a quote."""
    ways = f"HttpOnly; Max-Age={LIFE_SECONDS}; Path=/; SameSite=None; Secure; Partitioned"
    response.headers.add(hdrs.SET_COOKIE, f"{FRAMED}={session.token}; {ways}")


def form_mark(request: web.Request, conversation_id: str) -> str:
    """What a form of this conversation carries. Nobody else can work it out, and it tells nothing."""
    key = request.app[SETTINGS].secret_for("forms")
    return hmac.new(key.encode(), conversation_id.encode(), hashlib.sha256).hexdigest()


def is_own_form(request: web.Request, session: Session | None, mark: object) -> bool:
    """Was this form shown by us, in this conversation?"""
    if session is None or not is_same_origin(request.headers.get(hdrs.ORIGIN), request.host):
        return False
    given = mark if isinstance(mark, str) else ""
    return hmac.compare_digest(form_mark(request, session.conversation_id).encode(), given.encode())
