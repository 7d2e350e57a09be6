"""Who is asking? What is stored is shown and changed only after a code, sent by e-mail, has come back."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, FollowupAction, SlotSet

from actions._base import Services
from bot.clock import now_utc
from bot.logic.eoi_life import StoredEoI

FORM = "proof_form"
WISH, ADDRESS, CODE = "proof__wish", "proof__address", "proof__code"
ABOUT = "proof__about"
"""The reference that the wish names, so that it need not be said again after the code."""
SLOTS = (WISH, ADDRESS, CODE, ABOUT)
SENT, DONE = "sent", "done"  # no address and no code is kept in a slot
NEW_ADDRESS = "new_address"
"""The wish to change the address of something that was sent: a code has gone to the new one."""


async def proven(services: Services, tracker: Tracker) -> str | None:
    """The e-mail address that was proven in this conversation a short while ago."""
    return await services.codes.proven_address(tracker.sender_id, now=now_utc())


def ask_for_proof(wish: str, about: str | None) -> list[EventType]:
    """Ask for the address and the code; afterwards the wish is done (`ActionGoOnAfterProof`).

    While the code is waited for, the last wish counts, and the code that was sent serves it.
    """
    return [
        SlotSet(WISH, wish),
        SlotSet(ABOUT, about),
        FollowupAction(FORM),
    ]


def ask_for_code(wish: str) -> list[EventType]:
    """Ask only for the code that was just sent; afterwards the wish is done."""
    return [
        SlotSet(WISH, wish),
        SlotSet(ADDRESS, SENT),
        SlotSet(CODE, None),
        FollowupAction(FORM),
    ]


def source_of(tracker: Tracker) -> str:
    """Where the message comes from, as a digest to count by."""
    return str((tracker.latest_message.get("metadata") or {}).get("source") or tracker.sender_id)


async def own_eois(services: Services, address: str) -> list[StoredEoI]:
    """What was sent with this address, the newest first."""
    return sorted(await services.eois.of_address(address), key=lambda one: one.submitted_at, reverse=True)
