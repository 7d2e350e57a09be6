"""The search, its pages, one of the list, and one partnership in detail."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions._base import Services
from actions._heard import heard
from actions._search import from_slot, merged, to_slot
from actions.partnerships import (
    ActionFindPartnerships,
    ActionPickOne,
    ActionShowPartnership,
    partnership_source,
    picked,
)
from bot.content import partnership_words
from bot.content.aspect_words import aspect_lines, membership_lines
from bot.content.partnership_words import details_text
from bot.content.search_words import reason_in_words, results_text
from bot.logic.partnership_aspects import NUMBER
from bot.logic.partnerships import PartnershipQuery, Reason
from tests.actions.engine import Engine
from tests.actions.said import responses, words
from tests.actions.trackers import Named

GetServices = Callable[[], Services]
TrackerWith = Callable[..., Tracker]

PHOTONICS = ("photonics", "theme", "photonics")
TEXTILES = ("textiles", "theme", "textiles")
ESCP_S3 = ("ESCP-S3", "programme", "escp-s3")
TEX4IM = ("TEX4IM", "partnership", "escps3-tex4im")


async def test_a_search_lists_what_fits_each_with_its_reason_and_a_button(engine: Engine) -> None:
    await engine.hears("find photonics partnerships", "find_partnerships", [PHOTONICS])
    assert engine.names == ["utter_search_results"]
    head, *hits = engine.text.splitlines()
    assert head == "4 partnerships fit: Photonics."
    assert [hit.split(".")[0] for hit in hits] == ["1", "2", "3", "4"]
    assert all(hit.endswith("Why: theme Photonics") for hit in hits)
    assert engine.replies[0].buttons["PIMI"] == '/show_partnership{"partnership":"eoi-pimi"}'
    assert engine.slots["last_offered"][0] == "eoi-pimi"
    assert engine.slots["last_kind"] == "search"


async def test_a_search_for_one_of_its_kind_says_that_one_fits(engine: Engine) -> None:
    await engine.hears("TEX4IM", "find_partnerships", [TEX4IM])
    assert engine.text.startswith("One partnership fits: TEX4IM.\n1. TEX4IM")


@pytest.mark.parametrize(
    ("text", "named", "negated", "query"),
    [
        (
            "textiles in Spain, not Poland",
            [("textiles", "theme", "textiles"), ("Spain", "country", "ES"), ("Poland", "country", "PL")],
            ["Poland"],
            {"themes": ["textiles"], "countries": ["ES"], "without_countries": ["PL"]},
        ),
        (
            "universities in Bavaria",
            [("universities", "organisation_type", "university"), ("Bavaria", "region", "DE2")],
            [],
            {"regions": ["DE2"], "organisation_types": ["university"]},
        ),
        ("hackathons", [], [], {"text": "hackathons"}),
        (
            "textiles, neither ESCP-S3 nor TEX4IM",
            [TEXTILES, ESCP_S3, TEX4IM],
            ["ESCP-S3", "TEX4IM"],
            {
                "themes": ["textiles"],
                "without_programmes": ["escp-s3"],
                "without_partnerships": ["escps3-tex4im"],
            },
        ),
        (
            "we are a cluster in Lithuania searching for photonics in Spain",
            [
                ("cluster", "organisation_type", "cluster_organisation"),
                ("Lithuania", "country", "LT", "own"),
                PHOTONICS,
                ("Spain", "country", "ES"),
            ],
            [],
            {"themes": ["photonics"], "countries": ["ES"]},
        ),
        (
            "everything but photonics",
            [PHOTONICS],
            ["photonics"],
            {"without_themes": ["photonics"]},
        ),
    ],
)
async def test_a_search_is_kept_as_it_was_understood(
    services: GetServices,
    say: CollectingDispatcher,
    tracker_with: TrackerWith,
    text: str,
    named: list[Named],
    negated: list[str],
    query: dict[str, Any],
) -> None:
    tracker = tracker_with(text, "find_partnerships", named, negated=negated)
    events = await ActionFindPartnerships(services).run(say, tracker, {})
    kept = {one["name"]: one["value"] for one in events}
    assert kept["search_query"] == query
    assert responses(say.messages) == ["utter_search_results"]


def test_a_search_comes_back_from_its_slot_as_it_went_in() -> None:
    query = PartnershipQuery(themes=("textiles",), without_countries=("PL",), text="smart")
    assert from_slot(to_slot(query)) == query
    assert from_slot(None) == PartnershipQuery()


async def test_where_nothing_fits_it_is_said_and_the_nearest_is_offered(engine: Engine) -> None:
    await engine.hears("photonics in Malta", "find_partnerships", [PHOTONICS, ("Malta", "country", "MT")])
    assert engine.text.startswith("I found no partnership that fits all of this: Photonics, Malta.")
    assert "what does not fit fully is the country." in engine.text
    assert len(engine.replies[0].buttons) >= 1


async def test_a_programme_and_a_partnership_can_be_left_out(engine: Engine) -> None:
    await engine.hears("textiles, not ESCP-S3", "find_partnerships", [TEXTILES, ESCP_S3], negated=["ESCP-S3"])
    assert engine.text.startswith("3 partnerships fit: Textiles, without ESCP-S3.")
    await engine.hears("textiles, not TEX4IM", "find_partnerships", [TEXTILES, TEX4IM], negated=["TEX4IM"])
    assert engine.text.startswith("3 partnerships fit: Textiles, without TEX4IM.")


async def test_a_word_that_nothing_has_does_not_hide_what_fits_the_names(engine: Engine) -> None:
    textiles = ("textiles", "theme", "textiles")
    await engine.hears("zeppelin textiles", "find_partnerships", [textiles])
    assert "partnerships fit: Textiles." in engine.text
    assert 'I found none that also has the words "zeppelin", so I left these words out.' in engine.text


async def test_what_regions_lead_is_looked_for_among_the_thematic_areas(engine: Engine) -> None:
    agrifood = ("agri-food", "theme", "agrifood")
    await engine.hears("Which regions lead the agri-food platform?", "show_partnership", [agrifood])
    assert engine.text.startswith("I found no partnership that fits all of this: Agrifood, S3P-Industry")
    assert engine.slots["search_query"]["programmes"] == ["s3p-industry"]
    await engine.hears(
        "Which regions lead the ESCP-S3 on textiles?", "find_partnerships", [ESCP_S3, TEXTILES]
    )
    assert engine.slots["search_query"]["programmes"] == ["escp-s3"]
    await engine.hears("Which regions lead it?", "find_partnerships", [])
    assert "programmes" not in engine.slots["search_query"]


async def test_a_place_may_be_where_a_partnership_is_led_from(engine: Engine) -> None:
    france = ("France", "country", "FR")
    await engine.hears("partnerships led from France", "find_partnerships", [france])
    assert "France, led from there" in engine.text
    hits = [line for line in engine.text.splitlines() if line[:1].isdigit() and "Why:" in line]
    assert hits
    assert all("led from France" in line for line in hits)
    aragon = ("Aragon", "region", "ES24")
    await engine.hears("coordinated from Aragon", "find_partnerships", [aragon])
    assert "EHV-S3P" in engine.text
    await engine.hears("led from Malta", "find_partnerships", [("Malta", "country", "MT")])
    assert "I found no partnership" in engine.text


async def test_only_those_led_from_there_are_left_of_the_last_search(engine: Engine) -> None:
    await engine.hears("partnerships in France", "find_partnerships", [("France", "country", "FR")])
    await engine.hears("only the ones led from there", "find_partnerships", [])
    assert engine.slots["search_query"] == {"countries": ["FR"], "led": True}


async def test_a_country_that_is_ruled_out_is_no_longer_looked_for(engine: Engine) -> None:
    poland, spain = ("Poland", "country", "PL"), ("Spain", "country", "ES")
    await engine.hears("textiles in Poland and Spain", "find_partnerships", [TEXTILES, poland, spain])
    older = from_slot(engine.slots["search_query"])
    left = merged(older, PartnershipQuery(without_countries=("PL",), without_themes=("textiles",)))
    assert (left.countries, left.without_countries, left.themes) == (("ES",), ("PL",), ())


async def test_where_there_is_nothing_near_either_a_new_proposal_is_offered(engine: Engine) -> None:
    await engine.hears("zeppelin karaoke", "find_partnerships")
    assert engine.text.startswith('I found no partnership for this: the words "zeppelin karaoke".')
    assert engine.replies[0].buttons == {
        "Propose a new partnership": "/propose_partnership",
        "Find a partnership": "/find_partnerships",
        "Leave a message for a person": "/request_person",
    }
    assert engine.slots["last_offered"] == []


async def test_a_search_without_a_criterion_is_asked_back_and_all_can_be_had(engine: Engine) -> None:
    await engine.hears("find partnerships", "find_partnerships")
    assert engine.names == ["utter_search_what"]
    await engine.press("Show all partnerships")
    assert re.match(r"I know of \d+ partnerships\. These are numbers 1 to 5:", engine.text)
    await engine.hears("show me all partnerships", "find_partnerships")
    assert engine.text.startswith("I know of ")


async def test_a_last_page_with_one_hit_says_which_one(services: GetServices) -> None:
    query = PartnershipQuery(partnerships=("escps3-tex4im",))
    page = await services().partnerships.search(query)
    sixth = replace(page, total=6, offset=5)
    head, hit = results_text(sixth, query).splitlines()
    assert head == "6 partnerships fit: TEX4IM. This is number 6:"
    assert hit.startswith("6. TEX4IM")


async def test_near_me_asks_where_and_the_answer_is_searched(engine: Engine) -> None:
    await engine.hears("photonics partnerships near me", "find_partnerships", [PHOTONICS])
    assert engine.names == ["utter_search_where"]
    await engine.hears("Spain", "inform", [("Spain", "country", "ES")])
    assert engine.names == ["utter_search_results"]
    assert engine.slots["search_query"] == {"themes": ["photonics"], "countries": ["ES"]}


@pytest.mark.parametrize(
    ("slots", "place"),
    [
        ({"eligibility__region": "DE2", "eligibility__country": "DE"}, {"regions": ["DE2"]}),
        ({"eligibility__country": "DE"}, {"countries": ["DE"]}),
    ],
)
async def test_near_me_is_not_asked_where_the_place_is_known(
    services: GetServices,
    say: CollectingDispatcher,
    tracker_with: TrackerWith,
    slots: dict[str, Any],
    place: dict[str, Any],
) -> None:
    tracker = tracker_with("what is nearby?", "find_partnerships", slots=slots)
    events = await ActionFindPartnerships(services).run(say, tracker, {})
    assert {one["name"]: one["value"] for one in events}["search_query"] == place
    assert responses(say.messages) == ["utter_search_results"]


@pytest.mark.parametrize(
    ("place", "entity", "code"), [("Spain", "country", "ES"), ("Bavaria", "region", "DE2")]
)
async def test_near_me_is_not_asked_where_the_message_names_the_place(
    engine: Engine, place: str, entity: str, code: str
) -> None:
    await engine.hears(f"near me, in {place}", "find_partnerships", [(place, entity, code)])
    assert engine.names == ["utter_search_results"]
    assert f": {place}." in engine.text


async def test_near_me_with_an_unknown_place_is_asked(
    services: GetServices, say: CollectingDispatcher, tracker_with: TrackerWith
) -> None:
    slots = {"eligibility__country": "unknown"}
    await ActionFindPartnerships(services).run(
        say, tracker_with("near me", "find_partnerships", slots=slots), {}
    )
    assert responses(say.messages) == ["utter_search_where"]


async def test_details_tell_lead_members_countries_and_money_and_their_source(engine: Engine) -> None:
    await engine.hears("tell me about TEX4IM", "show_partnership", [TEX4IM])
    assert engine.names == ["utter_partnership_details", "utter_source"]
    assert "Coordinator: Next Technology Tecnotessile." in engine.text
    assert "Other members: ASTRICO Nord-Est (Romania); " in engine.text
    assert "Countries: Czechia, France, Italy, Portugal, Romania, Spain and Sweden." in engine.text
    assert "Source: https://" in engine.text
    assert engine.replies[-1].buttons == {
        "Express interest in TEX4IM": '/express_interest{"partnership":"escps3-tex4im"}',
        "Only get notices about it": '/follow_partnership{"partnership":"escps3-tex4im"}',
        "Find similar ones": '/find_partnerships{"theme":"textiles"}',
    }
    assert engine.slots["partnership_id"] == "escps3-tex4im"


async def test_two_partnerships_are_shown_one_below_the_other(engine: Engine) -> None:
    other = ("RegioTex", "partnership", "s3p-textile")
    await engine.hears("compare TEX4IM and RegioTex", "show_partnership", [TEX4IM, other])
    assert engine.names == ["utter_partnership_details", "utter_source"] * 2
    assert engine.text.index("TEX4IM") < engine.text.index("RegioTex")
    assert engine.slots["partnership_id"] == "s3p-textile"


async def test_who_leads_is_answered_alone(engine: Engine) -> None:
    await engine.hears("who leads TEX4IM?", "show_partnership", [TEX4IM])
    assert "Coordinator: Next Technology Tecnotessile." in engine.text
    assert "Other members" not in engine.text


DIGICLUSTERS = ("DIGICLUSTERS", "partnership", "escps3-digiclusters")


@pytest.mark.parametrize(
    ("text", "named", "answer"),
    [
        ("how much did DIGICLUSTERS get?", DIGICLUSTERS, "EU grant: EUR 349,952. Total budget: EUR 466,608."),
        ("how much did TEX4IM get?", TEX4IM, "How much money it got is not in our sources."),
        ("is TEX4IM still running?", TEX4IM, "What is known of its course: co-funded ESCP-S3"),
        ("what did TEX4IM achieve?", TEX4IM, "What it reached is not in our sources."),
        ("a contact of TEX4IM?", TEX4IM, "A contact address of TEX4IM is not in our sources."),
        ("how many members has DIGICLUSTERS?", DIGICLUSTERS, "Our sources name 7 members, from 4 countries."),
        (
            "how many members has PIMAP?",
            ("PIMAP", "partnership", "escp4i-pimap"),
            "Its members are not in our sources.",
        ),
        ("how big is GALATEA?", ("GALATEA", "partnership", "innosup-galatea"), "Our sources name 2 members"),
    ],
)
async def test_one_question_about_a_partnership_is_answered_alone(
    engine: Engine, text: str, named: Named, answer: str
) -> None:
    await engine.hears(text, "show_partnership", [named])
    assert answer in engine.text
    assert "Programme:" not in engine.text
    assert "Source: " in engine.text
    await engine.press(f"All about {named[0]}")
    assert "Programme:" in engine.text


@pytest.mark.parametrize(
    ("asked", "line"),
    [
        (("German", "country", "DE"), "Germany: yes. automotive-bw (Germany)"),
        (("Malta", "country", "MT"), "Malta: not among the members of EACN that our sources name."),
        (("Lombardy", "region", "ITC4"), "Lombardy: not among the members of EACN that our sources name."),
        (
            ("CEAGA", "organisation", "ceaga-galician-automotive-cluster"),
            "CEAGA - Galician Automotive Cluster: yes.",
        ),
    ],
)
async def test_whether_somebody_is_in_a_partnership_is_said_first(
    engine: Engine, asked: Named, line: str
) -> None:
    eacn = ("EACN", "partnership", "escps3-eacn")
    await engine.hears(f"is {asked[0]} in EACN?", "show_partnership", [eacn, asked])
    assert engine.text.startswith(line)
    assert "Programme: ESCP-S3." in engine.text


async def test_a_place_in_it_means_the_partnership_just_shown(engine: Engine) -> None:
    await engine.hears("TEX4IM", "show_partnership", [TEX4IM])
    await engine.hears("is Spain in it?", "show_partnership", [("Spain", "country", "ES")])
    assert engine.text.startswith("Spain: yes. ATEVAL (Spain).")


async def test_a_country_whose_member_is_not_named_is_in_it_all_the_same(services: GetServices) -> None:
    tex4im = await services().partnerships.get("escps3-tex4im")
    assert tex4im
    without_members = replace(tex4im, members=())
    (line,) = membership_lines(without_members, countries=["ES"], regions=[], organisations=[])
    assert line == "Spain: yes, as a country. Which member it is, is not in our sources."


async def test_members_without_countries_are_only_counted(services: GetServices) -> None:
    tex4im = await services().partnerships.get("escps3-tex4im")
    assert tex4im
    (line,) = aspect_lines(replace(tex4im, countries=()), [NUMBER])
    assert line == "Our sources name 8 members."


async def test_leads_without_the_words_that_nothing_has_are_said_to_be_so(engine: Engine) -> None:
    agrifood = ("agri-food", "theme", "agrifood")
    await engine.hears("who leads agri-food traceability?", "show_partnership", [agrifood])
    assert engine.text.startswith('I found none that also has the words "traceability"')
    assert "Coordinator: " in engine.text


async def test_an_unknown_lead_is_not_in_our_sources(engine: Engine) -> None:
    await engine.hears("who leads PIMAP?", "show_partnership", [("PIMAP", "partnership", "escp4i-pimap")])
    assert "Who leads it is not in our sources." in engine.text
    await engine.hears("who is the lead?", "show_partnership")
    assert engine.text.startswith("PIMAP")


async def test_a_partnership_without_a_lead_has_members_and_no_other_members(engine: Engine) -> None:
    await engine.hears("EACN", "show_partnership", [("EACN", "partnership", "escps3-eacn")])
    assert "\nMembers: automotive-bw (Germany)" in engine.text
    assert "Other members" not in engine.text


async def test_only_where_no_member_is_known_that_is_said(services: GetServices) -> None:
    for partnership, unknown in (("innosup-innolabs", False), ("escp4i-pimap", True)):
        one = await services().partnerships.get(partnership)
        assert one
        assert ("Its members are not in our sources." in details_text(one)) is unknown


async def test_a_partnership_described_by_what_it_does_is_found_or_listed(engine: Engine) -> None:
    await engine.hears("the one with the hackathons", "show_partnership")
    assert engine.names == ["utter_partnership_details", "utter_source"]
    assert engine.text.startswith("DIGICLUSTERS")
    await engine.hears("the photonics one", "show_partnership", [PHOTONICS])
    assert engine.names == ["utter_search_results"]


async def test_words_that_name_nothing_are_about_the_partnership_just_shown(engine: Engine) -> None:
    await engine.hears("TEX4IM", "show_partnership", [TEX4IM])
    await engine.hears("and its zeppelins?", "show_partnership")
    assert engine.text.startswith("TEX4IM")


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("and in Spain?", {"themes": ["textiles"], "countries": ["ES"]}),
        ("partnerships in Spain", {"countries": ["ES"]}),
    ],
)
async def test_half_a_question_after_one_of_the_list_goes_on_with_the_search(
    services: GetServices,
    say: CollectingDispatcher,
    tracker_with: TrackerWith,
    text: str,
    query: dict[str, list[str]],
) -> None:
    searched = {"themes": ["textiles"], "countries": ["IT"]}
    slots = {"last_kind": "partnership", "search_query": searched, "partnership_id": "escps3-tex4im"}
    tracker = tracker_with(text, "find_partnerships", [("Spain", "country", "ES")], slots=slots)
    events = await ActionFindPartnerships(services).run(say, tracker, {})
    assert {one["name"]: one["value"] for one in events}["search_query"] == query


async def test_a_partnership_nobody_named_is_asked_for(
    services: GetServices, say: CollectingDispatcher, tracker_with: TrackerWith
) -> None:
    assert (
        await ActionShowPartnership(services).run(say, tracker_with("details", "show_partnership"), {}) == []
    )
    assert responses(say.messages) == ["utter_partnership_not_known"]


async def test_an_organisation_leads_to_the_partnerships_that_include_it(engine: Engine) -> None:
    await engine.hears(
        "which partnerships include ATEVAL?", "find_partnerships", [("ATEVAL", "organisation", "ateval")]
    )
    assert engine.text.startswith("2 partnerships fit: ATEVAL.")
    assert engine.text.count("ATEVAL is a member") == 2


@pytest.mark.parametrize(
    ("ordinal", "offset", "expected"),
    [("1", 0, "a"), ("3", 0, "c"), ("-1", 0, "c"), ("7", 5, "b"), ("2", 5, "b"), ("-1", 5, "c")],
)
async def test_one_of_the_list_is_meant_by_its_number_or_by_its_place_on_the_page(
    services: GetServices, tracker_with: TrackerWith, ordinal: str, offset: int, expected: str
) -> None:
    slots = {"last_offered": ["a", "b", "c"], "search_offset": float(offset)}
    tracker = tracker_with("that one", "pick_one", [("that", "ordinal", ordinal)], slots=slots)
    assert picked(heard(tracker), tracker) == expected


@pytest.mark.parametrize("ordinal", ["4", "0", "-2", "many"])
async def test_a_number_that_the_list_does_not_have_is_said_so(
    services: GetServices, say: CollectingDispatcher, tracker_with: TrackerWith, ordinal: str
) -> None:
    slots = {"last_offered": ["eoi-pimi", "escp4i-pimap", "escps3-eacn"], "search_offset": 0.0}
    tracker = tracker_with("that one", "pick_one", [("that", "ordinal", ordinal)], slots=slots)
    assert await ActionPickOne(services).run(say, tracker, {}) == []
    assert responses(say.messages) == ["utter_pick_out_of_range"]


async def test_one_of_several_without_a_number_is_not_guessed(
    services: GetServices, say: CollectingDispatcher, tracker_with: TrackerWith
) -> None:
    slots = {"last_offered": ["eoi-pimi", "escp4i-pimap"], "search_offset": 0.0}
    await ActionPickOne(services).run(say, tracker_with("that one", "pick_one", slots=slots), {})
    assert responses(say.messages) == ["utter_pick_out_of_range"]


async def test_one_of_the_list_can_be_named(engine: Engine) -> None:
    await engine.hears("photonics", "find_partnerships", [PHOTONICS])
    await engine.hears("the TEX4IM one", "pick_one", [TEX4IM])
    assert engine.text.startswith("TEX4IM")


async def test_the_only_one_of_a_list_needs_no_number(engine: Engine) -> None:
    await engine.hears("TEX4IM", "find_partnerships", [TEX4IM])
    await engine.hears("the third one", "pick_one", [("third", "ordinal", "3")])
    assert engine.names == ["utter_pick_out_of_range"]
    await engine.hears("that one", "pick_one")
    assert engine.text.startswith("TEX4IM")


async def test_a_choice_without_a_list_is_asked_back(
    services: GetServices, say: CollectingDispatcher, tracker_with: TrackerWith
) -> None:
    tracker = tracker_with("the second", "pick_one", [("second", "ordinal", "2")])
    await ActionPickOne(services).run(say, tracker, {})
    assert responses(say.messages) == ["utter_partnership_not_known"]


async def test_with_the_database_away_every_search_owns_up(
    services_without_storage: GetServices, say: CollectingDispatcher, tracker_with: TrackerWith
) -> None:
    for action, intent in (
        (ActionFindPartnerships, "find_partnerships"),
        (ActionShowPartnership, "show_partnership"),
    ):
        say.messages.clear()
        events = await action(services_without_storage).run(say, tracker_with("TEX4IM", intent, [TEX4IM]), {})
        assert responses(say.messages) == ["utter_storage_away"]
        assert events == []


async def test_every_partnership_of_the_catalogue_can_be_told(services: GetServices) -> None:
    page = await services().partnerships.search(PartnershipQuery(), limit=1000)
    assert page.total == len(page.hits) > 50
    for hit in page.hits:
        text = details_text(hit.partnership)
        assert "None" not in text
        assert ";;" not in text
        assert ".." not in text.replace("e.V..", "").replace("...", "")
        assert partnership_source(hit.partnership).startswith("Source: ")


async def test_no_button_is_too_long_to_read(engine: Engine) -> None:
    await engine.hears("show all partnerships", "find_partnerships")
    titles: list[str] = []
    while "Show more" in engine.replies[0].buttons:
        titles += engine.replies[0].buttons
        await engine.press("Show more")
    assert len(titles) > 50
    assert max(map(len, titles)) <= 50


async def test_members_beyond_the_longest_list_are_counted(
    services: GetServices, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = await services().partnerships.get("escps3-tex4im")
    assert one
    monkeypatch.setattr(partnership_words, "MOST_MEMBERS", 5)
    assert "; and 2 more." in details_text(one)


@pytest.mark.parametrize(
    ("text", "named", "reason"),
    [
        ("Tuscany", [("Tuscany", "region", "ITI1")], "led from Tuscany"),
        ("Italy", [("Italy", "country", "IT")], "led from Italy"),
        ("Italy", [("Italy", "country", "IT")], "a member in Italy"),
        ("hydrogen", [("hydrogen", "theme", "hydrogen")], "theme Hydrogen"),
        ("biotech", [("biotech", "theme", "industrial_biotechnology")], "near theme Bioeconomy"),
        ("Antwerp", [("Antwerp", "region", "BE21")], "a member in the wider region Flanders"),
        ("Vienna", [("Vienna", "region", "AT13")], "a member elsewhere in Austria"),
        ("ESCP-S3", [ESCP_S3], "programme ESCP-S3"),
        ("clusters", [("clusters", "organisation_type", "cluster_organisation")], "has a member of the kind"),
        ("hackathons", [], 'the word "hackathons"'),
        ("TEX4IM", [], "you named it"),
        ("TEX4IN please", [], "nearly the name TEX4IM"),
    ],
)
async def test_a_reason_of_each_kind_is_told(
    services: GetServices,
    say: CollectingDispatcher,
    tracker_with: TrackerWith,
    text: str,
    named: list[Named],
    reason: str,
) -> None:
    await ActionFindPartnerships(services).run(say, tracker_with(text, "find_partnerships", named), {})
    assert reason in words(say.messages)


async def test_every_organisation_of_the_catalogue_has_a_name_to_give_as_a_reason(
    services: GetServices,
) -> None:
    everything = await services().partnerships.search(PartnershipQuery(), limit=1000)
    members = [member for hit in everything.hits for member in hit.partnership.members]
    ids = {member.organisation_id for member in members if member.organisation_id}
    assert len(ids) > 100
    for one in ids:
        assert reason_in_words(Reason("organisation", one)).endswith(" is a member")


async def test_who_leads_a_theme_with_several_partnerships_is_told_for_each(engine: Engine) -> None:
    await engine.hears("who leads photonics?", "show_partnership", (("photonics", "theme", "photonics"),))
    assert engine.names == ["utter_partnership_details"]
    assert engine.text.count("\n") >= 2
    assert "Who leads it is not in our sources" in engine.text


async def test_both_countries_must_be_there_where_it_is_said(engine: Engine) -> None:
    both = [("Spain", "country", "ES"), ("Serbia", "country", "RS")]
    await engine.hears("partnerships with both Spain and Serbia", "find_partnerships", both)
    assert engine.text.startswith("2 partnerships fit: Spain and Serbia.")
    await engine.hears("in Spain or Serbia", "find_partnerships", both)
    assert "Spain or Serbia" in engine.text
    assert not engine.text.startswith("2 partnerships")


async def test_no_partnership_that_has_only_one_of_both_countries_fits(engine: Engine) -> None:
    both = [("Malta", "country", "MT"), ("Serbia", "country", "RS")]
    await engine.hears("partnerships with both Malta and Serbia", "find_partnerships", both)
    assert engine.text.startswith("I found no partnership that fits all of this: Malta and Serbia.")


async def test_while_one_is_to_be_joined_it_is_meant_by_that_partnership(engine: Engine) -> None:
    mining = [("mining partnership", "partnership", "s3p-mining")]
    await engine.hears("I want to join the mining partnership", "express_interest", mining)
    await engine.hears("who leads that partnership?", "show_partnership")
    assert "Leading regions: Lapland and North Karelia." in engine.text


async def test_the_only_one_listed_stays_in_mind_over_a_question_in_between(engine: Engine) -> None:
    await engine.hears("partnerships in Malta", "find_partnerships", [("Malta", "country", "MT")])
    await engine.hears("which countries may take part?", "faq/eligible_countries")
    await engine.hears("who leads it?", "show_partnership")
    assert "Leading regions: Aragon, Centre-Val de Loire and Friesland." in engine.text
