"""What is not taken: questions about other programmes, and answers that nobody waits for."""

from __future__ import annotations

from rasa_sdk.executor import CollectingDispatcher

from actions._heard import Heard
from actions._saying import next_buttons
from bot.content.loader import load_sheet
from bot.content.other_programmes import other_programme_in
from bot.content.phrases import phrase
from bot.content.sources import source_line
from bot.logic.bare_answers import is_bare_answer

WITH_A_CODE = ("eoi_status", "continue_eoi", "export_data", "follow_partnership")
AFTER_DECLINING = ("een", "call_overview", "find_partnerships", "request_person")


def declined(dispatcher: CollectingDispatcher, said: Heard) -> bool:
    """Say that we know nothing of the programme that was asked about; False where the message names none."""
    programme = None if said.is_button else other_programme_in(said.text)
    if programme is None:
        return False
    services = load_sheet("een").fact("services")
    dispatcher.utter_message(
        response="utter_other_programme",
        declined=phrase("other_programme.declined", programme=programme, services=services.value),
    )
    dispatcher.utter_message(
        response="utter_source", source=source_line([services]), buttons=next_buttons(AFTER_DECLINING)
    )
    return True


def nothing_waits(dispatcher: CollectingDispatcher, said: Heard) -> bool:
    """Own up to an address or a code that nothing was asked for; False for any other message."""
    if said.is_button or not is_bare_answer(said.text):
        return False
    nothing, buttons = phrase("waiting.for_no_answer"), next_buttons(WITH_A_CODE)
    dispatcher.utter_message(response="utter_eoi_intro", intro=nothing, buttons=buttons)
    return True
