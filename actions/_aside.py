"""A draft that gives way to another one: it is kept, and asked on when the other is done."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import _draft
from actions._base import Services
from bot.clock import now_utc
from bot.content.phrases import phrase
from bot.storage.drafts import Draft

ASIDE = "eoi__set_aside"


async def set_aside(
    services: Services, dispatcher: CollectingDispatcher, tracker: Tracker, *, for_form: str | None = None
) -> list[EventType]:
    """Keep what is under way before another one is opened, and say what becomes of it.

    Changes to something sent are not kept: what was sent stays as it is.
    """
    form_id = tracker.get_slot("eoi__form_id")
    if not form_id or form_id == for_form:
        return []
    editing = tracker.get_slot("eoi__editing")
    if editing:
        intro = phrase("eoi.change_left", reference=editing)
        dispatcher.utter_message(response="utter_eoi_intro", intro=intro)
        return []
    answers, email = _draft.answers(tracker.slots), tracker.get_slot("eoi__email")
    await services.drafts.keep(form_id, tracker.sender_id, answers, email=email, now=now_utc())
    dispatcher.utter_message(response="utter_eoi_intro", intro=phrase("eoi.set_aside"))
    return [SlotSet(ASIDE, [*(tracker.get_slot(ASIDE) or []), form_id])]


async def come_back(
    services: Services, dispatcher: CollectingDispatcher, tracker: Tracker
) -> list[EventType]:
    """The draft that was set aside last is asked on; one that was sent or dropped elsewhere is gone."""
    waiting = list(tracker.get_slot(ASIDE) or [])
    while waiting:
        draft = await services.drafts.of_form(waiting.pop())
        if draft is not None:
            dispatcher.utter_message(response="utter_eoi_intro", intro=phrase("eoi.back_to_draft"))
            return [*filled(draft), SlotSet(ASIDE, waiting or None), FollowupAction("eoi_form")]
    return [SlotSet(ASIDE, None)]


def filled(draft: Draft) -> list[EventType]:
    """The slots of the form as the draft has them."""
    slots = {**dict.fromkeys(_draft.SLOTS), **draft.answers, "eoi__form_id": draft.form_id}
    return [SlotSet(name, value) for name, value in slots.items()]
