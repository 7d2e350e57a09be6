"""Following a partnership in the chat: agreed to, proven by a code, stored, and stopped as easily."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from actions._base import Services
from bot.content.consent import consent_version, follow_consent_text
from bot.storage.database import Database
from tests.actions.drafts import JOIN, rows
from tests.actions.engine import Engine
from tests.actions.test_proof import MINE, newest_code, sent_by

GetServices = Callable[[], Services]

TEX4IM = ("TEX4IM", "partnership", "escps3-tex4im")
EACN = ("EACN", "partnership", "escps3-eacn")
FOLLOW = "/follow_partnership"


async def agrees_and_proves(engine: Engine, database: Database, address: str = MINE) -> None:
    await engine.press("I agree")
    assert engine.names == ["utter_follow_address"]
    await engine.hears(address, "inform")
    assert engine.names == ["utter_follow_code"]
    await engine.hears(await newest_code(database), "inform")


async def follows(engine: Engine, database: Database, *named: tuple[str, str, str]) -> None:
    """The first one with a code, the others while its proof holds."""
    for number, one in enumerate(named):
        await engine.hears(f"follow {one[0]}", "follow_partnership", [one])
        await (engine.press("I agree") if number else agrees_and_proves(engine, database))
        assert engine.names == ["utter_follow_stored"]


async def test_a_follow_is_stored_only_after_consent_and_code(engine: Engine, database: Database) -> None:
    await engine.hears("keep me posted about TEX4IM", "follow_partnership", [TEX4IM])
    assert engine.names == ["utter_follow_consent"]
    assert "You want to follow TEX4IM" in engine.text
    assert follow_consent_text() in engine.text
    await engine.press("I agree")
    await engine.hears(MINE, "inform")
    assert await rows(database, "follows") == []
    await engine.hears("123456", "inform")
    assert engine.names == ["utter_proof_refused", "utter_follow_code"]
    assert await rows(database, "follows") == []
    await engine.hears(await newest_code(database), "inform")
    assert engine.names == ["utter_follow_stored"]
    assert f"go to {MINE} from now on" in engine.text
    (row,) = await rows(database, "follows")
    assert (row["partnership_id"], row["email"]) == ("escps3-tex4im", MINE)
    assert (row["consent_version"], row["consent_text"]) == (consent_version(), follow_consent_text())
    assert not [slot for slot, value in engine.slots.items() if MINE in str(value)]
    assert (engine.slots["follow__partnership"], engine.slots["follow__consent"]) == (None, None)


async def test_who_has_proven_the_address_needs_no_second_code(engine: Engine, database: Database) -> None:
    await follows(engine, database, TEX4IM, EACN)
    assert [row["partnership_id"] for row in await rows(database, "follows")] == [
        "escps3-tex4im",
        "escps3-eacn",
    ]
    await engine.hears("follow EACN", "follow_partnership", [EACN])
    await engine.press("I agree")
    assert "already" in engine.text


async def test_without_consent_nothing_is_stored_and_no_address_asked(
    engine: Engine, database: Database
) -> None:
    await engine.hears("follow TEX4IM", "follow_partnership", [TEX4IM])
    await engine.hears("perhaps", "inform")
    assert engine.names == ["utter_follow_refused", "utter_follow_consent"]
    await engine.press("No, cancel")
    assert engine.names == ["utter_follow_consent_needed"]
    assert (await rows(database, "follows"), await rows(database, "codes")) == ([], [])


async def test_a_question_in_between_is_answered_and_the_consent_asked_again(engine: Engine) -> None:
    await engine.hears("follow TEX4IM", "follow_partnership", [TEX4IM])
    await engine.hears("why do you ask?", "ask_why_asked")
    assert engine.names == ["utter_eoi_field_reason", "utter_follow_consent"]
    assert "nobody who did not ask" in engine.text


async def test_another_one_may_be_named_while_it_asks(engine: Engine) -> None:
    await engine.hears("follow TEX4IM", "follow_partnership", [TEX4IM])
    await engine.hears("no, follow EACN", "follow_partnership", [EACN])
    assert "You want to follow EACN" in engine.text


@pytest.mark.parametrize("after", ["consent", "address", "code"])
async def test_it_can_be_cancelled_at_each_step(engine: Engine, database: Database, after: str) -> None:
    await engine.hears("follow TEX4IM", "follow_partnership", [TEX4IM])
    if after != "consent":
        await engine.press("I agree")
    if after == "code":
        await engine.hears(MINE, "inform")
    await engine.hears("cancel", "cancel")
    assert engine.names == ["utter_follow_cancelled" if after == "consent" else "utter_proof_cancelled"]
    assert (engine.form, engine.slots["follow__partnership"]) == (None, None)
    assert await rows(database, "follows") == []


async def test_what_is_no_address_is_refused_in_words_that_fit(engine: Engine) -> None:
    await engine.hears("follow TEX4IM", "follow_partnership", [TEX4IM])
    await engine.press("I agree")
    await engine.hears("my usual one", "inform")
    assert engine.names == ["utter_proof_refused", "utter_follow_address"]
    assert "that a code shall be sent to" in engine.text


async def test_the_one_being_talked_about_is_followed(engine: Engine) -> None:
    await engine.hears("tell me about TEX4IM", "show_partnership", [TEX4IM])
    await engine.press("Only get notices about it")
    assert engine.names == ["utter_follow_consent"]
    await engine.hears("cancel", "cancel")
    await engine.hears("follow this one", "follow_partnership")
    assert "You want to follow TEX4IM" in engine.text


async def test_which_one_is_asked_and_found_by_theme_name_or_button(engine: Engine) -> None:
    await engine.hears("I want to follow a partnership", "follow_partnership")
    assert engine.names == ["utter_follow_which"]
    await engine.hears("qwertz", "inform")
    assert engine.names == ["utter_partnership_not_known", "utter_follow_which"]
    await engine.hears("how many are there?", "find_partnerships")
    assert engine.names[-1] == "utter_follow_which"
    await engine.hears("textiles", "inform", [("textiles", "theme", "textiles")])
    assert engine.names == ["utter_follow_which"]
    (title,) = [one for one in engine.replies[-1].buttons if one.startswith("TEX4IM")]
    await engine.press(title)
    assert engine.names == ["utter_follow_consent"]
    assert "TEX4IM" in engine.text


async def test_a_theme_in_place_of_a_name_lists_what_fits(engine: Engine) -> None:
    named = [("textiles", "theme", "textiles")]
    await engine.hears("keep me posted about textiles", "follow_partnership", named)
    assert engine.names == ["utter_follow_which"]
    await engine.hears("TEX4IM", "show_partnership", [TEX4IM])
    assert engine.names == ["utter_follow_consent"]


async def test_an_expression_of_interest_under_way_goes_on_afterwards(
    engine: Engine, database: Database
) -> None:
    await engine.hears("I want to join EACN", "express_interest", [EACN])
    asked = engine.names[-1]
    await engine.hears("and keep me posted about it", "follow_partnership")
    assert "You want to follow EACN" in engine.text
    await agrees_and_proves(engine, database)
    assert engine.names == ["utter_follow_stored", asked]
    await engine.hears("follow TEX4IM", "follow_partnership", [TEX4IM])
    await engine.press("No, cancel")
    assert engine.names == ["utter_follow_consent_needed", asked]


async def test_elsewhere_a_code_opens_the_way_to_stop(
    engine: Engine, services: GetServices, database: Database
) -> None:
    await follows(engine, database, TEX4IM)
    other = Engine(services, "conversation-2")
    await other.hears("unfollow TEX4IM", "unfollow_partnership", [TEX4IM])
    assert other.names == ["utter_ask_proof__address"]
    await other.hears(MINE, "inform")
    assert other.names == ["utter_ask_proof__code"]
    await other.hears(await newest_code(database), "inform")
    assert "no more notices about TEX4IM" in other.text
    assert await rows(database, "follows") == []
    await other.hears("unfollow TEX4IM", "unfollow_partnership", [TEX4IM])
    assert other.names == ["utter_follow_none"]


async def test_of_several_the_one_that_is_meant_is_stopped(engine: Engine, database: Database) -> None:
    await follows(engine, database, TEX4IM, EACN)
    await engine.hears("unfollow NESSIE", "unfollow_partnership", [("NESSIE", "partnership", "s3p-none")])
    assert "nothing to stop" in engine.text
    await engine.hears("no more mails please", "unfollow_partnership")
    assert engine.names == ["utter_follow_stop_which"]
    (title,) = [one for one in engine.replies[-1].buttons if one.startswith("EACN")]
    await engine.press(title)
    assert "no more notices about EACN" in engine.text
    await engine.hears("unfollow", "unfollow_partnership")
    assert "no more notices about TEX4IM" in engine.text


async def test_all_are_stopped_at_once_or_the_one_in_view(engine: Engine, database: Database) -> None:
    await follows(engine, database, TEX4IM, EACN)
    await engine.hears("stop it", "unfollow_partnership")
    await engine.press("All of them")
    assert await rows(database, "follows") == []
    await follows(engine, database)
    for one in (TEX4IM, EACN):
        await engine.hears(f"follow {one[0]}", "follow_partnership", [one])
        await engine.press("I agree")
    await engine.hears("tell me about TEX4IM", "show_partnership", [TEX4IM])
    await engine.hears("unfollow this one", "unfollow_partnership")
    assert [row["partnership_id"] for row in await rows(database, "follows")] == ["escps3-eacn"]


async def test_the_status_tells_what_is_followed_after_the_proof(
    engine: Engine, services: GetServices, database: Database
) -> None:
    await follows(engine, database, TEX4IM)
    await engine.hears("what do I follow?", "eoi_status")
    assert (engine.names, "You follow TEX4IM" in engine.text) == (["utter_eoi_status"], True)
    await sent_by(services, "conversation-9")
    other = Engine(services, "conversation-3")
    await other.hears("status", "eoi_status")
    await other.hears(MINE, "inform")
    await other.hears(await newest_code(database), "inform")
    assert "interest in joining" in other.text
    assert "You follow TEX4IM" in other.text


async def test_while_the_code_is_waited_for_the_wish_may_become_another(
    engine: Engine, services: GetServices, database: Database
) -> None:
    await follows(engine, database, TEX4IM)
    other = Engine(services, "conversation-2")
    await other.hears("status", "eoi_status")
    await other.hears(f"no, stop the notices to {MINE}", "unfollow_partnership")
    await other.hears(await newest_code(database), "inform")
    assert "no more notices about TEX4IM" in other.text


async def test_when_it_cannot_be_stored_that_is_said(
    services_without_storage: GetServices,
    say,
    tracker_with,
) -> None:
    from actions.follow import ActionGoOnWithFollow

    slots = {"follow__partnership": "escps3-tex4im", "follow__consent": JOIN["eoi__consent"]}
    await ActionGoOnWithFollow(services_without_storage).run(say, tracker_with(slots=slots), {})
    assert [one["response"] for one in say.messages] == ["utter_follow_not_stored"]
