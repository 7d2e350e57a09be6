"""What one message is taken for: parts, each in the light of what was said before."""

from __future__ import annotations

import pytest
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActiveLoop, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.engine.language import LANGUAGE
from bot.engine.turn_reader import TurnReader, last_answer
from bot.logic.follow_ups import Last

DOMAIN = Domain.from_yaml(
    """
    version: "3.1"
    intents: [faq, greet, inform, ask_more, ask_requirement, find_partnerships]
    entities: [country, theme, organisation_type, partnership]
    slots:
      last_kind: {type: text, mappings: [{type: custom}]}
      last_topic: {type: text, mappings: [{type: custom}]}
    forms: {eligibility_form: {required_slots: []}}
    """
)
NAMED = {
    "Poland": ("country", "PL"),
    "Malta": ("country", "MT"),
    "photonics": ("theme", "photonics"),
    "TEX4IM": ("partnership", "escps3-tex4im"),
    "clusters": ("organisation_type", "cluster_organisation"),
}


class Model:
    """Stands for the trained one: what it knows is written in the test; the rest it does not understand."""

    def __init__(self, known):
        self.known = known
        self.asked = []
        self.roles = []

    async def parse(self, text):
        self.asked.append(text)
        meaning, sure = self.known.get(text, ("nlu_fallback", 0.5))
        name = meaning.split("/")[0]
        parsed = {"text": text, "intent": {"name": name, "confidence": sure}, LANGUAGE: "en"}
        parsed["intent_ranking"] = [
            {"name": meaning, "confidence": sure},
            {"name": "greet", "confidence": 0.01},
        ]
        if name != meaning:
            parsed["intent"]["full_retrieval_intent_name"] = meaning
            chosen = {"response": {"intent_response_key": meaning, "confidence": sure}}
            parsed["response_selector"] = {"all_retrieval_intents": [name], "default": chosen, name: chosen}
        parsed["entities"] = [
            {"entity": entity, "value": value, "start": text.index(word), "end": text.index(word) + len(word)}
            for word, (entity, value) in NAMED.items()
            if word in text
        ]
        for one, role in zip(parsed["entities"], self.roles, strict=False):
            one["role"] = role
        return parsed


def model(known):
    """`model({"who can apply?": "faq/call_addressees"})`; a number after a blank is the confidence."""
    pairs = {text: [*meaning.split(), "0.95"][:2] for text, meaning in known.items()}
    return Model({text: (meaning, float(sure)) for text, (meaning, sure) in pairs.items()})


def conversation(*said, form=None, **slots):
    """A tracker in which these were said (text, intent, entities), and then the slots were set."""
    tracker = DialogueStateTracker.from_events("a", [], DOMAIN.slots)
    for text, intent, *entities in said:
        tracker.update(ActionExecuted("action_listen"))
        tracker.update(UserUttered(text, {"name": intent, "confidence": 0.9}, list(entities)))
    for name, value in slots.items():
        tracker.update(SlotSet(name, value))
    if form:
        tracker.update(ActiveLoop(form))
    return tracker


def meanings(parts):
    return [part.reading.meaning for part in parts]


DEADLINE, MONEY = "When is the deadline?", "is there any money?"
TWO = f"{DEADLINE} And {MONEY}"
KNOWN = {DEADLINE: "faq/call_closing_date", MONEY: "faq/call_money"}


async def test_a_message_is_mostly_one_part_as_the_model_read_it():
    reader = model(KNOWN)
    [part] = await TurnReader(reader.parse).read(DEADLINE, None)
    assert part.text == DEADLINE
    assert part.parse_data == await reader.parse(DEADLINE)
    assert reader.asked == [DEADLINE, DEADLINE]


async def test_two_questions_are_two_parts():
    parts = await TurnReader(model(KNOWN).parse).read(TWO, conversation())
    assert [part.text for part in parts] == [DEADLINE, MONEY]
    assert [part.parse_data["intent"]["full_retrieval_intent_name"] for part in parts] == [
        "faq/call_closing_date",
        "faq/call_money",
    ]


async def test_what_opens_a_form_is_answered_last():
    known = {"Can we apply?": "check_eligibility", DEADLINE: "faq/call_closing_date"}
    parts = await TurnReader(model(known).parse).read(f"Can we apply? {DEADLINE}", None)
    assert meanings(parts) == ["call_closing_date", "check_eligibility"]


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("Poland and Malta, is that enough?", "check_eligibility"),
        ("is Poland enough?", "call_partner_countries"),
    ],
)
async def test_countries_that_are_named_are_counted_and_not_only_the_rule_told(text, meaning):
    [part] = await TurnReader(model({text: "faq/call_partner_countries"}).parse).read(text, None)
    assert part.reading.meaning == meaning


