"""The wish to hear the last answer once more is told from its words, in every language that is understood."""

import pytest

from bot.logic.once_more import asks_for_sources, wants_it_again


@pytest.mark.parametrize(
    "text",
    [
        "Could you repeat that, please?",
        "say that again",
        "please say it in other words",
        "can you explain that in plain English?",
        "shorter please",
        "that's too complicated",
        "I don't understand your answer",
        "what did you just say?",
        "explain like I'm five",
        "I didn't get that",
        "nochmal bitte",
        "kürzer",
        "s'il vous plaît, plus court",
        "più semplice",
        "no entiendo",
        "mais curto por favor",
        "nie rozumiem",
        "dat begrijp ik niet",
    ],
)
def test_the_last_answer_is_wanted_once_more(text: str) -> None:
    assert wants_it_again(text)


@pytest.mark.parametrize(
    "text",
    [
        "more",
        "repeat my expression of interest",
        "I don't understand the eligibility rules",
        "shorter deadlines for SMEs?",
        "once more a question about money",
        "explain smart specialisation like I'm five",
        "",
    ],
)
def test_whatever_else_is_said_is_another_wish(text: str) -> None:
    assert not wants_it_again(text)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("which sources do you use?", True),
        ("Welche Quellen nutzt du?", True),
        ("why?", False),
        ("resources", False),
    ],
)
def test_a_question_may_name_the_sources(text: str, named: bool) -> None:
    assert asks_for_sources(text) is named
