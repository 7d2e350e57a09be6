"""Sending an expression of interest, or the changes to one: the receipt comes after the commit."""

from __future__ import annotations

from collections.abc import Sequence

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import _draft
from actions._aside import come_back
from actions._base import AnsweringAction
from actions._heard import heard
from actions._proof import NEW_ADDRESS, ask_for_code, ask_for_proof, source_of
from actions._receipts import receipt_part
from bot.clock import now_utc
from bot.content.call_status import closed_reason
from bot.content.phrases import phrase
from bot.content.receipt_words import changed_text, difference_lines, receipt_text
from bot.logic.codes import Asked
from bot.logic.eoi import Expression, Receipt
from bot.logic.eoi_life import Difference, Edited, StoredEoI, between, content_of
from bot.logic.errors import EoIChangedMeanwhile, EoIError
from bot.logic.yes_no import without_reservation

FORM = "eoi_form"


class ActionSubmitEoi(AnsweringAction):
    """Store the expression of interest and show the receipt, only after the commit."""

    apology = apology_without_storage = apology_without_answer = "utter_eoi_not_stored"

    def name(self) -> str:
        return "action_submit_eoi"

    async def answer(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
        if not _draft.is_complete(tracker.slots):
            return await self._nothing_to_send(dispatcher, tracker)
        now = now_utc()
        reason = closed_reason(self.services.today())
        if reason:
            dispatcher.utter_message(response="utter_eoi_closed", reason=reason)
            return []
        said = heard(tracker)
        if said.intent == "submit_eoi" and not without_reservation(said.text):
            return _read_back_again(tracker)
        expression = _draft.expression(tracker)
        if tracker.get_slot("eoi__editing"):
            return await self._store_change(dispatcher, tracker, expression)
        receipt = await self.services.eois.submit(
            expression,
            _draft.consent_given(tracker.get_slot("eoi__consent")),
            form_id=tracker.get_slot("eoi__form_id"),
            now=now,
        )
        _show_receipt(dispatcher, receipt, between(content_of(receipt.expression), content_of(expression)))
        return [
            *_draft.closed(tracker),
            *_draft.emptied(),
            SlotSet("eoi__reference", receipt.reference),
            *await come_back(self.services, dispatcher, tracker),
        ]

    async def _store_change(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, expression: Expression
    ) -> list[EventType]:
        """A new version of what was sent before; the earlier ones are kept."""
        reference = tracker.get_slot("eoi__editing")
        stored = await self.services.eois.by_reference(reference)
        address = stored.expression.email if stored else ""
        if stored and not await self._has_proven(tracker, address):  # it ran out while the form was filled in
            return [SlotSet("eoi__confirm", None), *ask_for_proof("go_on", None)]
        if stored and not await self._has_proven(tracker, expression.email):
            return await self._prove_new_address(dispatcher, tracker, expression.email)
        try:
            edited = await self.services.eois.edit(
                reference,
                content_of(expression),
                opened=_opened(tracker),
                address=address,
                conversation_id=tracker.sender_id,
                channel=expression.channel,
                now=now_utc(),
            )
        except EoIChangedMeanwhile:
            return await self._show_collision(dispatcher, tracker, expression)
        except EoIError:  # withdrawn or erased meanwhile
            dispatcher.utter_message(response="utter_eoi_none_stored")
        else:
            _show_change(dispatcher, edited)
        return [
            *_draft.closed(tracker),
            *_draft.emptied(),
            SlotSet("eoi__reference", reference),
            *await come_back(self.services, dispatcher, tracker),
        ]

    async def _has_proven(self, tracker: Tracker, address: str) -> bool:
        return await self.services.codes.has_proven(tracker.sender_id, address, now=now_utc())

    async def _prove_new_address(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, address: str
    ) -> list[EventType]:
        """A new address counts only once the code that is sent there has come back."""
        asked = await self.services.codes.ask(
            tracker.sender_id, address=address, to_new=True, source=source_of(tracker), now=now_utc()
        )
        unconfirmed = SlotSet("eoi__confirm", None)
        if asked is Asked.SENT:
            return [unconfirmed, *ask_for_code(NEW_ADDRESS)]
        dispatcher.utter_message(response="utter_proof_refused", refusal=phrase("refusal.proof_too_often"))
        return [unconfirmed, FollowupAction(FORM)]

    async def _show_collision(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, expression: Expression
    ) -> list[EventType]:
        """Say what was changed elsewhere, take over what does not collide, and read it all back again."""
        reference = tracker.get_slot("eoi__editing")
        versions = {one.version: one for one in await self.services.eois.versions(reference)}
        newest = versions[max(versions)]
        base = versions[_opened(tracker)].content
        theirs, mine = between(base, newest.content), between(base, content_of(expression))
        lines = difference_lines("eoi.changed_meanwhile_line", theirs)
        told = phrase("eoi.changed_meanwhile", reference=reference, lines=lines)
        dispatcher.utter_message(response="utter_eoi_intro", intro=told)
        merged = {**newest.content, **{one["field"]: one["after"] for one in mine}}
        slots = {**_draft.slots_of(merged), "eoi__opened": float(newest.version), "eoi__confirm": None}
        going_on = [] if tracker.active_loop.get("name") == FORM else [FollowupAction(FORM)]
        return [*(SlotSet(name, value) for name, value in slots.items()), *going_on]

    async def _nothing_to_send(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
        """Said too early, or said twice: then the receipt is shown again."""
        receipt = None if _draft.is_under_way(tracker) else await self._last_sent(tracker)
        if receipt:
            text = phrase("eoi.sent_before", receipt=receipt_text(receipt))
            dispatcher.utter_message(
                response="utter_eoi_already_sent", receipt=text, json_message=receipt_part(receipt)
            )
        else:
            dispatcher.utter_message(response="utter_eoi_incomplete")
        return []

    async def _last_sent(self, tracker: Tracker) -> Receipt | StoredEoI | None:
        """What this conversation sent last, or was shown the receipt of: its draft was sent elsewhere."""
        receipts = await self.services.eois.of_conversation(tracker.sender_id)
        reference = tracker.get_slot("eoi__reference")
        if receipts or not reference:
            return receipts[-1] if receipts else None
        return await self.services.eois.by_reference(reference)


def _read_back_again(tracker: Tracker) -> list[EventType]:
    """ "Should we send it?", "send it only if ...": the form shows once more what would be sent, and asks."""
    if tracker.active_loop.get("name") == FORM:
        return []
    return [SlotSet("eoi__confirm", None), FollowupAction(FORM)]


def _opened(tracker: Tracker) -> int:
    """The version that the form was filled from."""
    return int(tracker.get_slot("eoi__opened") or 1)


def _show_receipt(dispatcher: CollectingDispatcher, receipt: Receipt, missed: Sequence[Difference]) -> None:
    """The receipt; where another browser had sent the draft with other answers, which ones."""
    text, response = receipt_text(receipt), "utter_eoi_receipt"
    if missed:
        lines = difference_lines("eoi.sent_elsewhere_line", missed)
        text = phrase("eoi.sent_elsewhere", lines=lines, receipt=text, reference=receipt.reference)
        response = "utter_eoi_already_sent"
    dispatcher.utter_message(response=response, receipt=text, json_message=receipt_part(receipt))


def _show_change(dispatcher: CollectingDispatcher, edited: Edited) -> None:
    """What was changed, before and after, and what others had changed meanwhile."""
    if not edited.changed:
        dispatcher.utter_message(response="utter_eoi_unchanged")
        return
    text = changed_text(edited.stored, edited.changed)
    if edited.meanwhile:
        lines = difference_lines("eoi.changed_meanwhile_line", edited.meanwhile)
        text = f"{text}\n{phrase('eoi.kept_meanwhile', lines=lines)}"
    dispatcher.utter_message(
        response="utter_eoi_receipt", receipt=text, json_message=receipt_part(edited.stored)
    )
