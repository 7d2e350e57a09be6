"""What the three form validators share: read the answer asked for, or step aside for a digression."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from typing import Any

import structlog
from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions._base import Services, services
from actions._heard import Heard, heard
from actions._meanings import picked_meaning
from bot.logic.digression import ANSWERING, VERY_SURE
from bot.logic.errors import StorageAway
from bot.logic.readings import UNSURE
from bot.logic.words import tokens

log = structlog.get_logger(__name__)

REQUESTED = "requested_slot"
NOT_A_DIGRESSION = ("action_listen", "action_extract_slots")
PICKING = ("pick_one", UNSURE)  # what "the first one" is taken for; their actions know "did you mean"


def is_surely_a_wish(said: Heard) -> bool:
    """Nothing could be read, and the engine is very sure what is wanted: a short "find partnerships"."""
    return said.intent is not None and said.intent not in ANSWERING and said.confidence >= VERY_SURE


def is_a_wish_about_partnerships(field: str, said: Heard) -> bool:
    """ "I want to join ..." is no name of an organisation and no region, however freely these are written.

    Nor is "follow TEX4IM".
    """
    if field not in ("organisation", "region", "title") or said.confidence < VERY_SURE:
        return False
    if said.intent in ("follow_partnership", "unfollow_partnership"):
        return said.one("partnership") is not None
    wishes = said.intent in ("express_interest", "propose_partnership")
    return wishes and tokens(said.text)[:1] in (("i",), ("we",), ("id",), ("please",), ("can",), ("let",))


class FormReader(Action, ABC):
    """Validates one form: `validate_<form>`.

    Rasa calls it when the form opens, after each message, and once more when the form goes on after a
    digression; the message is read only in the second case. No slot set means: this was no answer, and
    Rasa lets the rules deal with the message before it asks again.
    """

    asked_anyway: str | None = (
        None  # asked again where a form opens with every answer there: Rasa would close it
    )

    def __init__(self, get_services: Callable[[], Services] = services) -> None:
        self._get_services = get_services

    @property
    def services(self) -> Services:
        return self._get_services()

    @abstractmethod
    def name(self) -> str: ...

    @abstractmethod
    async def read(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, asked: str, said: Heard
    ) -> dict[str, Any] | None:
        """Slots from an answer (a refused one sets the asked slot to None); None for a digression."""

    @abstractmethod
    def next_slot(self, slots: Mapping[str, Any]) -> str | None:
        """The slot to ask for next, or None when the form is complete."""

    async def keep(self, tracker: Tracker, after: Mapping[str, Any]) -> None:
        """Store what was answered so far, for forms whose answers must outlive the conversation."""

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Read and decide; when that fails, own up and ask the same question again."""
        asked = tracker.get_slot(REQUESTED)
        try:
            return await self._turn(dispatcher, tracker, asked)
        except StorageAway:
            log.error("form_without_storage", form=self.name())
            apology = "utter_storage_away"
        except Exception:  # a bug: somebody must look
            log.exception("form_failed", form=self.name())
            apology = "utter_technical_problem"
        dispatcher.messages.clear()
        dispatcher.utter_message(response=apology)
        return [SlotSet(asked, None), SlotSet(REQUESTED, asked)] if asked else []

    async def _turn(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, asked: str | None
    ) -> list[EventType]:
        changed: dict[str, Any] = {}
        if asked and self._is_ours(asked) and not self._after_digression(tracker):
            said = heard(tracker)
            if said.intent in PICKING and picked_meaning(tracker, said):
                return []  # an answer to "did you mean", not to the form
            answer = await self.read(dispatcher, tracker, asked, said)
            if answer is None:
                return []
            changed = answer
        elif self.asked_anyway and self.next_slot(tracker.slots) is None:
            changed = {self.asked_anyway: None}
        after = {**tracker.slots, **changed}
        if changed:
            await self.keep(tracker, after)
        events = [SlotSet(name, value) for name, value in changed.items()]
        return [*events, SlotSet(REQUESTED, self.next_slot(after))]

    def _is_ours(self, slot: str) -> bool:
        return slot.startswith(self.name().removeprefix("validate_").removesuffix("_form") + "__")

    def _after_digression(self, tracker: Tracker) -> bool:
        form = self.name().removeprefix("validate_")
        for event in reversed(tracker.events):
            if event["event"] == "user":
                return False
            if event["event"] == "action" and event["name"] not in (*NOT_A_DIGRESSION, form):
                return True
        return False
