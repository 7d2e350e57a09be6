"""The table of topics that answer the same question about different things."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.content.answers import load_answers
from bot.content.subjects import load_subjects, read_subjects
from bot.logic.errors import ContentInvalid
from bot.logic.follow_ups import CHECKED_IN
from bot.logic.subjects import DEFAULT

TABLE = "subjects: {{call: [call]}}\naspects:\n  deadline: {{asked_with: [when], topics: {{{topics}}}}}\n"


def test_every_topic_of_the_table_stands_in_one_place_only() -> None:
    topics = [topic for aspect in load_subjects().aspects for topic in aspect.topics.values()]
    assert len(topics) == len(set(topics)) > 20


def test_what_questions_are_about_by_default_has_a_name_and_stands_last() -> None:
    *others, last = load_subjects().names
    assert last == DEFAULT
    assert "grant" in others


@pytest.mark.parametrize(
    ("text", "subject"),
    [("the grant call", "grant"), ("the call", "call"), ("Re-Confirm", "reconfirm"), ("a cluster", None)],
)
def test_the_longer_name_is_found_before_the_shorter(text: str, subject: str | None) -> None:
    named = load_subjects().named_in(text)
    assert (named and named[0]) == subject


def test_topics_after_which_a_name_asks_for_a_check_are_answered() -> None:
    assert set(CHECKED_IN) <= set(load_answers())


@pytest.mark.parametrize("topics", ["call: call_closing_dat", "grant: grant_deadline"])
def test_a_topic_or_subject_that_nobody_knows_stops_the_start(tmp_path: Path, topics: str) -> None:
    path = tmp_path / "subjects.yml"
    path.write_text(TABLE.format(topics=topics), encoding="utf-8")
    with pytest.raises(ContentInvalid, match=topics.split(": ")[1]):
        read_subjects(path)


def test_a_table_is_read_from_its_file(tmp_path: Path) -> None:
    path = tmp_path / "subjects.yml"
    path.write_text(TABLE.format(topics="call: call_closing_date"), encoding="utf-8")
    table = read_subjects(path)
    assert table.names == {"call": ("call",)}
    assert [(one.name, one.asked_with, one.topics) for one in table.aspects] == [
        ("deadline", ("when",), {"call": "call_closing_date"})
    ]
