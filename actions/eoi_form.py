"""The questions of an expression of interest: reading each answer, and the questions made from data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import _draft
from actions._changing import ask_which, change, change_to, intro_to_join, warn
from actions._form import FormReader, is_a_wish_about_partnerships, is_surely_a_wish
from actions._heard import Heard
from actions._reading import (
    ALSO_TAKEN,
    address_said,
    also_said,
    field_meant,
    mentions_of,
    names_only_a_field,
    note_also,
    puts_right,
    said_anew,
)
from actions._saying import button
from actions._search import PAGE, has_names, query_from
from actions._turns import responses_in, turn_before, was_asked
from actions.partnerships import picked
from bot.clock import now_utc
from bot.content.consent import consent_record
from bot.content.field_words import ENTITY_OF_FIELD
from bot.content.lexicon import load_lexicon
from bot.content.phrases import enumerate_in_words, phrase
from bot.logic.bare_answers import is_bare_answer
from bot.logic.changes import asks_to_change, corrects
from bot.logic.checked import Checked
from bot.logic.digression import ANSWERING, OWN_WORDS, VERY_SURE, is_answer
from bot.logic.eoi import reference_in
from bot.logic.eoi_fields import PERSONAL, read_field
from bot.logic.leaning import is_short
from bot.logic.yes_no import withdraws_consent, without_reservation, yes_or_no

MOST_CHOICES = 6
READ_BACK = "utter_eoi_read_back"
AT = "@"
ABOUT_SENT = ("change_eoi", "withdraw_eoi", "eoi_status", "continue_eoi")


class ValidateEoiForm(FormReader):
    """Reads the answers of the expression of interest."""

    def name(self) -> str:
        return "validate_eoi_form"

    def next_slot(self, slots: Mapping[str, Any]) -> str | None:
        return _draft.next_slot(slots)

    async def keep(self, tracker: Tracker, after: Mapping[str, Any]) -> None:
        """Each answer is stored at once, so that no crash of the engine loses it."""
        form_id = after.get("eoi__form_id")
        if form_id and not after.get("eoi__editing"):
            await self.services.drafts.keep(
                form_id,
                tracker.sender_id,
                _draft.answers(after),
                email=after.get("eoi__email"),
                now=now_utc(),
            )

    async def read(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, asked: str, said: Heard
    ) -> dict[str, Any] | None:
        field = asked.removeprefix(_draft.PREFIX)
        if was_asked(tracker, _draft.DROP) and yes_or_no(said.text) is not None:
            return None  # a yes or no to that question, and to no other
        if field != "consent" and tracker.get_slot("eoi__consent") and withdraws_consent(said.text):
            await self._say_what_goes(dispatcher, tracker)
            return {_draft.PREFIX + one: None for one in ("consent", "confirm", *PERSONAL)}
        if said.intent in ABOUT_SENT and reference_in(said.text) not in (
            None,
            tracker.get_slot("eoi__editing"),
        ):
            return None  # it is about another one than the one in the form
        if field == "partnership":
            return await self._read_partnership(dispatcher, tracker, said)
        if field == "confirm":
            return self._read_confirmation(dispatcher, tracker, said)
        if is_a_wish_about_partnerships(field, said) or _is_abuse(field, said):
            return None
        if field in ("organisation", *ALSO_TAKEN, "role") and _is_another_partnership(tracker, said):
            return {asked: None, **(await self._read_partnership(dispatcher, tracker, said) or {})}
        corrected = _field_corrected(tracker, field, said)
        if corrected not in (None, field):
            return {**(change(dispatcher, tracker.slots, said) or {}), asked: None}
        if not is_answer(field, said.text, said.intent, said.confidence) and not (
            corrected == field or (field == "email" and AT in said.text)
        ):
            return None
        if said.is_button and said.entities and field in OWN_WORDS:
            dispatcher.utter_message(response="utter_eoi_refused", refusal=phrase("refusal.other_button"))
            return {asked: None}
        checked = read_field(field, _text_for(said), mentions_of(said))
        if checked.refusal and field not in OWN_WORDS and AT not in said.text and is_surely_a_wish(said):
            return None
        if checked.refusal == "region_is_country" and corrects(said.text):
            meant = read_field("country", said.text, mentions_of(said)).value
            if meant not in (None, tracker.get_slot("eoi__country")):
                return change_to(dispatcher, "country", meant)
        if checked.refusal:
            also = also_said(field, tracker, said) if checked.refusal == "organisation_not_given" else {}
            note_also(dispatcher, also)
            self._refuse(dispatcher, field, checked)
            return {**also, asked: None}
        changed: dict[str, Any] = {asked: checked.value}
        if field == "consent":
            changed = {asked: consent_record(now_utc())}
        if field in ALSO_TAKEN or (field == "organisation" and "," in said.text):  # a name alone is a name
            changed = {**also_said(field, tracker, said), **changed}
        if field == "contact_name":
            changed = {**address_said(tracker, said), **changed}
        note_also(dispatcher, {slot: value for slot, value in changed.items() if slot != asked})
        warn(dispatcher, changed)
        return changed

    async def _say_what_goes(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> None:
        """Without consent nothing personal stays but the address that the draft was saved with on purpose."""
        draft = await self.services.drafts.of_form(tracker.get_slot("eoi__form_id") or "")
        saved = draft is not None and draft.saved_at is not None
        intro = phrase("eoi.consent_withdrawn_saved") if saved else phrase("eoi.consent_withdrawn")
        dispatcher.utter_message(response="utter_eoi_intro", intro=intro)

    async def _read_partnership(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, said: Heard
    ) -> dict[str, Any] | None:
        if said.intent == "propose_partnership":
            dispatcher.utter_message(response="utter_eoi_intro", intro=phrase("eoi.intro_propose"))
            return {"eoi__kind": "propose", "eoi__partnership": None}
        named = said.one("partnership") or picked(said, tracker)
        if named is None and not is_answer("theme", said.text, said.intent, said.confidence):
            return None
        one = await self.services.partnerships.get(named) if named else None
        if one is None:
            return {"eoi__partnership": None, **await self._candidates(dispatcher, said)}
        dispatcher.utter_message(response="utter_eoi_intro", intro=intro_to_join(one))
        return {"eoi__partnership": one.id}

    async def _candidates(self, dispatcher: CollectingDispatcher, said: Heard) -> dict[str, Any]:
        """Partnerships that fit what was named instead of one ("photonics"): the question lists them."""
        query = query_from(said)
        page = await self.services.partnerships.search(query, limit=PAGE) if has_names(query) else None
        if page is None or not page.hits:
            dispatcher.utter_message(response="utter_partnership_not_known")
            return {}
        return {"last_offered": [hit.partnership.id for hit in page.hits], "search_offset": 0.0}

    def _read_confirmation(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, said: Heard
    ) -> dict[str, Any] | None:
        """Yes or no, or the name of an answer that is to be changed first."""
        told_anew = {} if _agrees(said) else said_anew(tracker, said)
        if told_anew:
            return self._changed_to(dispatcher, told_anew)
        changing = not said.is_button and (asks_to_change(said.text) or puts_right(said))
        if _agrees(said) and not changing:
            asked = said.intent == "submit_eoi" or _last_said(tracker) in (READ_BACK, None)
            return {"eoi__confirm": "yes" if asked else None}
        if changing or (not said.is_button and names_only_a_field(said)):
            return change(dispatcher, tracker.slots, said) or {"eoi__confirm": None}
        address = read_field("email", said.text).value if is_bare_answer(said.text) else None
        if address:
            return change_to(dispatcher, "email", address)
        if said.intent == "deny":
            ask_which(dispatcher, _draft.kind_of(tracker.slots))
            return {"eoi__confirm": None}
        return None

    def _changed_to(self, dispatcher: CollectingDispatcher, told: Mapping[str, str]) -> dict[str, Any]:
        """The draft with these answers in place of the old ones, each said."""
        changed: dict[str, Any] = {}
        for field, value in told.items():
            changed |= change_to(dispatcher, field, value)
        return changed

    def _refuse(self, dispatcher: CollectingDispatcher, field: str, checked: Checked) -> None:
        """Why an answer was not taken; where it named several, a button for each."""
        text, buttons = phrase(f"refusal.{checked.refusal}"), []
        entity = ENTITY_OF_FIELD.get(field)
        if entity and checked.options:
            names = {one: load_lexicon().name_of(entity, one) for one in checked.options[:MOST_CHOICES]}
            text = f"{text} {phrase('refusal.options', names=enumerate_in_words([*names.values()], 'or'))}"
            buttons = [button(name, "inform", **{entity: one}) for one, name in names.items()]
        dispatcher.utter_message(response="utter_eoi_refused", refusal=text, buttons=buttons)


def _field_corrected(tracker: Tracker, asked: str, said: Heard) -> str | None:
    """The answer that a statement puts right ("my country is actually Austria"), whatever is asked just now.

    Where people write freely it may be part of the answer; a wish to change is served by its own action.
    """
    if asked in OWN_WORDS or said.is_button or said.intent not in ANSWERING or not asks_to_change(said.text):
        return None
    return field_meant(said, _draft.kind_of(tracker.slots))


def _is_abuse(field: str, said: Heard) -> bool:
    """ "You are stupid" is nobody's name."""
    return field in OWN_WORDS and said.intent == "insult" and said.confidence >= VERY_SURE


def _is_another_partnership(tracker: Tracker, said: Heard) -> bool:
    """ "Sorry, I meant TEX4IM", said after EACN."""
    named, joined = said.one("partnership"), tracker.get_slot("eoi__partnership")
    is_other = bool(named and joined) and named != joined and not said.is_button
    return is_other and is_short(said.text) and corrects(said.text)


def _text_for(said: Heard) -> str:
    """A pressed button says its value; typed words say themselves."""
    return said.one("eoi_field") or said.text if said.is_button else said.text


def _agrees(said: Heard) -> bool:
    """A plain yes, or the wish to send; "great" praises and a yes on a condition is none."""
    return bool(yes_or_no(said.text)) or (said.intent == "submit_eoi" and without_reservation(said.text))


def _last_said(tracker: Tracker) -> str | None:
    """The response that the person answers: a yes means something only after its question."""
    return next(iter(responses_in(turn_before(tracker))), None)
