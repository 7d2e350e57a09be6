"""Eligibility: the whole case, one requirement in general, and facts given by the way."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions._base import AnsweringAction, Services
from actions._declining import declined, nothing_waits
from actions._heard import OWN, PARTNER, Heard, heard
from actions._profile import learnt, noted, profile_of, stated
from actions._saying import button, next_buttons
from actions._search import ASKED_ABOUT, from_slot, has_names, merged, query_from, to_slot
from actions.partnerships import show_page
from bot.content.answer_parts import checklist
from bot.content.call_status import CALL
from bot.content.lexicon import load_lexicon
from bot.content.loader import load_sheet
from bot.content.phrases import enumerate_in_words, phrase
from bot.content.sources import numbered
from bot.content.verdict_words import summary, verdict_line, within
from bot.logic.eligibility import (
    Assessment,
    Outcome,
    Verdict,
    assess,
    country,
    organisation_type,
    partner_countries,
    theme,
)
from bot.logic.leaning import asks_in_passing
from bot.logic.profile import Profile

FORM = "eligibility_form"
LIST_MARK = "- "
AFTER_VERDICT = {
    Outcome.MET: ("find_partnerships", "express_interest", "how_to_apply"),
    Outcome.NOT_MET: ("find_partnerships", "call_addressees", "request_person"),
    Outcome.UNKNOWN: ("find_partnerships", "express_interest", "request_person"),
}
SEVERAL = {
    Outcome.NOT_MET: "eligibility.head_several_not_met",
    Outcome.UNKNOWN: "eligibility.head_several_unknown",
    Outcome.MET: "eligibility.head_several_met",
}
TOPIC_OF_REQUIREMENT = {
    "country": "eligible_countries",
    "partner_countries": "call_partner_countries",
    "organisation_type": "call_addressees",
    "theme": "call_priorities",
}
LEARNT_IN_FORM = ("check_eligibility", "ask_requirement")  # everything else the form has read itself
AFTER_ROUTE = {
    "s3p_industry": ("region_route", "thematic_area_conditions", "thematic_areas"),
    "cluster": ("sme_route", "find_partnerships", "def_cluster_organisation"),
}


def assessment_of(services: Services, slots: Mapping[str, Any]) -> Assessment:
    """Judge what the slots hold, on the day of the assistant."""
    return assess(profile_of(slots), load_sheet(CALL), services.today(), within())


def left_to_ask(assessment: Assessment, slots: Mapping[str, Any]) -> str | None:
    """The slot to ask for next; what was answered "I do not know" is not asked again."""
    open_slots = (f"eligibility__{requirement}" for requirement in assessment.missing)
    return next((slot for slot in open_slots if not slots.get(slot)), None)


class ActionCheckEligibility(AnsweringAction):
    """Judge what is known of the asker's own case; ask on through the form while something is missing."""

    def name(self) -> str:
        return "action_check_eligibility"

    async def answer(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
        said = heard(tracker)
        if not said.entities and declined(dispatcher, said):
            return []
        return _check(self.services, dispatcher, tracker, said)


class ActionCheckRequirement(AnsweringAction):
    """Judge one country, kind of organisation or theme, without taking it for the asker's own."""

    def name(self) -> str:
        return "action_check_requirement"

    async def answer(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
        said = heard(tracker)
        if tracker.get_slot("last_kind") == "search" and asks_in_passing(said.text):
            query = merged(from_slot(tracker.get_slot("search_query")), query_from(said))
            return await show_page(self.services, dispatcher, query, 0)
        if declined(dispatcher, said):
            return []
        verdicts = single_verdicts(said)
        if not verdicts and "eligibility__partner_countries" in learnt(said, tracker.slots):
            return _check(self.services, dispatcher, tracker, said)  # "and if Italy drops out?"
        if not verdicts:
            kinds = said.ambiguous_kinds()
            if kinds:
                ask_which_kind(dispatcher, kinds, "ask_requirement")
            else:
                dispatcher.utter_message(response="utter_eligibility_which_requirement")
            return []
        kinds = said.ambiguous_kinds()
        marks, line = numbered(verdict.fact for verdict in verdicts)
        lines = [verdict_line(verdict, marks[verdict.fact.source]) for verdict in verdicts]
        if len(verdicts) == 1:  # one verdict is a sentence, not a list
            text = lines[0].removeprefix(LIST_MARK)
        else:
            text = "\n".join((phrase(SEVERAL[verdicts[0].outcome]), *lines))
        dispatcher.utter_message(response="utter_eligibility_summary", summary=text)
        dispatcher.utter_message(
            response="utter_source",
            source=line,
            buttons=next_buttons(["check_eligibility", "eligible_countries"]),
        )
        if kinds:  # "a chamber of commerce in Croatia": the country alone says little
            ask_which_kind(dispatcher, kinds, "ask_requirement")
        topic = TOPIC_OF_REQUIREMENT[verdicts[0].requirement]
        return [SlotSet("last_kind", "requirement"), SlotSet("last_topic", topic)]


class ActionTakeInformation(AnsweringAction):
    """A bare fact: a narrower search after a search, a part of the profile otherwise."""

    def name(self) -> str:
        return "action_take_information"

    async def answer(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
        said = heard(tracker)
        if nothing_waits(dispatcher, said):
            return []
        query = query_from(said)
        about_asker = bool(stated(said))
        if not has_names(query) and not said.ambiguous_kinds() and not about_asker:
            if not declined(dispatcher, said):
                dispatcher.utter_message(response="utter_cannot_answer")
            return []
        last = tracker.get_slot("last_kind")
        searching = last == "search" or (last == ASKED_ABOUT and says_nothing_of_the_asker(said))
        if searching or said.names_a_group or query.partnerships or query.organisations or query.programmes:
            older = from_slot(tracker.get_slot("search_query")) if searching else query
            return await show_page(self.services, dispatcher, merged(older, query), 0)
        if not about_asker and not (
            said.countries() or said.ids("theme") or said.ids("organisation_type") or said.ambiguous_kinds()
        ):
            dispatcher.utter_message(response="utter_cannot_answer")
            return []
        if says_nothing_of_the_asker(said) and last != "eligibility":
            return _ask_what_about(dispatcher, said)
        return _check(self.services, dispatcher, tracker, said)


def says_nothing_of_the_asker(said: Heard) -> bool:
    """Only a theme or a place, and nothing that ties it to the asker: "photonics", "Poland"."""
    return not (
        stated(said)
        or said.ids("organisation_type")
        or said.ambiguous_kinds()
        or said.countries(OWN)
        or said.countries(PARTNER)
    )


def single_verdicts(said: Heard) -> list[Verdict]:
    """A verdict for each country, kind and theme that a message names; what stands in the way comes first.

    Where it tells the own country and the partners', these are counted together.
    """
    call = load_sheet(CALL)
    own, partners = said.countries(OWN), said.countries(PARTNER)
    if own and partners and not said.names_a_group:
        consortium = Profile(country=own[0], partner_countries=partners)
        verdicts = [
            *(country(Profile(country=one), call) for one in own),
            partner_countries(consortium, call),
        ]
    else:
        verdicts = [country(Profile(country=one), call) for one in said.countries()]
    verdicts += [
        organisation_type(Profile(organisation_type=one), call) for one in said.ids("organisation_type")
    ]
    verdicts += [theme(Profile(theme=(one,)), call, within()) for one in said.ids("theme")]
    return sorted(verdicts, key=lambda verdict: tuple(SEVERAL).index(verdict.outcome))


def explain_verdicts(
    services: Services, dispatcher: CollectingDispatcher, tracker: Tracker
) -> list[EventType]:
    """Every verdict with its source, as far as things are known."""
    assessment = assessment_of(services, tracker.slots)
    line = _say_summary(dispatcher, assessment, final=left_to_ask(assessment, tracker.slots) is None)
    dispatcher.utter_message(response="utter_source", source=line, buttons=_buttons(assessment))
    return []


def from_draft(tracker: Tracker) -> dict[str, Any]:
    """The slots, with what an expression of interest under way has said already."""
    slots = dict(tracker.slots)
    for field in ("organisation_type", "country"):
        slots[f"eligibility__{field}"] = slots.get(f"eligibility__{field}") or slots.get(f"eoi__{field}")
    if slots.get("eoi__theme") and not slots.get("eligibility__theme"):
        slots["eligibility__theme"] = [slots["eoi__theme"]]
    return slots


def _check(
    services: Services, dispatcher: CollectingDispatcher, tracker: Tracker, said: Heard
) -> list[EventType]:
    form = tracker.active_loop.get("name")
    in_form = form == FORM
    changed = learnt(said, tracker.slots) if not in_form or said.intent in LEARNT_IN_FORM else {}
    slots = {**from_draft(tracker), **changed}
    assessment = assessment_of(services, slots)
    events: list[EventType] = [SlotSet(name, value) for name, value in changed.items()]
    events.append(SlotSet("last_kind", "eligibility"))
    told = noted(changed)
    if told:
        dispatcher.utter_message(response="utter_eligibility_noted", noted=told)
    unasked = left_to_ask(assessment, slots)
    if unasked is None or changed or (form and not in_form):
        line = _say_summary(dispatcher, assessment, final=unasked is None)
        buttons = _buttons(assessment) if unasked is None else None
        dispatcher.utter_message(
            response="utter_source", source=line, **({"buttons": buttons} if buttons else {})
        )
    if unasked is None or form:
        return events  # a form that is open goes on: what it has learnt was judged
    return [*events, FollowupAction(FORM)]


def _say_summary(dispatcher: CollectingDispatcher, assessment: Assessment, *, final: bool) -> str:
    """The assessment as a text and as a checklist; returns its source line, which is said after it."""
    text, line = summary(assessment, final=final)
    parts = checklist(assessment, final=final)
    dispatcher.utter_message(response="utter_eligibility_summary", summary=text, json_message=parts)
    return line


def _ask_what_about(dispatcher: CollectingDispatcher, said: Heard) -> list[EventType]:
    """A bare theme or place may begin a search, a question or the check; the person knows which.

    A search that names nothing, or a place after a theme, will then be about it.
    """
    entities = {entity: said.ids(entity)[0] for entity in ("theme", "region", "country") if said.ids(entity)}
    named = [load_lexicon().name_of(entity, value) for entity, value in entities.items()]
    buttons = [
        button(phrase("what_about.search"), "find_partnerships", **entities),
        button(phrase("what_about.requirement"), "ask_requirement", **entities),
        button(phrase("what_about.check"), "check_eligibility", **entities),
    ]
    question = phrase("what_about.question", names=enumerate_in_words(named))
    dispatcher.utter_message(response="utter_eligibility_which_kind", question=question, buttons=buttons)
    return [SlotSet("last_kind", ASKED_ABOUT), SlotSet("search_query", to_slot(query_from(said)))]


def _buttons(assessment: Assessment) -> list[dict[str, str]]:
    return next_buttons(
        AFTER_ROUTE[assessment.route] if assessment.route else AFTER_VERDICT[assessment.overall]
    )


def ask_which_kind(dispatcher: CollectingDispatcher, kinds: tuple[str, ...], intent: str = "inform") -> None:
    """Ask what an everyday word stands for, with a button a meaning."""
    names = load_lexicon().organisation_types
    buttons = [button(names[kind].name, intent, organisation_type=kind) for kind in kinds]
    dispatcher.utter_message(
        response="utter_eligibility_which_kind", question=phrase("eligibility.which_kind"), buttons=buttons
    )
