"""Misspelt words of names: how many slips are forgiven, and what is left alone."""

from __future__ import annotations

import pytest

from bot.engine.near_names import NearNames, slips_forgiven

NAMES = [
    "spain",
    "italy",
    "lombardy",
    "slovakia",
    "slovenia",
    "photonics",
    "sport",
    "canaries",
    "water",
    "oslo",
    "small",
    "tex4impact",
    "iceland",
    "irland",
]


def near(word: str, *, ordinary: tuple[str, ...] = (), heard: tuple[str, ...] = ()) -> tuple[str, ...]:
    return NearNames(NAMES, ordinary, heard).near(word)


@pytest.mark.parametrize(("letters", "slips"), [(4, 0), (5, 1), (7, 1), (8, 2), (20, 2)])
def test_longer_words_may_have_more_slips(letters: int, slips: int) -> None:
    assert slips_forgiven(letters) == slips


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("itly", ()),
        ("itayl", ("italy",)),
        ("psain", ("spain",)),
        ("lombrady", ("lombardy",)),
        ("lonbrady", ("lombardy",)),
        ("lombrdi", ()),
        ("photniks", ("photonics",)),
        ("slovania", ("slovakia", "slovenia")),
        ("contries", ()),
        ("talian", ()),
        ("osla", ()),
        ("wat3r", ()),
        ("spain", ()),
        ("tex4imapct", ("tex4impact",)),
        ("tex5impact", ()),
        ("icland", ("iceland",)),
    ],
)
def test_what_a_word_may_stand_for(word: str, expected: tuple[str, ...]) -> None:
    assert near(word) == expected


def test_an_ordinary_word_is_no_slip() -> None:
    assert near("stain") == ("spain",)
    assert near("stain", ordinary=("stain",)) == ()


def test_a_word_that_people_use_here_is_as_good_an_explanation() -> None:
    assert near("suport") == ("sport",)
    assert near("suport", heard=("support",)) == ()
    assert near("sprt", heard=("support",)) == ()


def test_a_slip_among_the_examples_does_not_hide_the_name() -> None:
    assert near("lombrady", heard=("lombrady", "photonics")) == ("lombardy",)


@pytest.mark.parametrize(
    ("word", "expected"),
    [("smal", ("small",)), ("smll", ("small",)), ("mall", ()), ("sma", ()), ("oslo", ())],
)
def test_four_letters_may_stand_for_five_inside_a_longer_name(word: str, expected: tuple[str, ...]) -> None:
    assert near(word) == ()
    assert NearNames(NAMES).near_inside(word) == expected


def test_four_letters_that_people_use_stand_for_nothing() -> None:
    assert NearNames(NAMES, ordinary=("spor",)).near_inside("spor") == ()
    assert NearNames(NAMES, heard=("spor",)).near_inside("spor") == ()
    assert NearNames(NAMES).near_inside("spor") == ("sport",)


def test_a_known_word_is_known() -> None:
    assert NearNames(NAMES).knows("water")
    assert not NearNames(NAMES).knows("wader")
