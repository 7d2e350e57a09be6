"""The questions of an expression of interest: each answer, each refusal, and what is no answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions._base import Services
from actions.eoi_form import ValidateEoiForm
from actions.eoi_questions import ActionAskConfirm, ActionAskConsent, ActionAskPartnership
from bot.content.consent import consent_text, consent_version
from bot.logic.eoi_fields import FIELDS, PERSONAL
from tests.actions.drafts import JOIN, PROPOSE
from tests.actions.engine import Engine
from tests.actions.said import responses, said, words
from tests.actions.trackers import Named

GetServices = Callable[[], Services]
TrackerWith = Callable[..., Tracker]

FORM = "eoi_form"
TEX4IM = ("TEX4IM", "partnership", "escps3-tex4im")
ORDER = ("organisation", "organisation_type", "country", "region", "theme", "role", "motivation", "consent")


def up_to(field: str) -> dict[str, Any]:
    """A draft in which this question comes next."""
    fields = [*ORDER, *PERSONAL]
    return {**JOIN, **{f"eoi__{one}": None for one in fields[fields.index(field) :]}}


async def answered(services: GetServices, say: CollectingDispatcher, tracker: Tracker) -> dict[str, Any]:
    """The slots set by the validator."""
    events = await ValidateEoiForm(services).run(say, tracker, {})
    assert all(one["event"] == "slot" for one in events)
    return {one["name"]: one["value"] for one in events}


async def test_the_form_opens_with_the_first_open_question_and_reads_nothing(
    services: GetServices, say: CollectingDispatcher, tracker_with: TrackerWith
) -> None:
    tracker = tracker_with(
        "we want to join TEX4IM",
        "express_interest",
        [TEX4IM],
        slots=up_to("organisation"),
        form=FORM,
        events=["action_start_eoi"],
    )
    assert await answered(services, say, tracker) == {"requested_slot": "eoi__organisation"}
    assert say.messages == []


@pytest.mark.parametrize(
    ("field", "text", "named", "value", "next_field"),
    [
        ("organisation", "Fictional Cloth Cluster", [], "Fictional Cloth Cluster", "organisation_type"),
        (
            "organisation_type",
            "a business network",
            [("business network", "organisation_type", "business_network")],
            "business_network",
            "country",
        ),
        ("country", "Italy", [("Italy", "country", "IT")], "IT", "region"),
        ("region", "Lombardy", [("Lombardy", "region", "ITC4")], "ITC4", "theme"),
        ("region", "the Valley of Roses", [], "the Valley of Roses", "theme"),
        ("theme", "photonics", [("photonics", "theme", "photonics")], "photonics", "role"),
        ("role", "we would like to lead", [], "lead", "motivation"),
        ("motivation", "We bring labs and seek users.", [], "We bring labs and seek users.", "consent"),
        ("contact_name", "my name is Alex Example", [], "Alex Example", "email"),
        ("email", "it is Alex@Example.org", [], "Alex@example.org", "confirm"),
        ("theme", "photonics partnerships", [("photonics", "theme", "photonics")], "photonics", "role"),
    ],
)
async def test_an_answer_is_kept_and_the_next_question_follows(
    services: GetServices,
    say: CollectingDispatcher,
    tracker_with: TrackerWith,
    field: str,
    text: str,
    named: list[Named],
    value: str,
    next_field: str,
) -> None:
    intent = "find_partnerships" if "partnerships" in text else "inform"
    tracker = tracker_with(text, intent, named, slots=up_to(field), form=FORM, requested=f"eoi__{field}")
    slots = await answered(services, say, tracker)
    assert slots == {f"eoi__{field}": value, "requested_slot": f"eoi__{next_field}"}


@pytest.mark.parametrize(
    ("field", "payload", "value"),
    [
        ("organisation_type", '/inform{"organisation_type":"science_park"}', "science_park"),
        ("role", '/inform{"eoi_field":"associated"}', "associated"),
        ("region", "/deny", "-"),
        ("theme", '/inform{"theme":"photonics"}', "photonics"),
    ],
)
async def test_a_button_is_an_answer(
    services: GetServices,
    say: CollectingDispatcher,
    tracker_with: TrackerWith,
    field: str,
    payload: str,
    value: str,
) -> None:
    tracker = tracker_with(payload, slots=up_to(field), form=FORM, requested=f"eoi__{field}")
    assert (await answered(services, say, tracker))[f"eoi__{field}"] == value


@pytest.mark.parametrize(
    ("field", "text", "named", "part"),
    [
        ("organisation", "yes", [], "I need the name of your organisation here, not a yes or no."),
        ("organisation", "/affirm", [], "I need the name of your organisation here, not a yes or no."),
        ("organisation", "info@example.org", [], "This is an e-mail address."),
        ("organisation_type", "a zeppelin", [], "I do not know this kind of organisation."),
        ("country", "Wakanda", [], "I do not know this as a country."),
        ("region", "Italy", [("Italy", "country", "IT")], "This is a country. I need a region in it"),
        ("theme", "things", [], "I do not know this theme."),
        ("role", "king", [], "I do not know this role."),
        ("motivation", "because", [], "Please write a little more"),
        ("consent", "yes, if it is free", [], "I need a clear yes or no here"),
        ("consent", "no", [], "Without your consent I may not ask for a name"),
        ("contact_name", "12345", [], "I cannot read a name in this."),
        ("email", "alex.example.org", [], "the @ is missing"),
        ("email", "a@b.eu or c@d.eu", [], "You wrote more than one e-mail address."),
        ("motivation", "because " * 400, [], "This is too long for this answer."),
    ],
)
async def test_a_refused_answer_says_why_and_is_asked_again(
    services: GetServices,
    say: CollectingDispatcher,
    tracker_with: TrackerWith,
    field: str,
    text: str,
    named: list[Named],
    part: str,
) -> None:
    slot = f"eoi__{field}"
    tracker = tracker_with(text, "inform", named, slots=up_to(field), form=FORM, requested=slot)
    assert await answered(services, say, tracker) == {slot: None, "requested_slot": slot}
    assert responses(say.messages) == ["utter_eoi_refused"]
    assert part in words(say.messages)


@pytest.mark.parametrize(
    ("field", "text", "named", "buttons"),
    [
        (
            "theme",
            "photonics and health",
            [("photonics", "theme", "photonics"), ("health", "theme", "health")],
            {"Photonics": '/inform{"theme":"photonics"}', "Health": '/inform{"theme":"health"}'},
        ),
        (
            "country",
            "Spain or Lombardy",
            [("Spain", "country", "ES"), ("Lombardy", "region", "ITC4")],
            {"Spain": '/inform{"country":"ES"}', "Italy": '/inform{"country":"IT"}'},
        ),
        (
            "organisation_type",
            "a technology park",
            [("technology park", "organisation_type", "ambiguous:science_park|technology_centre")],
            {
                "Science park": '/inform{"organisation_type":"science_park"}',
                "Technology centre": '/inform{"organisation_type":"technology_centre"}',
            },
        ),
    ],
)
async def test_an_answer_with_several_meanings_is_asked_back_with_buttons(
    services: GetServices,
    say: CollectingDispatcher,
    tracker_with: TrackerWith,
    field: str,
    text: str,
    named: list[Named],
    buttons: Mapping[str, str],
) -> None:
    slot = f"eoi__{field}"
    tracker = tracker_with(text, "inform", named, slots=up_to(field), form=FORM, requested=slot)
    assert (await answered(services, say, tracker))[slot] is None
    (refused,) = said(say.messages)
    assert refused.buttons == buttons
    assert f"Which one: {' or '.join(buttons)}?" in refused.text


@pytest.mark.parametrize(
    ("field", "text", "named", "own"),
    [
        (
            "country",
            "we are in Italy, our partners in Spain",
            [("Italy", "country", "IT", "own"), ("Spain", "country", "ES", "partner")],
            "IT",
        ),
        (
            "region",
            "partners are in Bavaria, we are in Lombardy",
            [("Bavaria", "region", "DE2", "partner"), ("Lombardy", "region", "ITC4", "own")],
            "ITC4",
        ),
    ],
)
async def test_the_own_place_counts_and_not_that_of_partners(
    services: GetServices,
    say: CollectingDispatcher,
    tracker_with: TrackerWith,
    field: str,
    text: str,
    named: list[Named],
    own: str,
) -> None:
    slot = f"eoi__{field}"
    tracker = tracker_with(text, "inform", named, slots=up_to(field), form=FORM, requested=slot)
    assert (await answered(services, say, tracker))[slot] == own


async def test_several_answers_in_one_message_are_kept_and_read_back(
    services: GetServices, say: CollectingDispatcher, tracker_with: TrackerWith
) -> None:
    tracker = tracker_with(
        "we are Lyonbiopole, a cluster in Lyon",
        "inform",
        [
            ("Lyonbiopole", "organisation", "lyonbiopole"),
            ("cluster", "organisation_type", "cluster_organisation"),
            ("Lyon", "region", "FRK2", "own"),
        ],
        slots=up_to("organisation"),
        form=FORM,
        requested="eoi__organisation",
    )
    assert await answered(services, say, tracker) == {
        "eoi__organisation": "Lyonbiopole",
        "eoi__organisation_type": "cluster_organisation",
        "eoi__country": "FR",
        "eoi__region": "FRK2",
        "requested_slot": "eoi__theme",
    }
    assert words(say.messages).startswith("I also note: Cluster organisation, France and Rhône-Alpes.")


async def test_the_name_of_an_organisation_alone_is_only_its_name(
    services: GetServices, say: CollectingDispatcher, tracker_with: TrackerWith
) -> None:
    named = [("Lombardy", "region", "ITC4"), ("Cluster", "organisation_type", "cluster_organisation")]
    tracker = tracker_with(
        "Lombardy Light Cluster",
        "inform",
        named,
        slots=up_to("organisation"),
        form=FORM,
        requested="eoi__organisation",
    )
    assert await answered(services, say, tracker) == {
        "eoi__organisation": "Lombardy Light Cluster",
        "requested_slot": "eoi__organisation_type",
    }


async def test_what_was_answered_before_is_not_overwritten_along_the_way(
    services: GetServices, say: CollectingDispatcher, tracker_with: TrackerWith
) -> None:
    slots = {**up_to("theme"), "eoi__country": "ES"}
    named = [("photonics", "theme", "photonics"), ("Italy", "country", "IT")]
    tracker = tracker_with(
        "photonics, as in Italy", "inform", named, slots=slots, form=FORM, requested="eoi__theme"
    )
    assert "eoi__country" not in await answered(services, say, tracker)


@pytest.mark.parametrize(
    ("field", "text", "named", "part"),
    [
        ("country", "Norway", [("Norway", "country", "NO")], "Country: Not met."),
        ("theme", "mining", [("mining", "theme", "mining")], "Theme: Not yet known."),
        ("organisation_type", "SME", [("SME", "organisation_type", "sme")], "Kind of organisation: Not met."),
    ],
)
async def test_an_answer_that_does_not_meet_the_call_is_taken_with_a_warning_and_its_source(
    services: GetServices,
    say: CollectingDispatcher,
    tracker_with: TrackerWith,
    field: str,
    text: str,
    named: list[Named],
    part: str,
) -> None:
    slot = f"eoi__{field}"
    tracker = tracker_with(text, "inform", named, slots=up_to(field), form=FORM, requested=slot)
    assert (await answered(services, say, tracker))[slot] == named[0][2]
    assert responses(say.messages) == ["utter_eoi_warning"]
    assert "This is no obstacle to sending, but you should know:" in words(say.messages)
    assert part in words(say.messages)
    assert "\nSource: [1] " in words(say.messages)


@pytest.mark.parametrize("field", ["organisation", "motivation", "contact_name"])
async def test_a_button_of_another_question_is_no_answer_in_own_words(
    services: GetServices, say: CollectingDispatcher, tracker_with: TrackerWith, field: str
) -> None:
    slot = f"eoi__{field}"
    tracker = tracker_with(
        '/inform{"organisation_type":"cluster_organisation"}', slots=up_to(field), form=FORM, requested=slot
    )
    assert await answered(services, say, tracker) == {slot: None, "requested_slot": slot}
    assert "This button belongs to another question." in words(say.messages)


@pytest.mark.parametrize(
    ("field", "text", "intent"),
    [
        ("organisation", "What is a cluster organisation?", "faq/def_cluster_organisation"),
        ("role", "what does a lead do?", "faq/call_aims"),
        ("role", "find partnerships", "find_partnerships"),
        ("theme", "cancel", "cancel"),
        ("email", "why do you need it?", "ask_why_asked"),
        ("consent", "/cancel", None),
        ("organisation", "change the country", "change_eoi"),
        ("partnership", "what is a partnership?", "faq/call_overview"),
        ("confirm", "what happens then?", "faq/call_after_submission"),
        ("confirm", "the theme?", "inform"),
        ("confirm", "/change_eoi", None),
    ],
)
async def test_a_digression_sets_no_slot(
    services: GetServices,
    say: CollectingDispatcher,
    tracker_with: TrackerWith,
    field: str,
    text: str,
    intent: str | None,
) -> None:
    slots = {**JOIN, f"eoi__{field}": None}
    tracker = tracker_with(text, intent, slots=slots, form=FORM, requested=f"eoi__{field}")
    assert await ValidateEoiForm(services).run(say, tracker, {}) == []
    assert say.messages == []


async def test_after_a_digression_the_same_question_comes_back_and_the_message_is_not_read_again(
    services: GetServices, say: CollectingDispatcher, tracker_with: TrackerWith
) -> None:
    tracker = tracker_with(
        "Fictional Cloth Cluster",
        "inform",
        slots=up_to("organisation"),
        form=FORM,
        requested="eoi__organisation",
        events=["action_answer_question"],
    )
    assert await answered(services, say, tracker) == {"requested_slot": "eoi__organisation"}


@pytest.mark.parametrize(
    ("text", "intent", "named", "slots", "value"),
    [
        ("TEX4IM", "inform", [TEX4IM], {}, "escps3-tex4im"),
        (
            "the last one",
            "pick_one",
            [("last", "ordinal", "-1")],
            {"last_offered": ["eoi-pimi", "escps3-eacn"], "search_offset": 0.0},
            "escps3-eacn",
        ),
        (
            "number 7",
            "pick_one",
            [("7", "ordinal", "7")],
            {"last_offered": ["eoi-pimi", "escps3-eacn"], "search_offset": 5.0},
            "escps3-eacn",
        ),
        ('/express_interest{"partnership":"eoi-pimi"}', None, [], {}, "eoi-pimi"),
    ],
)
async def test_the_partnership_is_named_picked_or_pressed_and_read_back(
    services: GetServices,
    say: CollectingDispatcher,
    tracker_with: TrackerWith,
    text: str,
    intent: str | None,
    named: list[Named],
    slots: dict[str, Any],
    value: str,
) -> None:
    draft = {**up_to("organisation"), "eoi__partnership": None, **slots}
    tracker = tracker_with(text, intent, named, slots=draft, form=FORM, requested="eoi__partnership")
    assert await answered(services, say, tracker) == {
        "eoi__partnership": value,
        "requested_slot": "eoi__organisation",
    }
    assert responses(say.messages) == ["utter_eoi_intro"]


@pytest.mark.parametrize(
    ("text", "named"), [("the blue one", []), ('/express_interest{"partnership":"gone"}', [])]
)
async def test_a_partnership_nobody_knows_is_asked_for_again(
    services: GetServices,
    say: CollectingDispatcher,
    tracker_with: TrackerWith,
    text: str,
    named: list[Named],
) -> None:
    draft = {**up_to("organisation"), "eoi__partnership": None}
    tracker = tracker_with(text, "inform", named, slots=draft, form=FORM, requested="eoi__partnership")
    assert await answered(services, say, tracker) == {
        "eoi__partnership": None,
        "requested_slot": "eoi__partnership",
    }
    assert responses(say.messages) == ["utter_partnership_not_known"]


@pytest.mark.parametrize("field", ["organisation", "region"])
async def test_a_wish_to_join_another_is_no_name_and_no_region(
    services: GetServices, say: CollectingDispatcher, tracker_with: TrackerWith, field: str
) -> None:
    tracker = tracker_with(
        "I want to join another one",
        "express_interest",
        slots=up_to(field),
        form=FORM,
        requested=f"eoi__{field}",
    )
    assert await ValidateEoiForm(services).run(say, tracker, {}) == []


async def test_a_yes_to_something_else_than_the_read_back_sends_nothing(engine: Engine) -> None:
    engine.slots |= JOIN
    await engine.hears("I express interest", "express_interest")
    await engine.press("Change an answer")
    await engine.hears("yes", "affirm")
    assert engine.names == ["utter_eoi_read_back"]
    await engine.hears("yes", "affirm")
    assert engine.names == ["utter_eoi_receipt"]


async def test_in_place_of_a_partnership_a_new_one_can_be_proposed(
    services: GetServices, say: CollectingDispatcher, tracker_with: TrackerWith
) -> None:
    draft = {**up_to("organisation"), "eoi__partnership": None}
    tracker = tracker_with("/propose_partnership", slots=draft, form=FORM, requested="eoi__partnership")
    assert await answered(services, say, tracker) == {
        "eoi__kind": "propose",
        "eoi__partnership": None,
        "requested_slot": "eoi__title",
    }
    assert "You propose a new partnership." in words(say.messages)


async def test_the_consent_is_shown_before_the_first_personal_question_and_kept_word_for_word(
    services: GetServices, say: CollectingDispatcher, tracker_with: TrackerWith
) -> None:
    motivation = "We bring labs and seek users."
    tracker = tracker_with(
        motivation, "inform", slots=up_to("motivation"), form=FORM, requested="eoi__motivation"
    )
    assert (await answered(services, say, tracker))["requested_slot"] == "eoi__consent"
    await ActionAskConsent(services).run(say, tracker, {})
    (shown,) = said(say.messages)
    assert shown.text == consent_text()
    assert shown.buttons == {"I agree": "/affirm", "No, cancel": "/cancel"}
    tracker = tracker_with("/affirm", slots=up_to("consent"), form=FORM, requested="eoi__consent")
    slots = await answered(services, say, tracker)
    kept = slots["eoi__consent"]
    assert (kept["text"], kept["version"], kept["language"]) == (consent_text(), consent_version(), "en")
    assert kept["given_at"].endswith("+00:00")
    assert slots["requested_slot"] == "eoi__contact_name"


def test_no_personal_question_stands_before_the_consent() -> None:
    for fields in FIELDS.values():
        assert set(PERSONAL) <= set(fields[fields.index("consent") + 1 :])


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("yes", "affirm"),
        ("/submit_eoi", None),
        ("ok send it", "submit_eoi"),
    ],
)
async def test_a_yes_at_the_read_back_completes_the_form(
    services: GetServices,
    say: CollectingDispatcher,
    tracker_with: TrackerWith,
    text: str,
    intent: str | None,
) -> None:
    tracker = tracker_with(text, intent, slots=JOIN, form=FORM, requested="eoi__confirm")
    assert await answered(services, say, tracker) == {"eoi__confirm": "yes", "requested_slot": None}


@pytest.mark.parametrize(
    ("text", "intent", "field"),
    [
        ("the e-mail", "inform", "email"),
        ("no, the theme", "deny", "theme"),
        ("yes, but the role is wrong", "affirm", "role"),
        ("change the motivation", "change_eoi", "motivation"),
    ],
)
async def test_a_field_named_at_the_read_back_is_asked_for_again(
    services: GetServices,
    say: CollectingDispatcher,
    tracker_with: TrackerWith,
    text: str,
    intent: str,
    field: str,
) -> None:
    tracker = tracker_with(text, intent, slots=JOIN, form=FORM, requested="eoi__confirm")
    slots = await answered(services, say, tracker)
    assert slots == {f"eoi__{field}": None, "eoi__confirm": None, "requested_slot": f"eoi__{field}"}
    assert "We change this answer:" in words(say.messages)


@pytest.mark.parametrize("text", ["no", "no, something is wrong with the title"])
async def test_a_no_at_the_read_back_asks_what_to_change(
    services: GetServices, say: CollectingDispatcher, tracker_with: TrackerWith, text: str
) -> None:
    tracker = tracker_with(text, "deny", slots=JOIN, form=FORM, requested="eoi__confirm")
    assert await answered(services, say, tracker) == {"eoi__confirm": None, "requested_slot": "eoi__confirm"}
    assert responses(say.messages) == ["utter_eoi_change_which"]


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("yes, if you think so", "affirm"),
        ("shall I say yes?", "affirm"),
        ("should we send it?", "submit_eoi"),
        ("send it only later", "submit_eoi"),
    ],
)
async def test_a_yes_on_a_condition_sends_nothing(
    services: GetServices, say: CollectingDispatcher, tracker_with: TrackerWith, text: str, intent: str
) -> None:
    tracker = tracker_with(text, intent, slots=JOIN, form=FORM, requested="eoi__confirm")
    assert await ValidateEoiForm(services).run(say, tracker, {}) == []


async def test_everything_is_read_back_before_it_is_sent(
    services: GetServices, say: CollectingDispatcher, tracker_with: TrackerWith
) -> None:
    await ActionAskConfirm(services).run(say, tracker_with("alex@example.org", "inform", slots=JOIN), {})
    (read_back,) = said(say.messages)
    assert read_back.text.splitlines() == [
        "Please check your expression of interest:",
        "- Partnership: TEX4IM - Textile Clusters for Industrial Modernisation",
        "- Organisation: Fictional Cloth Cluster",
        "- Kind of organisation: Cluster organisation",
        "- Country: Italy",
        "- Region: Lombardy",
        "- Theme: Textiles",
        "- Role sought: partner",
        "- Why you want to take part: We bring recycled fibres and look for pilot lines.",
        "- Contact person: Alex Example",
        "- E-mail: alex@example.org",
        "Shall I send it like this?",
    ]
    assert list(read_back.buttons) == ["Send it", "Change an answer", "Cancel"]


async def test_a_region_in_own_words_a_skipped_one_and_a_proposal_are_read_back_as_well(
    services: GetServices, say: CollectingDispatcher, tracker_with: TrackerWith
) -> None:
    for region, shown in (("the Valley of Roses", "the Valley of Roses"), ("-", "not given")):
        say.messages.clear()
        slots = {**PROPOSE, "eoi__region": region}
        await ActionAskConfirm(services).run(say, tracker_with("a@example.org", "inform", slots=slots), {})
        assert f"- Region: {shown}\n" in words(say.messages)
        assert "- Working title: Light for Lungs\n" in words(say.messages)
        assert "Partnership" not in words(say.messages)


async def test_which_answer_to_change_is_not_buried_under_the_read_back(engine: Engine) -> None:
    engine.slots |= JOIN
    await engine.hears("I express interest", "express_interest")
    await engine.press("Change an answer")
    assert engine.names == ["utter_eoi_change_which"]
    await engine.press("E-mail")
    assert engine.names == ["utter_eoi_intro", "utter_ask_eoi__email"]
    await engine.hears("new@example.org", "inform")
    assert engine.names == ["utter_eoi_read_back"]
    await engine.hears("no", "deny")
    assert engine.names == ["utter_eoi_change_which"]
    await engine.hears("change the role to lead", "change_eoi")
    assert engine.names == ["utter_eoi_intro", "utter_eoi_read_back"]
    assert "- Role sought: lead" in engine.text


async def test_the_question_for_the_partnership_offers_only_known_ones(
    services: GetServices, say: CollectingDispatcher, tracker_with: TrackerWith
) -> None:
    slots = {"last_offered": ["eoi-pimi", "gone", *["escps3-eacn"] * 9]}
    await ActionAskPartnership(services).run(say, tracker_with("join", "express_interest", slots=slots), {})
    (asked,) = said(say.messages)
    assert list(asked.buttons) == ["PIMI", "EACN", "Propose a new partnership"]


async def test_with_the_database_away_the_form_owns_up_and_asks_the_same_again(
    services_without_storage: GetServices, say: CollectingDispatcher, tracker_with: TrackerWith
) -> None:
    draft = {**up_to("organisation"), "eoi__partnership": None}
    tracker = tracker_with("TEX4IM", "inform", [TEX4IM], slots=draft, form=FORM, requested="eoi__partnership")
    slots = await answered(services_without_storage, say, tracker)
    assert slots == {"eoi__partnership": None, "requested_slot": "eoi__partnership"}
    assert responses(say.messages) == ["utter_storage_away"]


async def test_with_a_bug_no_half_sentence_remains(
    services: GetServices,
    say: CollectingDispatcher,
    tracker_with: TrackerWith,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken(self: ValidateEoiForm, slots: Mapping[str, Any]) -> str:
        raise KeyError("a bug")

    monkeypatch.setattr(ValidateEoiForm, "next_slot", broken)
    norway = [("Norway", "country", "NO")]
    tracker = tracker_with(
        "Norway", "inform", norway, slots=up_to("country"), form=FORM, requested="eoi__country"
    )
    slots = await answered(services, say, tracker)
    assert slots == {"eoi__country": None, "requested_slot": "eoi__country"}
    assert responses(say.messages) == ["utter_technical_problem"]


async def test_great_is_no_yes(engine: Engine) -> None:
    engine.slots |= {**JOIN, "eoi__confirm": None}
    await engine.hears("I express interest", "express_interest")
    await engine.hears("great", "affirm")
    assert engine.slots["eoi__confirm"] is None


@pytest.mark.parametrize(
    "text", ["I do not agree any more", "I withdraw my consent", "wait, I don't consent to storing my data"]
)
async def test_whoever_takes_the_consent_back_is_asked_again_and_nothing_personal_stays(
    engine: Engine, text: str
) -> None:
    engine.slots |= {**JOIN, "eoi__confirm": None}
    await engine.hears("I express interest", "express_interest")
    await engine.hears(text, "deny")
    assert engine.names == ["utter_eoi_intro", "utter_eoi_intro"]
    assert (
        engine.slots["eoi__consent"]
        is engine.slots["eoi__email"]
        is engine.slots["eoi__contact_name"]
        is None
    )


async def test_half_an_e_mail_is_an_answer_whatever_the_engine_makes_of_it(engine: Engine) -> None:
    engine.slots |= {**JOIN, "eoi__confirm": None, "eoi__email": None}
    await engine.hears("I express interest", "express_interest")
    await engine.hears("new@", "propose_partnership")
    assert engine.slots["eoi__kind"] == "join"
    assert engine.names == ["utter_eoi_refused", "utter_ask_eoi__email"]


async def test_every_answer_in_one_message_is_taken_and_said(engine: Engine) -> None:
    await engine.hears("I propose a partnership", "propose_partnership")
    await engine.hears("Cloth for Coasts", "inform")
    await engine.hears("textiles", "inform", [("textiles", "theme", "textiles")])
    await engine.hears(
        "we are the Textile Cluster in Portugal, a cluster organisation",
        "inform",
        [
            ("Portugal", "country", "PT", "own"),
            ("cluster organisation", "organisation_type", "cluster_organisation"),
        ],
    )
    assert engine.names == ["utter_eoi_intro", "utter_ask_eoi__region"]
    assert "I also note: Cluster organisation and Portugal" in engine.text
    assert engine.slots["eoi__organisation"] == "Textile Cluster in Portugal"
    assert (engine.slots["eoi__organisation_type"], engine.slots["eoi__country"]) == (
        "cluster_organisation",
        "PT",
    )


async def test_what_is_said_of_an_organisation_without_its_name_is_not_lost(engine: Engine) -> None:
    await engine.hears("I propose a partnership", "propose_partnership")
    await engine.hears("Cloth for Coasts", "inform")
    await engine.hears("textiles", "inform", [("textiles", "theme", "textiles")])
    await engine.hears("we are a cluster in Portugal", "inform", [("Portugal", "country", "PT", "own")])
    assert engine.names == ["utter_eoi_intro", "utter_eoi_refused", "utter_ask_eoi__organisation"]
    assert engine.slots["eoi__country"] == "PT"
    assert engine.slots["eoi__organisation"] is None


@pytest.mark.parametrize(
    ("before", "after"), [(None, "alex@example.org"), ("bo@example.org", "bo@example.org")]
)
async def test_an_address_beside_the_name_is_taken_where_none_was_given(
    engine: Engine, before: str | None, after: str
) -> None:
    engine.slots |= {**JOIN, "eoi__contact_name": None, "eoi__email": before}
    await engine.hears("I express interest", "express_interest")
    await engine.hears("Alex Example, alex@example.org", "inform")
    assert (engine.slots["eoi__contact_name"], engine.slots["eoi__email"]) == ("Alex Example", after)
    assert ("I also note: alex@example.org" in engine.text) is (before is None)


@pytest.mark.parametrize(
    ("text", "intent"),
    [("my country is actually Austria", "inform"), ("no, Austria", "inform"), ("sorry, Austria", "deny")],
)
async def test_a_country_put_right_at_the_question_for_the_region_is_not_lost(
    services: GetServices, say: CollectingDispatcher, tracker_with: TrackerWith, text: str, intent: str
) -> None:
    tracker = tracker_with(
        text,
        intent,
        [("Austria", "country", "AT")],
        slots=up_to("region"),
        form=FORM,
        requested="eoi__region",
    )
    changed = await answered(services, say, tracker)
    assert (changed["eoi__country"], changed["requested_slot"]) == ("AT", "eoi__region")
    assert "Country: Austria" in words(say.messages)


async def test_the_country_said_once_more_is_no_region_and_no_change(
    services: GetServices, say: CollectingDispatcher, tracker_with: TrackerWith
) -> None:
    tracker = tracker_with(
        "no, all of Italy",
        "inform",
        [("Italy", "country", "IT")],
        slots=up_to("region"),
        form=FORM,
        requested="eoi__region",
    )
    assert "eoi__country" not in await answered(services, say, tracker)
    assert "This is a country" in words(say.messages)


async def test_the_answer_asked_for_may_be_stated_as_a_correction(
    services: GetServices, say: CollectingDispatcher, tracker_with: TrackerWith
) -> None:
    tracker = tracker_with(
        "my country is actually Austria",
        "inform",
        [("Austria", "country", "AT")],
        slots=up_to("country"),
        form=FORM,
        requested="eoi__country",
    )
    assert (await answered(services, say, tracker))["eoi__country"] == "AT"


@pytest.mark.parametrize(
    ("text", "email"),
    [("mailto:sam@example.org", "sam@example.org"), ("sam@example", None), ("yes", None)],
)
async def test_another_address_at_the_read_back_takes_the_place_of_the_first(
    services: GetServices, say: CollectingDispatcher, tracker_with: TrackerWith, text: str, email: str | None
) -> None:
    tracker = tracker_with(text, "inform", slots=JOIN, form=FORM, requested="eoi__confirm")
    changed = await answered(services, say, tracker)
    assert changed.get("eoi__email") == email


@pytest.mark.parametrize(
    ("field", "text", "joined"),
    [
        ("organisation", "no wait, EACN", "escps3-eacn"),
        ("role", "sorry, I meant EACN", "escps3-eacn"),
        ("organisation", "EACN", None),
        ("motivation", "no other one, we know EACN", None),
    ],
)
async def test_another_partnership_is_joined_where_the_first_is_taken_back(
    services: GetServices,
    say: CollectingDispatcher,
    tracker_with: TrackerWith,
    field: str,
    text: str,
    joined: str | None,
) -> None:
    named = [("EACN", "partnership", "escps3-eacn")]
    tracker = tracker_with(
        text, "nlu_fallback", named, slots=up_to(field), form=FORM, requested=f"eoi__{field}"
    )
    slots = await answered(services, say, tracker)
    assert slots.get("eoi__partnership") == joined
    assert slots.get("requested_slot", f"eoi__{field}") == f"eoi__{field}" or joined is None
    assert ("joining EACN" in words(say.messages)) is (joined is not None)


@pytest.mark.parametrize(
    ("text", "named", "changed"),
    [
        (
            "no wait, the country is Czech Republic, we are in Ostrava",
            [("Czech Republic", "country", "CZ", "own"), ("Ostrava", "region", "CZ08", "own")],
            {"eoi__country": "CZ", "eoi__region": "CZ08"},
        ),
        (
            "Actually we are a technology centre",
            [("technology centre", "organisation_type", "technology_centre")],
            {"eoi__organisation_type": "technology_centre"},
        ),
        (
            "and the region is Bavaria",
            [("Bavaria", "region", "DE2")],
            {"eoi__country": "DE", "eoi__region": "DE2"},
        ),
        ("actually the organisation is Slovak Textiles", [], {"eoi__organisation": None}),
        ("is Bavaria a region?", [("Bavaria", "region", "DE2")], {}),
    ],
)
async def test_what_is_put_right_at_the_read_back_is_put_right(
    services: GetServices,
    say: CollectingDispatcher,
    tracker_with: TrackerWith,
    text: str,
    named: list[Named],
    changed: dict[str, Any],
) -> None:
    tracker = tracker_with(text, "inform", named, slots=JOIN, form=FORM, requested="eoi__confirm")
    slots = await answered(services, say, tracker)
    assert {name: value for name, value in slots.items() if name in changed} == changed
    assert ("utter_eoi_intro" in responses(say.messages)) is bool(changed)


async def test_who_sends_it_and_names_a_place_changes_nothing(
    services: GetServices, say: CollectingDispatcher, tracker_with: TrackerWith
) -> None:
    named = [("Germany", "country", "DE")]
    tracker = tracker_with(
        "send it to them in Germany", "submit_eoi", named, slots=JOIN, form=FORM, requested="eoi__confirm"
    )
    slots = await answered(services, say, tracker)
    assert slots["eoi__confirm"] == "yes"
    assert "eoi__country" not in slots


async def test_abuse_is_no_name(
    services: GetServices, say: CollectingDispatcher, tracker_with: TrackerWith
) -> None:
    tracker = tracker_with(
        "you are stupid", "insult", slots=up_to("organisation"), form=FORM, requested="eoi__organisation"
    )
    assert "eoi__organisation" not in await answered(services, say, tracker)


@pytest.mark.parametrize("text", ["I'd rather not tell you", "we don't want to say"])
async def test_what_is_kept_back_is_no_name(
    services: GetServices, say: CollectingDispatcher, tracker_with: TrackerWith, text: str
) -> None:
    tracker = tracker_with(
        text, "nlu_fallback", slots=up_to("organisation"), form=FORM, requested="eoi__organisation"
    )
    slots = await answered(services, say, tracker)
    assert slots.get("eoi__organisation") is None
    assert responses(say.messages) == ["utter_eoi_refused"]
