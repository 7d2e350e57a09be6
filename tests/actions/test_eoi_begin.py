"""Beginning an expression of interest, changing an answer by its name, giving it up, and why we ask."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions._base import Services
from actions.eoi import (
    ActionCancel,
    ActionChangeEoi,
    ActionExplainField,
    ActionStartEoi,
)
from actions.eoi_afterwards import ActionWithdrawEoi
from bot.storage.database import Database
from tests.actions.drafts import JOIN, PROPOSE, rows
from tests.actions.engine import Engine
from tests.actions.said import responses, said, words
from tests.actions.trackers import Named

GetServices = Callable[[], Services]
TrackerWith = Callable[..., Tracker]

TEX4IM = ("TEX4IM", "partnership", "escps3-tex4im")


def slots_of(events: list[dict[str, Any]]) -> dict[str, Any]:
    return {one["name"]: one["value"] for one in events if one["event"] == "slot"}


def following(events: list[dict[str, Any]]) -> list[str]:
    return [one["name"] for one in events if one["event"] == "followup"]


async def test_joining_a_named_partnership_says_so_and_asks_the_first_question(engine: Engine) -> None:
    await engine.hears("we want to join TEX4IM", "express_interest", [TEX4IM])
    assert engine.names == ["utter_eoi_intro", "utter_ask_eoi__organisation"]
    assert "joining TEX4IM - Textile Clusters for Industrial Modernisation" in engine.text
    assert engine.slots["eoi__partnership"] == "escps3-tex4im"
    assert engine.slots["eoi__form_id"]


async def test_what_the_check_learnt_is_taken_over_and_said(
    services: GetServices, say: CollectingDispatcher, tracker_with: TrackerWith
) -> None:
    slots = {
        "eligibility__organisation_type": "science_park",
        "eligibility__country": "IT",
        "eligibility__region": "ITC4",
        "eligibility__theme": ["textiles", "photonics"],
    }
    tracker = tracker_with("join TEX4IM", "express_interest", [TEX4IM], slots=slots)
    events = await ActionStartEoi(services).run(say, tracker, {})
    taken = slots_of(events)
    assert taken["eoi__organisation_type"] == "science_park"
    assert (taken["eoi__country"], taken["eoi__region"], taken["eoi__theme"]) == ("IT", "ITC4", "textiles")
    assert "I take over what you told me already: Science park, Italy, Lombardy and Textiles" in words(
        say.messages
    )
    assert following(events) == ["eoi_form"]


async def test_what_is_not_known_is_not_taken_over(
    services: GetServices, say: CollectingDispatcher, tracker_with: TrackerWith
) -> None:
    slots = {"eligibility__country": "unknown", "eligibility__theme": ["unknown"]}
    tracker = tracker_with("join TEX4IM", "express_interest", [TEX4IM], slots=slots)
    taken = slots_of(await ActionStartEoi(services).run(say, tracker, {}))
    assert (taken["eoi__country"], taken["eoi__theme"]) == (None, None)
    assert responses(say.messages) == ["utter_eoi_intro"]


@pytest.mark.parametrize(
    "slots",
    [
        {"last_kind": "partnership", "partnership_id": "escps3-tex4im"},
        {"last_kind": "search", "last_offered": ["escps3-tex4im"]},
    ],
)
async def test_the_partnership_that_is_talked_about_is_meant(
    services: GetServices, say: CollectingDispatcher, tracker_with: TrackerWith, slots: dict[str, Any]
) -> None:
    tracker = tracker_with("we want to join it", "express_interest", slots=slots)
    events = await ActionStartEoi(services).run(say, tracker, {})
    assert slots_of(events)["eoi__partnership"] == "escps3-tex4im"


@pytest.mark.parametrize(
    "slots",
    [
        {"last_kind": "answer", "partnership_id": "escps3-tex4im"},
        {"last_kind": "search", "last_offered": ["escps3-tex4im", "eoi-pimi"]},
    ],
)
async def test_a_partnership_of_long_ago_or_one_of_many_is_not_guessed(
    services: GetServices, say: CollectingDispatcher, tracker_with: TrackerWith, slots: dict[str, Any]
) -> None:
    tracker = tracker_with("we want to join", "express_interest", slots=slots)
    events = await ActionStartEoi(services).run(say, tracker, {})
    assert slots_of(events)["eoi__partnership"] is None
    assert following(events) == ["eoi_form"]


async def test_without_a_partnership_those_just_listed_are_offered(engine: Engine) -> None:
    await engine.hears("photonics partnerships", "find_partnerships", [("photonics", "theme", "photonics")])
    await engine.hears("I want to express interest", "express_interest")
    assert engine.names == ["utter_eoi_ask_again"]
    assert list(engine.replies[0].buttons) == [
        "PIMI",
        "PIMAP",
        "LASER-GO",
        "Photonics (European Photonics Alliance)",
        "Propose a new partnership",
    ]
    await engine.press("PIMI")
    assert engine.names == ["utter_eoi_intro", "utter_ask_eoi__organisation"]


async def test_what_the_wish_itself_tells_is_noted(engine: Engine) -> None:
    named = [
        TEX4IM,
        ("cluster", "organisation_type", "cluster_organisation"),
        ("Galicia", "region", "ES11", "own"),
    ]
    await engine.hears("we want to join TEX4IM as a cluster from Galicia", "express_interest", named)
    assert "I also note: Cluster organisation, Spain and Galicia. You can change any of it." in engine.text
    assert engine.slots["eoi__organisation_type"] == "cluster_organisation"
    assert (engine.slots["eoi__country"], engine.slots["eoi__region"]) == ("ES", "ES11")
    assert engine.slots.get("eoi__theme") is None


async def test_the_theme_of_a_proposal_is_noted_and_no_kind_of_its_partners(engine: Engine) -> None:
    named = [
        ("photonics", "theme", "photonics"),
        ("clusters", "organisation_type", "cluster_organisation"),
    ]
    text = "we propose a new partnership on photonics with other clusters"
    await engine.hears(text, "propose_partnership", named)
    assert "I also note: Photonics." in engine.text
    assert engine.slots["eoi__theme"] == "photonics"
    assert engine.slots.get("eoi__organisation_type") is None


async def test_a_proposal_asks_for_its_title(engine: Engine) -> None:
    await engine.hears("we propose a partnership", "propose_partnership")
    assert engine.names == ["utter_eoi_intro", "utter_ask_eoi__title"]
    assert engine.slots["eoi__kind"] == "propose"


async def test_a_theme_in_place_of_a_partnership_offers_what_fits(engine: Engine) -> None:
    photonics = ("photonics", "theme", "photonics")
    await engine.hears("we want to join a photonics partnership", "express_interest", [photonics])
    assert engine.names == ["utter_eoi_ask_again"]
    assert [*engine.replies[0].buttons][:2] == ["PIMI", "PIMAP"]
    await engine.hears("textiles", "inform", [("textiles", "theme", "textiles")])
    assert "TEX4IM" in engine.replies[0].buttons
    await engine.hears("the first one", "pick_one", [("first", "ordinal", "1")])
    assert engine.names == ["utter_eoi_intro", "utter_ask_eoi__organisation"]
    assert engine.slots["eoi__partnership"] == engine.slots["last_offered"][0]


async def test_one_of_the_list_can_be_joined_by_its_number(
    services: GetServices, say: CollectingDispatcher, tracker_with: TrackerWith
) -> None:
    slots = {"last_kind": "search", "last_offered": ["eoi-pimi", "escps3-tex4im"], "search_offset": 0.0}
    tracker = tracker_with("join the second", "express_interest", [("second", "ordinal", "2")], slots=slots)
    assert (
        slots_of(await ActionStartEoi(services).run(say, tracker, {}))["eoi__partnership"] == "escps3-tex4im"
    )


async def test_a_draft_is_not_turned_into_a_proposal_by_the_way(engine: Engine) -> None:
    await engine.hears("we want to join TEX4IM", "express_interest", [TEX4IM])
    await engine.hears("we would rather propose a new partnership", "propose_partnership")
    assert engine.slots["eoi__kind"] == "join"
    assert engine.names == ["utter_eoi_intro", "utter_ask_eoi__organisation"]
    assert "Finish it or cancel it first" in engine.text


async def test_a_partnership_nobody_knows_is_said_so(
    services: GetServices, say: CollectingDispatcher, tracker_with: TrackerWith
) -> None:
    tracker = tracker_with("join XYZ", "express_interest", [("XYZ", "partnership", "gone")])
    events = await ActionStartEoi(services).run(say, tracker, {})
    assert slots_of(events)["eoi__partnership"] is None
    assert responses(say.messages) == ["utter_partnership_not_known"]


@pytest.mark.parametrize("intent", ["express_interest", "propose_partnership"])
async def test_on_a_day_outside_the_call_none_is_begun_and_the_reason_is_given(
    services_after_the_call: GetServices, say: CollectingDispatcher, tracker_with: TrackerWith, intent: str
) -> None:
    tracker = tracker_with("join TEX4IM", intent, [TEX4IM])
    assert await ActionStartEoi(services_after_the_call).run(say, tracker, {}) == []
    assert responses(say.messages) == ["utter_eoi_closed"]
    assert "31 March 2017" in words(say.messages)
    assert said(say.messages)[0].buttons["Find a partnership"] == "/find_partnerships"


async def test_one_that_was_begun_goes_on_with_its_answers_and_its_id(engine: Engine) -> None:
    await engine.hears("we want to join TEX4IM", "express_interest", [TEX4IM])
    await engine.hears("Fictional Cloth Cluster", "inform")
    form_id = engine.slots["eoi__form_id"]
    await engine.hears("may we apply?", "check_eligibility")
    assert engine.form == "eoi_form"
    await engine.hears("I express interest", "express_interest")
    assert engine.names == ["utter_eoi_intro", "utter_ask_eoi__organisation_type"]
    assert "Let us go on" in engine.text
    assert engine.slots["eoi__form_id"] == form_id


async def test_one_that_could_not_be_stored_is_read_back_before_it_is_tried_again(engine: Engine) -> None:
    engine.slots |= {**JOIN, "eoi__confirm": "yes"}
    await engine.hears("I express interest", "express_interest")
    assert engine.names == ["utter_eoi_intro", "utter_eoi_read_back"]


@pytest.mark.parametrize(
    ("text", "named", "field", "value"),
    [
        ("change my e-mail", [], "email", None),
        (
            "change my e-mail to a.b@example.eu",
            [("a.b@example.eu", "email", "a.b@example.eu")],
            "email",
            "a.b@example.eu",
        ),
        ("the theme is wrong, it is photonics", [("photonics", "theme", "photonics")], "theme", "photonics"),
        ("change the role to lead", [], "role", "lead"),
        ("change the role", [], "role", None),
        ("change the region", [], "region", None),
        ("change the region to Bavaria", [("Bavaria", "region", "DE2")], "region", "DE2"),
        ("change the organisation to Other Cluster", [], "organisation", None),
        ("change the partnership", [], "partnership", None),
        ("change the partnership to PIMI", [("PIMI", "partnership", "eoi-pimi")], "partnership", "eoi-pimi"),
        ("change the motivation", [], "motivation", None),
    ],
)
async def test_an_answer_is_changed_by_its_name_and_asked_for_where_the_new_one_is_missing(
    services: GetServices,
    say: CollectingDispatcher,
    tracker_with: TrackerWith,
    text: str,
    named: list[Named],
    field: str,
    value: str | None,
) -> None:
    slots = {**JOIN, "eoi__confirm": "yes"}
    events = await ActionChangeEoi(services).run(
        say, tracker_with(text, "change_eoi", named, slots=slots), {}
    )
    assert slots_of(events) == {f"eoi__{field}": value, "eoi__confirm": None}
    assert following(events) == ["eoi_form"]
    opening = "We change this answer: " if value is None else "Changed. "
    assert words(say.messages).startswith(opening)


async def test_a_changed_country_asks_for_the_region_anew_and_is_warned_about(
    services: GetServices, say: CollectingDispatcher, tracker_with: TrackerWith
) -> None:
    tracker = tracker_with(
        "change the country to Norway", "change_eoi", [("Norway", "country", "NO")], slots=JOIN
    )
    events = await ActionChangeEoi(services).run(say, tracker, {})
    assert slots_of(events) == {"eoi__country": "NO", "eoi__region": None, "eoi__confirm": None}
    assert responses(say.messages) == ["utter_eoi_intro", "utter_eoi_warning"]


async def test_who_takes_the_consent_back_takes_the_personal_answers_back(
    services: GetServices, say: CollectingDispatcher, tracker_with: TrackerWith
) -> None:
    tracker = tracker_with("change my consent", "change_eoi", slots=JOIN)
    changed = slots_of(await ActionChangeEoi(services).run(say, tracker, {}))
    assert set(changed) == {"eoi__consent", "eoi__contact_name", "eoi__email", "eoi__confirm"}
    assert set(changed.values()) == {None}


async def test_an_address_given_before_the_consent_is_not_kept(
    services: GetServices, say: CollectingDispatcher, tracker_with: TrackerWith
) -> None:
    slots = {**JOIN, "eoi__consent": None, "eoi__email": None, "eoi__contact_name": None}
    tracker = tracker_with("change my e-mail to a@example.eu", "change_eoi", slots=slots)
    assert slots_of(await ActionChangeEoi(services).run(say, tracker, {}))["eoi__email"] is None


@pytest.mark.parametrize("text", ["/change_eoi", "change something", "change the title"])
async def test_which_answer_to_change_is_asked_with_a_button_for_each(
    services: GetServices, say: CollectingDispatcher, tracker_with: TrackerWith, text: str
) -> None:
    tracker = tracker_with(text, "change_eoi", slots=JOIN)
    assert await ActionChangeEoi(services).run(say, tracker, {}) == []
    (asked,) = said(say.messages)
    assert asked.response == "utter_eoi_change_which"
    assert asked.buttons["E-mail"] == '/change_eoi{"eoi_field":"email"}'
    assert "Partnership" in asked.buttons
    assert "Working title" not in asked.buttons


async def test_the_title_of_a_proposal_can_be_changed_and_its_partnership_cannot(
    services: GetServices, say: CollectingDispatcher, tracker_with: TrackerWith
) -> None:
    tracker = tracker_with("change the title", "change_eoi", slots=PROPOSE)
    changed = slots_of(await ActionChangeEoi(services).run(say, tracker, {}))
    assert changed == {"eoi__title": None, "eoi__confirm": None}
    say.messages.clear()
    tracker = tracker_with('/change_eoi{"eoi_field":"partnership"}', slots=PROPOSE)
    assert await ActionChangeEoi(services).run(say, tracker, {}) == []


async def test_in_the_open_form_a_change_leaves_the_form_to_ask(
    services: GetServices, say: CollectingDispatcher, tracker_with: TrackerWith
) -> None:
    tracker = tracker_with(
        "change my e-mail", "change_eoi", slots=JOIN, form="eoi_form", requested="eoi__confirm"
    )
    assert following(await ActionChangeEoi(services).run(say, tracker, {})) == []


async def test_without_a_draft_it_is_about_what_was_sent_and_a_proof_is_asked_for(
    services: GetServices, say: CollectingDispatcher, tracker_with: TrackerWith
) -> None:
    events = await ActionChangeEoi(services).run(say, tracker_with("change my e-mail", "change_eoi"), {})
    assert (events[-1]["event"], events[-1]["name"]) == ("followup", "proof_form")


BEFORE_CONSENT = {name: value for name, value in JOIN.items() if name != "eoi__consent"}


@pytest.mark.parametrize(
    ("form", "slots", "response", "emptied"),
    [
        ("eoi_form", BEFORE_CONSENT, "utter_eoi_cancelled", {"eoi__organisation", "eoi__form_id"}),
        (None, BEFORE_CONSENT, "utter_eoi_cancelled", {"eoi__organisation", "eoi__form_id"}),
        (
            "handoff_form",
            {"handoff__message": "Hello there"},
            "utter_handoff_cancelled",
            {"handoff__message"},
        ),
        ("eligibility_form", {"eligibility__country": "IT"}, "utter_eligibility_stopped", set()),
        ("eligibility_form", JOIN, "utter_eligibility_stopped", set()),
    ],
)
async def test_cancelling_closes_the_open_form_and_drops_its_answers(
    services: GetServices,
    say: CollectingDispatcher,
    tracker_with: TrackerWith,
    form: str | None,
    slots: dict[str, Any],
    response: str,
    emptied: set[str],
) -> None:
    events = await ActionCancel(services).run(
        say, tracker_with("cancel", "cancel", slots=slots, form=form), {}
    )
    assert responses(say.messages) == [response]
    assert {one["name"] for one in events if one["event"] == "active_loop"} == {None}
    changed = slots_of(events)
    assert set(changed.values()) == {None}
    assert emptied <= set(changed)
    assert not [name for name in changed if name.startswith("eligibility__")]
    assert "eoi__reference" not in changed


async def test_with_nothing_under_way_there_is_nothing_to_cancel(
    services: GetServices, say: CollectingDispatcher, tracker_with: TrackerWith
) -> None:
    assert await ActionCancel(services).run(say, tracker_with("cancel", "cancel"), {}) == []
    assert responses(say.messages) == ["utter_nothing_to_cancel"]


async def test_withdrawing_a_draft_drops_it(
    services: GetServices, say: CollectingDispatcher, tracker_with: TrackerWith
) -> None:
    tracker = tracker_with("withdraw it", "withdraw_eoi", slots=JOIN, form="eoi_form")
    changed = slots_of(await ActionWithdrawEoi(services).run(say, tracker, {}))
    assert responses(say.messages) == ["utter_eoi_cancelled"]
    assert {"eoi__email", "requested_slot"} <= set(changed)


@pytest.mark.parametrize(
    ("requested", "text", "part"),
    [
        (None, "why do you ask?", "I am not asking you anything just now."),
        (None, "why do you need my e-mail?", "So that the partnership can answer you."),
        (None, "why do you need a motivation?", "It is what the partnership reads first."),
        ("eoi__role", "why do you ask?", "The partnership plans with it"),
        ("eoi__role", "why do you need my e-mail?", "So that the partnership can answer you."),
        ("eoi__role", "what is the reason?", "The partnership plans with it"),
        ("eoi__motivation", "what is the reason?", "It is what the partnership reads first."),
        ("eoi__partnership", "why?", "your interest is recorded for that one"),
        ("eoi__confirm", "why?", "Nothing is sent before you have read it back"),
        ("eligibility__country", "why do you need the country?", "a requirement of the call depends on it"),
        ("handoff__message", "why do you need a message?", "A person reads it in order to help you."),
        ("handoff__contact", "why do you need my e-mail?", "It is stored with your message"),
        ("handoff__consent", "why?", "They may be stored only when you agree"),
    ],
)
async def test_why_a_question_is_asked_is_explained(
    services: GetServices,
    say: CollectingDispatcher,
    tracker_with: TrackerWith,
    requested: str | None,
    text: str,
    part: str,
) -> None:
    form = f"{requested.split('__')[0]}_form" if requested else None
    tracker = tracker_with(text, "ask_why_asked", form=form, requested=requested)
    assert await ActionExplainField(services).run(say, tracker, {}) == []
    assert responses(say.messages) == ["utter_eoi_field_reason"]
    assert part in words(say.messages)


@pytest.mark.parametrize("asked", ["eoi__contact_name", "eoi__email", "eoi__confirm"])
@pytest.mark.parametrize("yes", ["Yes, drop it", "yes"])
async def test_a_draft_with_consent_is_dropped_only_when_that_is_confirmed(
    engine: Engine, database: Database, asked: str, yes: str
) -> None:
    engine.slots |= {**JOIN, asked: None}
    await engine.hears("I express interest", "express_interest")
    await engine.hears("cancel", "cancel")
    assert engine.names[0] == "utter_eoi_drop_really"
    assert "utter_eoi_read_back" not in engine.names
    assert engine.slots["eoi__organisation"]
    await (engine.hears("yes", "affirm") if yes == "yes" else engine.press(yes))
    assert engine.names == ["utter_eoi_cancelled"]
    assert engine.form is None
    assert engine.slots["eoi__organisation"] is None
    assert await rows(database, "eois") == []


@pytest.mark.parametrize("no", ["No, go on with it", "no"])
async def test_a_draft_that_is_not_dropped_goes_on(engine: Engine, no: str) -> None:
    engine.slots |= JOIN
    await engine.hears("I express interest", "express_interest")
    await engine.hears("cancel", "cancel")
    await (engine.hears("no", "deny") if no == "no" else engine.press(no))
    assert engine.names == ["utter_eoi_intro", "utter_eoi_read_back"]
    await engine.hears("yes", "affirm")
    assert engine.names == ["utter_eoi_receipt"]


async def test_a_name_given_after_the_question_whether_to_drop_is_a_name(engine: Engine) -> None:
    engine.slots |= {**JOIN, "eoi__contact_name": None}
    await engine.hears("I express interest", "express_interest")
    await engine.hears("Will Cancel", "cancel")
    await engine.hears("Will Cancel is my name", "inform")
    assert engine.slots["eoi__contact_name"] == "Will Cancel"


async def test_a_draft_outside_its_form_is_dropped_or_goes_on(engine: Engine) -> None:
    for answer, intent, form in (("no", "deny", "eoi_form"), ("yes", "affirm", None)):
        engine.slots |= JOIN
        engine.form = None
        await engine.hears("cancel", "cancel")
        assert engine.names == ["utter_eoi_drop_really"]
        await engine.hears(answer, intent)
        assert engine.form == form
