"""The questions of an expression of interest: reading each answer, and the questions made from data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions import _draft
from actions._base import AnsweringAction
from actions._form import FormReader
from actions._heard import OWN, Heard
from actions._saying import button
from actions._search import full_name
from actions._verdicts import warning_for
from bot.clock import now_utc
from bot.content.consent import consent_text, consent_version
from bot.content.lexicon import load_lexicon
from bot.content.phrases import phrase
from bot.logic.digression import is_answer
from bot.logic.eoi_fields import read_field

ALSO_TAKEN = ("organisation_type", "country", "region", "theme")
MOST_CHOICES = 6


class ValidateEoiForm(FormReader):
    """Reads the answers of the expression of interest."""

    def name(self) -> str:
        return "validate_eoi_form"

    def next_slot(self, slots: Mapping[str, Any]) -> str | None:
        return _draft.next_slot(slots)

    async def read(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, asked: str, said: Heard
    ) -> dict[str, Any] | None:
        field = asked.removeprefix(_draft.PREFIX)
        if field == "partnership":
            return self._read_partnership(dispatcher, tracker, said)
        if field == "confirm":
            return self._read_confirmation(dispatcher, said)
        if not is_answer(field, said.text, said.intent, said.confidence):
            return None
        checked = read_field(field, _text_for(said), _mentions(said))
        if checked.refusal:
            self._refuse(dispatcher, checked.refusal, checked.options)
            return {asked: None}
        changed: dict[str, Any] = {asked: checked.value}
        if field == "consent":
            changed = {asked: _consent_record()}
        if field in ("organisation", *ALSO_TAKEN):
            changed = {**_also_said(field, tracker, said), **changed}
        self._warn(dispatcher, changed)
        return changed

    def _read_partnership(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, said: Heard
    ) -> dict[str, Any] | None:
        if said.intent == "propose_partnership":
            return {"eoi__kind": "propose", "eoi__partnership": None}
        named = said.one("partnership")
        offered, ordinal = tracker.get_slot("last_offered") or [], said.one("ordinal")
        if named is None and ordinal and ordinal.isdigit() and 1 <= int(ordinal) <= len(offered):
            named = offered[int(ordinal) - 1]
        if named is None:
            if not is_answer("theme", said.text, said.intent, said.confidence):
                return None
            dispatcher.utter_message(response="utter_partnership_not_known")
        return {"eoi__partnership": named}

    def _read_confirmation(self, dispatcher: CollectingDispatcher, said: Heard) -> dict[str, Any] | None:
        if said.intent in ("affirm", "submit_eoi"):
            return {"eoi__confirm": "yes"}
        if said.intent == "deny":
            dispatcher.utter_message(response="utter_eoi_change_which")
            return {"eoi__confirm": None}
        return None

    def _refuse(self, dispatcher: CollectingDispatcher, refusal: str, options: tuple[str, ...]) -> None:
        lexicon = load_lexicon()
        names = [lexicon.name_of(entity, one) for one in options for entity in _draft.ENTITY_OF_FIELD if
                 one in lexicon.ids(entity)]  # fmt: skip
        text = phrase(f"refusal.{refusal}")
        if names:
            text = f"{text} {phrase('refusal.options', names=', '.join(names))}"
        dispatcher.utter_message(response="utter_eoi_refused", refusal=text)

    def _warn(self, dispatcher: CollectingDispatcher, changed: Mapping[str, Any]) -> None:
        for slot in ("eoi__organisation_type", "eoi__country", "eoi__theme"):
            value = changed.get(slot)
            warning = warning_for(slot.removeprefix(_draft.PREFIX), value) if value else None
            if warning:
                dispatcher.utter_message(response="utter_eoi_warning", warning=warning)


class ActionAskConsent(AnsweringAction):
    """Show the consent text as it is kept, before the first personal question."""

    def name(self) -> str:
        return "action_ask_eoi__consent"

    async def answer(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
        buttons = [button(phrase("consent.agree"), "affirm"), button(phrase("consent.refuse"), "cancel")]
        dispatcher.utter_message(response="utter_eoi_intro", intro=consent_text(), buttons=buttons)
        return []


class ActionAskConfirm(AnsweringAction):
    """Read everything back before it is sent."""

    def name(self) -> str:
        return "action_ask_eoi__confirm"

    async def answer(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
        partnership_id = tracker.get_slot("eoi__partnership")
        one = await self.services.partnerships.get(partnership_id) if partnership_id else None
        text = _draft.read_back(tracker.slots, full_name(one) if one else None)
        dispatcher.utter_message(response="utter_eoi_read_back", read_back=text)
        return []


class ActionAskPartnership(AnsweringAction):
    """Ask which partnership, with those just listed as buttons."""

    def name(self) -> str:
        return "action_ask_eoi__partnership"

    async def answer(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
        names = load_lexicon().partnerships
        offered = [one for one in tracker.get_slot("last_offered") or [] if one in names]
        buttons = [button(names[one], "express_interest", partnership=one) for one in offered[:MOST_CHOICES]]
        buttons.append(button(phrase("eoi.propose_instead"), "propose_partnership"))
        dispatcher.utter_message(
            response="utter_eoi_ask_again", question=phrase("eoi.which_partnership"), buttons=buttons
        )
        return []


def _text_for(said: Heard) -> str:
    """A pressed button says its value; typed words say themselves."""
    return said.one("eoi_field") or said.text if said.is_button else said.text


def _mentions(said: Heard) -> dict[str, tuple[str, ...]]:
    regions = load_lexicon().regions
    found = {entity: said.ids(entity) for entity in _draft.ENTITY_OF_FIELD.values()}
    found["country"] = said.ids("country") or tuple(
        dict.fromkeys(regions[one].country for one in found["region"] if one in regions)
    )
    found["organisation_type"] = found["organisation_type"] or said.ambiguous_kinds()
    return found


def _also_said(field: str, tracker: Tracker, said: Heard) -> dict[str, Any]:
    """Other answers in the same message: "we are a cluster in Lyon" answers three questions."""
    also: dict[str, Any] = {}
    for other in ALSO_TAKEN:
        slot = _draft.PREFIX + other
        if other == field or tracker.get_slot(slot):
            continue
        named = (
            said.countries(OWN, None)
            if other == "country"
            else said.ids(_draft.ENTITY_OF_FIELD[other], OWN, None)
        )
        if len(named) == 1:
            also[slot] = named[0]
    return also


def _consent_record() -> dict[str, str]:
    return {
        "version": consent_version(),
        "text": consent_text(),
        "language": "en",
        "given_at": now_utc().isoformat(),
    }
