"""What was sent and is stored: shown, taken back, or loaded into the form to be changed.

Whoever calls this has proven the address that the expressions of interest were sent with.
"""

from __future__ import annotations

from collections.abc import Sequence

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import _draft
from actions._aside import set_aside
from actions._base import Services
from actions._changing import ask_which, change_as_wished, wish_in
from actions._heard import heard
from actions._saying import button
from bot.content.partnership_words import names_of
from bot.content.phrases import phrase
from bot.content.receipt_words import stored_text, what_it_is
from bot.logic.eoi_life import WITHDRAWN, StoredEoI
from bot.logic.follows import Follow

MOST_CHOICES = 6
CONFIRMED = "confirmed"
WISH = "eoi__wish"


def show(
    dispatcher: CollectingDispatcher, stored: Sequence[StoredEoI], follows: Sequence[Follow] = ()
) -> None:
    """Each with its state, and what is followed; nothing stored is said, too."""
    if not stored and not follows:
        dispatcher.utter_message(response="utter_eoi_none_stored")
        return
    texts = [stored_text(one) for one in stored]
    if follows:
        texts.append(phrase("follow.line", names=names_of([one.partnership_id for one in follows])))
    dispatcher.utter_message(response="utter_eoi_status", status="\n\n".join(texts))


def start_withdrawal(
    dispatcher: CollectingDispatcher, stored: Sequence[StoredEoI], about: str | None
) -> list[EventType]:
    """Ask once more before it is withdrawn."""
    one = _chosen(dispatcher, stored, about, "withdraw_eoi")
    if one:
        question = phrase("eoi.withdraw_really", reference=one.reference, what=what_it_is(one))
        buttons = [
            button(phrase("eoi.withdraw_yes"), "withdraw_eoi", reference=one.reference, eoi_field=CONFIRMED),
            button(phrase("eoi.withdraw_no"), "deny"),
        ]
        dispatcher.utter_message(response="utter_eoi_withdraw_really", question=question, buttons=buttons)
        return [SlotSet("eoi__reference", one.reference)]
    return []


async def start_change(
    services: Services,
    dispatcher: CollectingDispatcher,
    tracker: Tracker,
    stored: Sequence[StoredEoI],
    about: str | None,
) -> list[EventType]:
    """Load it into the form; the answer that was named is changed or asked for, the rest read back.

    What is wished is in the message, or was said before it was proven who asks. A draft under way waits.
    """
    said = heard(tracker)
    told_now = said.intent == "change_eoi" and not said.is_button
    wish = wish_in(said, tracker.slots) if told_now else tracker.get_slot(WISH)
    one = _chosen(dispatcher, stored, about, "change_eoi")
    if one is None:
        return [SlotSet(WISH, wish), *_draft.going_on(tracker)]
    aside = await set_aside(services, dispatcher, tracker)
    loaded = _draft.loaded(one)
    changed = change_as_wished(dispatcher, loaded, wish)
    if changed is None and told_now:
        ask_which(dispatcher, one.expression.kind)
    elif changed is None:
        intro = phrase("eoi.change_sent", reference=one.reference)
        dispatcher.utter_message(response="utter_eoi_intro", intro=intro)
    slots = {**loaded, **(changed or {}), WISH: None}
    return [*aside, *(SlotSet(name, value) for name, value in slots.items()), FollowupAction("eoi_form")]


def _chosen(
    dispatcher: CollectingDispatcher, stored: Sequence[StoredEoI], about: str | None, wish: str
) -> StoredEoI | None:
    """The one that is named, or the only one; else a button for each."""
    open_ones = [one for one in stored if one.status != WITHDRAWN]
    named = [one for one in open_ones if one.reference == about]
    if named or (len(open_ones) == 1 and not about):
        return (named or open_ones)[0]
    withdrawn = [one for one in stored if one.status == WITHDRAWN and about in (None, one.reference)]
    if withdrawn and (about or not open_ones):
        show(dispatcher, withdrawn)  # it is there, and cannot be taken back or changed any more
        return None
    if about or not open_ones:
        dispatcher.utter_message(response="utter_eoi_none_stored")
        return None
    buttons = [
        button(f"{one.reference}: {what_it_is(one)}", wish, reference=one.reference)
        for one in open_ones[:MOST_CHOICES]
    ]
    dispatcher.utter_message(response="utter_eoi_which_stored", buttons=buttons)
    return None
