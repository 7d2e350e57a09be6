"""Whoever asks about the question that a form asks means that question."""

from __future__ import annotations

import pytest

from bot.logic.open_question import asks_about_the_question


@pytest.mark.parametrize(
    "text",
    [
        "what should I write here?",
        "What do you mean?",
        "which types are there?",
        "what roles exist?",
        "can you give an example?",
        "how long may it be?",
        "do I have to?",
        "is this required",
        "I don't understand the question",
        "Was soll ich hier eingeben?",
        "Wat moet ik hier invullen?",
    ],
)
def test_a_question_about_the_question_is_known(text: str) -> None:
    assert asks_about_the_question(text)


@pytest.mark.parametrize(
    "text",
    [
        "what is a region?",
        "which themes does the call name?",
        "how long do you keep my data?",
        "do I have to pay for it?",
        "is this call open?",
        "what do you know about photonics?",
        "",
    ],
)
def test_a_question_about_the_call_is_another(text: str) -> None:
    assert not asks_about_the_question(text)
