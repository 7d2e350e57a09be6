"""The prose of the answers holds no fact: dates, amounts and addresses come from the fact sheets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from bot.content.answers import PLACEHOLDER
from bot.content.loader import CONTENT

NAMES_WITH_DIGITS = (
    "COS-CLUSTPARTNS-2017-3-02",
    "COS-CLUSTER-2018-3-02",
    "INNOSUP-01-2016-2017",
    "INNOSUP-1-2015",
    "INNOSUP-1",
    "EU-TEXTILE2030",
    "Horizon 2020",
    "Europe 2020",
    "Industry 4.0",
    "3D printing",
    "S3P-Industry",
    "ESCP-S3",
    "ESCP-4i",
    "ESCP-4x",
    "S3martMed",
    "TEX4IM",
    "Tex4IM",
    "4M4IoF",
    "NUTS 1",
    "NUTS 2",
    "NUTS 3",
    "RIS3",
    "S3P",
    "S3",
    "I3",
)
TITLES_THAT_NAME_A_VALUE = {"two_75_percents": "75 %", "june_mandate": "June"}
WORDS_OF_THE_SLIDES = {
    "leading_regions_steps": "in June"
}  # the slides name the month of one step and no year
FORBIDDEN = {
    "a digit": re.compile(r"\d"),
    "an amount": re.compile(r"€|%|\bEUR\b|\bper cent\b"),
    "an address": re.compile(r"https?:|www\.|\w@\w|\.(?:eu|com|org|net|int)\b"),
    "a month": re.compile(
        r"\b(?:January|February|March|April|June|July|August|September|October|November|December)\b"
    ),
}


def answers() -> dict[str, dict[str, Any]]:
    files = sorted((CONTENT / "answers").glob("*.yml"))
    assert files, "no answers were found"
    return {
        topic: entry
        for path in files
        for topic, entry in yaml.safe_load(path.read_text(encoding="utf-8"))["answers"].items()
    }


def prose(topic: str, entry: dict[str, Any]) -> Iterator[str]:
    """Everything a user may read of one answer, without placeholders and without names that hold digits."""
    short = entry["short"]
    texts = [*short.values()] if isinstance(short, dict) else [short]
    title = entry["title"].replace(TITLES_THAT_NAME_A_VALUE.get(topic, "\0"), "")
    for text in (title, *texts, entry.get("more") or ""):
        text = text.replace(WORDS_OF_THE_SLIDES.get(topic, "\0"), "")
        yield without_names(PLACEHOLDER.sub("", text))


def without_names(text: str) -> str:
    for name in NAMES_WITH_DIGITS:
        text = re.sub(rf"(?<![\w-]){re.escape(name)}(?!\w)", "", text)
    return text


def found_in(text: str, topic: str) -> list[str]:
    return [
        f"{topic}: {kind}: {hit[0]!r}" for kind, shape in FORBIDDEN.items() for hit in shape.finditer(text)
    ]


def test_the_prose_of_the_answers_holds_no_digit_amount_address_or_month() -> None:
    found = [
        hit
        for topic, entry in answers().items()
        for text in prose(topic, entry)
        for hit in found_in(text, topic)
    ]
    assert found == []


def test_no_placeholder_is_misspelt_so_that_it_would_be_shown_as_it_stands() -> None:
    left = [
        topic
        for topic, entry in answers().items()
        for text in prose(topic, entry)
        if re.search(r"[{}]", text)
    ]
    assert left == []


@pytest.mark.parametrize(
    "text",
    [
        "open until 31 March",
        "in the year 2017",
        "a budget of EUR x",
        "write to a@b",
        "see www.example",
        "in June",
    ],
)
def test_a_fact_in_prose_is_found(text: str) -> None:
    assert found_in(without_names(text), "call_overview") != []


@pytest.mark.parametrize(
    "text", ["INNOSUP-1-2015 and INNOSUP-1", "the ESCP-S3 label", "the S3 Platform", "NUTS 2"]
)
def test_a_name_with_digits_is_no_fact(text: str) -> None:
    assert found_in(without_names(text), "call_overview") == []
