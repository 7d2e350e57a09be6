"""Answers to "do you have ...?", as people put them."""

from __future__ import annotations

from typing import Any

import pytest

from bot.logic.own_statements import all_in_one_country, are_several, said_to_have, says_to_have


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


LEGAL, ECCP = "own_legal_entity", "eccp_profile"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "we are a cluster without our own legal entity, from Portugal with partners in Spain",
            {LEGAL: False},
        ),
        ("Our cluster has no ECCP profile yet. Can we apply?", {ECCP: False}),
        ("a Spanish cluster with ECCP profile, theme photonics", {ECCP: True}),
        ("we have a legal entity but no profile on the ECCP", {LEGAL: True, ECCP: False}),
        ("without a legal entity and an ECCP profile", {LEGAL: False, ECCP: False}),
        ("we are registered on the ECCP", {ECCP: True}),
        ("we do not have an ECCP profile", {ECCP: False}),
        ("ein Cluster ohne eigene Rechtspersönlichkeit", {LEGAL: False}),
        ("un pôle avec personnalité juridique", {LEGAL: True}),
    ],
)
def test_what_is_stated_along_the_way_is_heard(text: str, told: dict[str, bool]) -> None:
    assert said_to_have(text) == told


@pytest.mark.parametrize(
    "text",
    [
        "do we need a legal entity?",
        "we will have an ECCP profile soon",
        "our partner has no legal entity",
        "an ECCP profile",
        "no profile",
        "we are a cluster in Spain with partners in France",
    ],
)
def test_a_question_a_plan_and_what_others_have_tell_nothing(text: str) -> None:
    assert said_to_have(text) == {}


def test_several_speak_as_one() -> None:
    assert are_several("we are three clusters from Latvia, Estonia and Finland")
    assert not are_several("we are a cluster in Latvia")
    assert not are_several("a cluster with members in Latvia and three companies in Estonia")
