"""A draft is kept for later: a reference, a mail with it, and the way back into the form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import ActiveLoop, EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import _draft
from actions._aside import filled, set_aside
from actions._base import AnsweringAction, Services
from actions._form import FormReader
from actions._heard import Heard, heard
from actions._proof import ask_for_proof, proven
from actions.eoi import ActionStartEoi
from bot.clock import now_utc
from bot.content.phrases import phrase
from bot.logic.contact import read_email
from bot.logic.eoi import reference_in
from bot.storage.drafts import Draft

EMAIL = "save__email"
SAVE_FORM, EOI_FORM = "save_form", "eoi_form"


class ActionSaveEoi(AnsweringAction):
    """Keep the draft for another day or device; where no e-mail address is known yet, ask for one first."""

    def name(self) -> str:
        return "action_save_eoi"

    async def answer(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
        if not _draft.is_under_way(tracker) or tracker.get_slot("eoi__editing"):
            dispatcher.utter_message(response="utter_eoi_nothing_to_save")
            return []
        email = tracker.get_slot("eoi__email") or tracker.get_slot(EMAIL)
        if not email:
            return [FollowupAction(SAVE_FORM)]
        form_id = tracker.get_slot("eoi__form_id")
        now = now_utc()
        await self.services.drafts.keep(
            form_id, tracker.sender_id, _draft.answers(tracker.slots), email=email, now=now
        )
        reference = await self.services.drafts.save_for_later(
            form_id, email=email, link=self.services.public_url, now=now
        )
        dispatcher.utter_message(response="utter_eoi_saved", saved=phrase("eoi.saved", reference=reference))
        return [ActiveLoop(None), SlotSet("requested_slot", None), SlotSet(EMAIL, None)]


class ValidateSaveForm(FormReader):
    """Reads the address to which the way back is sent."""

    def name(self) -> str:
        return "validate_save_form"

    def next_slot(self, slots: Mapping[str, Any]) -> str | None:
        return None if slots.get(EMAIL) else EMAIL

    async def read(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, asked: str, said: Heard
    ) -> dict[str, Any] | None:
        if "@" not in said.text:
            return None
        checked = read_email(said.text)
        if checked.refusal:
            refusal = phrase(f"refusal.{checked.refusal}")
            dispatcher.utter_message(response="utter_eoi_refused", refusal=refusal)
        return {EMAIL: checked.value}


class ActionContinueEoi(AnsweringAction):
    """Go on with a draft: the one of this conversation, or one that was saved elsewhere."""

    def name(self) -> str:
        return "action_continue_eoi"

    async def answer(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
        about = reference_in(heard(tracker).text)
        if _draft.is_under_way(tracker) and about is None:
            return await ActionStartEoi(self._get_services).answer(dispatcher, tracker)
        address = await proven(self.services, tracker)
        if address is None:
            return ask_for_proof("continue", about)
        drafts = await self.services.drafts.of_address(address)
        return await load_draft(self.services, dispatcher, tracker, drafts, about)


async def load_draft(
    services: Services,
    dispatcher: CollectingDispatcher,
    tracker: Tracker,
    drafts: Sequence[Draft],
    about: str | None,
) -> list[EventType]:
    """The draft that is named, or the newest, back into the form; whose address it is, was proven before."""
    named = [one for one in drafts if about in (None, one.reference)]
    if not named:
        dispatcher.utter_message(response="utter_eoi_no_draft")
        return _draft.going_on(tracker)
    one = max(named, key=lambda draft: draft.updated_at)
    aside = await set_aside(services, dispatcher, tracker, for_form=one.form_id)
    dispatcher.utter_message(
        response="utter_eoi_intro", intro=phrase("eoi.draft_loaded", reference=one.reference)
    )
    return [*aside, *filled(one), FollowupAction(EOI_FORM)]
