"""The life of an expression of interest in the chat: begin, change, send, ask after it, give up."""

from __future__ import annotations

import uuid
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import ActiveLoop, EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import _draft
from actions._base import AnsweringAction, Services
from actions._changing import change
from actions._heard import heard
from actions._proof import FORM as PROOF_FORM
from actions._proof import SLOTS as PROOF_SLOTS
from actions._proof import ask_for_proof, own_eois, proven
from actions._search import PAGE, has_names, query_from
from actions._stored import CONFIRMED, show, start_change, start_withdrawal
from actions._turns import was_asked
from actions.partnerships import picked
from bot.clock import now_utc
from bot.content.call_status import closed_reason
from bot.content.lexicon import load_lexicon
from bot.content.partnership_words import full_name
from bot.content.phrases import enumerate_in_words, phrase
from bot.content.receipt_words import changed_text, receipt_text, stored_text
from bot.logic.changes import field_named
from bot.logic.eoi import Expression, idempotency_key, reference_in
from bot.logic.eoi_life import content_of, differences
from bot.logic.errors import EoIError
from bot.logic.yes_no import without_reservation

FORM = "eoi_form"
FROM_ELIGIBILITY = ("organisation_type", "country", "region", "theme")


class ActionStartEoi(AnsweringAction):
    """Begin an expression of interest or go on with one; outside the call's dates, say why not."""

    def name(self) -> str:
        return "action_start_eoi"

    async def answer(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
        reason = closed_reason(self.services.today())
        if reason:
            dispatcher.utter_message(response="utter_eoi_closed", reason=reason)
            return []
        under_way = _draft.is_under_way(tracker)
        asked_again: list[EventType] = [
            SlotSet("eoi__confirm", None)
        ]  # what was not stored is read back again
        begun = asked_again if under_way else self._begin(dispatcher, tracker)
        aimed = await self._aim(dispatcher, tracker, under_way=under_way)
        return [*begun, *aimed, *([] if tracker.active_loop.get("name") == FORM else [FollowupAction(FORM)])]

    async def _aim(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, *, under_way: bool
    ) -> list[EventType]:
        """To propose, or to join the partnership that is named or talked about."""
        said = heard(tracker)
        if said.intent == "propose_partnership" and tracker.active_loop.get("name") == FORM:
            dispatcher.utter_message(response="utter_eoi_intro", intro=phrase("eoi.finish_first"))
            return []
        if said.intent == "propose_partnership":
            dispatcher.utter_message(response="utter_eoi_intro", intro=phrase("eoi.intro_propose"))
            return [SlotSet("eoi__kind", "propose"), SlotSet("eoi__partnership", None)]
        named = said.one("partnership") or picked(said, tracker)
        if named is None and not under_way:
            named = _in_focus(tracker)
        if named is None and has_names(query_from(said)) and not tracker.get_slot("eoi__partnership"):
            page = await self.services.partnerships.search(query_from(said), limit=PAGE)
            found = [hit.partnership.id for hit in page.hits]
            return [SlotSet("last_offered", found), SlotSet("search_offset", 0.0)]
        if named is None:
            if under_way:
                dispatcher.utter_message(response="utter_eoi_intro", intro=phrase("eoi.intro_go_on"))
            return []
        one = await self.services.partnerships.get(named)
        if one is None:
            dispatcher.utter_message(response="utter_partnership_not_known")
        else:
            intro = phrase("eoi.intro_join", name=full_name(one))
            dispatcher.utter_message(response="utter_eoi_intro", intro=intro)
        return [SlotSet("eoi__kind", "join"), SlotSet("eoi__partnership", one.id if one else None)]

    def _begin(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
        """A fresh form with its own id; what the eligibility check learnt is taken over, and said."""
        events: list[EventType] = [*_draft.emptied(), SlotSet("eoi__form_id", uuid.uuid4().hex)]
        taken: list[str] = []
        for field in FROM_ELIGIBILITY:
            known: Any = tracker.get_slot(f"eligibility__{field}")
            value = known[0] if isinstance(known, list) and known else known
            if isinstance(value, str) and value in load_lexicon().ids(field):
                events.append(SlotSet(_draft.PREFIX + field, value))
                taken.append(_draft.in_words(field, value))
        if taken:
            text = phrase("eoi.taken_over", facts=enumerate_in_words(taken))
            dispatcher.utter_message(response="utter_eoi_intro", intro=text)
        return events


class ActionChangeEoi(AnsweringAction):
    """Change one answer by its name; where the new one is not in the message, the form asks for it.

    What was sent already is loaded into the form first, once it is proven who asks.
    """

    def name(self) -> str:
        return "action_change_eoi"

    async def answer(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
        said = heard(tracker)
        about = said.one("reference") or reference_in(said.text)
        if about or not _draft.is_under_way(tracker):
            reason = closed_reason(self.services.today())
            if reason:
                dispatcher.utter_message(response="utter_eoi_closed", reason=reason)
                return []
            address = await proven(self.services, tracker)
            if address is None:
                return ask_for_proof("change", about)
            return start_change(dispatcher, tracker, await own_eois(self.services, address), about)
        changed = change(dispatcher, tracker.slots, said)
        if changed is None:
            return []
        events: list[EventType] = [SlotSet(name, value) for name, value in changed.items()]
        return [*events, *([] if tracker.active_loop.get("name") == FORM else [FollowupAction(FORM)])]


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
        conversation_id = tracker.sender_id
        expression = _draft.expression(tracker)
        if tracker.get_slot("eoi__editing"):
            return await self._store_change(dispatcher, tracker, expression)
        receipt = await self.services.eois.submit(
            expression,
            _draft.consent_given(tracker.get_slot("eoi__consent")),
            idempotency_key=idempotency_key(conversation_id, tracker.get_slot("eoi__form_id")),
            form_id=tracker.get_slot("eoi__form_id"),
            now=now,
        )
        dispatcher.utter_message(response="utter_eoi_receipt", receipt=receipt_text(receipt))
        return [*_closed(tracker), *_draft.emptied(), SlotSet("eoi__reference", receipt.reference)]

    async def _store_change(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, expression: Expression
    ) -> list[EventType]:
        """A new version of what was sent before; the earlier ones are kept."""
        address = await proven(self.services, tracker)
        if address is None:  # the proof has run out while the form was filled in
            return [SlotSet("eoi__confirm", None), *ask_for_proof("go_on", None)]
        reference = tracker.get_slot("eoi__editing")
        before = await self.services.eois.by_reference(reference)
        changed = differences(before.expression, content_of(expression)) if before else []
        if not changed:
            dispatcher.utter_message(response="utter_eoi_unchanged")
            return [*_closed(tracker), *_draft.emptied()]
        try:
            stored = await self.services.eois.edit(
                reference,
                {one["field"]: one["after"] for one in changed},
                address=address,
                conversation_id=tracker.sender_id,
                channel=expression.channel,
                now=now_utc(),
            )
        except EoIError:  # withdrawn meanwhile, or of another address than the one proven last
            dispatcher.utter_message(response="utter_eoi_none_stored")
            return [*_closed(tracker), *_draft.emptied()]
        dispatcher.utter_message(response="utter_eoi_receipt", receipt=changed_text(stored, changed))
        return [*_closed(tracker), *_draft.emptied(), SlotSet("eoi__reference", reference)]

    async def _nothing_to_send(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
        """Said too early, or said twice: then the receipt is shown again."""
        receipts = await self.services.eois.of_conversation(tracker.sender_id)
        if receipts and not _draft.is_under_way(tracker):
            text = phrase("eoi.sent_before", receipt=receipt_text(receipts[-1]))
            dispatcher.utter_message(response="utter_eoi_already_sent", receipt=text)
        else:
            dispatcher.utter_message(response="utter_eoi_incomplete")
        return []


class ActionShowEoiStatus(AnsweringAction):
    """What was sent: in this conversation, whose signed session is the proof, or with a proven address."""

    def name(self) -> str:
        return "action_show_eoi_status"

    async def answer(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
        if _draft.is_under_way(tracker):
            dispatcher.utter_message(response="utter_eoi_status", status=phrase("eoi.status_draft"))
        address = await proven(self.services, tracker)
        stored = await own_eois(self.services, address) if address else []
        receipts = await self.services.eois.of_conversation(tracker.sender_id)
        about = reference_in(heard(tracker).text)
        if stored:
            show(dispatcher, stored)
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


class ActionCancel(AnsweringAction):
    """Give up whatever form is open."""

    def name(self) -> str:
        return "action_cancel"

    async def answer(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
        return await cancelled(self.services, dispatcher, tracker)


class ActionExplainField(AnsweringAction):
    """Why a question is asked and what happens to the answer."""

    def name(self) -> str:
        return "action_explain_field"

    async def answer(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
        return explain_field(dispatcher, tracker)


def explain_field(dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
    """The reason for the question that a form asks, or for the answer that is named."""
    form, _, asked = str(tracker.get_slot("requested_slot") or "").partition("__")
    named = field_named(heard(tracker).text) if form in ("", "eoi") else None
    if asked and named == "motivation":
        named = None  # "what is the reason?" asks for ours
    if form == "eligibility":
        reason = phrase("why.eligibility")
    elif form == "proof":
        reason = phrase("why.proof")
    elif form == "save":
        reason = phrase("why.save")
    else:
        reason = phrase(f"why.{named or asked or 'nothing_asked'}")
    dispatcher.utter_message(response="utter_eoi_field_reason", reason=reason)
    return []


async def cancelled(
    services: Services, dispatcher: CollectingDispatcher, tracker: Tracker
) -> list[EventType]:
    """Close the open form and drop its answers; a check of eligibility keeps what it learnt."""
    form = tracker.active_loop.get("name")
    closing: list[EventType] = [ActiveLoop(None), SlotSet("requested_slot", None)]
    if form == "handoff_form":
        dispatcher.utter_message(response="utter_handoff_cancelled")
        return [
            *closing,
            SlotSet("handoff__message", None),
            SlotSet("handoff__contact", None),
            SlotSet("handoff__consent", None),
            *_draft.going_on(tracker),
        ]
    if form == PROOF_FORM:
        dispatcher.utter_message(response="utter_proof_cancelled")
        return [*closing, *(SlotSet(slot, None) for slot in PROOF_SLOTS), *_draft.going_on(tracker)]
    if form == "save_form":
        dispatcher.utter_message(response="utter_eoi_intro", intro=phrase("eoi.not_saved"))
        return [*closing, *_draft.going_on(tracker)]
    if form == "eligibility_form":
        dispatcher.utter_message(response="utter_eligibility_stopped")
        return [*closing, *_draft.going_on(tracker)]
    if tracker.get_slot("eoi__consent") and not heard(tracker).is_button:
        dispatcher.utter_message(response=_draft.DROP)
        return []
    if _draft.is_under_way(tracker):
        return await dropped(services, dispatcher, tracker)
    dispatcher.utter_message(response="utter_nothing_to_cancel")
    return []


async def dropped(services: Services, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
    """Give the draft up, here and in the database; the form that asked for it closes."""
    await services.drafts.drop(tracker.get_slot("eoi__form_id"))
    dispatcher.utter_message(response="utter_eoi_cancelled")
    return [*_closed(tracker), *_draft.emptied()]


def _read_back_again(tracker: Tracker) -> list[EventType]:
    """ "Should we send it?", "send it only if ...": the form shows once more what would be sent, and asks."""
    if tracker.active_loop.get("name") == FORM:
        return []
    return [SlotSet("eoi__confirm", None), FollowupAction(FORM)]


def _closed(tracker: Tracker) -> list[EventType]:
    """Closes the form of the draft where it is open; another form goes on."""
    if tracker.active_loop.get("name") not in (FORM, None):
        return []
    return [ActiveLoop(None), SlotSet("requested_slot", None)]


def _in_focus(tracker: Tracker) -> str | None:
    """The partnership that is being talked about: the one just shown, or the only one listed."""
    offered = tracker.get_slot("last_offered") or []
    if tracker.get_slot("last_kind") == "search" and len(offered) == 1:
        return str(offered[0])
    return tracker.get_slot("partnership_id") if tracker.get_slot("last_kind") == "partnership" else None
