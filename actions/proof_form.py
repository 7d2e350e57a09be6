"""The proof of who is asking: an address, and the code that was sent there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import _draft
from actions._base import AnsweringAction
from actions._following import PARTNERSHIP, followed, unfollowed
from actions._form import FormReader
from actions._heard import Heard
from actions._proof import (
    ABOUT,
    ADDRESS,
    CODE,
    DONE,
    NEW_ADDRESS,
    SENT,
    SLOTS,
    WISH,
    own_eois,
    proven,
    source_of,
)
from actions._stored import show, start_change, start_withdrawal
from actions.eoi_sending import ActionSubmitEoi
from actions.my_data import give_copy, read_back_what_goes
from actions.saving import load_draft
from bot.clock import now_utc
from bot.content.phrases import phrase
from bot.logic.codes import Asked, Proven, digits_in, says_code_is_wrong, wants_code_again
from bot.logic.contact import read_email
from bot.logic.eoi import REFERENCE, lacks_reference, reference_in
from bot.logic.words import listed, tokens

FOLLOW = "follow"
TO_NEW = (FOLLOW, NEW_ADDRESS)  # something is to be stored under an address that may be new
ADDRESS_ASKED = {FOLLOW: "utter_follow_address", NEW_ADDRESS: "utter_eoi_new_address"}
CODE_ASKED = {FOLLOW: "utter_follow_code", NEW_ADDRESS: "utter_eoi_new_address_code"}
WISHES = {
    "eoi_status": "status",
    "withdraw_eoi": "withdraw",
    "change_eoi": "change",
    "continue_eoi": "continue",
    "export_data": "export",
    "erase_data": "erase",
    "unfollow_partnership": "unfollow",
}
NO_WISH = listed(
    "it|its|is|my|the|this|that|here|ref|reference|number|no|address|email|mail|please|was|i|gave"
)
MOST_WORDS = 6  # of a message that is meant as a code and is none
ASK_ANEW = (Proven.TOO_MANY, Proven.EXPIRED, Proven.NONE_ASKED)


class ValidateProofForm(FormReader):
    """Reads the address or reference, sends the code, and compares what comes back."""

    def name(self) -> str:
        return "validate_proof_form"

    def next_slot(self, slots: Mapping[str, Any]) -> str | None:
        return next((slot for slot in (ADDRESS, CODE) if not slots.get(slot)), None)

    async def read(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, asked: str, said: Heard
    ) -> dict[str, Any] | None:
        names_one = reference_in(said.text) is not None or "@" in said.text
        if said.is_button or (said.intent == "cancel" and not names_one):
            return None
        if names_one:  # also while a code is waited for: to another address
            return await self._named(dispatcher, tracker, asked, said)
        digits = digits_in(said.text)
        if asked == CODE and (about_the_code := await self._code(dispatcher, tracker, said.text, digits)):
            return about_the_code
        lacks = asked == ADDRESS and lacks_reference(said.text)
        if said.intent != "inform" and said.intent is not None and not (digits or lacks):
            return None
        refusal = phrase("refusal.proof_code") if asked == CODE else phrase("refusal.proof_address")
        if asked == ADDRESS and tracker.get_slot(WISH) in TO_NEW:
            refusal = phrase("follow.address_needed")
        dispatcher.utter_message(response="utter_proof_refused", refusal=refusal)
        return {asked: None}

    async def _named(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, asked: str, said: Heard
    ) -> dict[str, Any]:
        """An address or a reference: a code goes there. With a wish, that wish counts from now on.

        A wish about another reference needs no other code.
        """
        wish = WISHES.get(said.intent or "") if _says_more(said.text) else None
        wished = {WISH: wish} if wish else {}
        if wish and asked == CODE and "@" not in said.text:
            return {**wished, ABOUT: reference_in(said.text), CODE: None}
        return {**wished, **await self._send_code(dispatcher, tracker, said.text)}

    async def _code(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, text: str, digits: str | None
    ) -> dict[str, Any] | None:
        """The code, or words about it; None: something else was said."""
        if digits:
            return await self._compare(dispatcher, tracker, digits)
        if says_code_is_wrong(text) or (any(map(str.isdecimal, text)) and len(tokens(text)) <= MOST_WORDS):
            dispatcher.utter_message(response="utter_proof_refused", refusal=phrase("refusal.proof_code"))
            return {CODE: None}
        return await self._send_again(dispatcher, tracker) if wants_code_again(text) else None

    async def _send_again(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> dict[str, Any]:
        asked = await self.services.codes.ask_again(
            tracker.sender_id, source=source_of(tracker), now=now_utc()
        )
        if asked is Asked.SENT:
            dispatcher.utter_message(response="utter_proof_sent_again")
            return {CODE: None}
        why = "proof_too_often" if asked is Asked.TOO_OFTEN else "proof_none_asked"
        dispatcher.utter_message(response="utter_proof_refused", refusal=phrase(f"refusal.{why}"))
        return {ADDRESS: None, CODE: None}

    async def _send_code(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, text: str
    ) -> dict[str, Any]:
        reference, address = reference_in(text), None
        if reference is None:
            checked = read_email(text)
            if checked.refusal:
                refusal = phrase(f"refusal.{checked.refusal}")
                dispatcher.utter_message(response="utter_proof_refused", refusal=refusal)
                return {ADDRESS: None, CODE: None}
            address = checked.value
        asked = await self.services.codes.ask(
            tracker.sender_id,
            address=address,
            reference=reference,
            to_new=tracker.get_slot(WISH) in TO_NEW,
            source=source_of(tracker),
            now=now_utc(),
        )
        if asked is Asked.TOO_OFTEN:
            dispatcher.utter_message(
                response="utter_proof_refused", refusal=phrase("refusal.proof_too_often")
            )
            return {ADDRESS: None, CODE: None}
        about = reference or tracker.get_slot(ABOUT)
        instead = {"eoi__email": address} if address and tracker.get_slot(WISH) == NEW_ADDRESS else {}
        return {ADDRESS: SENT, CODE: None, ABOUT: about, **instead}

    async def _compare(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, digits: str
    ) -> dict[str, Any]:
        outcome = await self.services.codes.prove(tracker.sender_id, digits, now=now_utc())
        if outcome is Proven.RIGHT:
            return {CODE: DONE}
        refusal = phrase(f"refusal.proof_{outcome.value}")
        dispatcher.utter_message(response="utter_proof_refused", refusal=refusal)
        return {ADDRESS: None, CODE: None} if outcome in ASK_ANEW else {CODE: None}


class ActionAskProofAddress(AnsweringAction):
    """Ask for the address that is stored; or for the one that is to be."""

    def name(self) -> str:
        return "action_ask_proof__address"

    async def answer(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
        response = ADDRESS_ASKED.get(tracker.get_slot(WISH), "utter_ask_proof__address")
        dispatcher.utter_message(response=response)
        return []


class ActionAskProofCode(AnsweringAction):
    """Ask for the code. Whether one was sent is said only where that tells nothing of what is stored."""

    def name(self) -> str:
        return "action_ask_proof__code"

    async def answer(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
        response = CODE_ASKED.get(tracker.get_slot(WISH), "utter_ask_proof__code")
        dispatcher.utter_message(response=response)
        return []


def _says_more(text: str) -> bool:
    """Is there more in it than a reference or an address? Such a thing alone is an answer and no wish."""
    rest = REFERENCE.sub(" ", " ".join(word for word in text.split() if "@" not in word))
    return not NO_WISH.issuperset(tokens(rest))


class ActionGoOnAfterProof(AnsweringAction):
    """Do what was wanted when the proof was asked for."""

    def name(self) -> str:
        return "action_go_on_after_proof"

    async def answer(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
        wish, about = tracker.get_slot(WISH), tracker.get_slot(ABOUT)
        forgotten: list[EventType] = [SlotSet(slot, None) for slot in SLOTS]
        address = await proven(self.services, tracker)
        if address is None:
            dispatcher.utter_message(response="utter_proof_refused", refusal=phrase("refusal.proof_expired"))
            return [*forgotten, *_draft.going_on(tracker)]
        stored = await own_eois(self.services, address)
        if wish == "withdraw":
            return [*forgotten, *start_withdrawal(dispatcher, stored, about), *_draft.going_on(tracker)]
        if wish == "change":
            changing = await start_change(self.services, dispatcher, tracker, stored, about)
            return [*forgotten, *changing]
        if wish == "continue":
            drafts = await self.services.drafts.of_address(address)
            loading = await load_draft(self.services, dispatcher, tracker, drafts, about)
            return [*forgotten, *loading]
        if wish == "export":
            return [*forgotten, *give_copy(self.services, dispatcher, tracker)]
        if wish == "erase":
            return [*forgotten, *await read_back_what_goes(self.services, dispatcher, address)]
        if wish == NEW_ADDRESS:
            return [*forgotten, *await ActionSubmitEoi(self._get_services).answer(dispatcher, tracker)]
        if wish == "follow":
            return [*forgotten, *await followed(self.services, dispatcher, tracker, address)]
        if wish == "unfollow":
            about = tracker.get_slot(PARTNERSHIP)
            return [*forgotten, *await unfollowed(self.services, dispatcher, tracker, address, about)]
        if wish == "go_on":
            return [*forgotten, *_draft.going_on(tracker)]
        show(dispatcher, stored, await self.services.follows.of_address(address))
        return [*forgotten, *_draft.going_on(tracker)]
