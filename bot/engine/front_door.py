"""The channel between the front door and Rasa: one shared secret, errors that are errors, and a trace."""

from __future__ import annotations

import asyncio
import hmac
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.agent import Agent
from rasa.core.channels.channel import CollectingOutputChannel, InputChannel, UserMessage
from rasa.shared.core.events import ActionExecuted, BotUttered, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from sanic import Blueprint, response
from sanic.exceptions import InvalidUsage
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.engine.watched_endpoint import watch_turn

log = logging.getLogger(__name__)

APOLOGY = "utter_technical_problem"
QUIET_ACTIONS = {"action_listen", "action_extract_slots", "action_session_start"}


class FrontDoorOutput(CollectingOutputChannel):
    """Collects what is said, each message with the name of the response it came from."""

    @classmethod
    def name(cls) -> str:
        return "front_door"

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        """Keep the message as one piece; stock channels cut texts at blank lines."""
        said: dict[str, Any] = {"text": message.get("text") or ""}
        if message.get("buttons"):
            said["buttons"] = [{"title": b["title"], "payload": b["payload"]} for b in message["buttons"]]
        if message.get("custom"):
            said["custom"] = message["custom"]
        said["metadata"] = {"utter_action": message.get("utter_action")}
        self.messages.append(said)


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
        """The two routes: a message, and whether the engine can take one."""
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
            return await _take(agent, on_new_message, body)

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
    conversation_id = body["conversation_id"]
    output, failures = FrontDoorOutput(), watch_turn()
    store = agent.processor.tracker_store
    message = UserMessage(
        body["text"],
        output,
        conversation_id,
        input_channel="front_door",
        metadata={"channel": body["channel"]},
    )
    try:
        await on_new_message(message)
    except asyncio.CancelledError:  # the front door hung up; half a turn must not be saved with the next one
        store.forget(conversation_id)
        raise
    except Exception:  # whatever it is, the visitor gets a visible answer
        store.forget(conversation_id)
        log.exception("engine_failed")
        return _problem(503, "engine_failed")
    tracker = store.latest(conversation_id)
    if failures:
        log.error("actions_failed names=%s", ",".join(failures))
        apology = await agent.nlg.generate(APOLOGY, tracker, output.name())
        await output.send_response(conversation_id, {**apology, "utter_action": APOLOGY})
    if not output.messages:
        return _problem(500, "empty_reply")
    return response.json({"messages": output.messages, "trace": _trace(tracker, failures)})


def _trace(tracker: DialogueStateTracker, failures: list[str]) -> dict[str, Any]:
    """What happened since the person last spoke, for staff and for the dialogue tests."""
    turn: list[Any] = []
    for event in reversed(tracker.events):
        turn.append(event)
        if isinstance(event, UserUttered):
            break
    turn.reverse()
    said = tracker.latest_message
    return {
        "intent": said.intent,
        "topic": said.full_retrieval_intent_name,
        "ranking": said.parse_data.get("intent_ranking", [])[:5],
        "entities": said.entities,
        "actions": [
            event.action_name
            for event in turn
            if isinstance(event, ActionExecuted) and event.action_name not in QUIET_ACTIONS
        ],
        "responses": [
            event.metadata.get("utter_action")
            for event in turn
            if isinstance(event, BotUttered) and event.metadata
        ],
        "slots": {event.key: event.value for event in turn if isinstance(event, SlotSet)},
        "form": tracker.active_loop_name,
        "failed_actions": failures,
    }


def _body(request: Request) -> Any:
    try:
        return request.json
    except InvalidUsage:  # not JSON; Sanic would answer in HTML
        return None


def _what_is_wrong(body: Any) -> str | None:
    if not isinstance(body, dict):
        return "the body must be a JSON object"
    for key in ("conversation_id", "text", "channel"):
        if not isinstance(body.get(key), str) or not body[key].strip():
            return f"{key} must be a text that is not empty"
    return None


def _problem(status: int, error: str) -> HTTPResponse:
    return response.json({"error": error}, status=status)
