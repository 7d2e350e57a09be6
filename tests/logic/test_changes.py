from __future__ import annotations

import pytest

from bot.logic.changes import FIELD_NAMES, asks_to_change, corrects, field_named, goes_back, starts_over
from bot.logic.eoi_fields import FIELDS


def test_a_field_is_found_by_its_everyday_name(field_named_case):
    assert field_named(field_named_case["says"]) == field_named_case["field"]
    assert asks_to_change(field_named_case["says"]) is field_named_case["change"]


def test_every_field_of_the_form_has_a_name_and_no_name_means_two():
    assert set(FIELD_NAMES) == {*FIELDS["join"], *FIELDS["propose"]}
    names = [name for names in FIELD_NAMES.values() for name in names]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("text", ["no, Austria", "sorry, I meant Austria", "Austria, actually"])
def test_a_message_may_take_back_what_was_said_before(text: str) -> None:
    assert corrects(text)


@pytest.mark.parametrize("text", ["Austria", "near Graz", "actually " + "we are a cluster " * 5])
def test_another_answer_or_a_story_takes_nothing_back(text: str) -> None:
    assert not corrects(text)


@pytest.mark.parametrize(
    "text", ["back", "go back please", "Can I go back to the previous question?", "zurück"]
)
def test_the_wish_to_go_back_is_told_from_its_words(text: str) -> None:
    assert goes_back(text)


@pytest.mark.parametrize("text", ["feedback", "go back to the role question", "take my consent back", ""])
def test_going_back_to_something_is_another_wish(text: str) -> None:
    assert not goes_back(text)


@pytest.mark.parametrize(
    "text",
    [
        "start again",
        "Can we start over, please?",
        "let's begin again from the beginning",
        "nochmal von vorne",
    ],
)
def test_the_wish_to_start_over_is_told_from_its_words(text: str) -> None:
    assert starts_over(text)


@pytest.mark.parametrize("text", ["stop", "when does the call start again", "our cluster started over", ""])
def test_another_start_is_another_matter(text: str) -> None:
    assert not starts_over(text)
