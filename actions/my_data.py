"""All of one's data: a copy of it, and its erasure. Both need a proof, the erasure a clear yes as well."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import _draft
from actions._base import AnsweringAction, Services
from actions._form import FormReader
from actions._heard import Heard
from actions._proof import ask_for_proof, proven
from bot.clock import now_utc
from bot.content.my_data_words import summary_lines
from bot.content.phrases import phrase
from bot.logic.passes import LIFETIME
from bot.logic.yes_no import yes_or_no

CONFIRM = "erasure__confirm"
YES, NO = "yes", "no"


def give_copy(services: Services, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
    """The address of the page with everything; it shows nothing once the proof no longer holds."""
    copy = phrase(
        "my_data.copy",
        link=services.my_data_link(tracker.sender_id),
        minutes=f"{LIFETIME.total_seconds() / 60:.0f}",
    )
    dispatcher.utter_message(response="utter_my_data_copy", copy=copy)
    return _draft.going_on(tracker)


async def read_back_what_goes(
    services: Services, dispatcher: CollectingDispatcher, address: str
) -> list[EventType]:
    """How much of each kind goes, with the references; then the question."""
    lines = "\n".join(summary_lines(await services.my_data.export(address)))
    read_back = phrase("my_data.erase_read_back", lines=lines)
    dispatcher.utter_message(response="utter_my_data_read_back", read_back=read_back)
    return [SlotSet(CONFIRM, None), FollowupAction("erasure_form")]


class ActionExportData(AnsweringAction):
    """Give a person everything that is held about them."""

    def name(self) -> str:
        return "action_export_data"

    async def answer(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
        if await proven(self.services, tracker) is None:
            return ask_for_proof("export", None)
        return give_copy(self.services, dispatcher, tracker)


class ActionEraseData(AnsweringAction):
    """Begin an erasure: who asks, what goes, and is it really wanted?"""

    def name(self) -> str:
        return "action_erase_data"

    async def answer(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
        address = await proven(self.services, tracker)
        if address is None:
            return ask_for_proof("erase", None)
        return await read_back_what_goes(self.services, dispatcher, address)


class ValidateErasureForm(FormReader):
    """Reads the yes. Whatever is no clear yes or no is asked again; silence erases nothing."""

    def name(self) -> str:
        return "validate_erasure_form"

    def next_slot(self, slots: Mapping[str, Any]) -> str | None:
        return None if slots.get(CONFIRM) else CONFIRM

    async def read(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, asked: str, said: Heard
    ) -> dict[str, Any] | None:
        agreed = yes_or_no(said.text)
        if agreed is not None:
            return {CONFIRM: YES if agreed else NO}
        if said.intent in ("affirm", "inform", "erase_data", "nlu_fallback", None):
            refusal = phrase("refusal.erase_yes_or_no")
            dispatcher.utter_message(response="utter_proof_refused", refusal=refusal)
            return {CONFIRM: None}
        return {CONFIRM: NO} if said.intent in ("deny", "cancel") else None


class ActionCarryOutErasure(AnsweringAction):
    """Record the erasure. The front door carries it out once this turn is over, also after a restart."""

    def name(self) -> str:
        return "action_carry_out_erasure"

    async def answer(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
        forgotten: list[EventType] = [SlotSet(CONFIRM, None)]
        if tracker.get_slot(CONFIRM) != YES:
            dispatcher.utter_message(response="utter_my_data_erasure", erasure=phrase("my_data.erase_kept"))
            return [*forgotten, *_draft.going_on(tracker)]
        address = await proven(self.services, tracker)
        if address is None:
            dispatcher.utter_message(response="utter_proof_refused", refusal=phrase("refusal.proof_expired"))
            return [*forgotten, *ask_for_proof("erase", None)]
        await self.services.my_data.ask_to_erase(address, [tracker.sender_id], now_utc())
        dispatcher.utter_message(response="utter_my_data_erasure", erasure=phrase("my_data.erase_under_way"))
        return forgotten
