"""The life of an expression of interest in the chat: begin, change, send, ask after it, give up."""

from __future__ import annotations

import uuid
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import ActiveLoop, EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import _draft
from actions import _following as following
from actions._aside import come_back
from actions._base import AnsweringAction, Services
from actions._changing import change, ended_warning, intro_to_join, wish_in
from actions._heard import heard
from actions._proof import FORM as PROOF_FORM
from actions._proof import SLOTS as PROOF_SLOTS
from actions._proof import ask_for_proof, own_eois, proven
from actions._reading import note_also, said_at_once
from actions._search import PAGE, has_names, in_focus, query_from
from actions._stepping_back import begun_again, changed_in_check
from actions._stored import WISH, start_change
from actions.partnerships import picked
from bot.content.call_status import closed_reason
from bot.content.lexicon import load_lexicon
from bot.content.phrases import enumerate_in_words, phrase
from bot.logic.changes import field_named, goes_back, starts_over
from bot.logic.eoi import reference_in

FORM, CHECK = "eoi_form", "eligibility_form"
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
        told = [] if under_way else self._told(dispatcher, tracker, begun)
        going_on = [] if tracker.active_loop.get("name") == FORM else [FollowupAction(FORM)]
        return [*begun, *aimed, *told, *going_on]

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
            named = in_focus(tracker)
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
            dispatcher.utter_message(response="utter_eoi_intro", intro=intro_to_join(one))
        return [SlotSet("eoi__kind", "join"), SlotSet("eoi__partnership", one.id if one else None)]

    def _told(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, begun: list[EventType]
    ) -> list[EventType]:
        """Answers that the wish itself gives: "as a cluster from Galicia", "a partnership on photonics"."""
        known = {event["name"] for event in begun if event.get("value") is not None}
        told = {slot: value for slot, value in said_at_once(heard(tracker)).items() if slot not in known}
        note_also(dispatcher, told)
        return [SlotSet(slot, value) for slot, value in told.items()]

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
        if about == tracker.get_slot("eoi__editing"):
            about = None  # it is open already
        form, back = tracker.active_loop.get("name"), goes_back(said.text)
        if not about and form == CHECK and (back or not _draft.is_under_way(tracker)):
            return changed_in_check(dispatcher, tracker, said)
        if back and not form and not _draft.is_under_way(tracker):
            nothing = phrase("eligibility.nothing_to_go_back_to")
            dispatcher.utter_message(response="utter_eligibility_noted", noted=nothing)
            return []
        if about or not _draft.is_under_way(tracker):
            reason = closed_reason(self.services.today())
            if reason:
                dispatcher.utter_message(response="utter_eoi_closed", reason=reason)
                return []
            address = await proven(self.services, tracker)
            if address is None:
                return [SlotSet(WISH, wish_in(said, tracker.slots)), *ask_for_proof("change", about)]
            stored = await own_eois(self.services, address)
            return await start_change(self.services, dispatcher, tracker, stored, about)
        changed = change(dispatcher, tracker.slots, said)
        if changed is None:
            return []
        await self._warn(dispatcher, changed.get("eoi__partnership"))
        events: list[EventType] = [SlotSet(name, value) for name, value in changed.items()]
        return [*events, *([] if tracker.active_loop.get("name") == FORM else [FollowupAction(FORM)])]

    async def _warn(self, dispatcher: CollectingDispatcher, partnership_id: str | None) -> None:
        one = await self.services.partnerships.get(partnership_id) if partnership_id else None
        warning = ended_warning(one)
        if warning:
            dispatcher.utter_message(response="utter_eoi_warning", warning=warning)


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
    elif form in ("save", "erasure", "follow"):
        reason = phrase(f"why.{form}")
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
        given_up = [SlotSet(slot, None) for slot in PROOF_SLOTS]
        return [*closing, *given_up, *following.forgotten(), *_draft.going_on(tracker)]
    if form == "follow_form":
        dispatcher.utter_message(response="utter_follow_cancelled")
        return [*closing, *following.forgotten(), *_draft.going_on(tracker)]
    if form == "save_form":
        dispatcher.utter_message(response="utter_eoi_intro", intro=phrase("eoi.not_saved"))
        return [*closing, *_draft.going_on(tracker)]
    if form == CHECK and starts_over(heard(tracker).text):
        return begun_again(dispatcher)
    if form == CHECK:
        dispatcher.utter_message(response="utter_eligibility_stopped")
        return [*closing, *_draft.going_on(tracker)]
    if tracker.get_slot("eoi__consent") and not heard(tracker).is_button:
        editing = tracker.get_slot("eoi__editing")
        words = phrase("eoi.drop_change_really", reference=editing) if editing else phrase("eoi.drop_really")
        dispatcher.utter_message(response=_draft.DROP, question=words)
        return []
    if _draft.is_under_way(tracker):
        return await dropped(services, dispatcher, tracker)
    dispatcher.utter_message(response="utter_nothing_to_cancel")
    return []


async def dropped(services: Services, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
    """Give the draft up, here and in the database; the form that asked for it closes."""
    editing = tracker.get_slot("eoi__editing")
    await services.drafts.drop(tracker.get_slot("eoi__form_id"))
    words = phrase("eoi.change_cancelled", reference=editing) if editing else phrase("eoi.cancelled")
    dispatcher.utter_message(response="utter_eoi_cancelled", cancelled=words)
    return [*_draft.closed(tracker), *_draft.emptied(), *await come_back(services, dispatcher, tracker)]
