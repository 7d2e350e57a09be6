"""A draft outlives its conversation: kept answer by answer, saved for later, gone on with elsewhere."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from actions._base import Services
from bot.logic.codes import code_for
from bot.storage.database import Database
from tests.actions.conftest import KEY
from tests.actions.drafts import JOIN, rows
from tests.actions.engine import Engine

GetServices = Callable[[], Services]
NAMED = [("TEX4IM", "partnership", "escps3-tex4im")]


@pytest.fixture
def other(services: GetServices) -> Engine:
    """Another browser."""
    return Engine(services, "conversation-2")


async def begun(engine: Engine) -> None:
    """Two answers given."""
    await engine.hears("we want to join TEX4IM", "express_interest", NAMED)
    await engine.hears("Fictional Cloth Cluster", "inform")
    await engine.press("Cluster organisation")


async def answers(database: Database) -> dict[str, Any]:
    (row,) = await rows(database, "drafts")
    kept = json.loads(row["answers"])
    assert isinstance(kept, dict)
    return kept


async def prove(engine: Engine, database: Database, named: str) -> None:
    await engine.hears(named, "inform")
    await engine.hears(code_for(KEY, (await rows(database, "codes"))[-1]["nonce"]), "inform")


async def test_each_answer_is_kept_at_once(engine: Engine, database: Database) -> None:
    await begun(engine)
    assert (await answers(database))["eoi__organisation"] == "Fictional Cloth Cluster"
    await engine.hears("Italy", "inform", [("Italy", "country", "IT")])
    assert (await answers(database))["eoi__country"] == "IT"


async def test_an_answer_that_could_not_be_kept_is_asked_for_again(
    engine: Engine, database: Database
) -> None:
    await begun(engine)
    working = engine.get_services

    def away() -> Services:
        raise RuntimeError("a bug")

    engine.get_services = away
    await engine.hears("Italy", "inform", [("Italy", "country", "IT")])
    engine.get_services = working
    assert "eoi__country" not in await answers(database)
    assert engine.slots["eoi__country"] is None


async def test_saved_with_an_address_and_gone_on_with_elsewhere(
    engine: Engine, other: Engine, database: Database
) -> None:
    await begun(engine)
    await engine.hears("save and continue later", "save_eoi")
    assert engine.names == ["utter_ask_save__email"]
    await engine.hears("alex@example.org", "inform")
    assert engine.names == ["utter_eoi_saved"]
    (draft,) = await rows(database, "drafts")
    assert draft["reference"] in engine.text
    (mail,) = await rows(database, "outbox")
    assert (mail["kind"], mail["recipient"]) == ("draft_saved", "alex@example.org")
    assert json.loads(mail["payload"])["link"] == "https://callguide.example.org"
    await other.hears(f"continue {draft['reference']}", "continue_eoi")
    assert other.names == ["utter_ask_proof__address"]
    await prove(other, database, draft["reference"])
    assert other.names == ["utter_eoi_intro", "utter_ask_eoi__country"]
    assert other.slots["eoi__organisation"] == "Fictional Cloth Cluster"
    await other.hears("Italy", "inform", [("Italy", "country", "IT")])
    assert len(await rows(database, "drafts")) == 1


async def test_the_address_that_was_given_is_not_asked_for_again(engine: Engine, database: Database) -> None:
    engine.slots |= {**JOIN, "eoi__motivation": None}
    await engine.hears("I express interest", "express_interest")
    await engine.hears("save it for later", "save_eoi")
    assert engine.names == ["utter_eoi_saved"]
    assert [one["recipient"] for one in await rows(database, "outbox")] == ["alex@example.org"]


async def test_a_saved_draft_goes_on_in_its_own_conversation_without_a_code(engine: Engine) -> None:
    await begun(engine)
    await engine.hears("save this", "save_eoi")
    await engine.hears("alex@example.org", "inform")
    await engine.press("Go on now")
    assert engine.names == ["utter_eoi_intro", "utter_ask_eoi__country"]


async def test_a_wrong_address_is_asked_for_again_and_saving_can_be_cancelled(
    engine: Engine, database: Database
) -> None:
    await begun(engine)
    await engine.hears("save this", "save_eoi")
    await engine.hears("alex@", "inform")
    assert engine.names == ["utter_eoi_refused", "utter_ask_save__email"]
    await engine.press("Cancel")
    assert engine.names == ["utter_eoi_intro", "utter_ask_eoi__country"]
    assert await rows(database, "outbox") == []


async def test_without_a_draft_there_is_nothing_to_save(engine: Engine) -> None:
    await engine.hears("save this", "save_eoi")
    assert engine.names == ["utter_eoi_nothing_to_save"]


async def test_under_an_address_without_drafts_nothing_is_gone_on_with(
    other: Engine, services: GetServices, database: Database
) -> None:
    sender = Engine(services, "conversation-9")
    sender.slots |= {**JOIN}
    await sender.hears("I express interest", "express_interest")
    await sender.press("Send it")
    await other.hears("go on with my draft", "continue_eoi")
    await prove(other, database, "alex@example.org")
    assert other.names == ["utter_eoi_no_draft"]


async def test_what_was_sent_or_dropped_is_no_draft_any_more(engine: Engine, database: Database) -> None:
    engine.slots |= {**JOIN, "eoi__motivation": None}
    await engine.hears("I express interest", "express_interest")
    await engine.hears("We bring recycled fibres and look for pilot lines.", "inform")
    assert len(await rows(database, "drafts")) == 1
    await engine.press("Send it")
    assert await rows(database, "drafts") == []
    await begun(engine)
    await engine.hears("cancel", "cancel")
    assert await rows(database, "drafts") == []


async def test_why_an_address_is_asked_for_when_saving_can_be_asked(engine: Engine) -> None:
    await begun(engine)
    await engine.hears("save this", "save_eoi")
    await engine.hears("why do you ask?", "ask_why_asked")
    assert "kept with the draft" in engine.text
