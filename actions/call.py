"""Questions about the call and its support services."""

from __future__ import annotations

from dataclasses import replace

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions._base import AnsweringAction, Services
from actions._declining import declined
from actions._heard import heard
from actions._saying import next_buttons, say
from bot.content.answers import load_answers, render
from bot.content.call_status import days_left_line, status_on


class ActionAnswerQuestion(AnsweringAction):
    """Answer one FAQ topic: short first, with source, and the next steps as buttons."""

    def name(self) -> str:
        return "action_answer_question"

    async def answer(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
        said = heard(tracker)
        if declined(dispatcher, said):
            return []
        return answer_topic(self.services, dispatcher, said.topic)


def answer_topic(services: Services, dispatcher: CollectingDispatcher, topic: str | None) -> list[EventType]:
    """The short answer to one topic; the honest gap where there is none."""
    answer, today = load_answers().get(topic or ""), services.today()
    if answer is None:
        dispatcher.utter_message(response="utter_no_verified_answer")
        return []
    said = render(answer, status_on(today))
    said = replace(said, text=said.text + days_left_line(answer.topic, today))
    say(dispatcher, said, next_buttons(answer.next, more=answer.more is not None))
    return [SlotSet("last_kind", "answer"), SlotSet("last_topic", topic)]
