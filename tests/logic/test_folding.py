"""The same name, however it is typed."""

import pytest

from bot.logic.folding import folded, holds, words_of


@pytest.mark.parametrize(
    ("typed", "same"),
    [
        ("Rhône", "rhone"),
        ("ŁÓDZKIE", "lodzkie"),
        ("Örebro", "orebro"),
        ("Straße", "strasse"),
        ("Sjælland", "sjaelland"),
    ],
)
def test_accents_and_case_do_not_part_names(typed, same):
    assert folded(typed) == same


def test_words_come_once_in_order_without_those_that_say_nothing():
    assert words_of("The Clusters of Bavaria and the clusters, in\x00Bavaria!") == ("clusters", "bavaria")


@pytest.mark.parametrize(
    ("asked", "there"), [("photon", True), ("ph", False), ("3d", True), ("hotonics", False)]
)
def test_the_beginning_of_a_word_is_enough_from_three_letters_on(asked, there):
    assert holds(("photonics", "3d"), asked) is there
