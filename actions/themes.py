"""A theme by itself: what the call says of it, and who works on it."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions._base import AnsweringAction, Services
from actions._declining import declined
from actions._heard import Heard, heard
from actions._saying import button, next_buttons
from actions._search import has_names, query_from
from actions.call import answer_topic
from actions.partnerships import show_page
from bot.content.call_status import CALL
from bot.content.loader import load_sheet
from bot.content.phrases import phrase
from bot.content.search_words import count_in_words
from bot.content.sources import numbered
from bot.content.verdict_words import in_words, within
from bot.logic.eligibility import theme
from bot.logic.partnerships import PartnershipQuery, SearchPage
from bot.logic.profile import Profile

DEFINED = {"kets": "def_kets"}
"""Themes that the sources define, and the topic that says it."""


class ActionExplainTheme(AnsweringAction):
    """What is photonics? What the call says of it; a definition only where a source holds one."""

    def name(self) -> str:
        return "action_explain_theme"

    async def answer(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
        said = heard(tracker)
        if said.ids("theme"):
            return await explain_theme(self.services, dispatcher, said)
        if declined(dispatcher, said):
            return []
        query = query_from(said)
        if has_names(query):
            return await show_page(self.services, dispatcher, query, 0)
        dispatcher.utter_message(response="utter_cannot_answer")
        return []


def names_only_themes(said: Heard) -> bool:
    """Does it name a theme, and nothing else that a list knows? "Not textiles" names none."""
    return bool(said.ids("theme")) and all(one["entity"] == "theme" for one in said.entities)


async def explain_theme(services: Services, dispatcher: CollectingDispatcher, said: Heard) -> list[EventType]:
    """What the call says of each theme named, and how many partnerships work on it."""
    themes = said.ids("theme")
    if len(themes) == 1 and themes[0] in DEFINED:
        return answer_topic(services, dispatcher, DEFINED[themes[0]])
    verdicts = {one: theme(Profile(theme=(one,)), load_sheet(CALL), within()) for one in themes}
    marks, line = numbered(verdict.fact for verdict in verdicts.values())
    lines = []
    for one, verdict in verdicts.items():
        position = phrase(f"verdict.{verdict.reason}", **in_words(verdict.detail))
        page = await services.partnerships.search(PartnershipQuery(themes=(one,)), limit=1)
        lines.append(f"{position} {marks[verdict.fact.source]} {_how_many(page)}")
    if not DEFINED.keys() & set(themes):
        lines.append(phrase("theme.not_defined"))
    dispatcher.utter_message(response="utter_eligibility_summary", summary="\n".join(lines))
    buttons = [
        button(phrase("what_about.search"), "find_partnerships", theme=themes[0]),
        button(phrase("what_about.check"), "check_eligibility", theme=themes[0]),
        *next_buttons(["call_priorities"]),
    ]
    dispatcher.utter_message(response="utter_source", source=line, buttons=buttons)
    return [SlotSet("last_kind", "requirement"), SlotSet("last_topic", "call_priorities")]


def _how_many(page: SearchPage) -> str:
    if page.nearest:
        return phrase("theme.no_partnership")
    count = count_in_words(page)
    known = phrase("theme.partnership") if count == "1" else phrase("theme.partnerships", count=count)
    return f"{known[0].upper()}{known[1:]}"
