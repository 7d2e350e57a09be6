"""What is read out of a message as the engine understood it."""

from __future__ import annotations

from collections.abc import Callable

from rasa_sdk import Tracker

from actions._heard import OWN, PARTNER, heard
from tests.actions.trackers import message, tracker_of

TrackerWith = Callable[..., Tracker]

TEXT = "we are in Lombardy and Italy with partners in Spain, not Poland"
NAMED = (
    ("Lombardy", "region", "ITC4", "own"),
    ("Italy", "country", "IT"),
    ("Spain", "country", "ES", "partner"),
    ("Poland", "country", "PL"),
)


def test_places_are_told_apart_by_role_and_regions_count_as_their_countries(
    tracker_with: TrackerWith,
) -> None:
    said = heard(tracker_with(TEXT, "inform", NAMED, negated=["Poland"]))
    assert said.countries() == ("IT", "ES")
    assert said.countries(OWN) == ("IT",)
    assert said.countries(PARTNER) == ("ES",)
    assert said.countries(None) == ("IT",)
    assert said.ids("country", OWN) == ()
    assert said.ids("country", negated=True) == ("PL",)
    assert said.one("region") == "ITC4"
    assert said.one("theme") is None


def test_a_region_that_no_list_knows_has_no_country(tracker_with: TrackerWith) -> None:
    said = heard(tracker_with("in Nowhere", "inform", [("Nowhere", "region", "XX9")]))
    assert said.countries() == ()


def test_a_word_with_two_meanings_is_no_id(tracker_with: TrackerWith) -> None:
    park = ("park", "organisation_type", "ambiguous:science_park|technology_centre")
    said = heard(tracker_with("a park", "inform", [park]))
    assert said.ids("organisation_type") == ()
    assert said.ambiguous_kinds() == ("science_park", "technology_centre")
    assert heard(tracker_with("a cluster", "inform")).ambiguous_kinds() == ()


def test_the_topic_of_a_question_comes_from_the_classifier_or_from_the_button(
    tracker_with: TrackerWith,
) -> None:
    assert heard(tracker_with("open?", "faq/call_open_now")).topic == "call_open_now"
    assert heard(tracker_with('/faq{"topic":"eccp"}')).topic == "eccp"
    assert heard(tracker_with("hello", "greet")).topic is None
    unsure = message("open?", "faq/call_open_now")
    unsure["intent"] = {"name": "nlu_fallback", "confidence": 0.7}
    assert heard(tracker_of(unsure)).topic is None
    assert heard(tracker_with("/faq")).topic is None


def test_a_tracker_without_a_message_is_read_as_silence() -> None:
    said = heard(tracker_of({"text": None, "intent": None, "entities": None, "metadata": {}}))
    assert (said.text, said.intent, said.confidence, said.entities) == ("", None, 0.0, ())
    assert not said.is_button
    assert heard(Tracker.from_dict({"sender_id": "x", "latest_message": None})).text == ""


def test_an_entity_without_a_value_is_left_out() -> None:
    parsed = {"text": "x", "intent": {}, "entities": [{"entity": "theme", "value": None}], "metadata": {}}
    assert heard(tracker_of(parsed)).entities == ()