@pytest.mark.parametrize(
    ("text", "roles", "taken_for", "is_case"),
    [
        ("I run a cluster in Poland with partners in Malta", ["own", "partner"], "find_partnerships", True),
        ("We sit in Poland, which partnerships has Malta", ["own", "partner"], "find_partnerships", False),
        ("We sit in Poland, our partners in Malta?", ["own", "partner"], "find_partnerships", False),
        ("We from Poland look for partners in Malta", ["own", "partner"], "find_partnerships", False),
        ("we are clusters from Poland and Malta", ["own", "own", None], "find_partnerships", False),
        ("we are clusters from Poland and Malta. What now?", ["own", "own", None], "nlu_fallback", True),
        ("we in Poland, partners from Malta. What now?", ["own", "partner"], "nlu_fallback", True),
        ("Poland and Malta. What now?", ["own", "own"], "nlu_fallback", False),
    ],
)
async def test_a_case_that_is_told_is_checked(text, roles, taken_for, is_case):
    reader = model({text: taken_for})
    reader.roles = roles
    [part] = await TurnReader(reader.parse).read(text, None)
    assert part.reading.meaning == ("check_eligibility" if is_case else taken_for)


async def test_in_a_form_names_are_answers():
    text = "our partner is from Malta"
    reader = model({text: "nlu_fallback"})
    reader.roles = ["partner"]
    [part] = await TurnReader(reader.parse).read(text, conversation(form="eligibility_form"))
    assert part.reading.meaning == "nlu_fallback"


@pytest.mark.parametrize(
    ("text", "roles", "taken_for", "meaning"),
    [
        ("how much money did TEX4IM get?", [], "faq/grant_budget", "show_partnership"),
        ("was TEX4IM of that call?", [], "faq/grant_budget", "grant_budget"),
        ("how much money is there?", [], "faq/grant_budget", "grant_budget"),
        ("what if a partner is from Malta", ["partner"], "nlu_fallback", "ask_requirement"),
        ("what of Malta", [None], "nlu_fallback", "nlu_fallback"),
        ("tell me of the photonics platform", [], "explain_theme", "show_partnership"),
        ("what is photonics", [], "explain_theme", "explain_theme"),
        ("is photonics a topic?", [], "faq/call_focus", "ask_requirement"),
        ("what are the topics?", [], "faq/call_focus", "call_focus"),
    ],
)
async def test_what_is_named_is_what_is_meant(text, roles, taken_for, meaning):
    reader = model({text: taken_for})
    reader.roles = roles
    [part] = await TurnReader(reader.parse).read(text, None)
    assert part.reading.meaning == meaning


async def test_where_a_part_is_not_understood_the_message_stays_whole():
    text = "when is the deadline and is there any money?"
    known = {"when is the deadline": "faq/call_closing_date", "is there any money?": "faq/call_money 0.6"}
    [part] = await TurnReader(model(known | {text: "faq/call_closing_date 0.8"}).parse).read(text, None)
    assert (part.text, part.reading.meaning) == (text, "call_closing_date")


async def test_the_thanks_before_a_question_are_left_out():
    [part] = await TurnReader(model(KNOWN | {f"Thanks! {DEADLINE}": "thank"}).parse).read(
        f"Thanks! {DEADLINE}", None
    )
    assert (part.text, part.reading.meaning) == (DEADLINE, "call_closing_date")


@pytest.mark.parametrize("text", [TWO, f'/faq{{"topic":"x"}} {TWO}'])
async def test_an_open_form_and_a_button_are_left_alone(text):
    reader = model(KNOWN)
    tracker = conversation(form="eligibility_form") if text == TWO else conversation()
    [part] = await TurnReader(reader.parse).read(text, tracker)
    assert (part.text, reader.asked) == (text, [text])


async def test_every_text_is_read_once():
    reader = model(KNOWN)
    await TurnReader(reader.parse).read(f"{DEADLINE} {MONEY} who? {DEADLINE} what is it?", None)
    assert len(reader.asked) == len(set(reader.asked))


