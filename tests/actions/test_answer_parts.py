"""Cards and checklists beside the text: the same facts, and nothing that our sources do not hold."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions._base import Services
from actions.eligibility import ActionCheckEligibility
from actions.partnerships import ActionFindPartnerships
from tests.actions.said import words
from tests.actions.test_eligibility import COMPLETE

GetServices = Callable[[], Services]
TrackerWith = Callable[..., Tracker]
KNOWN = {"id", "acronym", "title", "themes", "countries", "lead", "why", "note", "url"}


async def searched(
    services: GetServices, say: CollectingDispatcher, tracker: Tracker
) -> tuple[dict[str, Any], str]:
    """The parts of the answer to a search, and its text."""
    await ActionFindPartnerships(services).run(say, tracker, {})
    [message] = say.messages
    return message["custom"], words([message])


async def test_each_hit_is_a_card_with_its_reason_in_words(
    services: GetServices, say: CollectingDispatcher, tracker_with: TrackerWith
) -> None:
    tracker = tracker_with("photonics", "find_partnerships", [("photonics", "theme", "photonics")])
    parts, text = await searched(services, say, tracker)
    assert parts["kind"] == "partnerships"
    assert text.startswith(f"{parts['head']}\n")
    assert len(parts["items"]) == 4
    for card in parts["items"]:
        assert set(card) <= KNOWN
        assert all(card.values())
        assert card["title"] in text
        assert card["why"] == "theme Photonics"
        assert "Photonics" in card["themes"]
        assert card.get("url", "https://").startswith("https://")


async def test_a_card_that_only_comes_near_says_what_does_not_fit(
    services: GetServices, say: CollectingDispatcher, tracker_with: TrackerWith
) -> None:
    named = [("photonics", "theme", "photonics"), ("Malta", "country", "MT")]
    parts, _ = await searched(services, say, tracker_with("photonics Malta", "find_partnerships", named))
    assert parts["items"][0]["note"].startswith("Does not fit fully: ")


async def test_where_nothing_is_found_there_is_no_empty_list_of_cards(
    services: GetServices, say: CollectingDispatcher, tracker_with: TrackerWith
) -> None:
    parts, _ = await searched(services, say, tracker_with("qqqzzz", "find_partnerships"))
    assert parts == {}


async def test_the_check_is_a_list_with_three_states(
    services: GetServices, say: CollectingDispatcher, tracker_with: TrackerWith
) -> None:
    slots = {**COMPLETE, "eligibility__own_legal_entity": "no", "eligibility__eccp_profile": "unknown"}
    await ActionCheckEligibility(services).run(
        say, tracker_with("can we apply?", "check_eligibility", slots=slots), {}
    )
    message = say.messages[0]
    parts, text = message["custom"], words([message])
    assert parts["kind"] == "checklist"
    states = {item["label"]: item["state"] for item in parts["items"]}
    assert states["Country"] == "met"
    assert states["Own legal entity"] == "not_met"
    assert states["ECCP profile"] == "unknown"
    for part in (parts["head"], *(item["detail"] for item in parts["items"]), *parts["after"]):
        assert part in text


async def test_a_check_that_lacks_nothing_proposes_no_change(
    services: GetServices, say: CollectingDispatcher, tracker_with: TrackerWith
) -> None:
    tracker = tracker_with("can we apply?", "check_eligibility", slots=COMPLETE)
    await ActionCheckEligibility(services).run(say, tracker, {})
    parts = say.messages[0]["custom"]
    assert {item["state"] for item in parts["items"]} == {"met"}
    assert "after" not in parts
