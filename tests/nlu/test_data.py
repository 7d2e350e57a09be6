"""Training and held-out sentences: enough of each, none in two places, no topic that nobody answers."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
TRAINING = ROOT / "data" / "nlu"
HELD_OUT = Path(__file__).parent / "held_out"
LANGUAGES = {"fr", "de", "it", "es", "pt", "pl", "nl"}
LEAST_TRAINING = 20
LEAST_TRAINING_WIDE = 40
LEAST_HELD_OUT_FAQ = 5
LEAST_HELD_OUT_DIALOGUE = 12
WIDE_INTENTS = {
    *("affirm", "deny", "check_eligibility", "ask_requirement", "inform"),
    *("find_partnerships", "show_partnership", "express_interest", "change_eoi"),
}
LEAST_OUT_OF_SCOPE = {"training": 120, "held_out": 150}


class Sentence(NamedTuple):
    """One example, with where it stands; `language` is None for English."""

    text: str
    intent: str
    file: str
    language: str | None


def read(paths: Iterable[Path]) -> list[Sentence]:
    """Every example of the files, in order."""
    found = []
    for path in paths:
        for block in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
            language = block.get("metadata", {}).get("language")
            for line in block["examples"].splitlines():
                assert line.startswith("- "), f"{path.name}: {line!r} is no list item"
                found.append(Sentence(line[2:].strip(), block["intent"], path.name, language))
    return found


def normalised(text: str) -> str:
    """The words alone: no case, no punctuation, no double spaces. What has no words stays as it is."""
    words = " ".join(re.sub(r"[^\w\s]|_", " ", text.casefold()).split())
    return words or text


def topics() -> set[str]:
    """The FAQ topics that have an answer."""
    files = sorted((ROOT / "bot" / "content" / "answers").glob("*.yml"))
    return {topic for path in files for topic in yaml.safe_load(path.read_text(encoding="utf-8"))["answers"]}


TRAINED = read(sorted(TRAINING.glob("*.yml")))
HELD = read(sorted(HELD_OUT.glob("*.yml")))
HELD_ENGLISH = [sentence for sentence in HELD if sentence.language is None]


def counted(sentences: Iterable[Sentence]) -> Counter[str]:
    return Counter(sentence.intent for sentence in sentences)


@pytest.mark.parametrize(
    ("text", "same"),
    [("What is the ECCP?", "what is the eccp"), ("Deadline ?", "deadline"), ("regions' EoI", "regions eoi")],
)
def test_case_and_punctuation_do_not_make_a_new_sentence(text: str, same: str) -> None:
    assert normalised(text) == same


@pytest.mark.parametrize("mark", ["???", "👎"])
def test_a_message_without_words_is_not_normalised_away(mark: str) -> None:
    assert normalised(mark) == mark


def test_no_held_out_sentence_stands_in_the_training_data() -> None:
    trained = {normalised(sentence.text) for sentence in TRAINED}
    assert [sentence for sentence in HELD if normalised(sentence.text) in trained] == []


@pytest.mark.parametrize("sentences", [TRAINED, HELD], ids=["training", "held_out"])
def test_no_sentence_stands_twice_or_under_two_intents(sentences: list[Sentence]) -> None:
    places: dict[str, list[str]] = defaultdict(list)
    for sentence in sentences:
        places[normalised(sentence.text)].append(sentence.intent)
    assert {text: intents for text, intents in places.items() if len(intents) > 1} == {}


def test_every_intent_has_enough_training_examples() -> None:
    counts = counted(TRAINED)
    least = {i: LEAST_TRAINING_WIDE if i in WIDE_INTENTS else LEAST_TRAINING for i in counts}
    assert {intent: n for intent, n in counts.items() if n < least[intent]} == {}
    assert set(counts) >= WIDE_INTENTS
    assert counts["out_of_scope"] >= LEAST_OUT_OF_SCOPE["training"]


def test_the_trained_topics_are_exactly_the_answered_ones() -> None:
    assert {i.removeprefix("faq/") for i in counted(TRAINED) if i.startswith("faq/")} == topics()


def test_every_trained_intent_is_held_out_in_english_often_enough() -> None:
    counts = counted(HELD_ENGLISH)
    short = {
        intent: counts[intent]
        for intent in counted(TRAINED)
        if counts[intent] < (LEAST_HELD_OUT_FAQ if intent.startswith("faq/") else LEAST_HELD_OUT_DIALOGUE)
    }
    assert short == {}
    assert counts["out_of_scope"] >= LEAST_OUT_OF_SCOPE["held_out"]


def test_no_intent_is_held_out_that_is_not_trained() -> None:
    assert set(counted(HELD)) - set(counted(TRAINED)) == set()


def test_the_seven_other_languages_are_held_out_and_never_trained() -> None:
    spoken = Counter(sentence.language for sentence in HELD if sentence.language)
    assert set(spoken) == LANGUAGES
    assert min(spoken.values()) >= 15
    assert spoken.total() >= 120
    assert [sentence for sentence in TRAINED if sentence.language] == []


def test_examples_carry_no_entity_annotation() -> None:
    annotated = re.compile(r"\]\s*[({]|^/")
    assert [s for s in [*TRAINED, *HELD] if annotated.search(s.text)] == []


def test_no_example_names_an_address_of_a_person() -> None:
    assert [s for s in [*TRAINED, *HELD] if re.search(r"\w@\w", s.text)] == []