async def test_parts_have_the_language_of_the_message():
    reader = model(KNOWN)
    whole = reader.parse

    async def parse(text):
        return {**await whole(text), LANGUAGE: "fr" if text == TWO else "en"}

    parts = await TurnReader(parse).read(TWO, None)
    assert [part.parse_data[LANGUAGE] for part in parts] == ["fr", "fr"]


async def test_the_second_question_is_read_in_the_light_of_the_first():
    known = {"when does the call close?": "faq/call_closing_date", "the grant call?": "faq/grant_call"}
    parts = await TurnReader(model(known).parse).read("when does the call close? and the grant call?", None)
    assert meanings(parts) == ["call_closing_date", "grant_deadline"]
    read = parts[1].parse_data
    assert read["intent"] == {
        "name": "faq",
        "confidence": 1.0,
        "full_retrieval_intent_name": "faq/grant_deadline",
    }
    assert read["response_selector"]["default"]["response"]["intent_response_key"] == "faq/grant_deadline"
    assert [one["name"] for one in read["intent_ranking"]] == [
        "faq/grant_deadline",
        "faq/grant_call",
        "greet",
    ]


async def test_where_it_is_taken_for_something_else_the_message_stays_whole():
    text = "what is COSME and who may use it?"
    known = {
        "what is COSME": "faq/def_cosme",
        "who may use it?": "faq/call_addressees",
        text: "faq/def_cosme",
    }
    [part] = await TurnReader(model(known).parse).read(text, None)
    assert (part.text, part.reading.meaning) == (text, "def_cosme")


@pytest.mark.parametrize("search", ["which partnerships deal with it?", "which partnerships are there?"])
async def test_a_search_after_a_check_looks_for_what_was_checked(search):
    known = {"Is photonics a theme": "ask_requirement", search: "find_partnerships"}
    parts = await TurnReader(model(known).parse).read(f"Is photonics a theme and {search}", None)
    assert meanings(parts) == ["ask_requirement", "find_partnerships"]
    assert parts[1].parse_data["entities"] == [
        {"entity": "theme", "value": "photonics", "start": 0, "end": 0}
    ]


async def test_it_is_the_partnership_named_before_also_when_that_is_answered_later():
    known = {"I want to join TEX4IM": "express_interest", "who leads it?": "show_partnership"}
    parts = await TurnReader(model(known).parse).read("I want to join TEX4IM and who leads it?", None)
    assert meanings(parts) == ["show_partnership", "express_interest"]
    assert [one["value"] for one in parts[0].parse_data["entities"]] == ["escps3-tex4im"]


@pytest.mark.parametrize(
    ("search", "lent"), [("which partnerships deal with it?", 1), ("which partnerships are there?", 0)]
)
async def test_in_a_message_of_its_own_the_search_must_point_back(search, lent):
    checked = {"entity": "theme", "value": "photonics", "start": 3, "end": 12}
    kind = {"entity": "organisation_type", "value": "cluster_organisation"}
    tracker = conversation(
        ("is photonics a theme?", "ask_requirement", kind, checked), last_kind="requirement"
    )
    [part] = await TurnReader(model({search: "find_partnerships"}).parse).read(search, tracker)
    assert len(part.parse_data["entities"]) == lent


async def test_a_follow_up_is_read_in_the_light_of_the_last_answer():
    tracker = conversation((DEADLINE, "faq"), last_kind="answer", last_topic="call_closing_date")
    text = "what about the grant call?"
    [part] = await TurnReader(model({text: "faq/grant_call"}).parse).read(text, tracker)
    assert (part.text, part.reading.meaning) == (text, "grant_deadline")


async def test_a_narrower_search_keeps_its_names_and_loses_the_topic():
    tracker = conversation(("find partnerships", "find_partnerships"), last_kind="search")
    [part] = await TurnReader(model({"and in Poland?": "faq/call_focus"}).parse).read(
        "and in Poland?", tracker
    )
    assert part.parse_data["intent"] == {"name": "inform", "confidence": 1.0}
    assert [one["value"] for one in part.parse_data["entities"]] == ["PL"]


async def test_what_is_not_understood_is_read_behind_the_last_question():
    tracker = conversation(
        ("Which partnerships got the label?", "faq"), last_kind="answer", last_topic="results_labelled"
    )
    together = "Which partnerships got the label? what does it bring?"
    [part] = await TurnReader(model({together: "faq/escp_s3_label 0.8"}).parse).read(
        "what does it bring?", tracker
    )
    assert part.text == part.parse_data["text"] == "what does it bring?"
    assert part.parse_data["intent"]["full_retrieval_intent_name"] == "faq/escp_s3_label"
    assert part.parse_data["intent"]["confidence"] == 0.8


