"""What is done once it is proven whose address it is: a partnership is followed, or no longer."""

from __future__ import annotations

from collections.abc import Sequence

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import _draft
from actions._base import Services
from actions._saying import button
from actions._search import in_focus
from bot.clock import now_utc
from bot.content.lexicon import load_lexicon
from bot.content.partnership_words import names_of
from bot.content.phrases import phrase
from bot.logic.follows import Follow

PARTNERSHIP, CONSENT = "follow__partnership", "follow__consent"
SLOTS = (PARTNERSHIP, CONSENT)
REFUSED = "refused"  # in place of the consent: the form ends, and nothing is stored
ALL = "all"
MOST_CHOICES = 6


async def followed(
    services: Services, dispatcher: CollectingDispatcher, tracker: Tracker, address: str
) -> list[EventType]:
    """Store it for this address, which was proven, and say so from what was committed."""
    partnership_id, given = tracker.get_slot(PARTNERSHIP), tracker.get_slot(CONSENT)
    is_new = await services.follows.follow(
        partnership_id,
        address,
        _draft.consent_given(given),
        conversation_id=tracker.sender_id,
        channel=_channel(tracker),
        now=now_utc(),
    )
    words = {"names": names_of([partnership_id]), "address": address}
    stored = phrase("follow.stored", **words) if is_new else phrase("follow.stored_before", **words)
    dispatcher.utter_message(response="utter_follow_stored", stored=stored)
    return [*forgotten(), *_draft.going_on(tracker)]


async def unfollowed(
    services: Services,
    dispatcher: CollectingDispatcher,
    tracker: Tracker,
    address: str,
    about: str | None,
) -> list[EventType]:
    """Stop the one that is named or talked about, the only one, or all; else a button for each."""
    follows = await services.follows.of_address(address)
    one = _meant(follows, about or in_focus(tracker)) or (about if about else _only(follows))
    if not follows:
        dispatcher.utter_message(response="utter_follow_none")
    elif one is None:
        _ask_which(dispatcher, follows)
    else:
        wanted = None if one == ALL else one
        stopped = await services.follows.stop(address, wanted, channel=_channel(tracker), now=now_utc())
        names = names_of(stopped or [one])
        words = (
            phrase("follow.stopped", names=names) if stopped else phrase("follow.not_followed", names=names)
        )
        dispatcher.utter_message(response="utter_follow_stored", stored=words)
    return [*forgotten(), *_draft.going_on(tracker)]


def forgotten() -> list[EventType]:
    """The slots of the form, taken back."""
    return [SlotSet(slot, None) for slot in SLOTS]


def _meant(follows: Sequence[Follow], id_: str | None) -> str | None:
    return next((one.partnership_id for one in follows if one.partnership_id == id_), None)


def _only(follows: Sequence[Follow]) -> str | None:
    return follows[0].partnership_id if len(follows) == 1 else None


def _ask_which(dispatcher: CollectingDispatcher, follows: Sequence[Follow]) -> None:
    names = load_lexicon().partnerships
    buttons = [
        button(
            names.get(one.partnership_id, one.partnership_id),
            "unfollow_partnership",
            partnership=one.partnership_id,
        )
        for one in follows[:MOST_CHOICES]
    ]
    buttons.append(button(phrase("follow.stop_all"), "unfollow_partnership", eoi_field=ALL))
    dispatcher.utter_message(response="utter_follow_stop_which", buttons=buttons)


def _channel(tracker: Tracker) -> str:
    return str((tracker.latest_message.get("metadata") or {}).get("channel", "web"))
