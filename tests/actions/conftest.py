"""Slots in, response names and slots out: with a real dispatcher, a real tracker and a seeded database."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions._base import Services
from bot.launch import prepare_database
from bot.storage.codes import CodeStore
from bot.storage.database import Database, open_database
from bot.storage.drafts import DraftStore
from bot.storage.eois import EoIStore
from bot.storage.follows import FollowStore
from bot.storage.meanings import MeaningStore
from bot.storage.my_data import MyData
from bot.storage.partnerships import PartnershipStore
from bot.storage.tickets import TicketStore
from tests.actions.engine import Engine
from tests.actions.trackers import (
    Named,
    action_event,
    asked_by,
    entities_in,
    message,
    payload_message,
    tracker_of,
    user_event,
)

DAY = date(2017, 3, 1)  # inside the extension of the call
KEY = "a key for the tests of the actions"
AFTER_THE_CALL = date(2017, 4, 1)


def services_of(database: Database, day: date = DAY) -> Services:
    """What the action server opens by itself, on this database and this day."""
    return Services(
        database=database,
        partnerships=PartnershipStore(database),
        eois=EoIStore(database),
        codes=CodeStore(database, KEY),
        drafts=DraftStore(database),
        follows=FollowStore(database, "https://callguide.example.org"),
        tickets=TicketStore(database),
        meanings=MeaningStore(database),
        my_data=MyData(database, str(database.engine.url), KEY),
        my_data_link=lambda conversation_id: f"https://callguide.example.org/my-data/{conversation_id}",
        today=lambda: day,
        public_url="https://callguide.example.org",
    )


@pytest.fixture(scope="session")
def seeded_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database as `make run` prepares it, made once."""
    path = tmp_path_factory.mktemp("seeded") / "callguide.db"
    prepare_database(f"sqlite+aiosqlite:///{path}")
    return path


@pytest.fixture
async def database(seeded_file: Path, tmp_path: Path) -> AsyncIterator[Database]:
    """A copy of one's own."""
    shutil.copy(seeded_file, tmp_path / "callguide.db")
    opened = open_database(f"sqlite+aiosqlite:///{tmp_path / 'callguide.db'}")
    yield opened
    await opened.close()


@pytest.fixture
def services(database: Database) -> Callable[[], Services]:
    """What an action is given in place of the services of its process."""
    return lambda: services_of(database)


@pytest.fixture
def services_after_the_call(database: Database) -> Callable[[], Services]:
    """The same when the call is over."""
    return lambda: services_of(database, AFTER_THE_CALL)


@pytest.fixture
async def services_without_storage() -> AsyncIterator[Callable[[], Services]]:
    """The same with the database away: nobody listens where the server should be."""
    away = open_database("postgresql://nobody@127.0.0.1:1/nothing")
    yield lambda: services_of(away)
    await away.close()


@pytest.fixture
def services_with_a_bug() -> Callable[[], Services]:
    """Something nobody expected."""

    def broken() -> Services:
        raise RuntimeError("a bug")

    return broken


@pytest.fixture
def say() -> CollectingDispatcher:
    """Collects what an action says."""
    return CollectingDispatcher()


@pytest.fixture
def tracker_with() -> Callable[..., Tracker]:
    """A tracker with this message and these slots, as Rasa sends it."""

    def build(
        text: str = "",
        intent: str | None = None,
        entities: Sequence[Named] = (),
        slots: Mapping[str, Any] | None = None,
        form: str | None = None,
        requested: str | None = None,
        events: Sequence[str] = (),
        *,
        confidence: float = 0.95,
        ranking: Sequence[tuple[str, float]] = (),
        negated: Sequence[str] = (),
        channel: str = "web",
        sender: str = "conversation-1",
    ) -> Tracker:
        """`events` are the actions run since the message; a text with a slash is a pressed button."""
        if text.startswith("/"):
            parsed = payload_message(text, channel)
        else:
            found = entities_in(text, entities, negated=negated)
            parsed = message(text, intent, found, confidence=confidence, ranking=ranking, channel=channel)
        happened = [action_event("action_listen"), user_event(parsed), *map(action_event, events)]
        if form:
            happened += asked_by(form, requested)
        return tracker_of(
            parsed,
            slots={**dict(slots or {}), "requested_slot": requested},
            form=form,
            events=happened,
            sender=sender,
        )

    return build


@pytest.fixture
def engine(services: Callable[[], Services]) -> Engine:
    """A conversation that has not begun."""
    return Engine(services)
