"""Sending once, a receipt only after the commit, the status, and what happens when storing fails."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions._base import Services
from actions.eoi_afterwards import ActionShowEoiStatus, ActionWithdrawEoi
from actions.eoi_sending import ActionSubmitEoi
from bot.logic.errors import ContentInvalid, StorageAway
from bot.storage import eois
from bot.storage.database import Database
from tests.actions.conftest import AFTER_THE_CALL
from tests.actions.drafts import CONSENT, JOIN, PROPOSE, rows
from tests.actions.engine import Engine
from tests.actions.said import responses, said, words

GetServices = Callable[[], Services]
TrackerWith = Callable[..., Tracker]

CONFIRMED = {**JOIN, "eoi__confirm": "yes"}
REFERENCE = re.compile(r"EOI-[2-9A-Z]{4}-[2-9A-Z]{4}")


def slots_of(events: list[dict[str, Any]]) -> dict[str, Any]:
    return {one["name"]: one["value"] for one in events if one["event"] == "slot"}


async def submitted(services: GetServices, tracker: Tracker) -> tuple[CollectingDispatcher, dict[str, Any]]:
    """What one run of the action says, and the slots it sets."""
    say = CollectingDispatcher()
    return say, slots_of(await ActionSubmitEoi(services).run(say, tracker, {}))


async def test_sending_stores_everything_with_the_consent_and_shows_the_receipt(
    services: GetServices, database: Database, tracker_with: TrackerWith
) -> None:
    say, slots = await submitted(services, tracker_with("yes", "affirm", slots=CONFIRMED, channel="rest"))
    assert responses(say.messages) == ["utter_eoi_receipt"]
    (row,) = await rows(database, "eois")
    (consent,) = await rows(database, "eoi_consents")
    receipt = words(say.messages)
    assert f"Reference: {row['reference']}" in receipt
    assert "What: interest in joining TEX4IM, for Fictional Cloth Cluster" in receipt
    assert row["channel"] == "rest"
    kept = {name.removeprefix("eoi__"): value for name, value in JOIN.items()}
    for name in ("organisation", "country", "region", "theme", "role", "motivation", "contact_name", "email"):
        assert row[name] == kept[name]
    assert (consent["version"], consent["text"]) == (CONSENT["version"], CONSENT["text"])
    assert slots["eoi__reference"] == row["reference"]
    assert {value for name, value in slots.items() if name != "eoi__reference"} == {None}


async def test_the_consent_keeps_the_moment_in_which_it_was_given(
    services: GetServices, database: Database, tracker_with: TrackerWith
) -> None:
    await submitted(services, tracker_with("yes", "affirm", slots=CONFIRMED))
    (consent,) = await rows(database, "eoi_consents")
    assert str(consent["given_at"]).startswith("2017-03-01 10:00:00")


async def test_a_proposal_is_sent_under_its_title(
    services: GetServices, database: Database, tracker_with: TrackerWith
) -> None:
    slots = {**PROPOSE, "eoi__region": "-", "eoi__confirm": "yes"}
    say, _ = await submitted(services, tracker_with("yes", "affirm", slots=slots))
    assert 'What: a proposal for a new partnership, "Light for Lungs"' in words(say.messages)
    (row,) = await rows(database, "eois")
    assert (row["kind"], row["title"], row["partnership_id"], row["region"]) == (
        "propose",
        "Light for Lungs",
        None,
        None,
    )


async def test_the_same_form_sent_again_gives_the_same_receipt_and_one_row(
    services: GetServices, database: Database, tracker_with: TrackerWith
) -> None:
    first, _ = await submitted(services, tracker_with("yes", "affirm", slots=CONFIRMED))
    again, _ = await submitted(services, tracker_with("/submit_eoi", slots=CONFIRMED))
    assert words(again.messages) == words(first.messages)
    assert len(await rows(database, "eois")) == len(await rows(database, "eoi_consents")) == 1


async def test_two_at_once_leave_one_row_and_one_receipt(
    services: GetServices, database: Database, tracker_with: TrackerWith
) -> None:
    trackers = [tracker_with("yes", "affirm", slots=CONFIRMED) for _ in range(4)]
    told = await asyncio.gather(*(submitted(services, tracker) for tracker in trackers))
    assert len({words(say.messages) for say, _ in told}) == 1
    assert len(await rows(database, "eois")) == 1


async def test_one_draft_sent_from_two_browsers_is_one(
    services: GetServices, database: Database, tracker_with: TrackerWith
) -> None:
    first, _ = await submitted(services, tracker_with("yes", "affirm", slots=CONFIRMED))
    tracker = tracker_with("yes", "affirm", slots=CONFIRMED, sender="conversation-2")
    second, _ = await submitted(services, tracker)
    assert words(second.messages) == words(first.messages)
    assert len(await rows(database, "eois")) == len(await rows(database, "outbox")) == 1


async def test_answers_that_were_not_in_what_another_browser_sent_are_not_lost_in_silence(
    services: GetServices, database: Database, tracker_with: TrackerWith
) -> None:
    await submitted(services, tracker_with("yes", "affirm", slots=CONFIRMED))
    other = {**CONFIRMED, "eoi__role": "lead"}
    tracker = tracker_with("yes", "affirm", slots=other, sender="conversation-2")
    say, slots = await submitted(services, tracker)
    (row,) = await rows(database, "eois")
    assert responses(say.messages) == ["utter_eoi_already_sent"]
    told = words(say.messages)
    assert f"Reference: {row['reference']}" in told
    assert 'Role sought: "partner" was sent, and here it is "lead".' in told
    assert (row["role"], slots["eoi__reference"]) == ("partner", row["reference"])


async def test_after_it_was_sent_sending_again_shows_the_receipt_again(
    engine: Engine, database: Database
) -> None:
    engine.slots |= JOIN
    await engine.hears("I express interest", "express_interest")
    await engine.press("Send it")
    assert engine.names == ["utter_eoi_receipt"]
    assert engine.form is None
    receipt = REFERENCE.search(engine.text)
    await engine.press_payload("/submit_eoi")
    assert engine.names == ["utter_eoi_already_sent"]
    assert "This was sent already; it counts once." in engine.text
    assert REFERENCE.search(engine.text)[0] == receipt[0]  # type: ignore[index]
    assert len(await rows(database, "eois")) == 1


async def test_a_second_expression_of_interest_is_a_new_one(engine: Engine, database: Database) -> None:
    for partnership in ("escps3-tex4im", "eoi-pimi"):
        engine.slots |= {**JOIN, "eoi__form_id": None}
        await engine.press_payload(f'/express_interest{{"partnership":"{partnership}"}}')
        engine.slots |= {name: value for name, value in JOIN.items() if name not in (
            "eoi__form_id", "eoi__partnership")}  # fmt: skip
        await engine.hears("send it", "submit_eoi")
        assert engine.names == ["utter_eoi_receipt"], engine.text
    assert {row["partnership_id"] for row in await rows(database, "eois")} == {"escps3-tex4im", "eoi-pimi"}


async def test_sending_closes_the_form_when_it_was_said_in_it(
    services: GetServices, tracker_with: TrackerWith
) -> None:
    tracker = tracker_with("send it", "submit_eoi", slots=JOIN, form="eoi_form", requested="eoi__confirm")
    events = await ActionSubmitEoi(services).run(CollectingDispatcher(), tracker, {})
    assert [one["name"] for one in events if one["event"] == "active_loop"] == [None]
    assert slots_of(events)["requested_slot"] is None


async def test_an_incomplete_one_is_not_sent(
    services: GetServices, database: Database, tracker_with: TrackerWith
) -> None:
    for slots in (
        {},
        {**JOIN, "eoi__email": None},
        {**JOIN, "eoi__form_id": None},
        {**JOIN, "eoi__consent": None},
    ):
        say, changed = await submitted(services, tracker_with("send it", "submit_eoi", slots=slots))
        assert responses(say.messages) == ["utter_eoi_incomplete"]
        assert changed == {}
    assert await rows(database, "eois") == []


async def test_a_draft_after_a_sent_one_is_not_taken_for_sent(
    services: GetServices, tracker_with: TrackerWith
) -> None:
    await submitted(services, tracker_with("yes", "affirm", slots=CONFIRMED))
    begun = {**JOIN, "eoi__form_id": "form-2", "eoi__email": None}
    say, _ = await submitted(services, tracker_with("send it", "submit_eoi", slots=begun))
    assert responses(say.messages) == ["utter_eoi_incomplete"]


async def test_when_the_call_closed_in_between_it_is_not_sent_and_the_answers_are_kept(
    services: GetServices, database: Database, tracker_with: TrackerWith
) -> None:
    late = replace(services(), today=lambda: AFTER_THE_CALL)
    say, changed = await submitted(lambda: late, tracker_with("yes", "affirm", slots=CONFIRMED))
    assert responses(say.messages) == ["utter_eoi_closed"]
    assert changed == {}
    assert await rows(database, "eois") == []


async def test_with_the_database_away_there_is_no_receipt_and_every_answer_is_kept(
    services_without_storage: GetServices, tracker_with: TrackerWith
) -> None:
    say, changed = await submitted(services_without_storage, tracker_with("yes", "affirm", slots=CONFIRMED))
    (told,) = said(say.messages)
    assert told.response == "utter_eoi_not_stored"
    assert not REFERENCE.search(told.text)
    assert changed == {}


async def test_when_the_last_write_fails_nothing_is_stored_and_there_is_no_receipt(
    services: GetServices,
    database: Database,
    tracker_with: TrackerWith,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken(*args: object) -> None:
        raise StorageAway("gone in the middle")

    monkeypatch.setattr(eois, "_add_what_goes_with_it", broken)
    say, changed = await submitted(services, tracker_with("yes", "affirm", slots=CONFIRMED))
    assert responses(say.messages) == ["utter_eoi_not_stored"]
    assert changed == {}
    assert await rows(database, "eois") == []


@pytest.mark.parametrize("error", [KeyError("a bug"), ContentInvalid("no wording")])
async def test_with_any_other_failure_the_person_hears_that_there_is_no_receipt(
    services: GetServices, tracker_with: TrackerWith, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    opened = services()

    async def broken(*args: object, **kwargs: object) -> None:
        raise error

    monkeypatch.setattr(opened.eois, "submit", broken)
    say, changed = await submitted(lambda: opened, tracker_with("yes", "affirm", slots=CONFIRMED))
    assert responses(say.messages) == ["utter_eoi_not_stored"]
    assert changed == {}


async def test_after_a_failure_trying_again_stores_it_once(engine: Engine, database: Database) -> None:
    engine.slots |= JOIN
    await engine.hears("I express interest", "express_interest")
    working = engine.get_services

    def away() -> Services:
        raise RuntimeError("a bug")

    engine.get_services = away
    await engine.hears("yes", "affirm")
    assert "utter_eoi_receipt" not in engine.names
    engine.get_services = working
    await engine.hears("send it", "submit_eoi")
    assert engine.names == ["utter_eoi_receipt"]
    assert len(await rows(database, "eois")) == 1


async def test_the_status_shows_what_this_conversation_sent_and_nothing_of_others(
    services: GetServices, say: CollectingDispatcher, tracker_with: TrackerWith
) -> None:
    await submitted(services, tracker_with("yes", "affirm", slots=CONFIRMED))
    show = ActionShowEoiStatus(services)
    assert await show.run(say, tracker_with("status?", "eoi_status"), {}) == []
    assert responses(say.messages) == ["utter_eoi_status"]
    assert re.match(
        r"EOI-\S+: interest in joining TEX4IM, for Fictional Cloth Cluster\.", words(say.messages)
    )
    say.messages.clear()
    await show.run(say, tracker_with("status of EOI-1234-5678?", "eoi_status", sender="conversation-2"), {})
    assert responses(say.messages) == []
    assert "TEX4IM" not in words(say.messages)


async def test_the_status_of_a_draft_is_that_it_was_not_sent(
    services: GetServices, say: CollectingDispatcher, tracker_with: TrackerWith
) -> None:
    await ActionShowEoiStatus(services).run(say, tracker_with("status?", "eoi_status", slots=JOIN), {})
    assert responses(say.messages) == ["utter_eoi_status"]
    assert "not sent it" in words(say.messages)


async def test_withdrawing_what_was_sent_needs_a_proof_and_drops_no_draft(
    services: GetServices, say: CollectingDispatcher, tracker_with: TrackerWith
) -> None:
    await submitted(services, tracker_with("yes", "affirm", slots=CONFIRMED))
    tracker = tracker_with("withdraw it", "withdraw_eoi", slots={**JOIN, "eoi__form_id": "form-2"})
    events = await ActionWithdrawEoi(services).run(say, tracker, {})
    assert (events[-1]["event"], events[-1]["name"]) == ("followup", "proof_form")
    assert not [name for name in slots_of(events) if name.startswith("eoi__")]


async def test_from_the_first_question_to_the_receipt(engine: Engine, database: Database) -> None:
    await engine.hears(
        "we want to join TEX4IM", "express_interest", [("TEX4IM", "partnership", "escps3-tex4im")]
    )
    await engine.hears("Fictional Cloth Cluster", "inform")
    await engine.press("Cluster organisation")
    await engine.hears("Italy", "inform", [("Italy", "country", "IT")])
    await engine.hears("what is NUTS?", "faq/def_nuts")
    assert engine.names == ["utter_answer", "utter_source", "utter_ask_eoi__region"]
    await engine.press("Skip")
    await engine.hears("textiles", "inform", [("textiles", "theme", "textiles")])
    await engine.press("Partner")
    await engine.hears("We bring recycled fibres and look for pilot lines.", "inform")
    await engine.press("I agree")
    await engine.hears("Alex Example", "inform")
    await engine.hears("alex@example.org", "inform")
    assert engine.names == ["utter_eoi_read_back"]
    assert await rows(database, "eois") == []
    await engine.press("Send it")
    assert engine.names == ["utter_eoi_receipt"]
    (row,) = await rows(database, "eois")
    assert row["reference"] in engine.text
    assert engine.slots["eoi__form_id"] is None
    await engine.press("Status of my expression of interest")
    assert row["reference"] in engine.text


@pytest.mark.parametrize(
    "question", ["should we send it?", "send it only if it is free", "do not send it yet"]
)
async def test_a_question_about_sending_sends_nothing(
    engine: Engine, database: Database, question: str
) -> None:
    engine.slots |= JOIN
    await engine.hears("I express interest", "express_interest")
    await engine.hears(question, "submit_eoi")
    assert engine.names == ["utter_eoi_read_back"]
    engine.form = None  # as after another form
    await engine.hears(question, "submit_eoi")
    assert engine.names == ["utter_eoi_read_back"]
    assert await rows(database, "eois") == []
