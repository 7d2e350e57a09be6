"""Which cut of a message is taken, and in which order its parts are answered."""

from __future__ import annotations

from typing import Any

from bot.logic.question_parts import are_apart, order_of_answers
from bot.logic.readings import Reading


def reading(part: dict[str, Any]) -> Reading:
    return Reading(part["text"], part.get("intent", "faq"), part.get("topic"), part["sure"])


def test_parts_are_answered_apart_only_where_that_is_sure(question_parts_case: dict[str, Any]) -> None:
    case = question_parts_case
    parts = [reading(part) for part in case["parts"]]
    whole = Reading("all of it", "faq", "call_overview", case["whole"])
    assert are_apart(parts, whole) is (case["order"] is not None)
    if case["order"] is not None:
        assert order_of_answers(parts) == case["order"]
