"""When the message is not understood well enough to answer: ask back, or say so."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions._base import AnsweringAction
from actions._draft import DROP, going_on, is_under_way
from actions._heard import heard
from actions._saying import button, next_buttons
from actions._search import has_names, query_from
from actions._turns import was_asked
from actions.eoi import dropped
from actions.partnerships import show_page
from bot.content.answers import load_answers
from bot.content.phrases import phrase
from bot.content.steps import step_titles
from bot.logic.yes_no import yes_or_no

WORTH_OFFERING = 0.05  # below this a guess is noise
CHOICES = 3
NO_CHOICE = ("ask_more", "show_capabilities")  # they mean nothing to somebody who has just asked something


class ActionClarify(AnsweringAction):
    """Offer what was probably meant, in the person's terms; without a good guess, say what is possible."""

    def name(self) -> str:
        return "action_clarify"

    async def answer(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
        said = heard(tracker)
        choices = [name for name, confidence in said.ranking if confidence >= WORTH_OFFERING]
        steps = [name.removeprefix("faq/") for name in choices]
        named = [step for step in steps if step in load_answers() or step in step_titles()]
        known = [step for step in named if step not in NO_CHOICE][:CHOICES]
        query = query_from(said)
        if not known and has_names(query):
            return await show_page(self.services, dispatcher, query, 0)
        if not known:
            dispatcher.utter_message(response="utter_cannot_answer")
            return []
        buttons = next_buttons(known)
        buttons.append(button(phrase("clarify.other"), "show_capabilities"))
        dispatcher.utter_message(response="utter_did_you_mean", buttons=buttons)
        return []


class ActionTakeYesOrNo(AnsweringAction):
    """A yes or no that no form was waiting for: to the question whether to drop a draft, or to nothing."""

    def name(self) -> str:
        return "action_take_yes_or_no"

    async def answer(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
        said = heard(tracker)
        if was_asked(tracker, DROP) and is_under_way(tracker):
            if yes_or_no(said.text):
                return dropped(dispatcher)
            dispatcher.utter_message(response="utter_eoi_intro", intro=phrase("eoi.intro_go_on"))
            return [] if tracker.active_loop.get("name") else going_on(tracker)
        dispatcher.utter_message(response="utter_nothing_to_confirm")
        return []
