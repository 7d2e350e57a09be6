"""The partnership search, its pages, and one partnership in detail."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions._base import AnsweringAction, Services
from actions._heard import Heard, heard
from actions._meanings import picked_meaning, take
from actions._saying import button, next_buttons, payload
from actions._search import (
    ASKED_ABOUT,
    PAGE,
    from_slot,
    has_names,
    hit_buttons,
    in_focus,
    is_empty,
    merged,
    query_from,
    to_slot,
)
from bot.content.answer_parts import partnership_cards
from bot.content.aspect_words import aspect_lines, membership_lines
from bot.content.lexicon import load_lexicon
from bot.content.partnership_words import details_text, full_name, lead_text, short_name
from bot.content.phrases import phrase
from bot.content.search_words import results_text
from bot.logic.leaning import asks_in_passing, points_back
from bot.logic.partnership_aspects import asked_aspects
from bot.logic.partnership_questions import asks_for_all, asks_near_me, asks_who_leads
from bot.logic.partnerships import Partnership, PartnershipQuery

MOST_SHOWN = 3  # in one answer


class ActionFindPartnerships(AnsweringAction):
    """Search by whatever the message names; ask when it names nothing."""

    def name(self) -> str:
        return "action_find_partnerships"

    async def answer(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
        said = heard(tracker)
        query = query_from(said)
        if asks_near_me(said.text) and not (query.countries or query.regions):
            known = known_place(tracker)
            if known is None:
                dispatcher.utter_message(response="utter_search_where")
                return remembered(query, 0, [])
            query = merged(query, known)
        if query.led and is_empty(query) and tracker.get_slot("last_kind") == "search":
            query = merged(from_slot(tracker.get_slot("search_query")), query)  # "only those led from there"
        if is_empty(query) and tracker.get_slot("last_kind") == ASKED_ABOUT:
            query = from_slot(tracker.get_slot("search_query"))
        if is_empty(query) and said.one("programme") is None and not asks_for_all(said.text):
            dispatcher.utter_message(response="utter_search_what")
            return remembered(query, 0, [])
        if tracker.get_slot("last_kind") == "partnership" and asks_in_passing(said.text):
            query = merged(from_slot(tracker.get_slot("search_query")), query)  # one of its hits was shown
        return await show_page(self.services, dispatcher, query, 0)


class ActionShowPartnership(AnsweringAction):
    """One partnership in detail, or only who leads it; a list when the words fit several."""

    def name(self) -> str:
        return "action_show_partnership"

    async def answer(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
        said = heard(tracker)
        named = said.one("partnership")
        query = query_from(said)
        if len(said.ids("partnership")) > 1 and not asks_who_leads(said.text):
            return await show_each(self.services, dispatcher, said)
        if named is None and points_back(said.text):  # "is Spain in it?"
            named = in_focus(tracker)
        if named is None and not is_empty(query):
            page = await self.services.partnerships.search(query, limit=PAGE)
            exact = [hit for hit in page.hits if hit.exact]
            if len(exact) > 1 and asks_who_leads(said.text):
                return _leads_of(dispatcher, query, [hit.partnership for hit in exact], page.left_out)
            if len(exact) != 1 and (has_names(query) or exact):
                return await show_page(self.services, dispatcher, query, 0)
            named = exact[0].partnership.id if exact else None
        named = named or picked(said, tracker) or in_focus(tracker) or _last_named(tracker)
        return await show_one(self.services, dispatcher, named, said)


class ActionPickOne(AnsweringAction):
    """The second one, the last one: of the list that was just shown, or of the meanings just offered."""

    def name(self) -> str:
        return "action_pick_one"

    async def answer(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
        said = heard(tracker)
        meant = picked_meaning(tracker, said)
        if meant:
            return await take(self._get_services, dispatcher, tracker, meant)
        offered = tracker.get_slot("last_offered") or []
        chosen = said.one("partnership") or picked(said, tracker)
        if chosen is None and len(offered) == 1 and said.one("ordinal") is None:
            chosen = offered[0]
        if chosen is None and offered:
            dispatcher.utter_message(response="utter_pick_out_of_range")
            return []
        return await show_one(self.services, dispatcher, chosen, said)


async def show_page(
    services: Services, dispatcher: CollectingDispatcher, query: PartnershipQuery, offset: int
) -> list[EventType]:
    """One page of hits with reasons and buttons; the search stays in mind for "more" and "the second one"."""
    page = await services.partnerships.search(query, limit=PAGE, offset=offset)
    buttons = hit_buttons(page) or next_buttons(
        ["propose_partnership", "find_partnerships", "request_person"]
    )
    dispatcher.utter_message(
        response="utter_search_results",
        results=results_text(page, query),
        buttons=buttons,
        json_message=partnership_cards(page, query),
    )
    return remembered(query, offset, [hit.partnership.id for hit in page.hits])


async def show_next_page(
    services: Services, dispatcher: CollectingDispatcher, tracker: Tracker
) -> list[EventType]:
    """The page after the one shown last."""
    query, offset = from_slot(tracker.get_slot("search_query")), int(tracker.get_slot("search_offset") or 0)
    shown = tracker.get_slot("last_offered") or []
    page = await services.partnerships.search(query, limit=PAGE, offset=offset + len(shown))
    if not page.hits:
        dispatcher.utter_message(response="utter_no_more")
        return []
    return await show_page(services, dispatcher, query, offset + len(shown))


async def show_same_page(
    services: Services, dispatcher: CollectingDispatcher, tracker: Tracker
) -> list[EventType]:
    """The page shown last once more: each hit has its reason with it."""
    query, offset = from_slot(tracker.get_slot("search_query")), int(tracker.get_slot("search_offset") or 0)
    return await show_page(services, dispatcher, query, offset)


async def say_source_of(
    services: Services, dispatcher: CollectingDispatcher, partnership_id: str | None
) -> list[EventType]:
    """Only where a partnership's entry comes from."""
    one = await services.partnerships.get(partnership_id) if partnership_id else None
    if one is None:
        dispatcher.utter_message(response="utter_partnership_not_known")
    else:
        dispatcher.utter_message(response="utter_source", source=partnership_source(one))
    return []


