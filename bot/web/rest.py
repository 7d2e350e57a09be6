"""REST for staff tools and integrations, in the shape of Rasa's own REST channel."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from bot.settings import Settings
from bot.web.addresses import client_address
from bot.web.bodies import in_time
from bot.web.keys import GATE, RATES, SETTINGS
from bot.web.problems import problem
from bot.web.replies import Taken

routes = web.RouteTableDef()

SENDER = re.compile(r"[A-Za-z0-9_.:-]{1,128}")
MESSAGE_ID = re.compile(r"[A-Za-z0-9_.:-]{1,64}")
WAIT_SECONDS = 10


@dataclass(frozen=True)
class _Asked:
    sender: str
    message: str
    message_id: str | None


@routes.post("/webhooks/rest/webhook")
async def converse(request: web.Request) -> web.Response:
    """Take one message of a program; `?trace=1` also tells how the answer came about."""
    token = _authorise(request)
    if "Content-Encoding" in request.headers:  # before the body is touched: a wrong one breaks the connection
        raise problem(request, web.HTTPUnsupportedMediaType, "compressed")
    asked = _read(request, await in_time(request.read()))
    name = _digest(request.app[SETTINGS], f"token {token}")[:8]
    conversation_id = f"rest-{name}-{_digest(request.app[SETTINGS], f'sender {asked.sender}')[:32]}"
    taken = await request.app[GATE].take(
        conversation_id, asked.message, channel="rest", source=name, client_message_id=asked.message_id
    )
    if taken.reason == "too_many":
        raise _too_many(request)
    messages = _messages(taken, asked.sender)
    if request.query.get("trace") == "1":
        return web.json_response(
            {"messages": messages, "trace": {**taken.trace, "conversation_id": conversation_id}}
        )
    return web.json_response(messages)


def _authorise(request: web.Request) -> str:
    """The token, when it is ours; everything else is refused before the body is looked at."""
    expected = request.app[SETTINGS].rest_token
    if not expected:
        raise problem(request, web.HTTPForbidden, "rest_off")
    scheme, _, given = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer" and hmac.compare_digest(_bytes(given), _bytes(expected)):
        return expected
    settings = request.app[SETTINGS]
    if not request.app[RATES].allow_address(client_address(request, settings.trusted_proxies)):
        raise _too_many(request)
    refusal = problem(request, web.HTTPUnauthorized, "token_wrong" if given else "token_missing")
    refusal.headers["WWW-Authenticate"] = "Bearer"
    raise refusal


def _bytes(text: str) -> bytes:
    """For comparing: a header may hold bytes that are no text at all."""
    return text.strip().encode("utf-8", "surrogateescape")


def _read(request: web.Request, body: bytes) -> _Asked:
    """The question in a body; raises 400 or 415 with what is wrong."""
    if request.content_type != "application/json":
        raise problem(request, web.HTTPUnsupportedMediaType, "wrong_type")
    try:
        data = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise problem(request, web.HTTPBadRequest, "not_json") from error
    if not isinstance(data, dict):
        raise problem(request, web.HTTPBadRequest, "wrong_shape")
    if not _matches(SENDER, data.get("sender")):
        raise problem(request, web.HTTPBadRequest, "wrong_sender")
    if not isinstance(data.get("message"), str):
        raise problem(request, web.HTTPBadRequest, "wrong_message")
    message_id = data.get("message_id")
    if message_id is not None and not _matches(MESSAGE_ID, message_id):
        raise problem(request, web.HTTPBadRequest, "wrong_message_id")
    return _Asked(data["sender"], data["message"], message_id)


def _matches(pattern: re.Pattern[str], value: object) -> bool:
    return isinstance(value, str) and pattern.fullmatch(value) is not None


def _messages(taken: Taken, sender: str) -> list[dict[str, Any]]:
    return [
        {
            "recipient_id": sender,
            "text": reply.text,
            "buttons": [button.as_dict() for button in reply.buttons],
            "metadata": dict(reply.metadata),
            **({"custom": dict(reply.custom)} if reply.custom else {}),
        }
        for reply in taken.replies
    ]


def _too_many(request: web.Request) -> web.HTTPException:
    refusal = problem(request, web.HTTPTooManyRequests, "too_many", seconds=WAIT_SECONDS)
    refusal.headers["Retry-After"] = str(WAIT_SECONDS)
    return refusal


def _digest(settings: Settings, text: str) -> str:
    """A name that gives nothing away and that nobody else can work out."""
    return hmac.new(settings.secret_for("session").encode(), text.encode(), hashlib.sha256).hexdigest()
