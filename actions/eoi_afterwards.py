"""After an expression of interest was sent: how it stands, and taking it back."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions import _draft
from actions._base import AnsweringAction, Services
from actions._heard import heard
from actions._proof import ask_for_proof, own_eois, proven
from actions._stored import CONFIRMED, show, start_withdrawal
from actions._turns import was_asked
from actions.eoi import dropped
from bot.clock import now_utc
from bot.content.phrases import phrase
from bot.content.receipt_words import stored_text
from bot.logic.eoi import reference_in


class ActionShowEoiStatus(AnsweringAction):
    """What was sent: in this conversation, whose signed session is the proof, or with a proven address."""

    def name(self) -> str:
        return "action_show_eoi_status"

    async def answer(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
        if _draft.is_under_way(tracker):
            dispatcher.utter_message(response="utter_eoi_status", status=phrase("eoi.status_draft"))
        address = await proven(self.services, tracker)
        stored = await own_eois(self.services, address) if address else []
        follows = await self.services.follows.of_address(address) if address else []
        receipts = await self.services.eois.of_conversation(tracker.sender_id)
        about = reference_in(heard(tracker).text)
        if stored or follows:
            show(dispatcher, stored, follows)
        elif receipts and about in (None, *(one.reference for one in receipts)):
            sent = [await self.services.eois.by_reference(receipt.reference) for receipt in receipts]
            show(dispatcher, [one for one in sent if one])
        elif address:
            show(dispatcher, stored)
        elif about or not _draft.is_under_way(tracker):
            return ask_for_proof("status", about)
        return []


class ActionWithdrawEoi(AnsweringAction):
    """Withdraw what was sent, once it is proven who asks and asked again; a draft is simply cancelled."""

    def name(self) -> str:
        return "action_withdraw_eoi"

    async def answer(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
        said = heard(tracker)
        about = said.one("reference") or reference_in(said.text)
        confirmed = said.is_button and said.one("eoi_field") == CONFIRMED
        sent = await self.services.eois.of_conversation(tracker.sender_id)
        if _draft.is_under_way(tracker) and not sent and not about:
            return await dropped(self.services, dispatcher, tracker)
        address = await proven(self.services, tracker)
        if address is None:
            return ask_for_proof("withdraw", about)
        stored = await own_eois(self.services, address)
        asked_about = tracker.get_slot("eoi__reference") if confirmed else None
        if about and about == asked_about and was_asked(tracker, "utter_eoi_withdraw_really"):
            return await withdrawn(self.services, dispatcher, tracker, address, about)
        return start_withdrawal(dispatcher, stored, about)


async def withdrawn(
    services: Services, dispatcher: CollectingDispatcher, tracker: Tracker, address: str, reference: str
) -> list[EventType]:
    """Withdraw it, and say so from what was committed."""
    one = await services.eois.withdraw(
        reference,
        address=address,
        conversation_id=tracker.sender_id,
        channel=(tracker.latest_message.get("metadata") or {}).get("channel", "web"),
        now=now_utc(),
    )
    dispatcher.utter_message(response="utter_eoi_status", status=stored_text(one))
    return []
