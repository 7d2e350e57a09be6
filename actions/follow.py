"""Following a partnership: notices about it go to an address that was proven, and stop as easily."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import _draft
from actions._base import AnsweringAction, Services
from actions._following import ALL, CONSENT, PARTNERSHIP, REFUSED, SLOTS, followed, forgotten, unfollowed
from actions._form import FormReader
from actions._heard import Heard, heard
from actions._proof import ask_for_proof, proven
from actions._saying import button
from actions._search import PAGE, has_names, in_focus, query_from
from actions.partnerships import picked
from bot.clock import now_utc
from bot.content.consent import consent_record, follow_consent_text
from bot.content.lexicon import load_lexicon
from bot.content.partnership_words import full_name
from bot.content.phrases import phrase
from bot.logic.digression import is_answer
from bot.logic.yes_no import read_consent

FORM = "follow_form"
MOST_CHOICES = 6


class ActionFollowPartnership(AnsweringAction):
    """Begin to follow the partnership that is named or talked about; else the form asks which one."""

    def name(self) -> str:
        return "action_follow_partnership"

    async def answer(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
        said = heard(tracker)
        named = said.one("partnership") or picked(said, tracker)
        offered = None if named else await _candidates(self.services, said)
        if named is None and offered is None:
            named = in_focus(tracker) or tracker.get_slot("eoi__partnership")
        one = await self.services.partnerships.get(named) if named else None
        shown = [SlotSet("last_offered", offered), SlotSet("search_offset", 0.0)] if offered else []
        return [
            *shown,
            SlotSet(PARTNERSHIP, one.id if one else None),
            SlotSet(CONSENT, None),
            FollowupAction(FORM),
        ]


class ValidateFollowForm(FormReader):
    """Reads which partnership, and the consent to keep an address."""

    def name(self) -> str:
        return "validate_follow_form"

    def next_slot(self, slots: Mapping[str, Any]) -> str | None:
        return next((slot for slot in SLOTS if not slots.get(slot)), None)

    async def read(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, asked: str, said: Heard
    ) -> dict[str, Any] | None:
        if said.intent == "follow_partnership" and said.one("partnership"):  # also another one instead
            return {PARTNERSHIP: said.one("partnership")}
        if asked == PARTNERSHIP:
            return await self._read_partnership(dispatcher, tracker, said)
        if not is_answer("consent", said.text, said.intent, said.confidence):
            return None
        checked = read_consent(said.text)
        if checked.refusal == "consent_needed":
            return {CONSENT: REFUSED}
        if checked.refusal:
            refusal = phrase(f"refusal.{checked.refusal}")
            dispatcher.utter_message(response="utter_follow_refused", refusal=refusal)
            return {CONSENT: None}
        return {CONSENT: consent_record(now_utc(), follow_consent_text())}

    async def _read_partnership(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, said: Heard
    ) -> dict[str, Any] | None:
        named = said.one("partnership") or picked(said, tracker)
        if named:
            return {PARTNERSHIP: named}
        if not is_answer("theme", said.text, said.intent, said.confidence):
            return None
        offered = await _candidates(self.services, said)
        if offered:
            return {PARTNERSHIP: None, "last_offered": offered, "search_offset": 0.0}
        dispatcher.utter_message(response="utter_partnership_not_known")
        return {PARTNERSHIP: None}


class ActionAskFollowPartnership(AnsweringAction):
    """Ask which partnership, with those just listed as buttons."""

    def name(self) -> str:
        return "action_ask_follow__partnership"

    async def answer(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
        names = load_lexicon().partnerships
        offered = [one for one in tracker.get_slot("last_offered") or [] if one in names]
        buttons = [
            button(names[one], "follow_partnership", partnership=one) for one in offered[:MOST_CHOICES]
        ]
        dispatcher.utter_message(response="utter_follow_which", buttons=buttons)
        return []


class ActionAskFollowConsent(AnsweringAction):
    """Say what following means and what is stored, before an address is asked for."""

    def name(self) -> str:
        return "action_ask_follow__consent"

    async def answer(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
        one = await self.services.partnerships.get(tracker.get_slot(PARTNERSHIP))
        intro = phrase("follow.intro", name=full_name(one) if one else tracker.get_slot(PARTNERSHIP))
        dispatcher.utter_message(response="utter_follow_consent", consent=f"{intro}\n{follow_consent_text()}")
        return []


class ActionGoOnWithFollow(AnsweringAction):
    """Store it for the address that was proven already; else ask for one, and for the code sent there."""

    apology = apology_without_storage = apology_without_answer = "utter_follow_not_stored"

    def name(self) -> str:
        return "action_go_on_with_follow"

    async def answer(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
        if tracker.get_slot(CONSENT) == REFUSED:
            dispatcher.utter_message(response="utter_follow_consent_needed")
            return [*forgotten(), *_draft.going_on(tracker)]
        address = await proven(self.services, tracker)
        if address is None:
            return ask_for_proof("follow", None)
        return await followed(self.services, dispatcher, tracker, address)


class ActionUnfollowPartnership(AnsweringAction):
    """Stop the notices about one partnership, once it is proven whose address it is."""

    def name(self) -> str:
        return "action_unfollow_partnership"

    async def answer(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
        said = heard(tracker)
        about = ALL if said.one("eoi_field") == ALL else said.one("partnership") or picked(said, tracker)
        address = await proven(self.services, tracker)
        if address is None:
            return [SlotSet(PARTNERSHIP, about), *ask_for_proof("unfollow", None)]
        return await unfollowed(self.services, dispatcher, tracker, address, about)


async def _candidates(services: Services, said: Heard) -> list[str] | None:
    """The partnerships that fit what was named in place of one ("food in Spain"); None where nothing was."""
    query = query_from(said)
    if not has_names(query):
        return None
    page = await services.partnerships.search(query, limit=PAGE)
    return [hit.partnership.id for hit in page.hits] or None
