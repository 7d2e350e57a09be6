"""What is offered where a message is not sure, and how the choices are shown to those who review them."""

from __future__ import annotations

import pytest
import yaml

from bot.logic.meanings import (
    Guess,
    MeaningChoice,
    for_review,
    guesses,
    is_most_likely_out_of_scope,
    worth_offering,
)

TITLES = {
    "find_partnerships": "Find a partnership",
    "check_eligibility": "Check whether we may take part",
    "faq/money": "Money",
    "faq/budget": "money",
    "faq/closing": "When the call closes",
    "faq/extension": "Was the deadline extended?",
}
ALIKE = [["faq/closing", "faq/extension"]]


def offered(*ranking: tuple[str, float]) -> list[str]:
    return [one.meaning for one in worth_offering(guesses(ranking), TITLES, ALIKE)]


def test_the_likeliest_three_that_have_a_title_are_offered() -> None:
    assert offered(
        ("nlu_fallback", 0.6),
        ("inform", 0.3),
        ("faq/closing", 0.2),
        ("find_partnerships", 0.15),
        ("check_eligibility", 0.1),
        ("faq/money", 0.1),
    ) == ["faq/closing", "find_partnerships", "check_eligibility"]


@pytest.mark.parametrize(("confidence", "is_offered"), [(0.05, True), (0.049, False)])
def test_noise_is_not_offered(confidence: float, is_offered: bool) -> None:
    assert bool(offered(("inform", 0.4), ("faq/money", confidence))) is is_offered


@pytest.mark.parametrize(("confidence", "is_offered"), [(0.15, True), (0.149, False)])
def test_over_something_else_altogether_only_a_good_guess_is_offered(
    confidence: float, is_offered: bool
) -> None:
    ranking = [("out_of_scope", 0.3), ("faq/money", confidence), ("find_partnerships", 0.06)]
    assert offered(*ranking) == (["faq/money", "find_partnerships"] if is_offered else [])
    assert is_most_likely_out_of_scope(guesses(ranking))


def test_below_the_best_guess_out_of_scope_changes_nothing() -> None:
    ranking = [("nlu_fallback", 0.5), ("faq/money", 0.1), ("out_of_scope", 0.09)]
    assert offered(*ranking) == ["faq/money"]
    assert not is_most_likely_out_of_scope(guesses(ranking))


def test_without_a_ranking_nothing_is_offered() -> None:
    assert offered() == []
    assert not is_most_likely_out_of_scope(())


def test_of_two_that_a_person_would_not_tell_apart_the_likelier_is_offered() -> None:
    assert offered(("faq/extension", 0.3), ("faq/closing", 0.2), ("faq/money", 0.1)) == [
        "faq/extension",
        "faq/money",
    ]
    assert offered(("faq/budget", 0.3), ("faq/money", 0.2)) == ["faq/budget"]  # by their titles


def choice(chosen: str | None, text: str | None) -> MeaningChoice:
    return MeaningChoice("c1", "en", (Guess("faq/money", 0.3), Guess("faq/closing", 0.25)), chosen, text)


def test_choices_are_shown_as_examples_by_what_was_chosen() -> None:
    chosen = [
        choice("faq/money", "the money thing"),
        choice("faq/closing", "last [day](date): when"),
        choice("faq/money", "the money  thing"),
        choice(None, "the thing"),
        choice("faq/money", None),
    ]
    lines = list(for_review(chosen))
    assert yaml.safe_load("\n".join(lines)) == {
        "nlu": [
            {"intent": "faq/closing", "examples": "- last (day)(date): when\n"},
            {"intent": "faq/money", "examples": "- the money thing\n"},
        ]
    }
    assert lines[-2:] == [
        "# None of what was offered was meant:",
        "# - the thing  (offered: faq/money 0.30, faq/closing 0.25)",
    ]


def test_nothing_to_review_is_said() -> None:
    assert list(for_review([choice("faq/money", None)])) == ["# Nobody has chosen a meaning yet."]
