"""What a message means in the light of the last answer."""

from __future__ import annotations

from typing import Any

import pytest

from bot.logic.follow_ups import Last, after, composition, kinds_lent, read_on, strays, taken_together
from bot.logic.leaning import asks_in_passing, leans, points_back
from bot.logic.readings import Reading
from bot.logic.subjects import Aspect, Subjects

INTENTS = set(
    """
    affirm ask_more ask_requirement cancel change_eoi deny express_interest find_partnerships inform
    nlu_fallback pick_one request_person show_partnership thank
    """.split()
)
SUBJECTS = Subjects(
    {
        "grant": ("grant call", "grant"),
        "innosup": ("innosup-1", "innosup"),
        "area": ("thematic area",),
        "reconfirm": ("re-confirm",),
        "call": ("the call", "this call", "call"),
    },
    (
        Aspect(
            "what_it_is",
            (),
            {
                "call": "call_overview",
                "grant": "grant_call",
                "innosup": "innosup_example",
                "area": "thematic_areas",
                "reconfirm": "reconfirm",
            },
        ),
        Aspect("opening", ("opening",), {"call": "call_opening_date"}),
        Aspect(
            "deadline",
            ("deadline", "close", "until when"),
            {"call": "call_closing_date", "grant": "grant_deadline"},
        ),
        Aspect(
            "money",
            ("money", "budget"),
            {"call": "call_money", "grant": "grant_budget", "innosup": "innosup_money"},
        ),
        Aspect("who", ("who could",), {"call": "call_addressees", "reconfirm": "reconfirm_who"}),
        Aspect("conditions", ("conditions",), {"area": "thematic_area_conditions"}),
        Aspect("steps", ("steps",), {"call": "how_to_apply"}),
    ),
)


def last_of(case: dict[str, Any]) -> Last:
    kept = case["last"]
    kind = kept.get("kind") or ("answer" if kept.get("topic") else None)
    return Last(kind, kept.get("topic"))


def reading(text: str, meaning: str, sure: float = 0.9, *names: str, free: str | None = None) -> Reading:
    topic = None if meaning in INTENTS else meaning
    return Reading(text, "faq" if topic else meaning, topic, sure, frozenset(names), free)


def test_a_message_is_read_in_the_light_of_the_last_answer(follow_up_case: dict[str, Any]) -> None:
    case = follow_up_case
    alone = reading(case["says"], case["as"], case["sure"], *case.get("names", ()), free=case.get("free"))
    meant = read_on(last_of(case), alone, SUBJECTS)
    assert meant.meaning == case.get("means", case["as"])
    assert (meant.text, meant.names) == (alone.text, alone.names)
    if "means" not in case:
        assert meant is alone


@pytest.mark.parametrize(
    ("intent", "kind"),
    [
        ("faq", "answer"),
        ("ask_requirement", "requirement"),
        ("find_partnerships", "search"),
        ("show_partnership", "partnership"),
        ("pick_one", "partnership"),
        ("nlu_fallback", None),
        (None, None),
    ],
)
def test_the_second_question_leans_on_the_first(intent: str | None, kind: str | None) -> None:
    topic = "call_money" if intent == "faq" else None
    assert after(Reading("and so?", intent, topic, 0.9)) == Last(kind, topic, "and so?")


ASKED = Last("answer", "results_labelled", "Which partnerships got the label ?")
UNSURE = reading("what does it bring?", "nlu_fallback", 0.5)


@pytest.mark.parametrize("kind", ["answer", "requirement"])
def test_what_is_not_understood_alone_is_read_behind_the_last_question(kind: str) -> None:
    last = Last(kind, ASKED.topic, ASKED.question)
    assert composition(last, UNSURE) == "Which partnerships got the label? what does it bring?"


@pytest.mark.parametrize(
    ("last", "said"),
    [
        (Last("search", None, "partnerships in Spain"), UNSURE),
        (Last("answer", "results_labelled", None), UNSURE),
        (ASKED, reading("what does it bring?", "escp_s3_label", 0.7)),
        (ASKED, reading("does the label bring us members?", "nlu_fallback", 0.5)),
        (ASKED, reading("yes", "affirm", 0.6)),
        (ASKED, reading("textiles", "inform", 0.6, "theme")),
    ],
)
def test_whatever_else_is_left_as_it_was_written(last: Last, said: Reading) -> None:
    assert composition(last, said) is None


@pytest.mark.parametrize(
    ("composed", "sure", "taken"),
    [
        ("escp_s3_label", 0.6, True),
        ("escp_s3_label", 0.59, False),
        ("results_labelled", 1.0, False),
        ("find_partnerships", 1.0, False),
    ],
)
def test_the_composition_counts_where_it_is_a_new_question_and_sure(
    composed: str, sure: float, taken: bool
) -> None:
    meant = taken_together(ASKED, UNSURE, reading("all of it", composed, sure))
    assert meant.meaning == (composed if taken else "nlu_fallback")
    assert meant.text == UNSURE.text


def test_the_composition_must_be_surer_than_the_message_alone() -> None:
    alone = reading("what does it bring?", "leading_regions", 0.68)
    composed = reading("all of it", "escp_s3_label", 0.67)
    assert taken_together(ASKED, alone, composed) is alone


