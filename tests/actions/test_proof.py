"""Nobody sees or changes what is stored before a code from the right mailbox has come back."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from actions import _proof, eoi_afterwards, eoi_sending, proof_form
from actions._base import Services
from bot.clock import now_utc
from bot.logic.codes import LIFETIME, code_for
from bot.storage.database import Database
from tests.actions.conftest import KEY
from tests.actions.drafts import JOIN, rows
from tests.actions.engine import Engine

GetServices = Callable[[], Services]

MINE, UNKNOWN = "alex@example.org", "nobody@example.org"


@pytest.fixture
async def reference(services: GetServices, database: Database) -> str:
    """Sent from another conversation."""
    await sent_by(services, "conversation-9")
    return str((await rows(database, "eois"))[-1]["reference"])


@pytest.fixture
def other(services: GetServices) -> Engine:
    """The conversation of somebody who has nothing but what they say."""
    return Engine(services, "conversation-2")


async def sent_by(services: GetServices, sender: str, **changes: Any) -> None:
    engine = Engine(services, sender)
    engine.slots |= {**JOIN, "eoi__form_id": f"form of {sender}", **changes}
    await engine.hears("I express interest", "express_interest")
    await engine.press("Send it")
    assert engine.names == ["utter_eoi_receipt"]


async def newest_code(database: Database) -> str:
    return code_for(KEY, (await rows(database, "codes"))[-1]["nonce"])


async def prove(engine: Engine, database: Database, address: str = MINE) -> None:
    await engine.hears(address, "inform")
    assert engine.names == ["utter_ask_proof__code"]
    await engine.hears(f"it is {await newest_code(database)}", "inform")


async def later(monkeypatch: pytest.MonkeyPatch, **by: int) -> None:
    for module in (_proof, proof_form, eoi_sending, eoi_afterwards):
        monkeypatch.setattr(module, "now_utc", lambda: now_utc() + timedelta(**by))


async def test_the_status_is_shown_after_the_code(other: Engine, database: Database, reference: str) -> None:
    await other.hears("what is the status of my expression of interest?", "eoi_status")
    assert other.names == ["utter_ask_proof__address"]
    await prove(other, database)
    assert other.names == ["utter_eoi_status"]
    assert f"{reference}: interest in joining TEX4IM" in other.text
    await other.hears("status?", "eoi_status")
    assert other.names == ["utter_eoi_status"]


async def test_the_code_is_in_a_mail_to_the_stored_address_and_in_no_slot(
    other: Engine, database: Database, reference: str
) -> None:
    await other.hears(f"status of {reference.lower().replace('-', ' ')}", "eoi_status")
    await other.hears(f"I only have {reference}", "inform")
    (mail,) = [one for one in await rows(database, "outbox") if one["kind"] == "code"]
    assert mail["recipient"] == MINE
    code = await newest_code(database)
    assert code not in other.text + str(mail["payload"])
    await other.hears(f"{code[:3]} {code[3:]}", "inform")
    assert other.names == ["utter_eoi_status"]
    assert code not in str(other.slots)
    assert MINE not in str(other.slots)


@pytest.mark.parametrize("said", [UNKNOWN, "EOI-2222-2222", "DRAFT-2222-2222"])
async def test_what_is_unknown_is_answered_like_what_is_known(
    services: GetServices, database: Database, reference: str, said: str
) -> None:
    told = []
    for number, words in enumerate((MINE, reference, said)):
        engine = Engine(services, f"stranger-{number}")
        await engine.hears("status please", "eoi_status")
        await engine.hears(words, "inform")
        told.append(engine.text)
        await engine.hears("000000", "inform")
        told.append(engine.text)
    assert told[0:2] == told[2:4] == told[4:6]
    recipients = {one["recipient"] for one in await rows(database, "outbox") if one["kind"] == "code"}
    assert recipients == {MINE}


async def test_after_five_wrong_codes_the_right_one_is_worth_nothing(
    other: Engine, database: Database, reference: str
) -> None:
    await other.hears("withdraw it", "withdraw_eoi")
    await other.hears(reference, "inform")
    right = await newest_code(database)
    wrong = f"{(int(right) + 1) % 1_000_000:06}"
    for _ in range(5):
        await other.hears(wrong, "inform")
    assert "utter_proof_refused" in other.names
    await other.hears(right, "inform")
    assert "utter_eoi_withdraw_really" not in other.names
    assert (await rows(database, "eois"))[0]["status"] == "submitted"


async def test_a_code_is_of_use_in_its_own_conversation_only(
    services: GetServices, other: Engine, database: Database, reference: str
) -> None:
    await other.hears("status", "eoi_status")
    await other.hears(MINE, "inform")
    third = Engine(services, "conversation-3")
    await third.hears("status", "eoi_status")
    await third.hears(UNKNOWN, "inform")
    codes = await rows(database, "codes")
    await third.hears(code_for(KEY, codes[0]["nonce"]), "inform")
    assert third.names == ["utter_proof_refused", "utter_ask_proof__code"]
    assert reference not in third.text


@pytest.mark.parametrize(
    ("said", "part"),
    [
        ("my dog", "the e-mail address that it was sent with"),
        ("alex@", "e-mail"),
        ("12", "the e-mail address that it was sent with"),
    ],
)
async def test_what_is_neither_address_nor_reference_is_asked_again(
    other: Engine, said: str, part: str
) -> None:
    await other.hears("status", "eoi_status")
    await other.hears(said, "inform")
    assert other.names == ["utter_proof_refused", "utter_ask_proof__address"]
    assert part in other.text


@pytest.mark.parametrize("text", ["I have no reference", "ich habe keine Referenz", "I lost the number"])
async def test_whoever_has_no_reference_is_asked_for_the_address_and_the_wish_stays(
    other: Engine, reference: str, text: str
) -> None:
    await other.hears("I want to withdraw", "withdraw_eoi")
    await other.hears(text, "eoi_status")
    assert other.names == ["utter_proof_refused", "utter_ask_proof__address"]
    assert "e-mail address" in other.text
    assert other.slots["proof__wish"] == "withdraw"


async def test_words_instead_of_a_code_are_asked_again_and_a_question_is_answered(
    other: Engine, database: Database, reference: str
) -> None:
    await other.hears("status", "eoi_status")
    await other.hears(reference, "inform")
    await other.hears("blue", "inform")
    assert other.names == ["utter_proof_refused", "utter_ask_proof__code"]
    await other.hears("what is NUTS?", "faq/def_nuts")
    assert other.names == ["utter_answer", "utter_source", "utter_ask_proof__code"]


@pytest.mark.parametrize(
    "said",
    ["send the code again", "I did not get the code", "no mail arrived", "another code please", "again"],
)
async def test_a_code_can_be_had_again_in_words(
    other: Engine, database: Database, reference: str, said: str
) -> None:
    await other.hears("status", "eoi_status")
    await other.hears(MINE, "inform")
    first = await newest_code(database)
    await other.hears(said, "out_of_scope")
    assert other.names == ["utter_proof_sent_again", "utter_ask_proof__code"]
    assert [one["recipient"] for one in await rows(database, "outbox") if one["kind"] == "code"] == [MINE] * 2
    await other.hears(first, "inform")
    assert other.names == ["utter_proof_refused", "utter_ask_proof__code"]
    await other.hears(await newest_code(database), "inform")
    assert other.names == ["utter_eoi_status"]


async def test_again_for_an_unknown_address_is_answered_alike_and_sends_nothing(
    other: Engine, database: Database
) -> None:
    await other.hears("status", "eoi_status")
    await other.hears(UNKNOWN, "inform")
    await other.hears("send it again", "out_of_scope")
    assert other.names == ["utter_proof_sent_again", "utter_ask_proof__code"]
    assert await rows(database, "outbox") == []


async def test_again_has_an_end(other: Engine, reference: str) -> None:
    await other.hears("status", "eoi_status")
    await other.hears(MINE, "inform")
    for _ in range(5):
        await other.hears("send it again", "out_of_scope")
    assert other.names == ["utter_proof_refused", "utter_ask_proof__address"]
    assert "Too many codes" in other.text


async def test_again_where_no_code_waits_asks_for_the_address(
    other: Engine, reference: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await other.hears("status", "eoi_status")
    await other.hears(MINE, "inform")
    await later(monkeypatch, minutes=61)
    await other.hears("send it again", "out_of_scope")
    assert other.names == ["utter_proof_refused", "utter_ask_proof__address"]


@pytest.mark.parametrize("said", ["12345", "my code is 12 34", "the code does not work", "it is wrong"])
async def test_what_counts_as_a_code_is_said(
    other: Engine, database: Database, reference: str, said: str
) -> None:
    assert timedelta(minutes=10) == LIFETIME  # as the sentence says
    await other.hears("status", "eoi_status")
    await other.hears(MINE, "inform")
    await other.hears(said, "out_of_scope")
    assert other.names == ["utter_proof_refused", "utter_ask_proof__code"]
    assert "six digits" in other.text
    assert [one["tries"] for one in await rows(database, "codes")] == [0]


async def test_the_last_wish_counts_and_the_code_serves_it(
    other: Engine, database: Database, reference: str
) -> None:
    await other.hears("status", "eoi_status")
    await other.hears(MINE, "inform")
    await other.hears("no, withdraw it", "withdraw_eoi")
    assert other.names == ["utter_ask_proof__code"]
    assert len(await rows(database, "codes")) == 1
    await other.hears(await newest_code(database), "inform")
    assert other.names == ["utter_eoi_withdraw_really"]


@pytest.mark.parametrize("said", ["{reference}", "my reference is {reference}", MINE])
async def test_a_reference_or_address_alone_is_an_answer_and_no_wish(
    other: Engine, database: Database, reference: str, said: str
) -> None:
    await other.hears("withdraw it", "withdraw_eoi")
    await other.hears(said.format(reference=reference), "continue_eoi")
    await other.hears(await newest_code(database), "inform")
    assert other.names == ["utter_eoi_withdraw_really"]


async def test_a_wish_about_another_reference_needs_no_other_code(
    other: Engine, database: Database, reference: str
) -> None:
    await other.hears("status", "eoi_status")
    await other.hears(MINE, "inform")
    await other.hears(f"withdraw {reference}", "withdraw_eoi")
    assert len(await rows(database, "codes")) == 1
    await other.hears(await newest_code(database), "inform")
    assert other.names == ["utter_eoi_withdraw_really"]


async def test_codes_cannot_be_asked_for_without_end(other: Engine, reference: str) -> None:
    await other.hears("status", "eoi_status")
    for _ in range(6):
        await other.hears(MINE, "inform")
    assert other.names == ["utter_proof_refused", "utter_ask_proof__address"]
    assert "Too many codes" in other.text


async def test_an_expired_code_is_refused(
    other: Engine, database: Database, reference: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await other.hears("status", "eoi_status")
    await other.hears(MINE, "inform")
    code = await newest_code(database)
    await later(monkeypatch, minutes=11)
    await other.hears(code, "inform")
    assert "expired" in other.text
    assert other.names == ["utter_proof_refused", "utter_ask_proof__address"]


async def test_the_proof_can_be_cancelled(other: Engine) -> None:
    await other.hears("status", "eoi_status")
    await other.press("Cancel")
    assert other.names == ["utter_proof_cancelled"]
    assert other.form is None


async def test_withdrawing_asks_once_more_and_is_done_once(
    other: Engine, database: Database, reference: str
) -> None:
    await other.hears(f"please withdraw {reference}", "withdraw_eoi")
    await prove(other, database)
    assert other.names == ["utter_eoi_withdraw_really"]
    await other.press("Yes, withdraw it")
    assert other.names == ["utter_eoi_status"]
    assert "Withdrawn on" in other.text
    assert [one["status"] for one in await rows(database, "eois")] == ["withdrawn"]
    await other.hears("withdraw it", "withdraw_eoi")
    assert other.names == ["utter_eoi_status"]
    assert "Withdrawn on" in other.text


@pytest.mark.parametrize(("answer", "status"), [("yes", "withdrawn"), ("no", "submitted")])
async def test_withdrawing_may_be_answered_in_words(
    other: Engine, database: Database, reference: str, answer: str, status: str
) -> None:
    await other.hears("withdraw it", "withdraw_eoi")
    await prove(other, database)
    await other.hears(answer, {"yes": "affirm", "no": "deny"}[answer])
    assert [one["status"] for one in await rows(database, "eois")] == [status]


async def test_an_old_button_withdraws_nothing_by_itself(
    other: Engine, database: Database, reference: str
) -> None:
    await other.hears("withdraw it", "withdraw_eoi")
    await prove(other, database)
    payload = next(one.buttons["Yes, withdraw it"] for one in other.replies)
    await other.hears("hello", "greet")
    await other.press_payload(payload)
    assert other.names == ["utter_eoi_withdraw_really"]
    assert (await rows(database, "eois"))[0]["status"] == "submitted"


async def test_one_of_several_is_chosen(
    services: GetServices, other: Engine, database: Database, reference: str
) -> None:
    await sent_by(services, "conversation-8", eoi__theme="photonics")
    await other.hears("withdraw", "withdraw_eoi")
    await prove(other, database)
    assert other.names == ["utter_eoi_which_stored"]
    await other.press(f"{reference}: interest in joining TEX4IM")
    assert other.names == ["utter_eoi_withdraw_really"]
    assert reference in other.text


async def test_a_change_is_read_back_and_kept_beside_the_earlier_version(
    other: Engine, database: Database, reference: str
) -> None:
    await other.hears("change what I sent", "change_eoi")
    await prove(other, database)
    assert other.names == ["utter_eoi_intro", "utter_eoi_read_back"]
    await other.hears("change the organisation", "change_eoi")
    await other.hears("Fictional Wool Cluster", "inform")
    assert "utter_eoi_read_back" in other.names
    assert reference in other.text
    await other.press("Send it")
    assert other.names == ["utter_eoi_receipt"]
    assert re.search(r'"Fictional Cloth Cluster" is now "Fictional Wool Cluster"', other.text)
    (row,) = await rows(database, "eois")
    assert (row["organisation"], row["version"]) == ("Fictional Wool Cluster", 2)
    assert len(await rows(database, "eoi_versions")) == 2


async def test_sending_without_a_change_changes_nothing(
    other: Engine, database: Database, reference: str
) -> None:
    await other.hears("change what I sent", "change_eoi")
    await prove(other, database)
    await other.hears("send it", "submit_eoi")
    assert other.names == ["utter_eoi_unchanged"]
    assert [one["version"] for one in await rows(database, "eois")] == [1]


async def test_when_the_proof_has_run_out_a_change_waits_for_a_new_one(
    other: Engine, database: Database, reference: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await other.hears("change what I sent", "change_eoi")
    await prove(other, database)
    await other.hears("change the organisation", "change_eoi")
    await other.hears("Fictional Wool Cluster", "inform")
    await later(monkeypatch, minutes=31)
    await other.press("Send it")
    assert other.names == ["utter_ask_proof__address"]
    await prove(other, database)
    assert other.names == ["utter_eoi_read_back"]
    await other.press("Send it")
    assert [one["organisation"] for one in await rows(database, "eois")] == ["Fictional Wool Cluster"]


async def test_nothing_is_stored_under_an_address_of_a_message_only(
    other: Engine, services: GetServices, database: Database
) -> None:
    await other.hears("status", "eoi_status")
    await other.hears(UNKNOWN, "inform")
    assert other.names == ["utter_ask_proof__code"]
    assert [one["kind"] for one in await rows(database, "outbox")] == []


async def test_the_same_again_is_told_where_it_was_sent_from_and_offers_to_change_it(
    services: GetServices, database: Database
) -> None:
    await sent_by(services, "conversation-9")
    engine = Engine(services, "conversation-9")
    engine.slots |= {**JOIN, "eoi__form_id": "another form"}
    await engine.hears("I express interest", "express_interest")
    assert engine.names == ["utter_eoi_intro", "utter_eoi_intro", "utter_eoi_read_back"]
    (row,) = await rows(database, "eois")
    assert f"{row['reference']} is for the same organisation and theme" in engine.text
    await engine.press("Change that one")
    assert engine.names == ["utter_ask_proof__address"]


async def test_that_somebody_sent_the_same_is_told_to_nobody_who_has_not_proven_the_address(
    other: Engine, database: Database, reference: str
) -> None:
    other.slots |= {**JOIN, "eoi__form_id": "another form"}
    await other.hears("I express interest", "express_interest")
    assert reference not in other.text
    await other.hears("status of what I sent before", "eoi_status")
    other.slots |= {"eoi__confirm": None}
    await other.hears(f"status of {reference}", "eoi_status")
    assert other.names == ["utter_eoi_status", "utter_ask_proof__address"]
    await prove(other, database)
    assert f"{reference} is for the same organisation and theme" in other.text


async def test_another_reference_than_one_s_own_is_not_taken_for_it(
    other: Engine, database: Database, reference: str
) -> None:
    await other.hears("withdraw EOI-AAAA-BBBB", "withdraw_eoi")
    await prove(other, database)
    assert other.names == ["utter_eoi_none_stored"]
    assert (await rows(database, "eois"))[0]["status"] == "submitted"


async def test_choosing_one_of_several_twice_withdraws_nothing(
    services: GetServices, other: Engine, database: Database, reference: str
) -> None:
    await sent_by(services, "conversation-8", eoi__theme="photonics")
    await other.hears("withdraw", "withdraw_eoi")
    await prove(other, database)
    first, second = [payload for one in other.replies for payload in one.buttons.values()]
    for payload in (first, first, second):
        await other.press_payload(payload)
        assert other.names == ["utter_eoi_withdraw_really"]
    assert {one["status"] for one in await rows(database, "eois")} == {"submitted"}


async def test_the_status_where_it_was_sent_is_the_present_one(
    services: GetServices, other: Engine, database: Database
) -> None:
    sender = Engine(services, "conversation-9")
    sender.slots |= {**JOIN}
    await sender.hears("I express interest", "express_interest")
    await sender.press("Send it")
    await other.hears("withdraw it", "withdraw_eoi")
    await prove(other, database)
    await other.press("Yes, withdraw it")
    await sender.hears("status?", "eoi_status")
    assert "Withdrawn on" in sender.text


async def test_why_a_proof_is_asked_for_can_be_asked(other: Engine) -> None:
    await other.hears("status", "eoi_status")
    await other.hears("why do you ask?", "ask_why_asked")
    assert other.names == ["utter_eoi_field_reason", "utter_ask_proof__address"]
    assert "does not prove who is asking" in other.text


async def test_a_change_of_what_was_withdrawn_meanwhile_is_refused_for_good(
    services: GetServices, other: Engine, database: Database, reference: str
) -> None:
    await other.hears("change what I sent", "change_eoi")
    await prove(other, database)
    await other.hears("change the organisation", "change_eoi")
    await other.hears("Fictional Wool Cluster", "inform")
    await services().eois.withdraw(
        reference, address=MINE, conversation_id="elsewhere", channel="web", now=now_utc()
    )
    await other.press("Send it")
    assert other.names == ["utter_eoi_none_stored"]
    assert [one["organisation"] for one in await rows(database, "eois")] == ["Fictional Cloth Cluster"]
