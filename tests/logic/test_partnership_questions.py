"""What a sentence about partnerships asks beyond the names in it."""

from __future__ import annotations

import pytest

from bot.logic.partnership_questions import (
    asks_for_all,
    asks_for_all_of_them,
    asks_led_by_regions,
    asks_led_from,
    asks_near_me,
    asks_who_leads,
    own_words,
)


@pytest.mark.parametrize("text", ["Who leads it?", "who is the lead", "who's in charge?", "the coordinator?"])
def test_the_question_for_the_lead_is_heard(text: str) -> None:
    assert asks_who_leads(text)
    assert own_words(text, []) is None


@pytest.mark.parametrize(
    ("text", "is_led"),
    [
        ("partnerships coordinated from France", True),
        ("Is there any partnership led by Sweden", True),
        ("one whose coordinator is from Spain", True),
        ("with a leader in Italy", True),
        ("who leads the one with Spanish members?", False),
        ("partnerships in France", False),
    ],
)
def test_led_from_a_place_is_more_than_being_there(text: str, is_led: bool) -> None:
    assert asks_led_from(text) is is_led


@pytest.mark.parametrize(
    ("text", "is_area"),
    [
        ("Which regions lead chemicals?", True),
        ("what region coordinates the one on water", True),
        ("leading regions for photonics", True),
        ("which regions are in the textile area?", False),
        ("which clusters lead in my region?", False),
    ],
)
def test_what_regions_lead_is_a_thematic_area(text: str, is_area: bool) -> None:
    assert asks_led_by_regions(text) is is_area


def test_a_platform_is_no_word_to_search_for() -> None:
    assert own_words("who leads the platform?", []) is None


@pytest.mark.parametrize(
    "text", ["near me", "what is nearby?", "close to me", "partnerships around here", "anything in my city?"]
)
def test_the_question_for_the_neighbourhood_is_heard_and_leaves_no_words(text: str) -> None:
    assert asks_near_me(text)
    assert own_words(text, []) is None


@pytest.mark.parametrize(
    "text",
    [
        "show all partnerships",
        "List every one",
        "everything",
        "how many partnerships do you know?",
        "number of partnerships in your database",
        "wie viele Partnerschaften gibt es",
        "ile jest partnerstw",
    ],
)
def test_the_wish_for_the_whole_list_is_heard(text: str) -> None:
    assert asks_for_all(text)
    assert own_words(text, []) is None


@pytest.mark.parametrize("text", ["TEX4IM", "who is a member?", "partnerships in Spain", "hallways"])
def test_nothing_of_this_is_heard_where_it_is_not_asked(text: str) -> None:
    assert not asks_who_leads(text)
    assert not asks_near_me(text)
    assert not asks_for_all(text)


def test_words_that_nobody_recognised_are_left_for_the_search() -> None:
    text = "please find me a partnership on smart textiles in Spain"
    span = (text.index("Spain"), text.index("Spain") + 5)
    assert own_words(text, [span]) == "smart textiles"
    assert own_words("a city around the sea", []) == "city around sea"


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Welche Partnerschaften gibt es im Bereich Holzbau?", "holzbau"),
        ("buscamos socios en el sector del corcho", "corcho"),
        ("Quels sont les partenariats sur la dentelle ?", "dentelle"),
        ("welke samenwerkingen zijn er over bloembollen", "bloembollen"),
        ("szukam partnerstwa dla bursztynu", "bursztynu"),
        ("cerco un partenariato sul marmo", "marmo"),
        ("procuro parcerias na cortiça", "cortica"),
    ],
)
def test_what_only_asks_is_left_out_in_every_language(text: str, left: str) -> None:
    assert own_words(text, []) == left


@pytest.mark.parametrize(
    ("text", "is_led"),
    [
        ("partnerships where Lombardy leads", True),
        ("where Castile and Leon is the lead", True),
        ("which partnerships does Lombardy lead?", True),
        ("with Flanders as the coordinator", True),
        ("are there any leading regions in Spain?", True),
        ("where can I see who takes part in Lombardy?", False),
        ("what does the region need?", False),
    ],
)
def test_a_place_that_leads_is_put_in_several_ways(text: str, is_led: bool) -> None:
    assert asks_led_from(text) is is_led


@pytest.mark.parametrize(
    ("text", "is_all"),
    [
        ("partnerships with both Spain and Serbia", True),
        ("Spain as well as Serbia", True),
        ("partnerships in Spain and Serbia", False),
        ("Spain or Serbia", False),
    ],
)
def test_all_the_countries_are_wanted_only_where_it_is_said(text: str, is_all: bool) -> None:
    assert asks_for_all_of_them(text) is is_all
