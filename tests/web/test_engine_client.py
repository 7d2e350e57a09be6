"""What the front door asks of the engine is what the engine's own channel takes."""

from __future__ import annotations

import ast
import json
from pathlib import Path

import pytest

import bot
from bot.web.engine import EngineClient, EngineFailed, read_answer
from tests.web.fake_engine import REQUIRED

ENGINE = Path(bot.__file__).parent / "engine"
CHANNEL = [ENGINE / name for name in ("front_door.py", "front_door_output.py", "turn_trace.py")]


def literals() -> set[str]:
    """Every string in the engine's channel, which only the other Python can import."""
    trees = [ast.parse(file.read_text(encoding="utf-8")) for file in CHANNEL]
    return {
        node.value
        for tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def test_the_fake_engine_speaks_as_the_real_channel():
    real = literals()
    assert {
        *REQUIRED,
        "/webhook",
        "/ready",
        "front_door",
        "Bearer ",
        "messages",
        "trace",
        "failed_actions",
    } <= real


@pytest.fixture
async def asking(door):
    client = EngineClient(door.engine.url, door.settings.secret_for("engine"))
    yield client
    await client.close()


async def test_a_client_is_ready_when_the_engine_is(door, asking):
    assert await asking.is_ready()
    door.engine.secret = "changed"
    assert not await asking.is_ready()


async def test_an_engine_forgets_only_for_who_knows_its_secret(door, asking):
    await asking.forget(["web-1"])
    door.engine.secret = "changed"
    with pytest.raises(EngineFailed, match="refused"):
        await asking.forget(["web-2"])
    assert door.engine.forgotten == ["web-1"]


async def test_an_engine_that_is_away_is_not_ready(door, asking):
    await door.engine.stop()
    assert not await asking.is_ready()


def test_an_answer_keeps_texts_buttons_metadata_and_trace():
    button = {"title": "t", "payload": "/p"}
    first = {"text": "a", "buttons": [button], "metadata": {"utter_action": "u"}}
    messages = [first, {"text": ""}, {"text": None, "buttons": [button]}]
    answer = read_answer(json.dumps({"messages": messages, "trace": {"intent": 1}}).encode())
    assert [reply.text for reply in answer.replies] == ["a", ""]
    assert answer.replies[0].buttons[0].as_dict() == button
    assert answer.replies[0].metadata == {"utter_action": "u"}
    assert answer.trace == {"intent": 1}


def test_an_answer_without_a_trace_is_an_answer():
    assert read_answer(b'{"messages": [{"text": "a"}]}').trace == {}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff",
        b"null",
        b"{}",
        b'"x"',
        b'{"messages": null}',
        b'{"messages": [null]}',
        b'{"messages": {"text": 1}}',
        b'{"messages": [{"text": "a"}, {"text": "b", "metadata": "x"}]}',
        b'{"messages": [{"text": "a", "buttons": [{"title": "", "payload": "/p"}]}]}',
    ],
)
def test_what_is_not_in_the_agreed_shape_is_a_failure(body):
    with pytest.raises(EngineFailed):
        read_answer(body)


async def test_the_fake_engine_refuses_what_the_real_channel_refuses(asking):
    with pytest.raises(EngineFailed, match="refused"):
        await asking.ask("web-ana", " ", "web", "10.0.0.1")
