"""The chat over socket.io, in Rasa's protocol, with sessions that only we can issue."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

import socketio
import structlog
from aiohttp import hdrs, web

from bot.logic.errors import StorageAway
from bot.web.addresses import Networks, client_address, is_same_origin
from bot.web.gate import Gate
from bot.web.limits import Rates
from bot.web.middleware import answered
from bot.web.problems import BODY_LIMIT
from bot.web.replies import Reply, Taken
from bot.web.sessions import COOKIE, FRAMED, Session, Sessions
from bot.web.transcript import Transcript

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)

MESSAGE_ID = re.compile(r"[A-Za-z0-9_.:-]{1,64}")
BY_COOKIE = "cookie"
"""What a page is told in place of its token, which stays in a cookie that no script can read."""

DRAIN_SECONDS = 6.0
CLOSE_SECONDS = 2.0


@dataclass
class _Visitor:
    """Who sits at a socket. `session` is None until the visitor has asked for one."""

    address: str
    cookie: Session | None
    session: Session | None = None


class Chat:
    """One visitor at each socket, one room for each conversation."""

    def __init__(
        self,
        *,
        gate: Gate,
        transcript: Transcript,
        sessions: Sessions,
        rates: Rates,
        trusted_proxies: Networks,
        guests: Collection[str] = (),
    ) -> None:
        """`guests` are the origins of other sites whose pages may hold conversations of their own."""
        self._gate = gate
        self._transcript = transcript
        self._sessions = sessions
        self._rates = rates
        self._trusted = trusted_proxies
        self._guests = guests
        self._visitors: dict[str, _Visitor] = {}
        self._in_work: set[asyncio.Future[None]] = set()
        self._sio = socketio.AsyncServer(
            async_mode="aiohttp",
            cors_allowed_origins=self._may_connect,
            cors_credentials=False,
            max_http_buffer_size=BODY_LIMIT,
        )
        self._sio.on("connect", self._connect)
        self._sio.on("disconnect", self._disconnect)
        self._sio.on("session_request", self._session_request)
        self._sio.on("user_uttered", self._user_uttered)

    def attach(self, app: web.Application) -> None:
        """Serve /socket.io/ from this app, and end in order with it."""
        self._sio.attach(app)
        app.on_shutdown.append(self._close)

    async def _connect(self, sid: str, environ: Mapping[str, Any], *_: object) -> None:
        """A page of ours is known by its cookie; a page of another site never is, even where one comes."""
        request: web.Request = environ["aiohttp.request"]
        is_ours = is_same_origin(request.headers.get(hdrs.ORIGIN), request.host)
        cookies = [request.cookies.get(name) for name in (COOKIE, FRAMED)] if is_ours else []
        cookie = next((session for one in cookies if (session := self._sessions.read(one))), None)
        self._visitors[sid] = _Visitor(client_address(request, self._trusted), cookie)

    def _may_connect(self, origin: str | None, environ: Mapping[str, Any]) -> bool:
        return origin in self._guests or is_same_origin(origin, environ.get("HTTP_HOST"))

    async def _disconnect(self, sid: str, *_: object) -> None:
        self._visitors.pop(sid, None)

    async def _session_request(self, sid: str, data: object = None, *_: object) -> None:
        """Find the conversation by token, then by cookie; else begin one. Nothing else is believed.

        `fresh` asks for a new one in any case, as a page without our cookie must.
        """
        visitor = self._visitors[sid]
        if not self._rates.allow_address(visitor.address):
            await self._say(self._gate.refused("too_many"), sid)
            return
        known = self._sessions.read(_field(data, "session_id"))
        if _field(data, "fresh") is True:
            session = self._sessions.new()
            shown = session.token
        elif known is None and visitor.cookie is not None:
            session, shown = visitor.cookie, BY_COOKIE
        else:
            session = self._sessions.again(known.conversation_id) if known else self._sessions.new()
            shown = session.token
        await self._seat(sid, session)
        await self._sio.emit("session_confirm", shown, to=sid)
        with self._working():
            await self._tell_history(sid, session)

    async def _seat(self, sid: str, session: Session) -> None:
        """Put the socket into the room of its conversation, and out of any other."""
        visitor = self._visitors[sid]
        if visitor.session is not None:
            await self._sio.leave_room(sid, visitor.session.conversation_id)
        visitor.session = session
        await self._sio.enter_room(sid, session.conversation_id)

    async def _tell_history(self, sid: str, session: Session) -> None:
        """What was said so far; None when it cannot be read, so that a page keeps what it shows."""
        history: list[dict[str, Any]] | None = None
        with suppress(StorageAway):
            history = await self._transcript.history(session.conversation_id)
        await self._sio.emit("history", history, to=sid)

    async def show_anew(self, conversation_id: str) -> None:
        """Tell every page of this conversation what is left of it."""
        history = await self._transcript.history(conversation_id)
        await self._sio.emit("history", history, to=conversation_id)

    async def _user_uttered(self, sid: str, data: object = None, *_: object) -> dict[str, Any]:
        """Take one message; what is returned goes back as the acknowledgement, after the replies."""
        message_id = _message_id(data)
        with self._working():
            taken = await answered(self._take(sid, data, message_id), self._gate.broken, event="chat_failed")
            await self._tell(sid, taken, message_id)
        return {"outcome": taken.outcome, "reason": taken.reason, "replies": len(taken.replies)}

    @contextmanager
    def _working(self) -> Iterator[None]:
        """Remember that somebody waits for an answer, for an orderly end."""
        done = asyncio.get_running_loop().create_future()
        self._in_work.add(done)
        try:
            yield
        finally:
            done.set_result(None)
            self._in_work.discard(done)

    async def _take(self, sid: str, data: object, message_id: str | None) -> Taken:
        visitor = self._visitors[sid]
        session = await self._session_of(sid, visitor, _field(data, "session_id"))
        if session is None:
            return self._gate.refused("no_session")
        text = _field(data, "message")
        if not isinstance(text, str):
            return self._gate.refused("not_text")
        return await self._gate.take(
            session.conversation_id,
            text,
            channel="web",
            source=visitor.address,
            client_message_id=message_id,
        )

    async def _session_of(self, sid: str, visitor: _Visitor, claimed: object) -> Session | None:
        """The session a message belongs to; None when it claims one that is not this socket's."""
        claim = None if claimed in (None, "", BY_COOKIE) else self._sessions.read(claimed)
        if visitor.session is None:
            session = claim if claimed not in (None, "", BY_COOKIE) else visitor.cookie
            if session is not None:
                await self._seat(sid, session)
            return session
        if claimed in (None, "", BY_COOKIE):
            return visitor.session
        is_same = claim is not None and claim.conversation_id == visitor.session.conversation_id
        return visitor.session if is_same else None

    async def _tell(self, sid: str, taken: Taken, message_id: str | None) -> None:
        """An answer goes to every page of the conversation, anything else to the one that asked."""
        visitor = self._visitors.get(sid)
        room = sid
        if taken.heard and visitor is not None and visitor.session is not None:
            room = visitor.session.conversation_id
            await self._sio.emit("user_echo", {"text": taken.heard, "id": message_id}, to=room, skip_sid=sid)
        await self._say(taken, room, message_id)

    async def _say(self, taken: Taken, to: str, message_id: str | None = None) -> None:
        for reply in taken.replies:
            await self._sio.emit("bot_uttered", _uttered(reply, taken, message_id), to=to)

    async def _close(self, app: web.Application) -> None:
        """Let what is in work be answered, then close every socket in a way that makes pages come back."""
        if self._in_work:
            await asyncio.wait(self._in_work, timeout=DRAIN_SECONDS)
        sockets = list(self._sio.eio.sockets.values())
        try:
            async with asyncio.timeout(CLOSE_SECONDS):
                if sockets:
                    await self._sio.eio.disconnect()
                await self._sio.shutdown()
        except TimeoutError:
            log.warning("sockets_cut")
        for socket in sockets:  # ends its writer, which closes the connection also when the page does not
            socket.queue.put_nowait(None)


def _uttered(reply: Reply, taken: Taken, message_id: str | None) -> dict[str, Any]:
    """A reply as Rasa's web clients know it: no key but text, quick_replies and metadata.

    The answer in parts is in the metadata, where clients that do not know it leave it alone.
    """
    metadata = dict(reply.metadata)
    if message_id is not None:
        metadata["reply_to"] = message_id
    if taken.outcome == "replayed":
        metadata["replayed"] = True
    if reply.custom is not None:
        metadata["custom"] = dict(reply.custom)
    uttered: dict[str, Any] = {"text": reply.text, "metadata": metadata}
    if reply.buttons:
        uttered["quick_replies"] = [{"content_type": "text", **button.as_dict()} for button in reply.buttons]
    return uttered


def _field(data: object, name: str) -> object:
    return data.get(name) if isinstance(data, dict) else None


def _message_id(data: object) -> str | None:
    given = _field(data, "id")
    return given if isinstance(given, str) and MESSAGE_ID.fullmatch(given) else None
