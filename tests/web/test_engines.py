"""A conversation stays with one engine; where that one is gone, the next one takes over."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from bot.web.engine import EngineAnswer, EngineFailed
from bot.web.engines import Engines
from bot.web.replies import Reply

URLS = tuple(f"http://127.0.0.1:{port}" for port in (1, 2, 3))


class FakeEngine:
    """Notes whom it heard; fails as it is told. Has the methods of `EngineClient`."""

    def __init__(self) -> None:
        self.heard: list[str] = []
        self.failure: EngineFailed | None = None
        self.ready = True
        self.closed = False

    async def ask(self, conversation_id: str, *_: str) -> EngineAnswer:
        if self.failure:
            raise self.failure
        self.heard.append(conversation_id)
        return EngineAnswer((Reply("Hello"),), {})

    async def is_ready(self) -> bool:
        return self.ready

    async def forget(self, conversations: list[str]) -> None:
        self.heard += conversations

    async def close(self) -> None:
        self.closed = True


@pytest.fixture
def engines() -> Any:
    made = Engines(URLS, "secret")
    made.clients = {url: FakeEngine() for url in URLS}  # type: ignore[misc]
    return made


async def test_a_conversation_stays_with_one_engine_and_all_have_their_share(engines: Any) -> None:
    for _ in range(2):
        for number in range(300):
            await engines.ask(f"conversation-{number}", "hello", "web", "s")
    shares = [Counter(one.heard) for one in engines.clients.values()]
    assert all(set(share.values()) == {2} for share in shares)
    assert all(70 < len(share) < 130 for share in shares)


async def test_where_nobody_listens_the_next_one_answers_and_the_others_keep_theirs(engines: Any) -> None:
    first, second, _ = engines.ranking("a")
    engines.clients[first].failure = EngineFailed("away", was_sent=False)
    await engines.ask("a", "hello", "web", "s")
    assert engines.clients[second].heard == ["a"]
    other = next(name for name in map(str, range(99)) if engines.ranking(name)[0] == second)
    await engines.ask(other, "hello", "web", "s")
    assert engines.clients[second].heard == ["a", other]


@pytest.mark.parametrize("reason", ["away", "slow", "refused", "failed", "malformed", "empty"])
async def test_what_may_have_been_heard_is_not_said_to_another(engines: Any, reason: str) -> None:
    engines.clients[engines.ranking("a")[0]].failure = EngineFailed(reason)
    with pytest.raises(EngineFailed):
        await engines.ask("a", "hello", "web", "s")
    assert not any(one.heard for one in engines.clients.values())


async def test_when_nobody_listens_anywhere_that_is_said(engines: Any) -> None:
    for one in engines.clients.values():
        one.failure = EngineFailed("away", was_sent=False)
    with pytest.raises(EngineFailed, match="away"):
        await engines.ask("a", "hello", "web", "s")


async def test_ready_are_all_or_none_and_all_are_closed(engines: Any) -> None:
    assert await engines.is_ready()
    engines.clients[URLS[1]].ready = False
    assert not await engines.is_ready()
    await engines.forget(["erased"])
    assert all(one.heard == ["erased"] for one in engines.clients.values())
    await engines.close()
    assert all(one.closed for one in engines.clients.values())


async def test_a_port_that_nobody_listens_on_was_not_sent_to(door: Any) -> None:
    await door.engine.stop()
    engines = Engines([door.engine.url], door.settings.secret_for("engine"))
    with pytest.raises(EngineFailed) as caught:
        await engines.ask("a", "hello", "web", "s")
    await engines.close()
    assert not caught.value.was_sent
