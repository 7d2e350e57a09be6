"""A copy of all one's data, and its erasure, for whoever proves who they are, and for nobody else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from actions import _proof
from actions._base import Services
from bot.clock import now_utc
from bot.storage.database import Database
from tests.actions.drafts import rows
from tests.actions.engine import Engine
from tests.actions.test_proof import MINE, prove, sent_by

GetServices = Callable[[], Services]


@pytest.fixture
async def engine(services: GetServices) -> Engine:
    """Somebody who sent something from elsewhere."""
    await sent_by(services, "conversation-9")
    return Engine(services, "conversation-2")


async def test_a_copy_needs_the_code(engine: Engine, database: Database) -> None:
    await engine.hears("give me all my data", "export_data")
    assert engine.names == ["utter_ask_proof__address"]
    await prove(engine, database)
    assert engine.names == ["utter_my_data_copy"]
    assert "https://callguide.example.org/my-data/conversation-2" in engine.text
    await engine.hears("download my data", "export_data")
    assert engine.names == ["utter_my_data_copy"]


async def asked_to_erase(engine: Engine, database: Database) -> None:
    await engine.hears("erase my data", "erase_data")
    assert engine.names == ["utter_ask_proof__address"]
    await prove(engine, database)
    assert engine.names == ["utter_my_data_read_back", "utter_ask_erasure__confirm"]


async def test_what_goes_is_read_back_with_its_reference(engine: Engine, database: Database) -> None:
    await asked_to_erase(engine, database)
    (eoi,) = await rows(database, "eois")
    assert f"- Expressions of interest: 1 ({eoi['reference']})" in engine.text
    assert "- Conversations: 2" in engine.text
    assert await rows(database, "erasure_requests") == []


@pytest.mark.parametrize("yes", ["Yes, erase all of it", "yes", "yes please"])
async def test_a_yes_records_the_erasure(engine: Engine, database: Database, yes: str) -> None:
    await asked_to_erase(engine, database)
    await (engine.press(yes) if "," in yes else engine.hears(yes, "affirm"))
    assert engine.names == ["utter_my_data_erasure"]
    assert "being erased" in engine.text
    (request,) = await rows(database, "erasure_requests")
    assert (request["address"], request["conversations"]) == (MINE, '["conversation-2"]')


@pytest.mark.parametrize(
    ("said", "intent"), [("no", "deny"), ("cancel", "cancel"), ("rather not now", "deny")]
)
async def test_anything_like_a_no_keeps_all_of_it(
    engine: Engine, database: Database, said: str, intent: str
) -> None:
    await asked_to_erase(engine, database)
    await engine.hears(said, intent)
    assert engine.names == ["utter_my_data_erasure"]
    assert "Nothing was erased" in engine.text
    assert await rows(database, "erasure_requests") == []
    await engine.hears("erase my data", "erase_data")
    assert engine.names == ["utter_my_data_read_back", "utter_ask_erasure__confirm"]


async def test_what_is_neither_is_asked_again_and_a_question_is_answered(
    engine: Engine, database: Database
) -> None:
    await asked_to_erase(engine, database)
    await engine.hears("blue", "inform")
    assert engine.names == ["utter_proof_refused", "utter_ask_erasure__confirm"]
    await engine.hears("why do you ask?", "ask_why_asked")
    assert "cannot be undone" in engine.text
    assert engine.names[-1] == "utter_ask_erasure__confirm"


async def test_when_the_proof_has_run_out_it_is_asked_for_anew(
    engine: Engine, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    await asked_to_erase(engine, database)
    monkeypatch.setattr(_proof, "now_utc", lambda: now_utc() + timedelta(minutes=31))
    await engine.hears("yes", "affirm")
    assert engine.names == ["utter_proof_refused", "utter_ask_proof__address"]
    assert await rows(database, "erasure_requests") == []
