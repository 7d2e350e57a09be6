"""The questions of an expression of interest, each with how far the form has come."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions import _draft
from actions._base import AnsweringAction
from actions._proof import proven
from actions._receipts import progress_part, read_back_part
from actions._saying import button
from actions._turns import responses_in, this_turn
from bot.content.consent import consent_text
from bot.content.lexicon import load_lexicon
from bot.content.partnership_words import full_name
from bot.content.phrases import phrase
from bot.logic.codes import normalised
from bot.logic.eoi import Receipt

MOST_CHOICES = 6


class AskField(AnsweringAction):
    """Asks for one answer; its words and buttons are those of the response."""

    response: str

    async def answer(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
        field = self.response.rpartition("eoi__")[2]
        dispatcher.utter_message(response=self.response, json_message=progress_part(tracker.slots, field))
        return []


class ActionAskTitle(AskField):
    response = "utter_ask_eoi__title"

    def name(self) -> str:
        return "action_ask_eoi__title"


class ActionAskOrganisation(AskField):
    response = "utter_ask_eoi__organisation"

    def name(self) -> str:
        return "action_ask_eoi__organisation"


class ActionAskOrganisationType(AskField):
    response = "utter_ask_eoi__organisation_type"

    def name(self) -> str:
        return "action_ask_eoi__organisation_type"


class ActionAskCountry(AskField):
    response = "utter_ask_eoi__country"

    def name(self) -> str:
        return "action_ask_eoi__country"


class ActionAskRegion(AskField):
    response = "utter_ask_eoi__region"

    def name(self) -> str:
        return "action_ask_eoi__region"


class ActionAskTheme(AskField):
    response = "utter_ask_eoi__theme"

    def name(self) -> str:
        return "action_ask_eoi__theme"


class ActionAskRole(AskField):
    response = "utter_ask_eoi__role"

    def name(self) -> str:
        return "action_ask_eoi__role"


class ActionAskMotivation(AskField):
    response = "utter_ask_eoi__motivation"

    def name(self) -> str:
        return "action_ask_eoi__motivation"


class ActionAskContactName(AskField):
    response = "utter_ask_eoi__contact_name"

    def name(self) -> str:
        return "action_ask_eoi__contact_name"


class ActionAskEmail(AskField):
    response = "utter_ask_eoi__email"

    def name(self) -> str:
        return "action_ask_eoi__email"


class ActionAskConsent(AnsweringAction):
    """Show the consent text as it is kept, before the first personal question."""

    def name(self) -> str:
        return "action_ask_eoi__consent"

    async def answer(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
        buttons = [button(phrase("consent.agree"), "affirm"), button(phrase("consent.refuse"), "cancel")]
        dispatcher.utter_message(
            response="utter_eoi_intro",
            intro=consent_text(),
            buttons=buttons,
            json_message=progress_part(tracker.slots, "consent"),
        )
        return []


class ActionAskConfirm(AnsweringAction):
    """Read everything back before it is sent."""

    def name(self) -> str:
        return "action_ask_eoi__confirm"

    async def answer(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
        if _something_else_was_asked(tracker):
            return []  # that question stands there already, with its buttons; a second one would blur it
        alike = await self._alike(tracker)
        if alike:
            buttons = [button(phrase("eoi.change_that_one"), "change_eoi", reference=alike.reference)]
            dispatcher.utter_message(
                response="utter_eoi_intro",
                intro=phrase("eoi.alike", reference=alike.reference),
                buttons=buttons,
            )
        partnership_id = tracker.get_slot("eoi__partnership")
        one = await self.services.partnerships.get(partnership_id) if partnership_id else None
        name = full_name(one) if one else None
        dispatcher.utter_message(
            response="utter_eoi_read_back",
            read_back=_draft.read_back(tracker.slots, name),
            json_message=read_back_part(tracker.slots, name),
        )
        return []

    async def _alike(self, tracker: Tracker) -> Receipt | None:
        """The same was sent before: told only where it was sent from, or where the address is proven."""
        if tracker.get_slot("eoi__editing"):
            return None
        expression = _draft.expression(tracker)
        receipt = await self.services.eois.alike(expression)
        if receipt is None or receipt.expression.conversation_id == tracker.sender_id:
            return receipt
        address = await proven(self.services, tracker)
        return receipt if address and normalised(address) == normalised(expression.email) else None


class ActionAskPartnership(AnsweringAction):
    """Ask which partnership, with those just listed as buttons."""

    def name(self) -> str:
        return "action_ask_eoi__partnership"

    async def answer(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
        names = load_lexicon().partnerships
        offered = [one for one in tracker.get_slot("last_offered") or [] if one in names]
        buttons = [button(names[one], "express_interest", partnership=one) for one in offered[:MOST_CHOICES]]
        buttons.append(button(phrase("eoi.propose_instead"), "propose_partnership"))
        dispatcher.utter_message(
            response="utter_eoi_ask_again",
            question=phrase("eoi.which_partnership"),
            buttons=buttons,
            json_message=progress_part(tracker.slots, "partnership"),
        )
        return []


def _something_else_was_asked(tracker: Tracker) -> bool:
    """Did this turn ask which answer to change, or whether to drop the draft, and change nothing yet?"""
    if not {_draft.DROP, "utter_eoi_change_which"}.intersection(responses_in(this_turn(tracker))):
        return False
    changed = {event["name"] for event in this_turn(tracker) if event["event"] == "slot"}
    return changed <= {"eoi__confirm", "requested_slot"}
