"""Which language a message is taken for: never another one for an English message."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.content import languages as content
from bot.engine.language import LANGUAGE, LanguageIdentifier
from tests.engine.small_pipeline import context

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
CASES = [
    pytest.param(text, code, id=f"{code}: {text}")
    for code, texts in yaml.safe_load((HERE / "cases" / "languages.yml").read_text(encoding="utf-8")).items()
    for text in texts
]


def create(**config):
    config = {**LanguageIdentifier.get_default_config(), **config}
    return LanguageIdentifier.create(config, None, None, context("language"))


@pytest.fixture(scope="module")
def identifier():
    return create()


def language(identifier, text):
    [message] = identifier.process([Message(data={TEXT: text})])
    return message.get(LANGUAGE)


def sentences(folder: str) -> Iterator[tuple[str, str]]:
    """Every example under this folder, with its language: what its block says, or English."""
    for path in sorted((ROOT / folder).rglob("*.yml")):
        for block in yaml.safe_load(path.read_text(encoding="utf-8")).get("nlu", ()):
            code = (block.get("metadata") or {}).get("language", "en")
            if "intent" in block:
                yield from ((code, line[2:]) for line in block["examples"].splitlines() if line[:2] == "- ")


@pytest.mark.parametrize(("text", "code"), CASES)
def test_a_message_is_taken_for_its_language(identifier, text, code):
    assert language(identifier, text) == code


@pytest.mark.parametrize("folder", ["data/nlu", "tests/nlu/held_out"])
def test_no_english_sentence_is_taken_for_another_language(identifier, folder):
    english = [text for code, text in sentences(folder) if code == "en"]
    assert len(english) > 1000
    assert [text for text in english if language(identifier, text) != "en"] == []


def test_nine_of_ten_held_out_sentences_in_other_languages_are_recognised(identifier):
    others = [(code, text) for code, text in sentences("tests/nlu/held_out") if code != "en"]
    right = [text for code, text in others if language(identifier, text) == code]
    assert len(others) > 100
    assert len(right) / len(others) >= 0.9


@pytest.mark.parametrize("text", ["/affirm", '/faq{"topic": "call_money"}', "", "   ", "\n\t", None])
def test_buttons_and_empty_messages_have_no_language(identifier, text):
    assert language(identifier, text) is None


ODD = {
    "half a character": "\ud800 wann endet das",
    "a zero": "n\x00x",
    "no words": "😀 😀 😀",
    "marks": "''' --- '''",
    "long": "a " * 2000,
}


@pytest.mark.parametrize("text", ODD.values(), ids=ODD.keys())
def test_an_odd_text_is_english_or_what_its_words_say(identifier, text):
    assert language(identifier, text) in {"en", "de"}


@pytest.mark.parametrize(("text", "code"), [("why not met?", "en"), ("met wie?", "nl"), ("is dat zo", "nl")])
def test_little_words_that_are_all_english_are_english(identifier, text, code):
    assert language(identifier, text) == code


def test_the_language_goes_out_with_the_message(identifier):
    [message] = identifier.process([Message(data={TEXT: "Wann endet der Aufruf?"})])
    assert message.as_dict(only_output_properties=True)[LANGUAGE] == "de"


def test_a_language_that_is_not_asked_for_is_not_seen():
    text = "Quando scade il bando per i cluster?"
    assert language(create(), text) == "it"
    assert language(create(languages=["pl", "nl"]), text) == "en"


def test_a_higher_threshold_believes_less():
    text = "busco cluster agroalimentario en Polonia"
    assert language(create(threshold=0.7), text) == "es"
    assert language(create(threshold=1.0), text) == "en"


@pytest.mark.parametrize("config", [{"languages": ["fr", "sv"]}, {"languages": ["en"]}, {"threshold": 7}])
def test_what_cannot_be_done_is_refused_before_training(config):
    with pytest.raises(ValueError, match="LanguageIdentifier"):
        create(**config)


def test_other_words_make_rasa_read_the_examples_again(monkeypatch):
    before = LanguageIdentifier.fingerprint_addon({})
    assert LanguageIdentifier.fingerprint_addon({}) == before
    fewer = {code: one for code, one in content.load_languages().items() if code != "nl"}
    monkeypatch.setattr("bot.engine.language.load_languages", lambda: fewer)
    assert LanguageIdentifier.fingerprint_addon({}) != before


def test_the_pipeline_knows_every_language_that_has_a_note():
    pipeline = yaml.safe_load((ROOT / "config.yml").read_text(encoding="utf-8"))["pipeline"]
    names = [entry["name"] for entry in pipeline]
    place = names.index("bot.engine.language.LanguageIdentifier")
    assert names[place - 1].endswith("Tokenizer")
    assert pipeline[place]["languages"] == LanguageIdentifier.get_default_config()["languages"]


def test_an_example_is_in_the_language_its_metadata_states():
    stated = Message(data={TEXT: "Frist COSME", "metadata": {"intent": {"language": "de"}}})
    silent = Message(data={TEXT: "deadline COSME", "metadata": {"intent": {}}})
    component = LanguageIdentifier(["de"], 0.7)
    component.process_training_data(TrainingData([stated, silent]))
    assert [stated.get(LANGUAGE), silent.get(LANGUAGE)] == ["de", "en"]
