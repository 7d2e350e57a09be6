"""The channel between the front door and Rasa: one shared secret, errors that are errors, and a trace."""

from __future__ import annotations

import asyncio
import hmac
import logging
import time
from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.agent import Agent
from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint, response
from sanic.exceptions import InvalidUsage
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.engine.front_door_output import FrontDoorOutput
from bot.engine.language_note import language_note
from bot.engine.turn_reader import Part, TurnReader
from bot.engine.turn_trace import trace_of, whole_trace
from bot.engine.watched_endpoint import watch_turn

log = logging.getLogger(__name__)

APOLOGY = "utter_technical_problem"
TURN_SECONDS = 8  # for the second question, counted from the first; the front door gives up after 9


class FrontDoorInput(InputChannel):
    """Takes messages from the front door only; anyone else is refused."""

    def __init__(self, secret: str) -> None:
        self._secret = secret

    @classmethod
    def name(cls) -> str:
        return "front_door"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> InputChannel:
        """Refuse to start without a secret rather than listen to everybody."""
        secret = (credentials or {}).get("secret")
        if not secret:
            cls.raise_missing_credentials_exception()
        return cls(str(secret))

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """The three routes: a message, conversations to forget, and whether the engine can take a message."""
        routes = Blueprint("front_door", __name__)

        @routes.route("/webhook", methods=["POST"])
        async def receive(request: Request) -> HTTPResponse:
            if not self._is_front_door(request):
                return _problem(401, "secret_missing_or_wrong")
            body = _body(request)
            wrong = _what_is_wrong(body)
            if wrong:
                return _problem(400, wrong)
            agent = _ready_agent(request)
            if agent is None:
                return _problem(503, "engine_failed")
            conversation_id = body["conversation_id"]
            async with agent.lock_store.lock(conversation_id):
                with agent.processor.tracker_store.turn(conversation_id):
                    return await _take(agent, on_new_message, body)

        @routes.route("/forget", methods=["POST"])
        async def forget(request: Request) -> HTTPResponse:
            """After an erasure: nothing of these conversations stays in memory."""
            if not self._is_front_door(request):
                return _problem(401, "secret_missing_or_wrong")
            conversations = _conversations(_body(request))
            if conversations is None:
                return _problem(400, "conversations must be a list of texts")
            agent = _ready_agent(request)
            if agent is None:
                return _problem(503, "engine_failed")
            agent.parse_message.forget()
            for conversation_id in conversations:
                async with agent.lock_store.lock(conversation_id):
                    agent.processor.tracker_store.forget(conversation_id)
            return response.json({"forgotten": len(conversations)})

        @routes.route("/ready", methods=["GET"])
        async def ready(request: Request) -> HTTPResponse:
            if not self._is_front_door(request):
                return _problem(401, "secret_missing_or_wrong")
            agent = _ready_agent(request)
            if agent is None:
                return _problem(503, "no_model_loaded")
            return response.json({"status": "ready", "model": agent.model_id})

        return routes

    def _is_front_door(self, request: Request) -> bool:
        shown = request.headers.get("Authorization", "")
        return hmac.compare_digest(shown.encode(errors="surrogateescape"), f"Bearer {self._secret}".encode())


def _ready_agent(request: Request) -> Agent | None:
    agent: Agent | None = getattr(request.app.ctx, "agent", None)
    return agent if agent is not None and agent.is_ready() else None


async def _take(
    agent: Agent, on_new_message: Callable[[UserMessage], Awaitable[Any]], body: dict[str, Any]
) -> HTTPResponse:
    """One turn. Whatever fails, the front door hears of it, and the database says where the talk stands."""
    conversation_id, started = body["conversation_id"], time.time()
    output, failures = FrontDoorOutput(), watch_turn()
    store = agent.processor.tracker_store
    traces: list[dict[str, Any]] = []
    try:
        parts = await TurnReader(agent.parse_message).read(
            body["text"], await store.retrieve(conversation_id)
        )
        for part in parts:
            output.begin_part()
            left = TURN_SECONDS - (time.time() - started) if traces else None
            await asyncio.wait_for(on_new_message(_message(part, output, body)), left)
            tracker = store.latest(conversation_id)
            traces.append(trace_of(tracker, failures))
            if not output.end_part() and len(parts) > 1 and not failures:
                failures.append("empty_reply")
    except asyncio.CancelledError:  # the front door hung up; half a turn must not be saved with the next one
        store.forget(conversation_id)
        raise
    except Exception:  # whatever it is, the visitor gets a visible answer
        store.forget(conversation_id)
        log.exception("engine_failed")
        if not traces:
            return _problem(503, "engine_failed")
        output.take_back_part()  # the first question was answered, the second was not
        failures.append("engine")
    if failures:
        log.error("actions_failed names=%s", ",".join(failures))
        apology = await agent.nlg.generate(APOLOGY, tracker, output.name())
        await output.send_response(conversation_id, {**apology, "utter_action": APOLOGY})
    if not output.messages:
        return _problem(500, "empty_reply")
    messages = [*language_note(tracker, started), *output.messages]
    return response.json({"messages": messages, "trace": whole_trace(traces)})


def _message(part: Part, output: FrontDoorOutput, body: dict[str, Any]) -> UserMessage:
    return UserMessage(
        part.text,
        output,
        body["conversation_id"],
        input_channel="front_door",
        metadata={key: body[key] for key in ("channel", "source")},
        parse_data=part.parse_data,
    )


def _body(request: Request) -> Any:
    try:
        return request.json
    except InvalidUsage:  # not JSON; Sanic would answer in HTML
        return None


def _conversations(body: Any) -> list[str] | None:
    named = body.get("conversations") if isinstance(body, dict) else None
    return named if isinstance(named, list) and all(isinstance(one, str) for one in named) else None


def _what_is_wrong(body: Any) -> str | None:
    if not isinstance(body, dict):
        return "the body must be a JSON object"
    for key in ("conversation_id", "text", "channel", "source"):
        if not isinstance(body.get(key), str) or not body[key].strip():
            return f"{key} must be a text that is not empty"
    return None


def _problem(status: int, error: str) -> HTTPResponse:
    return response.json({"error": error}, status=status)