STRAYING = [
    ("def_cosme", "what is COSME", "who could use it?", "call_addressees", True),
    ("grant_call", "tell me about the grant", "is there money in it?", "call_money", True),
    ("def_cosme", "what is COSME", "is it still open?", "call_open_now", True),
    ("call_extension", "what is the extension", "is it still open?", "call_open_now", False),
    ("call_overview", "what is the call", "who can use it?", "call_addressees", False),
    ("def_cosme", "what is COSME", "who can apply?", "call_addressees", False),
    ("def_cosme", "what is COSME", "who may use it in the call?", "call_addressees", False),
    ("def_cosme", "what is COSME", "has it a label?", "escp_s3_label", False),
    ("eligible_countries", "which countries are eligible", "when does it close?", "call_closing_date", False),
]


@pytest.mark.parametrize(("topic", "question", "says", "taken_for", "is_wrong"), STRAYING)
def test_it_is_not_the_call_where_something_else_was_asked_about(
    topic: str, question: str, says: str, taken_for: str, is_wrong: bool
) -> None:
    assert strays(Last("answer", topic, question), reading(says, taken_for), SUBJECTS) is is_wrong


def test_what_is_asked_of_it_alone_stays_with_what_was_asked_about() -> None:
    last = Last("answer", "def_cosme", "what is COSME")
    assert read_on(last, reading("is it still running?", "call_open_now"), SUBJECTS).topic == "def_cosme"
    assert (
        read_on(last, reading("is the call still open?", "call_open_now"), SUBJECTS).topic == "call_open_now"
    )


def test_it_is_the_partnership_where_one_was_asked_about() -> None:
    last = Last("partnership", None, "what is GALATEA")
    assert strays(last, reading("is it over?", "call_open_now"), SUBJECTS)
    assert not strays(last, reading("who leads it?", "show_partnership"), SUBJECTS)
    assert not strays(Last("search"), reading("is it over?", "call_money"), SUBJECTS)


def test_a_search_for_nothing_after_a_check_looks_for_what_was_checked() -> None:
    search = reading("which partnerships deal with it?", "find_partnerships")
    assert kinds_lent(Last("requirement"), search) == {"theme", "country", "region"}
    assert not kinds_lent(Last("answer"), search)
    assert not kinds_lent(Last("requirement"), reading("in Spain?", "find_partnerships", 0.9, "country"))
    assert not kinds_lent(Last("requirement"), reading("on hemp?", "find_partnerships", 0.9, free="hemp"))
    assert not kinds_lent(Last("requirement"), reading("on it?", "inform"))


def test_who_is_asked_for_by_name_is_looked_for_in_the_partnership_shown() -> None:
    last = Last("partnership", None, "tell me about TEX4IM")
    for text in ("is Malta in it?", "does it include Malta?"):
        meant = read_on(last, reading(text, "ask_requirement", 0.9, "country"), SUBJECTS)
        assert meant.intent == "show_partnership"
        assert kinds_lent(last, meant) == {"partnership"}
    alone = reading("is Malta eligible for it?", "ask_requirement", 0.9, "country")
    assert read_on(last, alone, SUBJECTS) is alone


def test_it_is_the_partnership_that_was_named_before() -> None:
    for wish in ("show_partnership", "express_interest"):
        assert kinds_lent(Last(), reading("who leads it?", wish)) == {"partnership"}
    assert not kinds_lent(Last(), reading("who leads?", "show_partnership"))
    assert not kinds_lent(Last(), reading("who leads it?", "show_partnership", 0.9, "partnership"))


@pytest.mark.parametrize(
    ("text", "in_passing"),
    [
        ("what about Poland?", True),
        ("And in Spain?", True),
        ("How about hydrogen", True),
        ("ok, and for regions?", True),
        ("thank you. What about SMEs?", True),
        ("et pour les PME ?", True),
        ("und Polen?", True),
        ("or in Germany", True),
        ("and who leads it?", False),
        ("can Norway take part?", False),
        ("Android in Spain", False),
        ("what about the country rules of the grant call that followed?", False),
        ("", False),
    ],
)
def test_half_a_sentence_leans_on_the_one_before(text: str, in_passing: bool) -> None:
    assert asks_in_passing(text) is in_passing


@pytest.mark.parametrize(
    ("text", "does"),
    [
        ("when does it close?", True),
        ("and the budget?", True),
        ("budget?", True),
        ("the closing date", True),
        ("when does it close for a cluster in Spain?", False),
        ("when is the deadline?", False),
        ("who can apply?", False),
    ],
)
def test_a_question_of_its_own_does_not_lean(text: str, does: bool) -> None:
    assert leans(text) is does


def test_it_and_them_point_back_in_a_short_message() -> None:
    assert points_back("and its deadline?")
    assert points_back("who can join them?")
    assert not points_back("is item one open?")
    assert not points_back("we make it from wool that our members spin")


def test_the_table_finds_topics_names_and_words() -> None:
    aspect, subject = SUBJECTS.place_of("grant_deadline") or (None, None)
    assert (aspect and aspect.name, subject) == ("deadline", "grant")
    assert SUBJECTS.place_of("def_cosme") is None
    assert SUBJECTS.place_of(None) is None
    assert SUBJECTS.named_in("And the Grant call?") == ("grant", "and the")
    assert SUBJECTS.named_in("in RE-CONFIRM, too") == ("reconfirm", "in too")
    assert SUBJECTS.named_in("recall the granted one") is None
    asked = SUBJECTS.asked_in("how much money?")
    assert asked is not None
    assert asked.name == "money"
    assert SUBJECTS.asked_in("disclose it") is None
