"""Names in domain.yml, data/ and Python agree. Rasa itself says nothing about a mistyped one."""

from __future__ import annotations

import json
import re

import yaml

from bot.content.answers import load_answers
from bot.content.lookups import stale
from bot.logic import follow_ups, question_parts
from tests.consistency.project import (
    INTENT,
    ROOT,
    button_payloads,
    defined_responses,
    domain,
    domain_intents,
    first_arguments,
    form_slots,
    literals,
    names_returned,
    steps_of,
    text_of,
    training,
)

RESPONSE = re.compile(r"utter_[a-z0-9_/]+")
OF_RASA = {"action_listen", "action_restart", "action_session_start", "action_default_fallback"}
WRITTEN_BY_RASA = {"nlu_fallback"}
SENT_BY_BUTTONS = {"take_meaning"}  # nobody says it in words
METADATA_KEY = "utter_action"  # where Rasa notes which response a text came from


def topics_in_training() -> set[str]:
    return {
        entry["intent"].removeprefix("faq/")
        for entry in training("nlu")
        if entry.get("intent", "").startswith("faq/")
    }


def responses_named() -> set[str]:
    named = {text for text in literals("actions", "bot") if RESPONSE.fullmatch(text)}
    asked = {f"utter_ask_{slot}" for slot in form_slots()} & defined_responses()
    return named | asked | {name for name in steps_of("action") if RESPONSE.fullmatch(name)}


def test_every_response_named_in_an_action_is_defined() -> None:
    named = {text for text in literals("actions", "bot/engine") if RESPONSE.fullmatch(text)} - {METADATA_KEY}
    assert named
    assert sorted(named - defined_responses()) == []


def test_every_response_is_used() -> None:
    assert sorted(defined_responses() - responses_named()) == []


def test_every_action_of_the_domain_is_written_once() -> None:
    written = names_returned("actions")
    assert sorted(name for name in set(written) if written.count(name) > 1) == []
    assert sorted(set(domain()["actions"]) - set(written)) == []


def test_every_action_that_is_written_stands_in_the_domain() -> None:
    assert sorted(set(names_returned("actions")) - set(domain()["actions"])) == []


def test_rules_name_only_what_exists() -> None:
    known = set(domain()["actions"]) | set(domain()["forms"]) | defined_responses() | OF_RASA
    assert sorted(steps_of("action") - known) == []
    assert sorted(steps_of("intent") - domain_intents()) == []


def test_every_intent_has_examples_and_every_example_an_intent() -> None:
    taught = {entry["intent"].split("/")[0] for entry in training("nlu") if "intent" in entry}
    assert taught | WRITTEN_BY_RASA | SENT_BY_BUTTONS == domain_intents()


def test_every_intent_is_answered_by_a_rule_or_read_in_python() -> None:
    read = literals("actions", "bot/engine") & domain_intents()
    assert sorted(domain_intents() - steps_of("intent") - read) == []


def test_intents_that_questions_are_cut_and_read_on_by_exist() -> None:
    named = follow_ups.NARROWS | follow_ups.NO_WISH | follow_ups.SEARCHES | set(follow_ups.KIND_AFTER)
    named |= question_parts.APART | question_parts.STARTS_A_FORM | set(question_parts.NOT_ANSWERED)
    assert sorted(named - domain_intents()) == []


def test_names_that_follow_ups_change_are_entities() -> None:
    entities = {name if isinstance(name, str) else next(iter(name)) for name in domain()["entities"]}
    named = follow_ups.SEARCHED | follow_ups.CHECKED | follow_ups.LENT | set(follow_ups.CHECKED_IN.values())
    assert sorted(named - entities) == []


def test_every_topic_taught_has_an_answer_and_every_answer_is_taught() -> None:
    assert topics_in_training() == set(load_answers())


def test_next_steps_of_answers_are_topics_or_dialogue_steps() -> None:
    steps = set(yaml.safe_load(text_of("bot/content/steps.yml"))["steps"])
    offered = {step for answer in load_answers().values() for step in answer.next}
    assert sorted(offered - set(load_answers()) - steps) == []
    assert sorted(steps - domain_intents()) == []


def test_buttons_send_intents_and_topics_that_exist() -> None:
    for payload in button_payloads():
        intent = INTENT.match(payload)
        assert intent, payload
        assert intent[1] in domain_intents(), payload
        entities = json.loads(payload[intent.end() :] or "{}")
        known = {name if isinstance(name, str) else next(iter(name)) for name in domain()["entities"]}
        assert set(entities) <= known, payload
        if intent[1] == "faq":
            assert entities["topic"] in load_answers(), payload


def test_every_question_of_a_form_has_a_wording() -> None:
    asked = {name.removeprefix("utter_ask_") for name in defined_responses()}
    asked |= {name.removeprefix("action_ask_") for name in domain()["actions"]}
    assert sorted(form_slots() - asked) == []


def test_every_form_is_validated_by_its_own_action() -> None:
    assert {f"validate_{form}" for form in domain()["forms"]} <= set(domain()["actions"])


def test_slots_written_or_read_in_actions_exist() -> None:
    named = first_arguments({"SlotSet", "get_slot"}, "actions") - {"requested_slot"}
    assert named
    assert sorted(named - set(domain()["slots"])) == []


def test_every_slot_is_used() -> None:
    words = {word for text in literals("actions", "bot/logic") for word in re.findall(r"[a-z_]+", text)}
    unused = {slot for slot in domain()["slots"] if slot not in words | form_slots()}
    fields = {slot for slot in unused if "__" in slot and slot.split("__")[1] in words}
    assert sorted(unused - fields) == []


def test_every_phrase_asked_for_is_written() -> None:
    groups = yaml.safe_load(text_of("bot/content/phrases.yml"))
    written = {f"{group}.{key}" for group, texts in groups.items() for key in texts}
    asked = first_arguments({"phrase"}, "actions", "bot")
    assert asked
    assert sorted(asked - written) == []


def test_responses_hold_no_year_amount_link_or_address() -> None:
    fact = re.compile(r"\b(?:19|20)\d\d\b|https?://|www\.|@|\bEUR\b|€|\d\s?%")
    texts = [variant["text"] for variants in domain()["responses"].values() for variant in variants]
    assert [text for text in texts if fact.search(text)] == []


def test_the_lookup_tables_are_what_the_lexicon_says() -> None:
    assert stale(ROOT) == []
