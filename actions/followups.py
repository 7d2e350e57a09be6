"""Follow-ups read in the light of the last answer: "more" and "why?"."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions._base import AnsweringAction, Services
from actions._heard import heard
from actions._saying import next_buttons, say
from actions._turns import turn_before
from actions.call import answer_topic
from actions.eligibility import FORM as ELIGIBILITY_FORM
from actions.eligibility import explain_verdicts
from actions.eoi import explain_field
from actions.partnerships import say_source_of, show_next_page, show_one, show_same_page
from bot.content.answers import Answer, Said, load_answers, render
from bot.content.call_status import status_on
from bot.content.phrases import phrase
from bot.logic.once_more import asks_for_sources, wants_it_again
from bot.logic.own_statements import asks_for_the_verdict

MAY_BE_ASKED_WHY = (
    "action_answer_question",
    "action_check_requirement",
    "action_explain_why",
    "action_find_partnerships",
    "action_show_partnership",
    "action_tell_more",
)

OUR_SOURCES = "how_binding"


class ActionTellMore(AnsweringAction):
    """More of whatever was shown last: the rest of an answer, or the next page of a search."""

    def name(self) -> str:
        return "action_tell_more"

    async def answer(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
        kind, topic = tracker.get_slot("last_kind"), tracker.get_slot("last_topic")
        if wants_it_again(heard(tracker).text):
            return await self._once_more(dispatcher, tracker)
        if kind == "search":
            return await show_next_page(self.services, dispatcher, tracker)
        if kind == "eligibility":
            return explain_verdicts(self.services, dispatcher, tracker)
        if kind == "requirement":
            return answer_topic(self.services, dispatcher, topic)
        answer = load_answers().get(topic or "")
        if answer is None and kind is None:
            dispatcher.utter_message(response="utter_nothing_said_yet")
        elif answer is None or kind != "answer" or answer.more is None:
            dispatcher.utter_message(response="utter_no_more")
        else:
            return tell_the_rest(self.services, dispatcher, answer)
        return []

    async def _once_more(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
        """What was shown last, in its short form: there is none that is shorter or simpler."""
        kind, topic = tracker.get_slot("last_kind"), tracker.get_slot("last_topic")
        if kind == "eligibility":
            return explain_verdicts(self.services, dispatcher, tracker)
        if kind == "search" and tracker.get_slot("last_offered"):
            return await show_same_page(self.services, dispatcher, tracker)
        if kind == "partnership":
            shown = tracker.get_slot("partnership_id")
            return await show_one(self.services, dispatcher, shown, heard(tracker))
        if topic not in load_answers():
            dispatcher.utter_message(response="utter_nothing_said_yet")
            return []
        dispatcher.utter_message(response="utter_eoi_intro", intro=phrase("steps.short_form"))
        return answer_topic(self.services, dispatcher, topic)


class ActionExplainWhy(AnsweringAction):
    """Say where the last answer or verdict is written; right after a question, why it is asked."""

    def name(self) -> str:
        return "action_explain_why"

    async def answer(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
        kind, topic = tracker.get_slot("last_kind"), tracker.get_slot("last_topic")
        form = tracker.active_loop.get("name")
        if form == ELIGIBILITY_FORM and asks_for_the_verdict(heard(tracker).text):
            return explain_verdicts(self.services, dispatcher, tracker)
        if form and not _something_was_answered(tracker):
            return explain_field(dispatcher, tracker)
        if kind == "eligibility":
            return explain_verdicts(self.services, dispatcher, tracker)
        if kind == "requirement":
            return answer_topic(self.services, dispatcher, topic)
        if kind == "search" and tracker.get_slot("last_offered"):
            return await show_same_page(self.services, dispatcher, tracker)
        if kind == "partnership":
            return await say_source_of(self.services, dispatcher, tracker.get_slot("partnership_id"))
        answer = load_answers().get(topic or "")
        if kind is None and asks_for_sources(heard(tracker).text):
            return answer_topic(self.services, dispatcher, OUR_SOURCES)
        if answer is None or kind == "search":
            dispatcher.utter_message(response="utter_nothing_said_yet")
            return []
        return tell_the_rest(self.services, dispatcher, answer)


def tell_the_rest(services: Services, dispatcher: CollectingDispatcher, answer: Answer) -> list[EventType]:
    """What follows the short answer, else that once more; it rests on the same facts where it has none."""
    status = status_on(services.today())
    short = render(answer, status)
    rest = render(answer, status, more=True) if answer.more else short
    say(dispatcher, Said(rest.text, rest.facts or short.facts), next_buttons(answer.next))
    return [SlotSet("last_kind", "answer_in_full")]


def _something_was_answered(tracker: Tracker) -> bool:
    """Was there an answer in the turn before this one, or only the question of an open form?"""
    return any(event.get("name") in MAY_BE_ASKED_WHY for event in turn_before(tracker))
