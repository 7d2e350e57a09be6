"""The questions of the eligibility check: reading each answer, several in one message included."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions._base import AnsweringAction
from actions._form import FormReader, is_surely_a_wish
from actions._heard import OWN, Heard, heard
from actions._profile import NO, NO_PARTNERS, NOT_KNOWN, YES, learnt, noted, stated
from actions.eligibility import ask_which_kind, assessment_of, left_to_ask
from bot.logic.changes import corrects
from bot.logic.digression import is_answer
from bot.logic.leaning import is_fragment
from bot.logic.own_statements import says_to_have
from bot.logic.roles import names_itself
from bot.logic.words import tokens
from bot.logic.yes_no import CONDITION_PHRASES, says_none, yes_or_no

KIND = "eligibility__organisation_type"
YES_NO_SLOTS = ("eligibility__own_legal_entity", "eligibility__eccp_profile")
LISTS = ("eligibility__theme", "eligibility__partner_countries")


class ValidateEligibilityForm(FormReader):
    """Reads the answers of the eligibility check."""

    def name(self) -> str:
        return "validate_eligibility_form"

    def next_slot(self, slots: Mapping[str, Any]) -> str | None:
        return left_to_ask(assessment_of(self.services, slots), slots)

    async def read(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, asked: str, said: Heard
    ) -> dict[str, Any] | None:
        if not is_answer(asked.removeprefix("eligibility__"), said.text, said.intent, said.confidence):
            return None
        changed = self._understood(tracker, asked, said)
        if changed:
            plain = (asked,) if asked in YES_NO_SLOTS else ()  # a yes to the question needs no reading back
            told = noted({slot: value for slot, value in changed.items() if slot not in plain})
            if told:
                dispatcher.utter_message(response="utter_eligibility_noted", noted=told)
            return changed
        if is_surely_a_wish(said):
            return None
        if not (said.ambiguous_kinds() and asked == KIND):  # then the question itself asks which one
            dispatcher.utter_message(response="utter_eligibility_answer_unclear")
        return {asked: None}

    def _understood(self, tracker: Tracker, asked: str, said: Heard) -> dict[str, Any]:
        if said.names_a_group:  # which of the countries is it?
            return {}
        answer = _yes_or_no(said)
        if asked in YES_NO_SLOTS and stated(said):  # perhaps of the other one, or of both
            return learnt(said, {**tracker.slots, asked: None})
        if asked in YES_NO_SLOTS:
            if answer is None and said.intent != "dont_know":
                answer = says_to_have(asked.removeprefix("eligibility__"), said.text)
            if answer is not None:
                return {asked: YES if answer else NO}
        elif asked == "eligibility__partner_countries":
            countries = said.countries()
            if countries:
                before = [one for one in tracker.get_slot(asked) or [] if one not in (NO_PARTNERS, NOT_KNOWN)]
                return {
                    **_without_places(learnt(said, tracker.slots)),
                    asked: [*dict.fromkeys([*before, *countries])],
                }
            if answer is False or says_none(said.text):
                return {asked: [NO_PARTNERS]}
        if said.intent == "dont_know" and not said.entities:
            return {asked: [NOT_KNOWN] if asked in LISTS else NOT_KNOWN}
        changed = learnt(said, {**tracker.slots, asked: None})
        if asked != KIND and tracker.get_slot(KIND) and not _tells_its_kind(said):
            changed.pop(KIND, None)
        return changed


class ActionAskOrganisationType(AnsweringAction):
    """Ask for the kind of organisation; after a word with two meanings, which one is meant."""

    def name(self) -> str:
        return "action_ask_eligibility__organisation_type"

    async def answer(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
        said = heard(tracker)
        if said.ambiguous_kinds() and said.intent != "ask_requirement":
            ask_which_kind(dispatcher, said.ambiguous_kinds())
        else:
            dispatcher.utter_message(response="utter_ask_eligibility__organisation_type")
        return []


def _tells_its_kind(said: Heard) -> bool:
    """Is it the asker's own kind, though another was told before? "We do research with clusters": no."""
    anew = said.countries(OWN) or names_itself(said.text) or corrects(said.text)
    return bool(anew) or is_fragment(said.text)


def _yes_or_no(said: Heard) -> bool | None:
    """By its words, else by its meaning ("none yet"). A yes with a condition is no answer."""
    plain = yes_or_no(said.text)
    if plain is not None or "?" in said.text:
        return plain
    if said.intent == "affirm" and CONDITION_PHRASES.isdisjoint(tokens(said.text)):
        return True
    return False if said.intent == "deny" else None


def _without_places(changed: dict[str, Any]) -> dict[str, Any]:
    place_slots = ("eligibility__country", "eligibility__region", "eligibility__partner_countries")
    return {name: value for name, value in changed.items() if name not in place_slots}
