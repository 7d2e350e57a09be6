"""When the message is not understood well enough to answer: ask back, or say so."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, FollowupAction
from rasa_sdk.executor import CollectingDispatcher

from actions._base import AnsweringAction
from actions._declining import declined
from actions._draft import DROP, going_on, is_under_way
from actions._heard import Heard, heard
from actions._meanings import CANNOT_ANSWER, agreed_meaning, ask_back, picked_meaning, pressed, take
from actions._proof import ask_for_proof, proven
from actions._search import has_names, query_from
from actions._turns import was_asked
from actions.eoi import dropped
from actions.eoi_afterwards import withdrawn
from actions.partnerships import show_page
from actions.themes import explain_theme, names_only_themes
from bot.content.did_you_mean import load_offers
from bot.content.phrases import phrase
from bot.logic.meanings import guesses, is_most_likely_out_of_scope, worth_offering
from bot.logic.readings import UNSURE
from bot.logic.yes_no import yes_or_no


class ActionClarify(AnsweringAction):
    """Offer what was probably meant, in the person's terms; without a good guess, say what is possible.

    Rasa also runs it where no rule fits (`core_fallback_action_name`), and would go on running it: then it
    says itself what comes next.
    """

    def name(self) -> str:
        return "action_clarify"

    async def answer(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
        said = heard(tracker)
        if said.intent == UNSURE:
            chosen = picked_meaning(tracker, said)
            if chosen:
                return await take(self._get_services, dispatcher, tracker, chosen)
            return await self._clarify(dispatcher, tracker, said)
        events = await self._clarify(dispatcher, tracker, said)
        return [*events, FollowupAction(tracker.active_loop.get("name") or "action_listen")]

    async def _clarify(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, said: Heard
    ) -> list[EventType]:
        if declined(dispatcher, said):
            return []
        ranked, offers, query = guesses(said.ranking), load_offers(), query_from(said)
        if names_only_themes(said) and not is_most_likely_out_of_scope(ranked):
            return await explain_theme(self.services, dispatcher, said)  # a fact is worth more than guesses
        offered = worth_offering(ranked, offers.titles, offers.alike)
        if offered:
            ask_back(dispatcher, tracker, offered)
        elif has_names(query) and not is_most_likely_out_of_scope(ranked):
            return await show_page(self.services, dispatcher, query, 0)
        else:
            dispatcher.utter_message(response=CANNOT_ANSWER)
        return []


class ActionTakeMeaning(AnsweringAction):
    """A button of "did you mean": the message it was about is read once more, as what was chosen."""

    def name(self) -> str:
        return "action_take_meaning"

    async def answer(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
        chosen = pressed(tracker, heard(tracker))
        if chosen is None:
            dispatcher.utter_message(response=CANNOT_ANSWER)
            return []
        return await take(self._get_services, dispatcher, tracker, chosen)


class ActionDecline(AnsweringAction):
    """What has nothing to do with the call: say so, and what is possible."""

    def name(self) -> str:
        return "action_decline"

    async def answer(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
        if not declined(dispatcher, heard(tracker)):
            dispatcher.utter_message(response="utter_out_of_scope")
        return []


class ActionTakeYesOrNo(AnsweringAction):
    """A yes or no that no form was waiting for: to a question of ours, or to nothing."""

    def name(self) -> str:
        return "action_take_yes_or_no"

    async def answer(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
        said = heard(tracker)
        if was_asked(tracker, DROP) and is_under_way(tracker):
            if yes_or_no(said.text):
                return await dropped(self.services, dispatcher, tracker)
            dispatcher.utter_message(response="utter_eoi_intro", intro=phrase("eoi.intro_go_on"))
            return [] if tracker.active_loop.get("name") else going_on(tracker)
        if was_asked(tracker, "utter_eoi_withdraw_really"):
            return await self._withdraw_or_not(dispatcher, tracker, agreed=bool(yes_or_no(said.text)))
        chosen = agreed_meaning(tracker, said)
        if chosen:
            return await take(self._get_services, dispatcher, tracker, chosen)
        dispatcher.utter_message(response="utter_nothing_to_confirm")
        return []

    async def _withdraw_or_not(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, *, agreed: bool
    ) -> list[EventType]:
        reference, address = tracker.get_slot("eoi__reference"), await proven(self.services, tracker)
        if not agreed or not reference:
            dispatcher.utter_message(response="utter_eoi_not_withdrawn")
            return going_on(tracker)
        if address is None:
            return ask_for_proof("withdraw", reference)
        return await withdrawn(self.services, dispatcher, tracker, address, reference)
