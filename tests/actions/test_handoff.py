"""A message for a person: the words, the consent, the way to answer, and the honest end."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions._base import Services
from actions.handoff import ActionOpenTicket, ValidateHandoffForm
from bot.content.consent import consent_version, handoff_consent_text
from bot.storage.database import Database
from tests.actions.drafts import CONSENT, JOIN, rows
from tests.actions.engine import Engine
from tests.actions.said import responses, said, words

GetServices = Callable[[], Services]
TrackerWith = Callable[..., Tracker]

FORM = "handoff_form"
MESSAGE = "Our ECCP profile cannot be published."
COMPLETE = {
    "handoff__message": MESSAGE,
    "handoff__consent": CONSENT,
    "handoff__contact": "pat@example.org",
}


async def answered(services: GetServices, say: CollectingDispatcher, tracker: Tracker) -> dict[str, Any]:
    """The slots set by the validator."""
    events = await ValidateHandoffForm(services).run(say, tracker, {})
    return {one["name"]: one["value"] for one in events}


async def test_a_message_its_consent_and_a_way_to_answer_become_a_ticket(
    engine: Engine, database: Database
) -> None:
    await engine.hears("can I talk to someone?", "request_person")
    assert engine.names == ["utter_ask_handoff__message"]
    await engine.hears(MESSAGE, "faq/eccp_profile")
    assert engine.names == ["utter_handoff_consent"]
    assert engine.text == handoff_consent_text()
    await engine.press("I agree")
    assert engine.names == ["utter_ask_handoff__contact"]
    await engine.hears("pat@example.org", "inform")
    assert engine.names == ["utter_handoff_stored"]
    (row,) = await rows(database, "tickets")
    assert (row["message"], row["answer_to"], row["channel"]) == (MESSAGE, "pat@example.org", "web")
    assert row["consent_version"] == consent_version()
    assert row["reference"] in engine.text
    assert "I cannot promise" in engine.text
    assert [engine.slots[name] for name in COMPLETE] == [None, None, None]


async def test_a_question_is_passed_on_as_well_and_a_cancel_is_not(
    services: GetServices, say: CollectingDispatcher, tracker_with: TrackerWith
) -> None:
    for text, intent, kept in (
        ("When does the call close?", "faq/call_closing_date", "When does the call close?"),
        ("Please cancel our label and our profile", "cancel", "Please cancel our label and our profile"),
        ("cancel", "cancel", None),
        ("non, laisse tomber", "cancel", None),
        ("/show_capabilities", None, None),
    ):
        tracker = tracker_with(text, intent, form=FORM, requested="handoff__message")
        assert (await answered(services, say, tracker)).get("handoff__message") == kept


@pytest.mark.parametrize("text", ["?", "🙂🙂🙂", "yes", "no thanks"])
async def test_a_message_without_words_is_asked_for_again(
    services: GetServices, say: CollectingDispatcher, tracker_with: TrackerWith, text: str
) -> None:
    tracker = tracker_with(text, "inform", form=FORM, requested="handoff__message")
    assert await answered(services, say, tracker) == {
        "handoff__message": None,
        "requested_slot": "handoff__message",
    }
    assert "I need a few words that I can pass on." in words(say.messages)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("pat@example.org", "pat@example.org"),
        ("please call +32 2 123 45 67", "+3221234567"),
        ("you can find me", None),
        ("12345", None),
    ],
)
async def test_the_way_to_answer_is_an_address_or_a_number(
    services: GetServices, say: CollectingDispatcher, tracker_with: TrackerWith, text: str, kept: str | None
) -> None:
    slots = {**COMPLETE, "handoff__contact": None}
    tracker = tracker_with(text, "inform", slots=slots, form=FORM, requested="handoff__contact")
    changed = await answered(services, say, tracker)
    assert changed["handoff__contact"] == kept
    assert responses(say.messages) == ([] if kept else ["utter_handoff_refused"])


@pytest.mark.parametrize(
    ("requested", "text", "intent"),
    [
        ("handoff__contact", "what do you do with it?", "faq/data_protection"),
        ("handoff__contact", "cancel", "cancel"),
        ("handoff__consent", "what is stored about me?", "faq/data_protection"),
        ("handoff__consent", "/cancel", None),
    ],
)
async def test_a_digression_sets_no_slot(
    services: GetServices,
    say: CollectingDispatcher,
    tracker_with: TrackerWith,
    requested: str,
    text: str,
    intent: str | None,
) -> None:
    slots = {**COMPLETE, requested: None, "handoff__contact": None}
    tracker = tracker_with(text, intent, slots=slots, form=FORM, requested=requested)
    assert await answered(services, say, tracker) == {}


async def test_the_consent_is_kept_word_for_word_with_its_moment(
    services: GetServices, say: CollectingDispatcher, tracker_with: TrackerWith
) -> None:
    tracker = tracker_with(
        "/affirm", slots={"handoff__message": MESSAGE}, form=FORM, requested="handoff__consent"
    )
    changed = await answered(services, say, tracker)
    kept = changed["handoff__consent"]
    assert (kept["text"], kept["version"]) == (handoff_consent_text(), consent_version())
    assert kept["given_at"].endswith("+00:00")
    assert changed["requested_slot"] == "handoff__contact"


async def test_an_unclear_consent_is_asked_again(
    services: GetServices, say: CollectingDispatcher, tracker_with: TrackerWith
) -> None:
    tracker = tracker_with(
        "yes, if it is short",
        "affirm",
        slots={"handoff__message": MESSAGE},
        form=FORM,
        requested="handoff__consent",
    )
    assert await answered(services, say, tracker) == {
        "handoff__consent": None,
        "requested_slot": "handoff__consent",
    }
    assert responses(say.messages) == ["utter_handoff_refused"]


@pytest.mark.parametrize("refusal", ["/deny", "no, I do not agree"])
async def test_without_consent_no_message_is_left_and_nothing_more_is_asked(
    engine: Engine, database: Database, refusal: str
) -> None:
    await engine.hears("can I talk to someone?", "request_person")
    await engine.hears(MESSAGE, "inform")
    if refusal.startswith("/"):
        await engine.press("No, cancel")
    else:
        await engine.hears(refusal, "deny")
    assert engine.names == ["utter_handoff_consent_needed"]
    assert engine.form is None
    assert [engine.slots[name] for name in COMPLETE] == [None, None, None]
    assert await rows(database, "tickets") == []


async def test_cancelling_leaves_no_message(engine: Engine, database: Database) -> None:
    await engine.hears("can I talk to someone?", "request_person")
    await engine.hears("cancel", "cancel")
    assert engine.names == ["utter_handoff_cancelled"]
    assert engine.form is None


async def test_with_a_bug_at_its_opening_the_form_owns_up_and_asks(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(self: ValidateHandoffForm, slots: dict[str, Any]) -> str:
        raise KeyError("a bug")

    monkeypatch.setattr(ValidateHandoffForm, "next_slot", broken)
    await engine.hears("can I talk to someone?", "request_person")
    assert engine.names == ["utter_technical_problem", "utter_ask_handoff__message"]


async def test_asking_for_a_person_again_repeats_the_question(engine: Engine, database: Database) -> None:
    await engine.hears("can I talk to someone?", "request_person")
    await engine.hears(MESSAGE, "inform")
    await engine.hears("I want to speak to a person", "request_person")
    assert engine.names == ["utter_handoff_consent"]
    assert engine.slots["handoff__message"] == MESSAGE


async def test_with_the_database_away_there_is_no_number_and_the_message_is_kept(
    services_without_storage: GetServices, say: CollectingDispatcher, tracker_with: TrackerWith
) -> None:
    tracker = tracker_with("pat@example.org", "inform", slots=COMPLETE)
    assert await ActionOpenTicket(services_without_storage).run(say, tracker, {}) == []
    (told,) = said(say.messages)
    assert told.response == "utter_handoff_not_stored"
    assert "T-" not in told.text


async def test_after_a_failure_the_message_is_stored_with_one_more_answer(
    engine: Engine, database: Database
) -> None:
    engine.slots |= COMPLETE
    await engine.hears("try again", "request_person")
    assert engine.names == ["utter_ask_handoff__contact"]
    await engine.hears("pat@example.org", "inform")
    assert engine.names == ["utter_handoff_stored"]
    (row,) = await rows(database, "tickets")
    assert row["message"] == MESSAGE


async def test_the_same_message_stored_twice_has_one_ticket_with_the_moment_of_its_consent(
    services: GetServices, database: Database, tracker_with: TrackerWith
) -> None:
    told = []
    for _ in range(2):
        say = CollectingDispatcher()
        await ActionOpenTicket(services).run(say, tracker_with("p@example.org", "inform", slots=COMPLETE), {})
        told.append(words(say.messages))
    assert told[0] == told[1]
    (row,) = await rows(database, "tickets")
    assert str(row["consent_given_at"]).startswith("2017-03-01 10:00:00")


async def test_a_draft_under_way_goes_on_afterwards(
    services: GetServices, say: CollectingDispatcher, tracker_with: TrackerWith
) -> None:
    for slots, followups in ((COMPLETE, []), ({**COMPLETE, **JOIN}, ["eoi_form"])):
        tracker = tracker_with("p@example.org", "inform", slots=slots)
        events = await ActionOpenTicket(services).run(say, tracker, {})
        assert [one["name"] for one in events if one["event"] == "followup"] == followups
