from __future__ import annotations

import pytest

from bot.logic.digression import is_answer


def test_an_answer_is_told_from_a_digression(is_answer_case):
    case = is_answer_case
    assert is_answer(case["field"], case["says"], case["intent"], case["sure"]) is case["answer"]


def test_without_an_intent_only_the_words_count():
    assert is_answer("motivation", "to find partners", None, 0.0)
    assert not is_answer("motivation", "to find partners?", None, 0.0)
    assert is_answer("country", "/ES", None, 0.0)


def test_a_long_rhetorical_question_is_a_motivation():
    text = (
        "Who could do it better than our sixty members with their pilot lines, their laboratories and thirty "
        "years of work with the textile firms of the north and beyond, if not we?"
    )
    assert is_answer("motivation", text, "inform", 0.5)
    assert not is_answer("country", text, "inform", 0.5)


def test_five_thousand_letters_and_broken_text_are_answers_to_be_refused():
    for text in ("word " * 1_000, "please " * 1_000, "\x00\ud800", "🙂", "‮"):
        assert is_answer("motivation", text, "nlu_fallback", 0.1)


@pytest.mark.parametrize("text", ["My name is Sam Sample", "Je m'appelle Sam Sample", "name: Sam Sample"])
def test_an_introduction_is_a_name_whatever_the_engine_makes_of_it(text: str) -> None:
    assert is_answer("contact_name", text, "eoi_status", 0.99)
