"""The action server: who may call it, what it takes, and that a failure tells nothing of the conversation."""

from __future__ import annotations

import asyncio
import io
import json
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher
from sanic import Sanic

from actions import _base
from actions.__main__ import KEEP_ALIVE, LARGEST_REQUEST, build
from bot.settings import Settings, read_settings
from tests.actions.conftest import DAY
from tests.actions.test_fakes import RECORDED
from tests.actions.trackers import DOMAIN

KEY = "a key for the tests of the actions, long enough"
SECRET_WORDS = "my name is Anna Rossi"


class ActionThatBreaks(Action):  # type: ignore[misc]
    """Not built on our base: what somebody may add one day."""

    def name(self) -> str:
        return "action_that_breaks"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> None:
        raise ValueError(f"broken on {tracker.latest_message['text']}")


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    text: str

    def json(self) -> Any:
        return json.loads(self.text)


@dataclass
class Server:
    """The application over ASGI: no socket, but every middleware and handler of its own."""

    app: Sanic
    secret: str

    async def call(
        self,
        method: str,
        path: str,
        body: bytes = b"",
        *,
        authorization: str | None = None,
        encoding: str | None = None,
    ) -> Answer:
        headers = [(b"content-type", b"application/json"), (b"host", b"127.0.0.1")]
        if authorization is not None:
            headers.append((b"authorization", authorization.encode()))
        if encoding:
            headers.append((b"content-encoding", encoding.encode()))
        scope = {
            "type": "http",
            "http_version": "1.1",
            "method": method,
            "path": path,
            "raw_path": path.encode(),
            "query_string": b"",
            "scheme": "http",
            "headers": headers,
            "client": ("127.0.0.1", 50000),
            "server": ("127.0.0.1", 5055),
        }
        sent: list[dict[str, Any]] = []

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(part: dict[str, Any]) -> None:
            sent.append(part)

        await self.app(scope, receive, send)
        return Answer(sent[0]["status"], b"".join(part.get("body", b"") for part in sent[1:]).decode())

    async def run(self, request: dict[str, Any]) -> Answer:
        """A call of the engine."""
        return await self.call("POST", "/webhook", json.dumps(request).encode(), authorization=self.bearer)

    @property
    def bearer(self) -> str:
        return f"Bearer {self.secret}"


@pytest.fixture
def settings(seeded_file: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Settings]:
    """The settings of a process that serves actions; its services are opened anew."""
    given = {
        "BOT_SECRET_KEY": KEY,
        "BOT_DATABASE_URL": f"sqlite+aiosqlite:///{seeded_file}",
        "BOT_AS_OF": DAY.isoformat(),
    }
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    _base.services.cache_clear()
    yield read_settings(given)
    _base.services.cache_clear()


@pytest.fixture
async def server(settings: Settings) -> AsyncIterator[Server]:
    """The application, started and ended as a server would do it."""
    Sanic._app_registry.pop("rasa_sdk", None)  # a process builds one
    app = build(settings)
    app.config.TOUCHUP = False  # it rewrites Sanic's own code and can do so once a process
    life: asyncio.Queue[dict[str, str]] = asyncio.Queue()
    told: asyncio.Queue[dict[str, str]] = asyncio.Queue()
    await life.put({"type": "lifespan.startup"})
    living = asyncio.create_task(app({"type": "lifespan"}, life.get, told.put))
    assert await told.get() == {"type": "lifespan.startup.complete"}
    yield Server(app, settings.secret_for("actions"))
    await life.put({"type": "lifespan.shutdown"})
    await living
    await _base.services().database.close()


def request_for(action: str, text: str = "Is it still open?") -> dict[str, Any]:
    """A call as Rasa 3.6 makes it; of its version we only hear a warning, which has a test of its own."""
    called: dict[str, Any] = json.loads(json.dumps(RECORDED["question"]))
    called["tracker"]["latest_message"]["text"] = text
    return {**called, "next_action": action, "version": "3.21.0"}


async def test_health_is_open_to_everybody(server: Server) -> None:
    answer = await server.call("GET", "/health")
    assert (answer.status, answer.json()) == (200, {"status": "ok"})