async def show_one(
    services: Services, dispatcher: CollectingDispatcher, partnership_id: str | None, said: Heard
) -> list[EventType]:
    """The details of one partnership, or only what of it was asked."""
    one = await services.partnerships.get(partnership_id) if partnership_id else None
    if one is None:
        dispatcher.utter_message(response="utter_partnership_not_known")
        return []
    asked = [] if said.is_button else aspect_lines(one, asked_aspects(said.text))
    members = membership_lines(
        one,
        countries=said.ids("country"),
        regions=said.ids("region"),
        organisations=said.ids("organisation"),
    )
    text = "\n".join((*members, details_text(one)) if not asked else (full_name(one), *members, *asked))
    buttons = _after_details(one)
    if asked:
        everything = phrase("aspect.everything", name=short_name(one))
        buttons = [button(everything, "show_partnership", partnership=one.id), *buttons]
    dispatcher.utter_message(response="utter_partnership_details", details=text)
    dispatcher.utter_message(response="utter_source", source=partnership_source(one), buttons=buttons)
    return [SlotSet("partnership_id", one.id), SlotSet("last_kind", "partnership")]


async def show_each(services: Services, dispatcher: CollectingDispatcher, said: Heard) -> list[EventType]:
    """The details of every partnership named, one below the other, each with its source."""
    named = said.ids("partnership")[:MOST_SHOWN]
    found = [one for one in [await services.partnerships.get(id_) for id_ in named] if one]
    for one in found[:-1]:
        dispatcher.utter_message(response="utter_partnership_details", details=details_text(one))
        dispatcher.utter_message(response="utter_source", source=partnership_source(one))
    return await show_one(services, dispatcher, found[-1].id if found else None, said)


def partnership_source(one: Partnership) -> str:
    """Where a partnership's entry comes from."""
    if one.source_url is None:
        return phrase("source.partnership_no_link", confidence=one.confidence)
    return phrase("source.partnership", url=one.source_url, confidence=one.confidence)


def remembered(query: PartnershipQuery, offset: int, offered: list[str]) -> list[EventType]:
    """What "more", "the second one" and "what about Poland?" will refer to."""
    return [
        SlotSet("last_kind", "search"),
        SlotSet("search_query", to_slot(query)),
        SlotSet("search_offset", float(offset)),
        SlotSet("last_offered", offered),
    ]


def known_place(tracker: Tracker) -> PartnershipQuery | None:
    """Where the person said they are, when they have said so in this conversation."""
    region, country = tracker.get_slot("eligibility__region"), tracker.get_slot("eligibility__country")
    if region:
        return PartnershipQuery(regions=(region,))
    return PartnershipQuery(countries=(country,)) if country in load_lexicon().countries else None


def _leads_of(
    dispatcher: CollectingDispatcher, query: PartnershipQuery, found: list[Partnership], left_out: str | None
) -> list[EventType]:
    """Who leads each of several: "who leads photonics?" names a theme with four partnerships."""
    buttons = [button(short_name(one), "show_partnership", partnership=one.id) for one in found]
    leads = [lead_text(one).replace("\n", ". ") for one in found]
    details = "\n".join([phrase("search.left_out", words=left_out), *leads] if left_out else leads)
    dispatcher.utter_message(response="utter_partnership_details", details=details, buttons=buttons)
    return remembered(query, 0, [one.id for one in found])


def picked(said: Heard, tracker: Tracker) -> str | None:
    """What a place in the list just shown stands for: by its number there, or counted on the page."""
    offered, ordinal = tracker.get_slot("last_offered") or [], said.one("ordinal")
    if not offered or ordinal is None or not ordinal.lstrip("-").isdigit():
        return None
    number = int(ordinal)
    if number == -1:
        return str(offered[-1])
    position = number - 1 - int(tracker.get_slot("search_offset") or 0)
    position = position if 0 <= position < len(offered) else number - 1
    return str(offered[position]) if 0 <= position < len(offered) else None


def _last_named(tracker: Tracker) -> str | None:
    """After something else was answered: the one shown before it, or the only one listed before it."""
    offered = tracker.get_slot("last_offered") or []
    return tracker.get_slot("partnership_id") or (str(offered[0]) if len(offered) == 1 else None)


def _after_details(one: Partnership) -> list[dict[str, str]]:
    title = phrase("search.join", name=short_name(one))
    return [
        {"title": title, "payload": payload("express_interest", partnership=one.id)},
        button(phrase("search.follow"), "follow_partnership", partnership=one.id),
        button(phrase("search.similar"), "find_partnerships", theme=one.themes[0]),
    ]
