"""A message for a person: what to pass on, how to answer, and what honestly happens next."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import _draft
from actions._base import AnsweringAction
from actions._form import FormReader
from actions._heard import Heard
from bot.clock import now_utc
from bot.content.consent import consent_record, handoff_consent_text
from bot.content.phrases import phrase
from bot.logic.contact import read_contact
from bot.logic.digression import VERY_SURE, is_answer
from bot.logic.words import clean, letters, tokens
from bot.logic.yes_no import read_consent, yes_or_no

SLOTS = ("handoff__message", "handoff__consent", "handoff__contact")
FEWEST_LETTERS = 3
LONGEST_CANCEL = 4  # words; a longer message may be one for the person
REFUSED = "refused"  # in place of the consent: the form ends, and nothing is stored


class ValidateHandoffForm(FormReader):
    """Reads the message, the consent and the way to answer."""

    asked_anyway = "handoff__contact"  # after a message that could not be stored

    def name(self) -> str:
        return "validate_handoff_form"

    def next_slot(self, slots: Mapping[str, Any]) -> str | None:
        if slots.get("handoff__consent") == REFUSED:
            return None
        return next((slot for slot in SLOTS if not slots.get(slot)), None)

    async def read(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, asked: str, said: Heard
    ) -> dict[str, Any] | None:
        if said.intent == "cancel" and (said.is_button or asked != "handoff__message"):
            return None
        if said.intent == "request_person" and asked == "handoff__consent":
            return {asked: None}  # it is being done: the same question again
        if asked == "handoff__message":
            return self._read_message(dispatcher, said)
        if asked == "handoff__consent":
            return self._read_consent(dispatcher, said)
        wants_a_person = said.intent == "request_person"  # that is what the question is for
        if not wants_a_person and not is_answer("contact", said.text, said.intent, said.confidence):
            return None
        checked = read_contact(said.text)
        if checked.refusal:
            dispatcher.utter_message(
                response="utter_handoff_refused", refusal=phrase(f"refusal.{checked.refusal}")
            )
        return {asked: checked.value}

    def _read_message(self, dispatcher: CollectingDispatcher, said: Heard) -> dict[str, Any] | None:
        """Whatever is written is for the person, questions included; only a clear cancel is not."""
        cancels = said.intent == "cancel" and (
            not is_answer("message", said.text, said.intent, 1.0)
            or (said.confidence >= VERY_SURE and len(tokens(said.text)) <= LONGEST_CANCEL)
        )
        if said.is_button or cancels:
            return None
        message = clean(said.text)
        if letters(message) < FEWEST_LETTERS or yes_or_no(message) is not None:
            dispatcher.utter_message(
                response="utter_handoff_refused", refusal=phrase("refusal.message_empty")
            )
            return {"handoff__message": None}
        return {"handoff__message": message}

    def _read_consent(self, dispatcher: CollectingDispatcher, said: Heard) -> dict[str, Any] | None:
        if not is_answer("consent", said.text, said.intent, said.confidence):
            return None
        checked = read_consent(said.text)
        if checked.refusal == "consent_needed":
            return {"handoff__consent": REFUSED}
        if checked.refusal:
            dispatcher.utter_message(
                response="utter_handoff_refused", refusal=phrase(f"refusal.{checked.refusal}")
            )
            return {"handoff__consent": None}
        return {"handoff__consent": consent_record(now_utc(), handoff_consent_text())}


class ActionAskHandoffConsent(AnsweringAction):
    """Show what is stored, before asking how to reach the person."""

    def name(self) -> str:
        return "action_ask_handoff__consent"

    async def answer(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
        dispatcher.utter_message(response="utter_handoff_consent", consent=handoff_consent_text())
        return []


class ActionOpenTicket(AnsweringAction):
    """Store the message; its number is shown only after the commit. Without consent nothing is stored."""

    apology = apology_without_storage = apology_without_answer = "utter_handoff_not_stored"

    def name(self) -> str:
        return "action_open_ticket"

    async def answer(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
        given = tracker.get_slot("handoff__consent")
        if given == REFUSED:
            dispatcher.utter_message(response="utter_handoff_consent_needed")
            return [*(SlotSet(slot, None) for slot in SLOTS), *_draft.going_on(tracker)]
        ticket = await self.services.tickets.open(
            tracker.get_slot("handoff__message"),
            tracker.get_slot("handoff__contact"),
            conversation_id=tracker.sender_id,
            channel=(tracker.latest_message.get("metadata") or {}).get("channel", "web"),
            consent=_draft.consent_given(given),
            now=now_utc(),
            idempotency_key=given["given_at"],  # one a message left
        )
        dispatcher.utter_message(
            response="utter_handoff_stored", stored=phrase("handoff.stored", ticket=ticket)
        )
        return [*(SlotSet(slot, None) for slot in SLOTS), *_draft.going_on(tracker)]
