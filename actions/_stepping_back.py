"""Going back in the eligibility check: one question, or to the answer that is named."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions._heard import Heard
from actions._profile import PREFIX, learnt, noted
from bot.content.phrases import phrase
from bot.logic.changes import field_named
from bot.logic.eligibility import ASKED_BY_REASON

QUESTIONS = tuple(ASKED_BY_REASON.values())


def changed_in_check(dispatcher: CollectingDispatcher, tracker: Tracker, said: Heard) -> list[EventType]:
    """The answer that the message puts right; without one the question named, or the one before, is asked."""
    asked = str(tracker.get_slot("requested_slot") or "").removeprefix(PREFIX)
    named = field_named(said.text)
    changed = _put_right(tracker, said, named)
    told = noted(changed)
    if told:
        dispatcher.utter_message(response="utter_eligibility_noted", noted=told)
        return [SlotSet(name, value) for name, value in changed.items()]
    again = named if named in QUESTIONS else _answered_before(tracker, asked)
    if again is None:
        note = phrase("eligibility.no_question_before")
    else:
        note = phrase("eligibility.back_to", requirement=phrase(f"requirement.{again}"))
    dispatcher.utter_message(response="utter_eligibility_noted", noted=note)
    return [SlotSet(PREFIX + again, None)] if again else []


def begun_again(dispatcher: CollectingDispatcher) -> list[EventType]:
    """Every answer of the check is forgotten; the first question comes next."""
    dispatcher.utter_message(response="utter_eligibility_noted", noted=phrase("eligibility.begun_again"))
    return [SlotSet(PREFIX + one, None) for one in (*QUESTIONS, "region")]


def _put_right(tracker: Tracker, said: Heard, named: str | None) -> dict[str, Any]:
    """A country that is named together with its question is the own one, not one of a partner."""
    countries = said.countries()
    if named == "country" and countries:
        return {f"{PREFIX}country": countries[-1], f"{PREFIX}region": None}
    return learnt(said, tracker.slots)


def _answered_before(tracker: Tracker, asked: str) -> str | None:
    """The last question before this one that has an answer."""
    before = QUESTIONS[: QUESTIONS.index(asked)] if asked in QUESTIONS else QUESTIONS
    return next((one for one in reversed(before) if tracker.get_slot(PREFIX + one)), None)
