"""Changing what was sent: nothing of anybody is lost, and a draft under way waits."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from actions._base import Services
from bot.clock import now_utc
from bot.logic.codes import code_for
from bot.storage.database import Database
from tests.actions.conftest import KEY
from tests.actions.drafts import JOIN, rows
from tests.actions.engine import Engine

GetServices = Callable[[], Services]
MINE = str(JOIN["eoi__email"])
NAMED = [("TEX4IM", "partnership", "escps3-tex4im")]


@pytest.fixture
async def reference(engine: Engine, database: Database) -> str:
    """Sent in the first conversation."""
    engine.slots |= JOIN
    await engine.hears("I express interest", "express_interest")
    await engine.press("Send it")
    return str((await rows(database, "eois"))[-1]["reference"])


@pytest.fixture
def other(services: GetServices) -> Engine:
    """One more browser."""
    return Engine(services, "conversation-2")


@pytest.fixture
def two(services: GetServices) -> tuple[Engine, Engine]:
    """Two more browsers."""
    return Engine(services, "conversation-2"), Engine(services, "conversation-3")


async def newest_code(database: Database) -> str:
    return code_for(KEY, (await rows(database, "codes"))[-1]["nonce"])


async def prove(engine: Engine, database: Database, address: str = MINE) -> None:
    await engine.hears(address, "inform")
    await engine.hears(await newest_code(database), "inform")


async def opened(engine: Engine, database: Database, said: str = "change what I sent") -> None:
    await engine.hears(said, "change_eoi")
    await prove(engine, database)


async def stored(database: Database) -> dict[str, Any]:
    (row,) = await rows(database, "eois")
    return row


async def test_two_who_change_different_answers_lose_nothing(
    two: tuple[Engine, Engine], database: Database, reference: str
) -> None:
    one, other = two
    await opened(one, database)
    await opened(other, database)
    await one.hears("change the role to lead", "change_eoi")
    await one.press("Send it")
    await other.hears("change the organisation", "change_eoi")
    await other.hears("Fictional Wool Cluster", "inform")
    await other.press("Send it")
    row = await stored(database)
    assert (row["role"], row["organisation"], row["version"]) == ("lead", "Fictional Wool Cluster", 3)
    assert 'Role sought: "partner" became "lead"' in other.text


async def test_two_who_change_the_same_answer_are_told_before_one_replaces_the_other(
    two: tuple[Engine, Engine], database: Database, reference: str
) -> None:
    one, other = two
    await opened(one, database)
    await opened(other, database)
    await one.hears("change the role to lead", "change_eoi")
    await one.hears("change the organisation", "change_eoi")
    await one.hears("Fictional Wool Cluster", "inform")
    await one.press("Send it")
    await other.hears("change the role to associated partner", "change_eoi")
    await other.press("Send it")
    assert other.names == ["utter_eoi_intro", "utter_eoi_read_back"]
    assert 'Role sought: "partner" became "lead"' in other.text
    assert "Organisation: Fictional Wool Cluster" in other.text
    assert "Role sought: associated partner" in other.text
    assert (await stored(database))["role"] == "lead"
    await other.press("Send it")
    assert other.names == ["utter_eoi_receipt"]
    row = await stored(database)
    assert (row["role"], row["organisation"]) == ("associated", "Fictional Wool Cluster")


async def test_a_collision_that_is_met_inside_the_form_is_read_back_too(
    two: tuple[Engine, Engine], database: Database, reference: str
) -> None:
    one, other = two
    for engine, role in ((one, "lead"), (other, "associated partner")):
        await opened(engine, database)
        await engine.hears(f"change the role to {role}", "change_eoi")
    await one.press("Send it")
    other.slots["requested_slot"] = "eoi__role"  # so that the form gives the message back
    await other.hears("send it", "submit_eoi")
    assert "utter_eoi_intro" in other.names
    assert (await stored(database))["role"] == "lead"


async def test_what_was_to_be_changed_is_remembered_until_the_code_has_come_back(
    two: tuple[Engine, Engine], database: Database, reference: str
) -> None:
    one, _ = two
    await opened(one, database, f"change the role in {reference} to lead")
    assert one.names == ["utter_eoi_intro", "utter_eoi_read_back"]
    assert "Role sought: lead" in one.text
    await one.hears(f"change the region in {reference}", "change_eoi")
    assert one.names == ["utter_eoi_intro", "utter_ask_eoi__region"]
    await one.press("Skip")
    await one.press("Send it")
    row = await stored(database)
    assert (row["role"], row["region"]) == ("lead", None)
    assert one.slots["eoi__wish"] is None


async def test_an_answer_that_only_the_other_kind_has_is_asked_about(
    two: tuple[Engine, Engine], database: Database, reference: str
) -> None:
    one, _ = two
    await opened(one, database, "change the title of what I sent")
    assert one.names == ["utter_eoi_intro", "utter_eoi_read_back"]
    await one.hears("cancel", "cancel")
    await one.press("Yes, drop it")
    await one.hears(f"change {reference}", "change_eoi")
    assert one.names[0] == "utter_eoi_change_which"


async def test_cancelling_a_change_says_that_what_was_sent_stays(
    two: tuple[Engine, Engine], database: Database, reference: str
) -> None:
    one, _ = two
    await opened(one, database)
    await one.hears("cancel", "cancel")
    assert f"{reference} would stay as it was sent" in one.text
    await one.press("Yes, drop it")
    assert one.names == ["utter_eoi_cancelled"]
    assert f"{reference} stays as it was sent" in one.text
    assert (await stored(database))["version"] == 1


async def test_a_draft_under_way_waits_while_something_sent_is_changed(
    engine: Engine, database: Database, reference: str
) -> None:
    await engine.hears("we want to join TEX4IM", "express_interest", NAMED)
    await engine.hears("Fictional Silk Cluster", "inform")
    await opened(engine, database, f"change the role in {reference} to lead")
    assert engine.names == ["utter_eoi_intro", "utter_eoi_intro", "utter_eoi_read_back"]
    await engine.press("Send it")
    assert engine.names == ["utter_eoi_receipt", "utter_eoi_intro", "utter_ask_eoi__organisation_type"]
    assert engine.slots["eoi__organisation"] == "Fictional Silk Cluster"
    assert engine.slots["eoi__set_aside"] is None
    assert engine.slots["eoi__editing"] is None
    assert len(await rows(database, "drafts")) == 1


async def test_a_draft_that_waited_comes_back_after_a_change_was_cancelled_unless_it_is_gone(
    engine: Engine, database: Database, services: GetServices, reference: str
) -> None:
    for gone in (False, True):
        engine.slots["eoi__form_id"] = engine.form = None
        await engine.hears("we want to join TEX4IM", "express_interest", NAMED)
        await engine.hears("Fictional Silk Cluster", "inform")
        waiting = engine.slots["eoi__form_id"]
        await engine.hears(f"change the role in {reference} to lead", "change_eoi")
        if not gone:
            await prove(engine, database)
        else:
            await services().drafts.drop(waiting)
        await engine.press_payload("/cancel")
        assert engine.slots["eoi__form_id"] == (None if gone else waiting)
        assert (engine.form == "eoi_form") is not gone


async def test_opening_another_one_says_that_the_changes_to_the_first_were_not_sent(
    two: tuple[Engine, Engine], services: GetServices, database: Database, reference: str
) -> None:
    second = Engine(services, "conversation-9")
    second.slots |= {**JOIN, "eoi__form_id": "form-9", "eoi__theme": "photonics"}
    await second.hears("I express interest", "express_interest")
    await second.press("Send it")
    another = (await rows(database, "eois"))[-1]["reference"]
    one, _ = two
    await opened(one, database, f"change {reference}")
    await one.hears("change the role to lead", "change_eoi")
    await one.hears(f"change the role in {another} to lead", "change_eoi")
    assert f"Your changes to {reference} were not sent" in one.text
    assert one.slots["eoi__editing"] == another


async def test_a_draft_under_way_waits_while_a_saved_one_is_gone_on_with(
    two: tuple[Engine, Engine], database: Database
) -> None:
    one, other = two
    await one.hears("we want to join TEX4IM", "express_interest", NAMED)
    await one.hears("Fictional Silk Cluster", "inform")
    await one.hears("save this", "save_eoi")
    await one.hears(MINE, "inform")
    await other.hears("we want to join TEX4IM", "express_interest", NAMED)
    await other.hears("Fictional Flax Cluster", "inform")
    (saved, _) = await rows(database, "drafts")
    await other.hears(f"continue {saved['reference']}", "continue_eoi")
    await prove(other, database)
    assert other.slots["eoi__organisation"] == "Fictional Silk Cluster"
    await other.press_payload("/cancel")
    assert other.slots["eoi__organisation"] == "Fictional Flax Cluster"
    assert [row["form_id"] for row in await rows(database, "drafts")] == [other.slots["eoi__form_id"]]


async def test_a_draft_opened_in_two_browsers_and_sent_in_both_is_one_also_when_sent_again(
    two: tuple[Engine, Engine], database: Database
) -> None:
    for engine in two:
        engine.slots |= JOIN
        await engine.hears("I express interest", "express_interest")
        await engine.press("Send it")
        assert engine.names == ["utter_eoi_receipt"]
    reference = (await stored(database))["reference"]
    await two[1].press_payload("/submit_eoi")
    assert two[1].names == ["utter_eoi_already_sent"]
    assert reference in two[1].text
    assert len(await rows(database, "outbox")) == 1


async def test_without_consent_no_address_stays_unless_the_draft_was_saved_with_it(
    two: tuple[Engine, Engine], database: Database
) -> None:
    for engine, saved in zip(two, (False, True), strict=True):
        engine.slots |= {**JOIN, "eoi__form_id": engine.sender, "eoi__contact_name": None}
        await engine.hears("I express interest", "express_interest")
        await engine.hears("Alex Example", "inform")
        if saved:
            await engine.hears("save this", "save_eoi")
            await engine.press("Go on now")
        await engine.hears("I withdraw my consent", "cancel")
        assert ("saved the draft" in engine.text) is saved
    kept = {row["form_id"]: row for row in await rows(database, "drafts")}
    assert kept["conversation-2"]["email"] is None
    assert MINE not in str(kept["conversation-2"])
    assert kept["conversation-3"]["email"] == MINE
    assert MINE not in kept["conversation-3"]["answers"]


async def test_answers_come_in_parts_as_well(engine: Engine, database: Database) -> None:
    await engine.hears("we want to join TEX4IM", "express_interest", NAMED)
    asked = engine.replies[-1].custom
    assert asked == {"kind": "progress", "step": 2, "of": 11, "label": "Organisation"}
    engine.slots |= {name: value for name, value in JOIN.items() if name != "eoi__organisation"}
    await engine.hears("Fictional Cloth Cluster", "inform")
    read_back = engine.replies[-1].custom
    assert (read_back["kind"], read_back["reference"]) == ("read_back", None)
    assert {
        "field": "region",
        "label": "Region",
        "value": "Lombardy",
        "say": "change the region",
    } in read_back["lines"]
    assert all(line["value"] in engine.text for line in read_back["lines"])
    await engine.press("Send it")
    receipt = engine.replies[0].custom
    assert (receipt["kind"], receipt["reference"]) == ("receipt", (await stored(database))["reference"])
    assert receipt["at"].endswith("Brussels time")
    assert {"label": "E-mail", "value": MINE} in receipt["lines"]


async def test_joining_what_has_ended_is_warned_of_with_the_source(engine: Engine) -> None:
    await engine.hears("we want to join TEX4IM", "express_interest", NAMED)
    assert "by our sources this partnership has ended" in engine.text
    assert "Source: " in engine.text
    await engine.hears("change the partnership to PIMI", "change_eoi", [("PIMI", "partnership", "eoi-pimi")])
    assert "has ended" not in engine.text
    await engine.hears("change the partnership to TEX4IM", "change_eoi", NAMED)
    assert "has ended" in engine.text


NEW = "alex@new.example.org"


async def opens_and_changes_the_address(engine: Engine, database: Database, reference: str) -> None:
    await engine.hears(f"change the e-mail in {reference}", "change_eoi")
    await prove(engine, database)
    await engine.hears(NEW, "inform")
    assert engine.names == ["utter_eoi_read_back"]
    await engine.press("Send it")


async def test_a_new_address_counts_only_after_the_code_that_was_sent_there(
    other: Engine, database: Database, reference: str
) -> None:
    await opens_and_changes_the_address(other, database, reference)
    assert other.names == ["utter_eoi_new_address_code"]
    await other.hears("000000", "inform")
    assert other.names == ["utter_proof_refused", "utter_eoi_new_address_code"]
    assert [row["email"] for row in await rows(database, "eois")] == [MINE]
    *_, mail = [one for one in await rows(database, "outbox") if one["kind"] == "code"]
    assert mail["recipient"] == NEW
    await other.hears(await newest_code(database), "inform")
    assert other.names == ["utter_eoi_receipt"]
    assert NEW in other.text
    assert [row["email"] for row in await rows(database, "eois")] == [NEW]
    kinds = {(one["kind"], one["recipient"]) for one in await rows(database, "outbox")}
    assert {("eoi_address_changed", MINE), ("eoi_changed", NEW)} <= kinds
    assert ("eoi_changed", MINE) not in kinds
    await other.hears("status", "eoi_status")
    assert reference in other.text


async def test_a_mistyped_new_address_is_given_again_in_place_of_the_code(
    other: Engine, database: Database, reference: str
) -> None:
    await opens_and_changes_the_address(other, database, reference)
    await other.hears("sorry, it is alex@right.example.org", "inform")
    assert other.names == ["utter_eoi_new_address_code"]
    await other.hears(await newest_code(database), "inform")
    assert other.names == ["utter_eoi_receipt"]
    assert [row["email"] for row in await rows(database, "eois")] == ["alex@right.example.org"]


async def test_without_the_code_the_change_waits_and_can_be_given_up(
    other: Engine, database: Database, reference: str
) -> None:
    await opens_and_changes_the_address(other, database, reference)
    for _ in range(5):
        await other.hears("000000", "inform")
    assert other.names == ["utter_proof_refused", "utter_eoi_new_address"]
    await other.hears("I do not have it", "inform")
    assert other.names == ["utter_proof_refused", "utter_eoi_new_address"]
    await other.hears("cancel", "cancel")
    assert other.names == ["utter_proof_cancelled", "utter_eoi_read_back"]
    assert [row["email"] for row in await rows(database, "eois")] == [MINE]


async def test_too_many_codes_for_new_addresses_are_refused_and_the_change_is_read_back(
    other: Engine, services: GetServices, database: Database, reference: str
) -> None:
    for number in range(5):
        where = {"source": f"s{number}", "now": now_utc()}
        await services().codes.ask(f"c{number}", address=NEW, to_new=True, **where)
    await opens_and_changes_the_address(other, database, reference)
    assert other.names == ["utter_proof_refused", "utter_eoi_read_back"]
    assert [row["email"] for row in await rows(database, "eois")] == [MINE]
