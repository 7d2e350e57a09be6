"""The check of the asker's own case, one requirement in general, and facts given by the way."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions._base import Services
from actions.eligibility import ActionCheckEligibility, ActionCheckRequirement, ActionTakeInformation
from tests.actions.engine import Engine
from tests.actions.said import responses, said, words
from tests.actions.trackers import Named

GetServices = Callable[[], Services]
TrackerWith = Callable[..., Tracker]

EVERYTHING = (
    "we are a cluster from Lombardy in photonics with partners in Bavaria and Flanders, can we apply?"
)
NAMED = (
    ("cluster", "organisation_type", "cluster_organisation"),
    ("Lombardy", "region", "ITC4", "own"),
    ("photonics", "theme", "photonics"),
    ("Bavaria", "region", "DE2", "partner"),
    ("Flanders", "region", "BE2", "partner"),
)
COMPLETE = {
    "eligibility__organisation_type": "cluster_organisation",
    "eligibility__country": "IT",
    "eligibility__region": "ITC4",
    "eligibility__theme": ["photonics"],
    "eligibility__partner_countries": ["DE", "BE"],
    "eligibility__own_legal_entity": "yes",
    "eligibility__eccp_profile": "yes",
}


async def test_one_message_may_carry_everything(engine: Engine) -> None:
    await engine.hears(EVERYTHING, "check_eligibility", NAMED)
    assert engine.names == [
        "utter_eligibility_noted",
        "utter_eligibility_summary",
        "utter_source",
        "utter_ask_eligibility__own_legal_entity",
    ]
    noted, summary, source, _ = engine.replies
    assert noted.text == (
        "Noted: Cluster organisation, Lombardy (Italy), Photonics and partners in Germany and Belgium."
    )
    assert "Partner countries: Met. 3 different countries (Italy, Germany and Belgium)" in summary.text
    assert "Theme: Met." in summary.text
    assert "legal entity" not in summary.text
    assert source.text.startswith("Sources: [1] ")
    assert engine.slots["eligibility__partner_countries"] == ["DE", "BE"]
    assert engine.slots["eligibility__region"] == "ITC4"


async def test_what_is_missing_is_asked_and_the_whole_is_judged(engine: Engine) -> None:
    await engine.hears(EVERYTHING, "check_eligibility", NAMED)
    await engine.press("Yes")
    assert engine.names == ["utter_ask_eligibility__eccp_profile"]
    await engine.press("Yes")
    assert engine.names == ["utter_eligibility_summary", "utter_source"]
    assert engine.text.startswith("Yes, by what you told me you may take part.")
    assert engine.text.count(": Met. ") == 7
    assert "The smallest change" not in engine.text
    assert set(engine.replies[-1].buttons) == {
        "Find a partnership",
        "Express interest",
        "How to take part",
    }
    assert engine.form is None


async def test_nothing_is_not_met_before_it_was_asked(engine: Engine) -> None:
    await engine.hears("can we apply?", "check_eligibility")
    assert engine.names == ["utter_ask_eligibility__organisation_type"]
    answers = [
        ("Lombardy", "inform", [("Lombardy", "region", "ITC4")]),
        ("a cluster", "inform", [("cluster", "organisation_type", "cluster_organisation")]),
        ("photonics", "inform", [("photonics", "theme", "photonics")]),
    ]
    for text, intent, named in answers:
        await engine.hears(text, intent, named)
        await engine.hears("what is a cluster?", "faq/def_cluster")
        await engine.hears("and why?", "check_eligibility")
        assert "Not met" not in engine.text
    await engine.hears("explain", "ask_more")
    assert "Not met" not in engine.text


async def test_a_company_is_sent_to_its_cluster_with_the_reason_and_asked_nothing_more(
    engine: Engine,
) -> None:
    await engine.hears("can we apply?", "check_eligibility")
    await engine.press("Company")
    assert engine.names == ["utter_eligibility_noted", "utter_eligibility_summary", "utter_source"]
    assert "not to single companies. Companies take part through their cluster." in engine.text
    assert "- Take part through a cluster organisation of your region or theme" in engine.text
    assert '/faq{"topic":"sme_route"}' in engine.replies[-1].buttons.values()
    assert engine.form is None


async def test_a_region_is_sent_to_the_thematic_areas_with_the_reason(engine: Engine) -> None:
    await engine.hears(
        "can our region apply?", "check_eligibility", [("region", "organisation_type", "region")]
    )
    assert engine.names == ["utter_eligibility_noted", "utter_eligibility_summary", "utter_source"]
    assert "not to regions. Regions have their own way: a thematic area of the S3 Platform" in engine.text
    assert '/faq{"topic":"region_route"}' in engine.replies[-1].buttons.values()
    assert engine.form is None


async def test_what_stands_in_the_way_is_said_with_the_smallest_change(
    services: GetServices, say: CollectingDispatcher, tracker_with: TrackerWith
) -> None:
    slots = {**COMPLETE, "eligibility__partner_countries": ["IT"], "eligibility__eccp_profile": "no"}
    await ActionCheckEligibility(services).run(
        say, tracker_with("and now?", "check_eligibility", slots=slots), {}
    )
    text = words(say.messages)
    assert text.startswith("Not as things stand")
    assert "Partner countries: Not met. 1 of 3 countries (Italy)" in text
    assert "- Add partners from 2 more of the eligible countries." in text
    assert "- Register and publish a profile on the ECCP." in text


async def test_what_the_person_does_not_know_stays_open_and_is_not_asked_again(engine: Engine) -> None:
    await engine.hears("can we apply?", "check_eligibility")
    await engine.press("Cluster organisation")
    for _ in range(5):
        await engine.hears("I do not know", "dont_know")
    assert engine.form is None
    assert engine.names == ["utter_eligibility_summary", "utter_source"]
    assert engine.text.startswith("No obstacle so far, but not everything is settled.")
    assert engine.text.count("Not yet known. I do not know") == 5
    await engine.hears("can we apply?", "check_eligibility")
    assert engine.names == ["utter_eligibility_summary", "utter_source"]


async def test_a_word_with_two_meanings_is_asked_back_once(engine: Engine) -> None:
    park = ("technology park", "organisation_type", "ambiguous:science_park|technology_centre")
    await engine.hears("can a technology park like ours apply?", "check_eligibility", [park])
    assert engine.names == ["utter_eligibility_which_kind"]
    assert engine.replies[0].buttons == {
        "Science park": '/inform{"organisation_type":"science_park"}',
        "Technology centre": '/inform{"organisation_type":"technology_centre"}',
    }
    await engine.hears("a technology park, I said", "inform", [park])
    assert engine.names == ["utter_eligibility_which_kind"]
    await engine.press("Science park")
    assert engine.slots["eligibility__organisation_type"] == "science_park"
    assert engine.names == ["utter_eligibility_noted", "utter_ask_eligibility__country"]


async def test_a_fact_that_is_known_already_is_not_noted_again(engine: Engine) -> None:
    await engine.hears(EVERYTHING, "check_eligibility", NAMED)
    await engine.hears(EVERYTHING, "check_eligibility", NAMED)
    assert engine.names == ["utter_ask_eligibility__own_legal_entity"]


async def test_a_cluster_of_companies_is_a_cluster(
    services: GetServices, say: CollectingDispatcher, tracker_with: TrackerWith
) -> None:
    text = "SMEs are our members, we are a cluster"
    named = [("SMEs", "organisation_type", "sme"), ("cluster", "organisation_type", "cluster_organisation")]
    events = await ActionCheckEligibility(services).run(
        say, tracker_with(text, "check_eligibility", named), {}
    )
    assert {one["name"]: one.get("value") for one in events if one["event"] == "slot"} == {
        "eligibility__organisation_type": "cluster_organisation",
        "last_kind": "eligibility",
    }


async def test_a_region_learnt_later_is_noted_and_a_new_country_drops_the_old_region(engine: Engine) -> None:
    await engine.hears("we are in Italy", "check_eligibility", [("Italy", "country", "IT", "own")])
    await engine.hears("we are in Lombardy", "check_eligibility", [("Lombardy", "region", "ITC4", "own")])
    assert engine.replies[0].text == "Noted: Lombardy (Italy)."
    await engine.hears("we are in Italy", "check_eligibility", [("Italy", "country", "IT", "own")])
    assert engine.slots["eligibility__region"] == "ITC4"
    await engine.hears("no, we are in Spain", "check_eligibility", [("Spain", "country", "ES", "own")])
    assert engine.replies[0].text == "Noted: Spain."
    assert engine.slots["eligibility__region"] is None


async def test_places_without_a_cue_are_the_own_one_first_then_those_of_partners(engine: Engine) -> None:
    await engine.hears(
        "Spain, Italy and Poland",
        "check_eligibility",
        [("Spain", "country", "ES"), ("Italy", "country", "IT"), ("Poland", "country", "PL")],
    )
    assert engine.replies[0].text == "Noted: Spain and partners in Italy and Poland."


async def test_two_that_are_both_in_one_country_are_partners_there(engine: Engine) -> None:
    await engine.hears(
        "we are two clusters, both Italian", "check_eligibility", [("Italian", "country", "IT", "own")]
    )
    assert engine.replies[0].text == "Noted: Italy and partners in Italy."


async def test_on_a_day_after_the_call_the_check_says_that_it_is_over(
    services_after_the_call: GetServices, say: CollectingDispatcher, tracker_with: TrackerWith
) -> None:
    await ActionCheckEligibility(services_after_the_call).run(
        say, tracker_with("can we?", "check_eligibility", slots=COMPLETE), {}
    )
    text = words(say.messages)
    assert "Call open: Not met. It closed on 31 March 2017, after one extension." in text
    assert "- Look at what came after the call" in text


async def test_one_country_is_judged_in_general_and_is_not_taken_for_the_own_one(
    services: GetServices, say: CollectingDispatcher, tracker_with: TrackerWith
) -> None:
    tracker = tracker_with("can Turkey take part?", "ask_requirement", [("Turkey", "country", "TR")])
    events = await ActionCheckRequirement(services).run(say, tracker, {})
    assert responses(say.messages) == ["utter_eligibility_summary", "utter_source"]
    assert "Turkey took part in the COSME programme by 2015" in words(say.messages)
    assert [one["name"] for one in events] == ["last_kind", "last_topic"]


async def test_several_things_are_judged_one_by_one_each_with_its_source(
    services: GetServices, say: CollectingDispatcher, tracker_with: TrackerWith
) -> None:
    named = [
        ("universities", "organisation_type", "university"),
        ("Norway", "country", "NO"),
        ("mining", "theme", "mining"),
    ]
    tracker = tracker_with("can universities from Norway in mining apply?", "ask_requirement", named)
    await ActionCheckRequirement(services).run(say, tracker, {})
    lines = said(say.messages)[0].text.splitlines()
    assert [line.split(".")[0] for line in lines] == [
        "No, not like this",
        "- Country: Not met",
        "- Kind of organisation: Not yet known",
        "- Theme: Not yet known",
    ]
    assert all(line[-3:] in ("[1]", "[2]") for line in lines[1:])


async def test_of_several_things_what_stands_in_the_way_comes_first(
    services: GetServices, say: CollectingDispatcher, tracker_with: TrackerWith
) -> None:
    named = [("Polish", "country", "PL"), ("SME", "organisation_type", "sme"), ("Italy", "country", "IT")]
    tracker = tracker_with("can a Polish SME with partners in Italy apply?", "ask_requirement", named)
    await ActionCheckRequirement(services).run(say, tracker, {})
    head, first, *others = said(say.messages)[0].text.splitlines()
    assert head.startswith("No, not like this.")
    assert first.startswith("- Kind of organisation: Not met.")
    assert [line.partition(".")[0] for line in others] == ["- Country: Met", "- Country: Met"]


async def test_the_own_country_and_those_of_the_partners_are_counted_together(
    services: GetServices, say: CollectingDispatcher, tracker_with: TrackerWith
) -> None:
    named = [
        ("Norwegian", "country", "NO", "own"),
        ("Denmark", "country", "DK", "partner"),
        ("Sweden", "country", "SE", "partner"),
    ]
    text = "Can a Norwegian cluster lead with partners from Denmark and Sweden?"
    events = await ActionCheckRequirement(services).run(say, tracker_with(text, "ask_requirement", named), {})
    _, country, partners = said(say.messages)[0].text.splitlines()
    assert country.startswith("- Country: Not met.")
    assert partners.startswith("- Partner countries: Not met.")
    assert "2 of 3 countries (Denmark and Sweden)" in partners
    assert {one["name"]: one["value"] for one in events}["last_topic"] == "eligible_countries"


async def test_a_partner_from_elsewhere_is_judged_by_its_country(
    services: GetServices, say: CollectingDispatcher, tracker_with: TrackerWith
) -> None:
    named = [("USA", "country", "US", "partner")]
    tracker = tracker_with("what if one of my partners is from the USA?", "ask_requirement", named)
    await ActionCheckRequirement(services).run(say, tracker, {})
    text = said(say.messages)[0].text
    assert text.startswith("Country: Not met. No list that we hold names United States")


async def test_a_requirement_without_a_name_is_asked_back(
    services: GetServices, say: CollectingDispatcher, tracker_with: TrackerWith
) -> None:
    await ActionCheckRequirement(services).run(say, tracker_with("can they apply?", "ask_requirement"), {})
    assert responses(say.messages) == ["utter_eligibility_which_requirement"]


async def test_a_word_with_two_meanings_in_general_is_judged_in_general(engine: Engine) -> None:
    park = ("technology park", "organisation_type", "ambiguous:science_park|technology_centre")
    await engine.hears("can a technology park apply?", "ask_requirement", [park])
    assert engine.names == ["utter_eligibility_which_kind"]
    await engine.press("Science park")
    assert engine.ran == ["action_check_requirement"]
    assert engine.slots["eligibility__organisation_type"] is None


async def test_a_bare_fact_belongs_to_the_own_case(engine: Engine) -> None:
    await engine.hears("we are from Poland", "inform", [("Poland", "country", "PL", "own")])
    assert engine.names == [
        "utter_eligibility_noted",
        "utter_eligibility_summary",
        "utter_source",
        "utter_ask_eligibility__organisation_type",
    ]


async def test_a_programme_named_by_the_way_is_looked_up(engine: Engine) -> None:
    await engine.hears("ESCP-4i", "inform", [("ESCP-4i", "programme", "escp-4i")])
    assert engine.names == ["utter_search_results"]


async def test_partners_named_by_the_way_belong_to_the_own_case(engine: Engine) -> None:
    await engine.hears("our partners are in Spain", "inform", [("Spain", "country", "ES", "partner")])
    assert engine.replies[0].text == "Noted: partners in Spain."


async def test_a_bare_kind_of_organisation_belongs_to_the_own_case(engine: Engine) -> None:
    await engine.hears("a science park", "inform", [("science park", "organisation_type", "science_park")])
    assert engine.names[0] == "utter_eligibility_noted"
    assert engine.form == "eligibility_form"


async def test_a_bare_word_with_two_meanings_is_asked_back(engine: Engine) -> None:
    park = ("technology park", "organisation_type", "ambiguous:science_park|technology_centre")
    await engine.hears("a technology park", "inform", [park])
    assert engine.names[-1] == "utter_eligibility_which_kind"
    assert [*engine.replies[-1].buttons] == ["Science park", "Technology centre"]


async def test_a_word_with_two_meanings_asked_in_general_is_not_asked_of_the_own_case_too(
    engine: Engine,
) -> None:
    park = ("technology park", "organisation_type", "ambiguous:science_park|technology_centre")
    await engine.hears("can we apply?", "check_eligibility")
    await engine.hears("can a technology park apply, in general?", "ask_requirement", [park])
    assert engine.names == ["utter_eligibility_which_kind", "utter_ask_eligibility__organisation_type"]


async def test_what_is_told_along_with_the_same_wish_is_learnt_inside_the_form(engine: Engine) -> None:
    await engine.hears("can we apply?", "check_eligibility")
    cluster = ("cluster", "organisation_type", "cluster_organisation")
    await engine.hears("can our cluster apply to this call then?", "check_eligibility", [cluster])
    assert engine.slots["eligibility__organisation_type"] == "cluster_organisation"
    assert engine.names[-1] == "utter_ask_eligibility__country"


async def test_a_bare_fact_after_a_search_narrows_the_search(
    services: GetServices, say: CollectingDispatcher, tracker_with: TrackerWith
) -> None:
    slots = {"last_kind": "search", "search_query": {"themes": ["photonics"]}, "last_offered": []}
    tracker = tracker_with("in Spain", "inform", [("Spain", "country", "ES")], slots=slots)
    events = await ActionTakeInformation(services).run(say, tracker, {})
    assert responses(say.messages) == ["utter_search_results"]
    kept = {one["name"]: one["value"] for one in events}
    assert kept["search_query"] == {"themes": ["photonics"], "countries": ["ES"]}


async def test_a_partnership_named_by_the_way_is_looked_up(
    services: GetServices, say: CollectingDispatcher, tracker_with: TrackerWith
) -> None:
    tracker = tracker_with("TEX4IM", "inform", [("TEX4IM", "partnership", "escps3-tex4im")])
    await ActionTakeInformation(services).run(say, tracker, {})
    assert responses(say.messages) == ["utter_search_results"]
    assert words(say.messages).startswith("One partnership fits: TEX4IM.")


@pytest.mark.parametrize(
    ("text", "named", "about", "payload"),
    [
        ("photonics", [("photonics", "theme", "photonics")], "Photonics", '{"theme":"photonics"}'),
        ("Poland", [("Poland", "country", "PL")], "Poland", '{"country":"PL"}'),
        ("Bavaria", [("Bavaria", "region", "DE2")], "Bavaria", '{"region":"DE2"}'),
    ],
)
async def test_a_bare_theme_or_place_is_asked_back(
    services: GetServices,
    say: CollectingDispatcher,
    tracker_with: TrackerWith,
    text: str,
    named: list[Named],
    about: str,
    payload: str,
) -> None:
    events = await ActionTakeInformation(services).run(say, tracker_with(text, "inform", named), {})
    assert {one["name"] for one in events} == {"last_kind", "search_query"}
    (asked,) = said(say.messages)
    assert f" {about}?" in asked.text
    assert [*asked.buttons.values()] == [
        f"/{intent}{payload}" for intent in ("find_partnerships", "ask_requirement", "check_eligibility")
    ]


async def test_a_bare_place_is_a_fact_while_the_check_is_talked_about(
    services: GetServices, say: CollectingDispatcher, tracker_with: TrackerWith
) -> None:
    tracker = tracker_with(
        "Poland", "inform", [("Poland", "country", "PL")], slots={"last_kind": "eligibility"}
    )
    await ActionTakeInformation(services).run(say, tracker, {})
    assert responses(say.messages)[0] == "utter_eligibility_noted"


async def test_only_what_is_ruled_out_is_not_asked_about(
    services: GetServices, say: CollectingDispatcher, tracker_with: TrackerWith
) -> None:
    tracker = tracker_with("not Poland", "inform", [("Poland", "country", "PL")], negated=["Poland"])
    await ActionTakeInformation(services).run(say, tracker, {})
    assert responses(say.messages) == ["utter_cannot_answer"]


async def test_half_a_question_after_a_search_narrows_the_search(
    services: GetServices, say: CollectingDispatcher, tracker_with: TrackerWith
) -> None:
    slots = {"last_kind": "search", "search_query": {"themes": ["textiles"]}, "last_offered": ["a"]}
    poland = [("Poland", "country", "PL")]
    for text, response in (
        ("what about Poland?", "utter_search_results"),
        ("can clusters from Poland take part?", "utter_eligibility_summary"),
    ):
        say.messages.clear()
        tracker = tracker_with(text, "ask_requirement", poland, slots=slots)
        await ActionCheckRequirement(services).run(say, tracker, {})
        assert responses(say.messages)[0] == response


async def test_a_message_that_tells_nothing_is_not_taken_for_a_fact(
    services: GetServices, say: CollectingDispatcher, tracker_with: TrackerWith
) -> None:
    await ActionTakeInformation(services).run(say, tracker_with("blue", "inform"), {})
    assert responses(say.messages) == ["utter_cannot_answer"]


async def test_a_fact_given_in_another_form_does_not_open_the_check(
    services: GetServices, say: CollectingDispatcher, tracker_with: TrackerWith
) -> None:
    tracker = tracker_with(
        "what about Spain?",
        "inform",
        [("Spain", "country", "ES")],
        form="eoi_form",
        requested="eoi__role",
    )
    events = await ActionTakeInformation(services).run(say, tracker, {})
    assert [one for one in events if one["event"] == "followup"] == []


async def test_asking_for_the_check_in_another_form_judges_what_is_known_and_goes_on_with_the_form(
    services: GetServices, say: CollectingDispatcher, tracker_with: TrackerWith
) -> None:
    tracker = tracker_with(
        "can we apply?",
        "check_eligibility",
        slots={"eoi__country": "IT", "eoi__theme": "photonics"},
        form="eoi_form",
        requested="eoi__role",
    )
    events = await ActionCheckEligibility(services).run(say, tracker, {})
    assert [one for one in events if one["event"] == "followup"] == []
    assert "Italy was a Member State" in words(say.messages)
    assert "Theme: Met." in words(say.messages)


async def test_a_name_for_several_countries_is_searched_and_no_country_of_the_asker(engine: Engine) -> None:
    nordic = [("Nordic", "country", "DK"), ("Nordic", "country", "SE")]
    await engine.hears("Nordic", "inform", nordic)
    assert engine.names == ["utter_search_results"]
    assert "Denmark or Sweden" in engine.text


async def test_what_was_asked_about_is_searched_when_that_is_wanted(engine: Engine) -> None:
    await engine.hears("textiles", "inform", (("textiles", "theme", "textiles"),))
    await engine.hears("find partnerships", "find_partnerships")
    assert "partnerships fit: Textiles." in engine.text
    await engine.hears("textiles", "inform", (("textiles", "theme", "textiles"),))
    await engine.hears("in Portugal", "inform", (("Portugal", "country", "PT"),))
    assert "partnerships fit: Textiles, Portugal." in engine.text


async def test_what_was_asked_about_does_not_turn_a_case_into_a_search(engine: Engine) -> None:
    await engine.hears("Poland", "inform", (("Poland", "country", "PL"),))
    cluster = ("cluster", "organisation_type", "cluster_organisation")
    await engine.hears("we are a cluster", "inform", [cluster])
    assert "Noted: Cluster organisation." in engine.text


async def test_countries_added_to_a_known_one_are_all_taken(
    services: GetServices, say: CollectingDispatcher, tracker_with: TrackerWith
) -> None:
    named = [("Germany", "country", "DE"), ("Italy", "country", "IT")]
    slots = {"eligibility__country": "ES", "last_kind": "eligibility"}
    tracker = tracker_with("actually Germany and Italy", "inform", named, slots=slots)
    events = await ActionTakeInformation(services).run(say, tracker, {})
    assert {one["name"]: one["value"] for one in events if one["event"] == "slot"}[
        "eligibility__partner_countries"
    ] == ["DE", "IT"]


async def test_partners_in_a_group_of_countries_are_no_country_yet(
    services: GetServices, say: CollectingDispatcher, tracker_with: TrackerWith
) -> None:
    named = [("Baltics", "country", code, "partner") for code in ("EE", "LT", "LV")]
    await ActionCheckEligibility(services).run(
        say, tracker_with("are we eligible with partners in the Baltics?", "check_eligibility", named), {}
    )
    assert "Estonia" not in words(say.messages)
    tracker = tracker_with("are partners from the Baltics fine?", "ask_requirement", named)
    await ActionCheckRequirement(services).run(say, tracker, {})
    assert words(say.messages).count("- Country: Met.") == 3


async def test_a_bare_theme_asks_what_is_wanted_of_it(engine: Engine) -> None:
    await engine.hears("mining", "inform", (("mining", "theme", "mining"),))
    assert engine.names == ["utter_eligibility_which_kind"]
    (reply,) = engine.replies
    assert reply.text == "What would you like to know about Mining and raw materials?"
    assert reply.buttons["Find partnerships"] == '/find_partnerships{"theme":"mining"}'


@pytest.mark.parametrize("text", ["anna@example.org", "my code is 123456"])
async def test_an_answer_that_nothing_waits_for_is_owned_up_to(engine: Engine, text: str) -> None:
    await engine.hears(text, "inform", [])
    assert "I am not waiting for an e-mail address or a code just now" in engine.text
    assert "Status of my expression of interest" in engine.replies[-1].buttons


async def test_beside_the_verdict_on_a_country_an_unclear_kind_is_asked_for(engine: Engine) -> None:
    kind = ("chamber of commerce", "organisation_type", "ambiguous:business_network|public_authority")
    await engine.hears(
        "A chamber of commerce in Croatia: eligible?", "ask_requirement", [kind, ("Croatia", "country", "HR")]
    )
    assert "Country: Met." in engine.text
    assert "more than one kind of organisation" in engine.text
    assert "Business network organisation" in engine.replies[-1].buttons
