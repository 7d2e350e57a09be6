"""Follow-ups read in the light of the last answer: "more" and "why?"."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions._base import AnsweringAction
from actions._saying import next_buttons, say
from actions._status import status_on
from actions.eligibility import explain_verdicts
from actions.partnerships import show_next_page
from bot.content.answers import load_answers, render


class ActionTellMore(AnsweringAction):
    """More of whatever was shown last: the rest of an answer, or the next page of a search."""

    def name(self) -> str:
        return "action_tell_more"

    async def answer(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
        kind = tracker.get_slot("last_kind")
        if kind == "search":
            return await show_next_page(self.services, dispatcher, tracker)
        if kind == "eligibility":
            return explain_verdicts(self.services, dispatcher, tracker)
        answer = load_answers().get(tracker.get_slot("last_topic") or "")
        if answer is None and kind is None:
            dispatcher.utter_message(response="utter_nothing_said_yet")
        elif answer is None or kind != "answer" or answer.more is None:
            dispatcher.utter_message(response="utter_no_more")
        else:
            said = render(answer, status_on(self.services.today()), more=True)
            say(dispatcher, said, next_buttons(answer.next))
            return [SlotSet("last_kind", "answer_in_full")]
        return []


class ActionExplainWhy(AnsweringAction):
    """Say where the last answer or verdict is written."""

    def name(self) -> str:
        return "action_explain_why"

    async def answer(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
        if tracker.get_slot("last_kind") == "eligibility":
            return explain_verdicts(self.services, dispatcher, tracker)
        answer = load_answers().get(tracker.get_slot("last_topic") or "")
        if answer is None:
            dispatcher.utter_message(response="utter_nothing_said_yet")
            return []
        said = render(answer, status_on(self.services.today()), more=answer.more is not None)
        say(dispatcher, said, next_buttons(answer.next))
        return [SlotSet("last_kind", "answer_in_full")]
