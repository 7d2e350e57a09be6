"""Where a message may be cut into questions."""

from __future__ import annotations

from typing import Any

import pytest

from bot.logic.question_cuts import cuts, opens_a_question, without_lead


def test_a_message_is_cut_where_questions_meet(question_cuts_case: dict[str, Any]) -> None:
    finest = next(iter(cuts(question_cuts_case["says"])), ())
    assert list(finest) == question_cuts_case["parts"]


def test_coarser_cuts_come_after_the_finest() -> None:
    first, second, third = "When is the deadline?", "Who can apply?", "Is there money?"
    assert cuts(f"{first} {second} {third}") == [
        (first, second, third),
        (first, f"{second} {third}"),
        (f"{first} {second}", third),
    ]


def test_without_the_thanks_the_question_may_also_stay_whole() -> None:
    asked = "When is the deadline? Who can apply?"
    assert cuts(f"{asked} Thanks!") == [("When is the deadline?", "Who can apply?"), (asked,)]


def test_what_is_told_in_many_sentences_goes_with_the_question_before_or_after() -> None:
    told = "We make paper. They make ink. Others bind books. Many sell them."
    asked = f"{told} Can we apply? When is the deadline? {told}"
    assert cuts(asked) == [(f"{told} Can we apply?", f"When is the deadline? {told}")]
    assert cuts(f"{told} {told}") == []


def test_five_pieces_make_no_more_than_three_questions() -> None:
    found = cuts("who can apply? when is it? what is it? where is it? how is it?")
    assert {len(parts) for parts in found} == {3, 2}
    assert len(found) == 6 + 4


@pytest.mark.parametrize(
    "text", ["?" * 2000, "and who " * 250, "a? " * 600, "\x00\ud800?? \u202e", ". " * 900]
)
def test_odd_and_long_texts_are_left_whole(text: str) -> None:
    assert cuts(text) == []


@pytest.mark.parametrize(
    ("part", "plain"),
    [
        ("and budget?", "budget?"),
        ("And also, what is COSME?", "what is COSME?"),
        ("ok then who can apply", "who can apply"),
        ("Android is what?", "Android is what?"),
        ("and", "and"),
    ],
)
def test_a_part_is_read_without_the_word_that_joins_it(part: str, plain: str) -> None:
    assert without_lead(part) == plain


@pytest.mark.parametrize(
    ("text", "opens"),
    [
        ("who can apply", True),
        ("please tell me the deadline", True),
        ("is photonics a theme", True),
        ("is there money", True),
        ("I want to join TEX4IM", True),
        ("and so how do we start", True),
        ("is open", False),
        ("has no members", False),
        ("we're a cluster", False),
        ("the budget", False),
        ("who", False),
        ("", False),
    ],
)
def test_questions_and_requests_are_known_by_how_they_begin(text: str, opens: bool) -> None:
    assert opens_a_question(text) is opens


def test_a_wish_counts_only_where_it_may() -> None:
    assert opens_a_question("we would like to attend a matchmaking")
    assert not opens_a_question("we would like to attend a matchmaking", wishes=False)
