"""Answers to "do you have ...?", as people put them."""

from __future__ import annotations

from typing import Any

import pytest

from bot.logic.own_statements import all_in_one_country, says_to_have


def test_a_statement_is_a_yes_or_a_no_only_where_it_is_clear(says_to_have_case: dict[str, Any]) -> None:
    case = says_to_have_case
    assert says_to_have(case["field"], case["says"]) is case["has"]


@pytest.mark.parametrize(
    "text",
    ["we are two clusters, both Italian", "three clusters, all from Spain", "all of us are in Poland"],
)
def test_of_several_that_are_all_in_one_country_the_partners_are_there_too(text: str) -> None:
    assert all_in_one_country(text)


@pytest.mark.parametrize(
    "text",
    [
        "we are a cluster in Italy",
        "two clusters, from Italy and Spain",
        "all our members are in Poland",
        "our cluster is all about textiles in Portugal",
    ],
)
def test_one_alone_or_its_members_are_no_partners(text: str) -> None:
    assert not all_in_one_country(text)
