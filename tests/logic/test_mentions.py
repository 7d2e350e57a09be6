"""Mentions: overlaps, roles, negation, languages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from bot.logic.enumerations import are_joined
from bot.logic.mentions import NOT_A_NAME, Mention, resolve, slug
from bot.logic.placed_words import as_written, phrase_key, placed_words

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "mentions.yml").read_text(encoding="utf-8"))
MARKED = re.compile(
    r"\[(?P<text>[^|\]]+)\|(?P<entity>\w+):(?P<value>[\w-]+)(?:>(?P<role>\w+))?(?P<negated>!)?\]"
)
NAMES_OF_PLACES = {
    "French": "FR",
    "Italian": "IT",
    "German": "DE",
    "Polish": "PL",
    "polish": "PL",
    "Rome": "IT",
}


def read(marked: str) -> tuple[str, tuple[Mention, ...]]:
    """The sentence without marks, and what should be understood."""
    text, expected, place = "", [], 0
    for mark in MARKED.finditer(marked):
        text += marked[place : mark.start()]
        start = len(text)
        text += mark["text"]
        expected.append(
            Mention(
                mark["entity"],
                mark["value"],
                start,
                len(text),
                mark["text"],
                mark["role"],
                bool(mark["negated"]),
            )
        )
        place = mark.end()
    return text + marked[place:], tuple(expected)


def found_in(text: str, expected: tuple[Mention, ...]) -> list[Mention]:
    """What a gazetteer would hand over: the names without role, and every name of a place."""
    bare = [Mention(one.entity, one.value, one.start, one.end, one.text) for one in expected]
    known = {one.start for one in bare}
    for word in re.finditer(r"\w+", text):
        if word[0] in NAMES_OF_PLACES and word.start() not in known:
            bare.append(Mention("country", NAMES_OF_PLACES[word[0]], word.start(), word.end(), word[0]))
    return bare


@pytest.mark.parametrize("marked", CASES)
def test_role_and_negation(marked: str) -> None:
    text, expected = read(marked)
    assert resolve(text, found_in(text, expected)) == expected


def mention(text: str, entity: str, value: str, words: str) -> Mention:
    start = text.index(words)
    return Mention(entity, value, start, start + len(words), words)


def test_the_longest_name_wins() -> None:
    text = "offshore wind in Northern Ireland"
    found = [
        mention(text, "theme", "energy", "wind"),
        mention(text, "theme", "offshore_energy", "offshore wind"),
        mention(text, "country", "IE", "Ireland"),
        mention(text, "region", "UKN", "Northern Ireland"),
    ]
    assert [one.value for one in resolve(text, found)] == ["offshore_energy", "UKN"]


@pytest.mark.parametrize(("text", "entity"), [("move", "theme"), ("MOVE", "partnership"), ("Move", "theme")])
def test_of_two_names_as_long_a_partnership_wins_only_in_capitals(text: str, entity: str) -> None:
    found = [mention(text, "partnership", "escp4i-move", text), mention(text, "theme", "mobility", text)]
    assert [one.entity for one in resolve(text, found)] == [entity]
    assert resolve(text, found) == resolve(text, found[::-1])


def test_words_that_name_nothing_take_their_place_and_are_dropped() -> None:
    text = "the European Cluster Collaboration Platform and a cluster"
    found = [
        mention(text, NOT_A_NAME, "", "Cluster Collaboration Platform"),
        mention(text, "organisation_type", "cluster_organisation", "Cluster"),
        Mention("organisation_type", "cluster_organisation", len(text) - 7, len(text), "cluster"),
    ]
    assert [one.start for one in resolve(text, found)] == [len(text) - 7]


def test_an_address_hides_the_names_inside_it() -> None:
    text = "write to anna@textiles.example please"
    found = [
        mention(text, "email", "anna@textiles.example", "anna@textiles.example"),
        mention(text, "theme", "textiles", "textiles"),
    ]
    assert [one.entity for one in resolve(text, found)] == ["email"]


def test_the_members_of_a_cluster_do_not_say_what_it_is() -> None:
    text = "a cluster of 40 wood companies, and a company"
    found = [
        mention(text, "organisation_type", "cluster_organisation", "cluster"),
        mention(text, "organisation_type", "company", "companies"),
        Mention("organisation_type", "company", len(text) - 7, len(text), "company"),
    ]
    assert [one.start for one in resolve(text, found)] == [2, len(text) - 7]


def test_only_places_have_a_role() -> None:
    text = "our partners are in textiles"
    assert resolve(text, [mention(text, "theme", "textiles", "textiles")])[0].role is None


def test_nothing_named_is_nothing_meant() -> None:
    assert resolve("", []) == ()


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Lyonbiopôle", "lyonbiopole"),
        ("Mov'eo", "mov-eo"),
        ("Pôle Mer Méditerranée", "pole-mer-mediterranee"),
        ("SACHSEN!TEXTIL", "sachsen-textil"),
        ("Smart Innovation Østfold", "smart-innovation-ostfold"),
        ("Łódź & Śląsk", "lodz-slask"),
    ],
)
def test_the_slug_of_a_name(name: str, expected: str) -> None:
    assert slug(name) == expected


@pytest.mark.parametrize(
    ("between", "joined"),
    [
        (", ", True),
        (" and ", True),
        (" and in the ", True),
        ("/", True),
        (" y de ", True),
        (" ", False),
        (" with partners in ", False),
        (". ", False),
    ],
)
def test_what_joins_two_names_to_a_list(between: str, joined: bool) -> None:
    assert are_joined(between) is joined


@pytest.mark.parametrize(
    "text",
    [
        "Île-de-France, s'il vous plaît",
        "I\u0302le de France",
        "İstanbul ß Łódź",
        "a\u00adb",
        "\u200bSpain",
        "¿España?",
    ],
)
def test_words_are_found_where_they_stand(text: str) -> None:
    for word in placed_words(text):
        assert phrase_key(text[word.start : word.end]) in (word.text, "")


def test_what_joins_a_name_makes_no_difference() -> None:
    assert phrase_key("Île-de-France") == phrase_key("ile de france") == "ile de france"
    assert phrase_key("Großbritannien") == phrase_key("Grossbritannien")
    assert phrase_key("Industry 4.0") != phrase_key("Industry 40")
    assert as_written(" EU-TEXTILE  2030 ") == "EU TEXTILE 2030"