@pytest.mark.parametrize(
    "shown", [None, "", "Bearer wrong", "Bearer ", f"Bearer {KEY}", "Basic YTpi", "Bearer ü"]
)
@pytest.mark.parametrize(
    ("method", "path"), [("POST", "/webhook"), ("GET", "/actions"), ("GET", "/health/"), ("GET", "/anything")]
)
async def test_without_the_secret_nothing_is_run_and_nothing_is_listed(
    server: Server, shown: str | None, method: str, path: str
) -> None:
    body = json.dumps(request_for("action_answer_question")).encode()
    answer = await server.call(method, path, body, authorization=shown)
    assert (answer.status, answer.json()) == (401, {"error": "secret_missing_or_wrong"})


async def test_the_secret_of_another_purpose_does_not_open(server: Server, settings: Settings) -> None:
    for purpose in ("engine", "session"):
        answer = await server.call("GET", "/actions", authorization=f"Bearer {settings.secret_for(purpose)}")
        assert answer.status == 401


async def test_with_the_secret_the_actions_of_the_domain_are_there(server: Server) -> None:
    answer = await server.call("GET", "/actions", authorization=server.bearer)
    assert set(DOMAIN["actions"]) <= {one["name"] for one in answer.json()}


async def test_a_request_of_rasa_3_6_is_answered(server: Server) -> None:
    answer = await server.run(request_for("action_answer_question"))
    assert answer.status == 200
    assert [one["response"] for one in answer.json()["responses"]] == ["utter_answer", "utter_source"]
    assert "31 December 2016" in answer.json()["responses"][0]["answer"]
    assert [one["name"] for one in answer.json()["events"]] == ["last_kind", "last_topic"]


@pytest.mark.parametrize(("name", "country"), [("answer", "IT"), ("after_a_digression", None)])
async def test_a_form_of_rasa_3_6_is_validated(server: Server, name: str, country: str | None) -> None:
    answer = await server.run({**RECORDED[name], "version": "3.21.0"})
    slots = {one["name"]: one["value"] for one in answer.json()["events"]}
    assert slots.get("eligibility__country") == country
    assert slots["requested_slot"] == "eligibility__organisation_type"


async def test_the_version_of_rasa_is_only_warned_about(server: Server) -> None:
    request = {**request_for("action_answer_question"), "version": RECORDED["question"]["version"]}
    with pytest.warns(UserWarning, match="might not be compatible"):
        assert (await server.run(request)).status == 200


@pytest.mark.parametrize("encoding", ["deflate", "gzip", "br", "identity"])
async def test_a_compressed_request_is_not_taken(server: Server, encoding: str) -> None:
    answer = await server.call("POST", "/webhook", b"x\x9c", authorization=server.bearer, encoding=encoding)
    assert (answer.status, answer.json()) == (415, {"error": "compressed requests are not taken"})


async def test_a_failure_tells_nothing_of_the_conversation(server: Server, logged: io.StringIO) -> None:
    answer = await server.run(request_for("action_that_breaks", SECRET_WORDS))
    assert (answer.status, answer.json()) == (500, {"error": "action_request_failed"})
    assert "action_request_failed" in logged.getvalue()
    assert "ValueError" in logged.getvalue()
    assert "Anna" not in logged.getvalue()


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"null", b"[1, 2]", b"\xff\xfe", b'"text"', b'{"next_action": "action_answer_question"}'],
)
async def test_a_body_of_the_wrong_shape_is_refused_and_not_repeated(server: Server, body: bytes) -> None:
    answer = await server.call("POST", "/webhook", body, authorization=server.bearer)
    assert answer.status in (400, 500)
    assert set(answer.json()) == {"error"}


@pytest.mark.parametrize(("status", "level"), [(404, "warning"), (500, "error")])
async def test_only_what_somebody_must_look_at_is_logged_as_an_error(
    server: Server, logged: io.StringIO, status: int, level: str
) -> None:
    if status == 404:
        answer = await server.call("GET", "/anything", authorization=server.bearer)
    else:
        answer = await server.run(request_for("action_that_breaks"))
    assert answer.status == status
    (line,) = [json.loads(line) for line in logged.getvalue().splitlines() if "action_request_failed" in line]
    assert (line["status"], line["level"]) == (status, level)


async def test_an_action_that_does_not_exist_is_named_and_not_run(server: Server) -> None:
    answer = await server.run(request_for("action_of_nobody"))
    assert (answer.status, answer.json()["action_name"]) == (404, "action_of_nobody")


def test_a_request_has_a_largest_size_and_a_connection_stays_open(server: Server) -> None:
    assert server.app.config.REQUEST_MAX_SIZE == LARGEST_REQUEST == 4 * 1024 * 1024
    assert server.app.config.KEEP_ALIVE_TIMEOUT == KEEP_ALIVE == 120
