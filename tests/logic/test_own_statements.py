"""Answers to "do you have ...?", as people put them."""

from __future__ import annotations

from typing import Any

from bot.logic.own_statements import says_to_have


def test_a_statement_is_a_yes_or_a_no_only_where_it_is_clear(says_to_have_case: dict[str, Any]) -> None:
    case = says_to_have_case
    assert says_to_have(case["field"], case["says"]) is case["has"]
