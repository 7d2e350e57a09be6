"""Tokens know their place in the text, and the tokenizer does not remember people's words for ever."""

from __future__ import annotations

import pytest
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.nlu.constants import TOKENS_NAMES
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.engine import spacy_tokens
from bot.engine.spacy_tokens import BlankSpacyTokenizer
from tests.engine.small_pipeline import context


@pytest.fixture
def tokenizer(tmp_path):
    config = BlankSpacyTokenizer.get_default_config()
    return BlankSpacyTokenizer.create(
        config, LocalModelStorage(tmp_path), Resource("tokens"), context("tokens")
    )


def tokens(tokenizer, text):
    [message] = tokenizer.process([Message(data={TEXT: text})])
    return spoken(message)


def spoken(message):
    return message.get(TOKENS_NAMES[TEXT])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("When does it close?", ["When", "does", "it", "close", "?"]),
        ("textiles, Portugal", ["textiles", ",", "Portugal"]),
        ("  two   words ", ["two", "words"]),
        ("Île-de-France", ["Île", "-", "de", "-", "France"]),
        ("👍", ["👍"]),
    ],
)
def test_words_and_punctuation_are_apart(tokenizer, text, expected):
    assert [token.text for token in tokens(tokenizer, text)] == expected


def test_each_token_stands_where_it_says(tokenizer):
    text = " partners in  Spain/Portugal? "
    assert all(text[one.start : one.end] == one.text for one in tokens(tokenizer, text))


@pytest.mark.parametrize("text", ["   ", "\n\t"])
def test_a_text_without_words_has_no_tokens(tokenizer, text):
    assert tokens(tokenizer, text) == []


def test_examples_are_tokenized_as_messages_are(tokenizer):
    data = TrainingData([Message(data={TEXT: "what is COSME?", "intent": "faq"})])
    [example] = tokenizer.process_training_data(data).training_examples
    assert [token.text for token in spoken(example)] == ["what", "is", "COSME", "?"]


def test_words_are_forgotten_after_a_while(tokenizer, monkeypatch):
    monkeypatch.setattr(spacy_tokens, "KEEPS_WORDS_OF", 2)
    for text in ("my name is Alexandra", "second", "third"):
        tokens(tokenizer, text)
    strings = tokenizer._nlp.vocab.strings
    assert "third" in strings
    assert "Alexandra" not in strings