async def test_a_leading_and_does_not_hide_what_is_asked():
    known = {"and budget?": "faq/grant_budget 0.52", "budget?": "faq/call_money"}
    [part] = await TurnReader(model(known).parse).read("and budget?", None)
    assert (part.text, part.reading.meaning) == ("and budget?", "call_money")
    known["budget?"] = "faq/call_money 0.6"
    [part] = await TurnReader(model(known).parse).read("and budget?", None)
    assert part.reading.meaning == "grant_budget"


def test_the_last_answer_is_known_by_slots_and_question():
    slots = {"last_kind": "answer", "last_topic": "call_closing_date"}
    closing = Last("answer", "call_closing_date", DEADLINE)
    assert last_answer(None) == Last()
    assert last_answer(conversation()) == Last()
    assert last_answer(conversation((DEADLINE, "faq"), **slots)) == closing
    assert last_answer(conversation((DEADLINE, "faq"), ("more", "ask_more"), **slots)) == closing
    slots["last_kind"] = "answer_in_full"
    assert last_answer(conversation((DEADLINE, "faq"), ("why?", "ask_why"), **slots)) == closing


@pytest.mark.parametrize(
    "said",
    [
        [('/faq{"topic":"call_closing_date"}', "faq")],
        [(DEADLINE, "faq"), ("hello", "greet")],
        [(DEADLINE, "faq"), ("more", "ask_more"), ("more", "ask_more"), ("more", "ask_more")],
    ],
)
def test_without_a_question_in_words_only_the_slots_count(said):
    tracker = conversation(*said, last_kind="answer", last_topic="call_closing_date")
    assert last_answer(tracker) == Last("answer", "call_closing_date")


@pytest.mark.parametrize("form", [None, "follow_form"])
async def test_the_letters_of_an_address_wish_nothing(form):
    text = "follow@example.org"
    [part] = await TurnReader(model({text: "follow_partnership"}).parse).read(text, conversation(form=form))
    assert part.parse_data["intent"]["name"] == "inform"


@pytest.mark.parametrize(("form", "meant"), [("eoi_form", "ask_why_asked"), (None, "show_capabilities")])
async def test_what_to_write_is_asked_of_the_question_that_is_open(form, meant):
    text = "what should I write here?"
    [part] = await TurnReader(model({text: "show_capabilities"}).parse).read(text, conversation(form=form))
    assert part.parse_data["intent"]["name"] == meant


@pytest.mark.parametrize(("form", "meant"), [("eoi_form", "ask_why_asked"), (None, "ask_more")])
async def test_once_more_is_the_last_answer_or_the_question_that_is_open(form, meant):
    text = "shorter, please"
    [part] = await TurnReader(model({text: "out_of_scope"}).parse).read(text, conversation(form=form))
    assert part.parse_data["intent"]["name"] == meant


async def test_what_speaks_of_the_call_is_not_refused_but_asked_back():
    asked, refused = "is there a subsidy for my shop in this call", "is there a subsidy for my shop"
    known = model({asked: "out_of_scope 0.8", refused: "out_of_scope 0.8"})
    reader = TurnReader(known.parse)
    [part] = await reader.read(asked, None)
    assert part.reading.intent == "nlu_fallback"
    assert [one["name"] for one in part.parse_data["intent_ranking"]] == ["nlu_fallback", "greet"]
    [part] = await reader.read(refused, None)
    assert part.reading.intent == "out_of_scope"


@pytest.mark.parametrize(
    ("kinds", "meant"),
    [
        (("organisation_type", "country"), "nlu_fallback"),
        (("organisation_type", "region"), "nlu_fallback"),
        (("organisation_type",), "out_of_scope"),
        (("country",), "out_of_scope"),
    ],
)
async def test_a_kind_of_organisation_with_its_place_is_asked_back_too(kinds, meant):
    parsed = await model({"bank from Luxembourg": "out_of_scope 0.8"}).parse("bank from Luxembourg")
    parsed = {**parsed, "entities": [{"entity": one, "value": "x", "start": 0, "end": 4} for one in kinds]}

    async def parse(text):
        return parsed

    [part] = await TurnReader(parse).read("bank from Luxembourg", None)
    assert part.reading.intent == meant
