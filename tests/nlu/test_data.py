"""Training, validation and held-out sentences: enough of each, none in two places, none without an answer."""

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
VALIDATION_FOLDER = Path(__file__).parent / "validation"
HELD_OUT = Path(__file__).parent / "held_out"
HELD_OUT_STYLES = Path(__file__).parent / "held_out_styles.yml"
PLAIN = "plain"
STYLE_NAMES = {PLAIN, "terse", "verbose", "indirect", "non_native", "typos", "casual"}
LEAST_OF_A_STYLE = 15
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


def styles(listed: dict[str, list[str]], sentences: Iterable[Sentence]) -> dict[str, str]:
    """How each sentence is put; plain where no list has it."""
    named = {text: style for style, texts in listed.items() for text in texts}
    return {sentence.text: named.get(sentence.text, PLAIN) for sentence in sentences}


TRAINED = read(sorted(TRAINING.glob("*.yml")))
TRAINED_LANGUAGES = read(sorted((TRAINING / "languages").glob("*.yml")))
VALIDATION = read(sorted(VALIDATION_FOLDER.glob("*.yml")))
HELD = read(sorted(HELD_OUT.glob("*.yml")))
HELD_ENGLISH = [sentence for sentence in HELD if sentence.language is None]
LISTED_STYLES: dict[str, list[str]] = yaml.safe_load(HELD_OUT_STYLES.read_text(encoding="utf-8"))
STYLES: dict[str, str] = styles(LISTED_STYLES, HELD_ENGLISH)


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
    trained = {normalised(sentence.text) for sentence in [*TRAINED, *TRAINED_LANGUAGES]}
    assert [sentence for sentence in HELD if normalised(sentence.text) in trained] == []


def test_no_validation_sentence_stands_in_the_training_or_the_held_out_data() -> None:
    taken = {normalised(sentence.text) for sentence in [*TRAINED, *TRAINED_LANGUAGES, *HELD]}
    assert VALIDATION
    assert TRAINED_LANGUAGES
    assert [sentence for sentence in VALIDATION if normalised(sentence.text) in taken] == []


@pytest.mark.parametrize("sentences", [TRAINED, VALIDATION, HELD], ids=["training", "validation", "held_out"])
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


def test_no_intent_is_in_validation_that_is_not_trained() -> None:
    assert set(counted(VALIDATION)) - set(counted(TRAINED)) == set()


def test_the_seven_other_languages_are_held_out() -> None:
    spoken = Counter(sentence.language for sentence in HELD if sentence.language)
    assert set(spoken) == LANGUAGES
    assert min(spoken.values()) >= 15
    assert spoken.total() >= 120


def test_the_seven_other_languages_are_trained_in_files_of_their_own() -> None:
    assert {sentence.language for sentence in TRAINED_LANGUAGES} == LANGUAGES
    assert {sentence.intent for sentence in TRAINED_LANGUAGES} == {sentence.intent for sentence in TRAINED}
    assert [sentence for sentence in TRAINED if sentence.language] == []


def test_every_sentence_with_a_style_is_a_held_out_english_one_and_listed_once() -> None:
    listed = [text for texts in LISTED_STYLES.values() for text in texts]
    assert set(listed) - {sentence.text for sentence in HELD_ENGLISH} == set()
    assert [text for text, times in Counter(listed).items() if times > 1] == []
    assert set(LISTED_STYLES) == STYLE_NAMES - {PLAIN}


@pytest.mark.parametrize("style", sorted(STYLE_NAMES))
def test_each_style_is_held_out_often_enough(style: str) -> None:
    assert Counter(STYLES.values())[style] >= LEAST_OF_A_STYLE


def test_a_sentence_that_no_list_has_is_plain() -> None:
    sentences = [Sentence(text, "greet", "smalltalk.yml", None) for text in ("helo", "hello there")]
    assert styles({"typos": ["helo"]}, sentences) == {"helo": "typos", "hello there": "plain"}


def test_examples_carry_no_entity_annotation() -> None:
    annotated = re.compile(r"\]\s*[({]|^/")
    assert [s for s in [*TRAINED, *HELD] if annotated.search(s.text)] == []


def test_no_example_names_an_address_of_a_person() -> None:
    assert [s for s in [*TRAINED, *HELD] if re.search(r"\w@\w", s.text)] == []
