"""The questions of the eligibility check: each answer, several in one message, and what is no answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions._base import Services
from actions.eligibility_form import ValidateEligibilityForm
from tests.actions.engine import Engine
from tests.actions.said import responses, words
from tests.actions.trackers import Named, asked_by, entities_in, message, tracker_of

GetServices = Callable[[], Services]
TrackerWith = Callable[..., Tracker]

FORM = "eligibility_form"
CLUSTER = {"eligibility__organisation_type": "cluster_organisation"}
UP_TO_PARTNERS = {**CLUSTER, "eligibility__country": "IT"}
UP_TO_ECCP = {
    **UP_TO_PARTNERS,
    "eligibility__partner_countries": ["DE", "BE"],
    "eligibility__theme": ["photonics"],
    "eligibility__own_legal_entity": "yes",
}


async def answered(services: GetServices, say: CollectingDispatcher, tracker: Tracker) -> dict[str, Any]:
    """The slots set by the validator."""
    events = await ValidateEligibilityForm(services).run(say, tracker, {})
    assert all(one["event"] == "slot" for one in events)
    return {one["name"]: one["value"] for one in events}


async def test_the_form_opens_without_reading_the_message(
    services: GetServices, say: CollectingDispatcher, tracker_with: TrackerWith
) -> None:
    tracker = tracker_with(
        "can our cluster apply?",
        "check_eligibility",
        [("cluster", "organisation_type", "cluster_organisation")],
        form=FORM,
        events=["action_check_eligibility"],
    )
    assert await answered(services, say, tracker) == {"requested_slot": "eligibility__organisation_type"}
    assert say.messages == []


@pytest.mark.parametrize(
    ("known", "requested", "text", "intent", "named", "expected", "next_slot"),
    [
        (
            {},
            "organisation_type",
            "we are a business network",
            "inform",
            [("business network", "organisation_type", "business_network")],
            {"organisation_type": "business_network"},
            "country",
        ),
        (
            CLUSTER,
            "country",
            "Turin",
            "inform",
            [("Turin", "region", "ITC1")],
            {"country": "IT", "region": "ITC1"},
            "partner_countries",
        ),
        (
            UP_TO_PARTNERS,
            "partner_countries",
            "Spain and Bavaria",
            "inform",
            [("Spain", "country", "ES"), ("Bavaria", "region", "DE2")],
            {"partner_countries": ["ES", "DE"]},
            "theme",
        ),
        (
            UP_TO_PARTNERS,
            "partner_countries",
            "none yet",
            "deny",
            [],
            {"partner_countries": ["none"]},
            "theme",
        ),
        (
            {**UP_TO_PARTNERS, "eligibility__partner_countries": ["none"]},
            "theme",
            "photonics and mining",
            "inform",
            [("photonics", "theme", "photonics"), ("mining", "theme", "mining")],
            {"theme": ["photonics", "mining"]},
            "own_legal_entity",
        ),
        (UP_TO_ECCP, "eccp_profile", "no", "deny", [], {"eccp_profile": "no"}, None),
        (UP_TO_ECCP, "eccp_profile", "yes we have one", "affirm", [], {"eccp_profile": "yes"}, None),
        (UP_TO_ECCP, "eccp_profile", "yes it is there", "nlu_fallback", [], {"eccp_profile": "yes"}, None),
        (UP_TO_ECCP, "eccp_profile", "no, but soon", "deny", [], {"eccp_profile": "no"}, None),
        (UP_TO_ECCP, "eccp_profile", "I have no idea", "dont_know", [], {"eccp_profile": "unknown"}, None),
        (CLUSTER, "country", "no idea", "dont_know", [], {"country": "unknown"}, "partner_countries"),
        (
            UP_TO_PARTNERS,
            "partner_countries",
            "Baltic states",
            "inform",
            [("Baltic states", "country", "EE"), ("Baltic states", "country", "LT")],
            {"partner_countries": None},
            "partner_countries",
        ),
        (
            UP_TO_PARTNERS,
            "partner_countries",
            "not sure",
            "dont_know",
            [],
            {"partner_countries": ["unknown"]},
            "theme",
        ),
    ],
)
async def test_an_answer_is_kept_and_the_next_question_follows(
    services: GetServices,
    say: CollectingDispatcher,
    tracker_with: TrackerWith,
    known: Mapping[str, Any],
    requested: str,
    text: str,
    intent: str,
    named: list[Named],
    expected: Mapping[str, Any],
    next_slot: str | None,
) -> None:
    tracker = tracker_with(text, intent, named, slots=known, form=FORM, requested=f"eligibility__{requested}")
    slots = await answered(services, say, tracker)
    assert slots.pop("requested_slot") == (f"eligibility__{next_slot}" if next_slot else None)
    assert {name.removeprefix("eligibility__"): value for name, value in slots.items()} == expected


async def test_a_button_is_an_answer(
    services: GetServices, say: CollectingDispatcher, tracker_with: TrackerWith
) -> None:
    tracker = tracker_with(
        '/inform{"organisation_type":"science_park"}', form=FORM, requested="eligibility__organisation_type"
    )
    slots = await answered(services, say, tracker)
    assert slots["eligibility__organisation_type"] == "science_park"


async def test_several_answers_in_one_message_are_all_kept(
    services: GetServices, say: CollectingDispatcher, tracker_with: TrackerWith
) -> None:
    tracker = tracker_with(
        "we are a cluster in Lombardy for photonics with partners in Spain",
        "inform",
        [
            ("cluster", "organisation_type", "cluster_organisation"),
            ("Lombardy", "region", "ITC4", "own"),
            ("photonics", "theme", "photonics"),
            ("Spain", "country", "ES", "partner"),
        ],
        form=FORM,
        requested="eligibility__organisation_type",
    )
    slots = await answered(services, say, tracker)
    assert slots == {
        "eligibility__organisation_type": "cluster_organisation",
        "eligibility__country": "IT",
        "eligibility__region": "ITC4",
        "eligibility__theme": ["photonics"],
        "eligibility__partner_countries": ["ES"],
        "requested_slot": "eligibility__own_legal_entity",
    }
    assert responses(say.messages) == ["utter_eligibility_noted"]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("we do research with clusters", "university"),
        ("most of our work is for clusters", "university"),
        ("we are a cluster organisation", "cluster_organisation"),
        ("sorry, cluster organisation", "cluster_organisation"),
        ("cluster organisation", "cluster_organisation"),
    ],
)
async def test_another_kind_is_only_taken_where_it_is_that_of_the_asker(
    services: GetServices, say: CollectingDispatcher, tracker_with: TrackerWith, text: str, kind: str
) -> None:
    word = "clusters" if "clusters" in text else "cluster organisation"
    tracker = tracker_with(
        text,
        "inform",
        [(word, "organisation_type", "cluster_organisation")],
        form=FORM,
        requested="eligibility__partner_countries",
        slots={"eligibility__organisation_type": "university", "eligibility__country": "AT"},
    )
    slots = await answered(services, say, tracker)
    assert slots.get("eligibility__organisation_type", "university") == kind


async def test_a_country_that_is_taken_back_at_once_is_not_kept(
    services: GetServices, say: CollectingDispatcher, tracker_with: TrackerWith
) -> None:
    tracker = tracker_with(
        "in Germany, sorry I mean Austria",
        "inform",
        [("Germany", "country", "DE"), ("Austria", "country", "AT")],
        form=FORM,
        requested="eligibility__country",
        slots={"eligibility__organisation_type": "science_park"},
    )
    slots = await answered(services, say, tracker)
    assert slots["eligibility__country"] == "AT"
    assert slots.get("eligibility__partner_countries") is None


async def test_of_several_who_speak_as_one_the_others_are_the_partners(
    services: GetServices, say: CollectingDispatcher, tracker_with: TrackerWith
) -> None:
    tracker = tracker_with(
        "we are three clusters from Latvia, Estonia and Finland",
        "inform",
        [
            ("clusters", "organisation_type", "cluster_organisation"),
            ("Latvia", "country", "LV", "own"),
            ("Estonia", "country", "EE", "own"),
            ("Finland", "country", "FI", "own"),
        ],
        form=FORM,
        requested="eligibility__organisation_type",
    )
    slots = await answered(services, say, tracker)
    assert slots["eligibility__country"] == "LV"
    assert slots["eligibility__partner_countries"] == ["EE", "FI"]


async def test_more_partners_are_added_to_those_named_before(
    services: GetServices, say: CollectingDispatcher, tracker_with: TrackerWith
) -> None:
    slots = {**UP_TO_PARTNERS, "eligibility__partner_countries": ["unknown"]}
    for text, value, code in (("Spain", "ES", ["ES"]), ("Poland", "PL", ["ES", "PL"])):
        tracker = tracker_with(
            text,
            "inform",
            [(text, "country", value)],
            slots=slots,
            form=FORM,
            requested="eligibility__partner_countries",
        )
        slots |= await answered(services, say, tracker)
        assert slots["eligibility__partner_countries"] == code


async def test_partners_and_a_theme_in_one_answer_leave_the_own_place_alone(
    services: GetServices, say: CollectingDispatcher, tracker_with: TrackerWith
) -> None:
    tracker = tracker_with(
        "Spain, in photonics",
        "inform",
        [("Spain", "country", "ES"), ("photonics", "theme", "photonics")],
        slots=CLUSTER,
        form=FORM,
        requested="eligibility__partner_countries",
    )
    slots = await answered(services, say, tracker)
    assert slots["eligibility__partner_countries"] == ["ES"]
    assert slots["eligibility__theme"] == ["photonics"]
    assert "eligibility__country" not in slots


@pytest.mark.parametrize(
    ("requested", "text", "intent"),
    [
        ("country", "Atlantis", "inform"),
        ("country", "yes", "affirm"),
        ("theme", "things", "inform"),
        ("eccp_profile", "yes, but only if you pay", "affirm"),
        ("own_legal_entity", "blue", "inform"),
        ("organisation_type", "🙂", "nlu_fallback"),
    ],
)
async def test_what_answers_nothing_is_said_so_and_asked_again(
    services: GetServices,
    say: CollectingDispatcher,
    tracker_with: TrackerWith,
    requested: str,
    text: str,
    intent: str,
) -> None:
    slot = f"eligibility__{requested}"
    known = {one: value for one, value in {**UP_TO_ECCP}.items() if one != slot}
    tracker = tracker_with(text, intent, slots=known, form=FORM, requested=slot)
    assert await answered(services, say, tracker) == {slot: None, "requested_slot": slot}
    assert responses(say.messages) == ["utter_eligibility_answer_unclear"]


async def test_a_word_with_two_meanings_answers_no_other_question(
    services: GetServices, say: CollectingDispatcher, tracker_with: TrackerWith
) -> None:
    park = ("technology park", "organisation_type", "ambiguous:science_park|technology_centre")
    tracker = tracker_with(
        "a technology park", "inform", [park], slots=CLUSTER, form=FORM, requested="eligibility__country"
    )
    assert (await answered(services, say, tracker))["eligibility__country"] is None
    assert responses(say.messages) == ["utter_eligibility_answer_unclear"]


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("what is a cluster organisation?", "faq/def_cluster_organisation"),
        ("please find partnerships on photonics for us", "find_partnerships"),
        ("cancel", "cancel"),
        ("why do you ask?", "ask_why_asked"),
        ("/request_person", None),
    ],
)
async def test_a_digression_sets_no_slot(
    services: GetServices, say: CollectingDispatcher, tracker_with: TrackerWith, text: str, intent: str | None
) -> None:
    tracker = tracker_with(text, intent, form=FORM, requested="eligibility__country", slots=CLUSTER)
    assert await ValidateEligibilityForm(services).run(say, tracker, {}) == []
    assert say.messages == []


async def test_after_a_digression_the_same_question_comes_back_and_the_message_is_not_read_again(
    services: GetServices, say: CollectingDispatcher, tracker_with: TrackerWith
) -> None:
    tracker = tracker_with(
        "is Spain eligible?",
        "ask_requirement",
        [("Spain", "country", "ES")],
        slots=CLUSTER,
        form=FORM,
        requested="eligibility__country",
        events=["action_check_requirement"],
    )
    assert await answered(services, say, tracker) == {"requested_slot": "eligibility__country"}
    assert say.messages == []


async def test_a_tracker_without_a_message_is_no_digression(
    services: GetServices, say: CollectingDispatcher
) -> None:
    tracker = tracker_of(
        message("Italy", "inform", entities_in("Italy", [("Italy", "country", "IT")])),
        slots={**CLUSTER, "requested_slot": "eligibility__country"},
        form=FORM,
        events=asked_by(FORM, "eligibility__country"),
    )
    assert (await answered(services, say, tracker))["eligibility__country"] == "IT"


async def test_a_question_left_over_from_another_form_is_not_answered(
    services: GetServices, say: CollectingDispatcher, tracker_with: TrackerWith
) -> None:
    tracker = tracker_with("anna@example.org", "inform", form=FORM, requested="eoi__email")
    assert await answered(services, say, tracker) == {"requested_slot": "eligibility__organisation_type"}


async def test_a_question_in_between_is_answered_and_the_form_goes_on(engine: Engine) -> None:
    await engine.hears("can we apply?", "check_eligibility")
    await engine.press("Cluster organisation")
    await engine.hears("Is the call still open?", "faq/call_open_now")
    assert engine.names == ["utter_answer", "utter_source", "utter_ask_eligibility__country"]
    await engine.hears("tell me a joke about cats please, a long one", "out_of_scope", confidence=0.99)
    assert engine.names[-1] == "utter_ask_eligibility__country"
    await engine.hears("Italy", "inform", [("Italy", "country", "IT")])
    assert engine.names == ["utter_eligibility_noted", "utter_ask_eligibility__partner_countries"]


async def test_cancelling_keeps_what_was_told_and_the_check_goes_on_later(engine: Engine) -> None:
    await engine.hears("can we apply?", "check_eligibility")
    await engine.press("Cluster organisation")
    await engine.hears("stop", "cancel")
    assert engine.names == ["utter_eligibility_stopped"]
    assert engine.form is None
    await engine.press("Go on with the check")
    assert engine.names == ["utter_ask_eligibility__country"]


async def test_starting_again_forgets_what_was_told_and_asks_the_first_question(engine: Engine) -> None:
    await engine.hears("can we apply?", "check_eligibility")
    await engine.press("Cluster organisation")
    await engine.hears("start again", "cancel")
    assert engine.names == ["utter_eligibility_noted", "utter_ask_eligibility__organisation_type"]
    assert engine.slots["eligibility__organisation_type"] is None


async def test_with_a_bug_the_form_owns_up_and_asks_the_same_question_again(
    services_with_a_bug: GetServices, say: CollectingDispatcher, tracker_with: TrackerWith
) -> None:
    tracker = tracker_with(
        "Italy", "inform", [("Italy", "country", "IT")], form=FORM, requested="eligibility__country"
    )
    slots = await answered(services_with_a_bug, say, tracker)
    assert slots == {"eligibility__country": None, "requested_slot": "eligibility__country"}
    assert responses(say.messages) == ["utter_technical_problem"]


async def test_with_a_bug_at_its_opening_the_form_only_owns_up(
    services_with_a_bug: GetServices, say: CollectingDispatcher, tracker_with: TrackerWith
) -> None:
    tracker = tracker_with("can we?", "check_eligibility", form=FORM, events=["action_check_eligibility"])
    assert await answered(services_with_a_bug, say, tracker) == {}
    assert "something went wrong on our side" in words(say.messages)


@pytest.mark.parametrize("text", ["not sure yet", "we do not know yet", "no idea yet"])
async def test_partners_that_nobody_is_sure_of_are_not_none(
    services: GetServices, say: CollectingDispatcher, tracker_with: TrackerWith, text: str
) -> None:
    slot = "eligibility__partner_countries"
    tracker = tracker_with(text, "dont_know", slots=UP_TO_PARTNERS, form=FORM, requested=slot)
    assert (await answered(services, say, tracker))[slot] == ["unknown"]


async def test_a_statement_about_the_other_requirement_is_no_answer_to_this_one(
    services: GetServices, say: CollectingDispatcher, tracker_with: TrackerWith
) -> None:
    known = {**UP_TO_ECCP, "eligibility__own_legal_entity": None}
    tracker = tracker_with(
        "we have no profile on the ECCP",
        "inform",
        slots=known,
        form=FORM,
        requested="eligibility__own_legal_entity",
    )
    changed = await answered(services, say, tracker)
    assert changed == {"eligibility__eccp_profile": "no", "requested_slot": "eligibility__own_legal_entity"}
    assert words(say.messages) == "Noted: no published profile on the ECCP."


async def test_a_requirement_is_heard_while_another_question_is_open(engine: Engine) -> None:
    await engine.hears("are we eligible?", "check_eligibility")
    await engine.hears("we have no legal entity of our own", "inform")
    assert "Noted: no legal entity of your own." in engine.text
    assert engine.slots["eligibility__own_legal_entity"] == "no"


async def test_outside_the_check_a_statement_about_a_requirement_begins_it(engine: Engine) -> None:
    await engine.hears("we have no legal entity of our own", "inform")
    assert "Noted: no legal entity of your own." in engine.text
    assert engine.names[-1] == "utter_ask_eligibility__organisation_type"


async def test_back_asks_the_question_before_once_more(engine: Engine) -> None:
    await engine.hears("are we eligible?", "check_eligibility")
    await engine.hears("back", "change_eoi")
    assert "This is the first question" in engine.text
    await engine.hears("cluster", "inform", [("cluster", "organisation_type", "cluster_organisation")])
    await engine.hears("Germany", "inform", [("Germany", "country", "DE")])
    await engine.hears("back", "change_eoi")
    assert "Back to this question: Country." in engine.text
    assert engine.names[-1] == "utter_ask_eligibility__country"
    await engine.hears("France", "inform", [("France", "country", "FR")])
    assert engine.slots["eligibility__country"] == "FR"


async def test_an_answer_of_the_check_is_changed_by_its_name(engine: Engine) -> None:
    await engine.hears("are we eligible?", "check_eligibility")
    await engine.hears("cluster", "inform", [("cluster", "organisation_type", "cluster_organisation")])
    await engine.hears("Germany", "inform", [("Germany", "country", "DE")])
    await engine.hears("set the country to Portugal instead", "change_eoi", [("Portugal", "country", "PT")])
    assert "Noted: Portugal." in engine.text
    assert engine.slots["eligibility__partner_countries"] is None
    await engine.hears("change the organisation type", "change_eoi")
    assert "Back to this question: Kind of organisation." in engine.text


async def test_where_no_question_is_open_back_asks_for_no_proof(engine: Engine) -> None:
    await engine.hears("back", "change_eoi")
    assert engine.text == "No questions are open here, so there is none to go back to."


async def test_a_partner_country_that_drops_out_is_taken_out_and_judged_anew(engine: Engine) -> None:
    named = [
        ("cluster", "organisation_type", "cluster_organisation"),
        ("Spain", "country", "ES", "own"),
        ("France", "country", "FR", "partner"),
        ("Italy", "country", "IT", "partner"),
    ]
    await engine.hears("a cluster in Spain, partners in France and Italy", "check_eligibility", named)
    await engine.hears(
        "and if Italy drops out?", "ask_requirement", [("Italy", "country", "IT")], negated=["Italy"]
    )
    assert "Noted: partners in France." in engine.text
    assert "Partner countries: Not met. 2 of 3 countries (Spain and France)" in engine.text


async def test_without_the_only_partner_there_is_none(engine: Engine) -> None:
    await engine.hears(
        "a cluster in Spain, partners in Italy",
        "check_eligibility",
        [
            ("cluster", "organisation_type", "cluster_organisation"),
            ("Spain", "country", "ES", "own"),
            ("Italy", "country", "IT", "partner"),
        ],
    )
    await engine.hears("Italy is out", "inform", [("Italy", "country", "IT")], negated=["Italy"])
    assert engine.slots["eligibility__partner_countries"] == ["none"]


async def test_whoever_comes_for_a_partner_that_goes_is_a_partner(
    services: GetServices, say: CollectingDispatcher, tracker_with: TrackerWith
) -> None:
    tracker = tracker_with(
        "replace Italy with Portugal",
        "inform",
        [("Italy", "country", "IT"), ("Portugal", "country", "PT")],
        form=FORM,
        requested="eligibility__organisation_type",
        slots={"eligibility__partner_countries": ["IT", "ES"]},
        negated=["Italy"],
    )
    slots = await answered(services, say, tracker)
    assert slots["eligibility__partner_countries"] == ["ES", "PT"]
    assert "eligibility__country" not in slots
