"""Which word a misspelt one was meant to be, and which words are left alone."""

from __future__ import annotations

import pytest

from bot.engine.meant_words import LEAST_USES, LONGEST, OFTEN, MeantWords

USED = {
    "deadline": 40,
    "which": 90,
    "what": 200,
    "call": 300,
    "countries": 60,
    "country": 50,
    "eligible": 45,
    "apply": 80,
    "please": 30,
    "expression": 70,
    "interest": 70,
    "recipient": 12,
    "contract": 9,
    "contracting": 9,
    "the": 900,
    "dead": OFTEN - 1,
    "line": 30,
    "submitting": 6,
    "wich": 1,
    "parnters": LEAST_USES - 1,
    "partners": 80,
    "form": 20,
    "from": 400,
}
ORDINARY = ["recipe", "weather", "contact", "math", "cops", "and", "form"]
OTHERS = ["lomdardy", "dedlines"]


@pytest.fixture(scope="module")
def words() -> MeantWords:
    return MeantWords(USED, ORDINARY, OTHERS)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("dedline", "deadline"),
        ("deadlnie", "deadline"),
        ("deadliine", "deadline"),
        ("deadlime", "deadline"),
        ("dedlin", "deadline"),
        ("contries", "countries"),
        ("aply", "apply"),
        ("plase", "please"),
        ("expresion", "expression"),
        ("intrest", "interest"),
        ("elegibel", "eligible"),
        ("wether", "weather"),
    ],
)
def test_a_slip_or_two_are_put_right(words: MeantWords, written: str, meant: str) -> None:
    assert words.meant(written) == meant


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("ompression", "ompression"),
        ("xpression", "expression"),
        ("aeadline", "deadline"),
        ("lpease", "please"),
    ],
)
def test_a_wrong_beginning_counts_as_one_slip_and_stands_alone(
    words: MeantWords, written: str, meant: str
) -> None:
    assert words.meant(written) == meant


@pytest.mark.parametrize("word", [*USED, *ORDINARY, *OTHERS])
def test_a_word_that_is_known_stays(words: MeantWords, word: str) -> None:
    assert words.knows(word)
    assert words.meant(word) == word


@pytest.mark.parametrize("word", ["contacting", "maths", "contacts", "weathered"])
def test_a_form_of_a_known_word_stays(words: MeantWords, word: str) -> None:
    assert not words.knows(word)
    assert words.meant(word) == word


def test_a_form_with_a_letter_too_few_of_two_is_put_right(words: MeantWords) -> None:
    known = MeantWords({**USED, "submit": 50})
    assert known.meant("submiting") == "submitting"


def test_ordinary_words_keep_others_from_being_bent_into_ours(words: MeantWords) -> None:
    assert words.meant("recipie") == "recipe"
    assert words.meant("recipien") == "recipient"


def test_the_more_used_of_two_as_near_is_meant() -> None:
    assert MeantWords({"cluster": 50, "clutter": 2}).meant("cluater") == "cluster"
    assert MeantWords({"cluster": 2, "clutter": 50}).meant("cluater") == "clutter"


def test_swapped_letters_are_likelier_than_a_wrong_one() -> None:
    assert MeantWords({"form": 20, "fora": 60}).meant("fomr") == "form"


def test_a_word_of_one_example_may_be_a_slip_itself_so_nothing_is_corrected_to_it(words: MeantWords) -> None:
    assert words.meant("parntersx") == "partners"
    assert MeantWords({"parnters": LEAST_USES - 1}).meant("parnterss") == "parnterss"


@pytest.mark.parametrize(
    ("written", "meant"),
    [("wht", "what"), ("cll", "call"), ("teh", "the"), ("nda", "nda"), ("wha", "what"), ("thx", "thx")],
)
def test_of_three_letters_two_may_be_swapped_or_one_missing(
    words: MeantWords, written: str, meant: str
) -> None:
    assert words.meant(written) == meant


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("eligiblecountries", "eligible countries"),
        ("thecall", "the call"),
        ("deadline", "deadline"),
        ("deadlime", "deadline"),
        ("deaddline", "deadline"),
        ("deadcountries", "deadcountries"),
    ],
)
def test_two_much_used_words_are_parted(words: MeantWords, written: str, meant: str) -> None:
    assert words.meant(written) == meant


@pytest.mark.parametrize(
    "word",
    [
        "",
        "a",
        "xy",
        "zzzz",
        "s3martmed",
        "countríes",
        "срок",
        "截止日期",
        "\ud800\udfff\ud800",
        "dead-line",
        "e" * 2000,
        "deadline" * 4,
        "x" * (LONGEST + 1),
    ],
)
def test_what_nobody_can_tell_stays(words: MeantWords, word: str) -> None:
    assert words.meant(word) == word


def test_who_has_learnt_nothing_corrects_nothing() -> None:
    assert MeantWords({}).meant("dedline") == "dedline"
