"""Reads misspelt words of English messages as what was meant by them: "whats the dedline"."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.constants import TOKENS_NAMES
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.content.languages import ENGLISH
from bot.engine.language import LANGUAGE
from bot.engine.meant_words import MeantWords

AS_MEANT = "text_as_meant"
"""The attribute of a message that has corrected words: its text with them."""

FILE = "words.json"
NOTHING: dict[str, Any] = {"used": {}, "ordinary": [], "names": [], "foreign": []}
WORD = re.compile(r"[^\W\d_]+")
BEGINS_A_SENTENCE = re.compile(r"(?:^|[.!?:;\n])[^\w.!?:;]*\Z")
SHOUTED_WORDS = 3  # from so many words without a small letter on, capitals say nothing


def text_as_meant(message: Message) -> str:
    """The text with its misspelt words put right, where there are any."""
    return str(message.get(AS_MEANT) or message.get(TEXT))


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class SpellingCorrector(GraphComponent):
    """Puts the word meant into the lemma of a misspelt token, which Rasa counts, and into `text_as_meant`.

    Text and tokens stay as they were written. A message with a word of the examples in other languages is
    left alone: what looks misspelt there may be a word too. Examples are never changed, as all their words
    count as right. Rasa knows no kind of component for this; a featurizer runs where config.yml has it.
    """

    @classmethod
    def required_components(cls) -> list[type]:
        return [Tokenizer]

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SpellingCorrector:
        return cls(model_storage, resource, NOTHING)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> SpellingCorrector:
        """The component as it was trained."""
        with model_storage.read_from(resource) as folder:
            kept = json.loads((folder / FILE).read_text(encoding="utf-8"))
        return cls(model_storage, resource, kept)

    def __init__(self, model_storage: ModelStorage, resource: Resource, kept: dict[str, Any]) -> None:
        self._model_storage = model_storage
        self._resource = resource
        self._take(kept)

    def _take(self, kept: dict[str, Any]) -> None:
        self._foreign = frozenset(kept["foreign"])
        self._words = MeantWords(kept["used"], kept["ordinary"], (*kept["names"], *kept["foreign"]))

    def train(self, training_data: TrainingData) -> Resource:
        """Learn the words of the examples and of the names in the lookup tables."""
        used = Counter[str]()
        foreign = set[str]()
        for example in training_data.nlu_examples:
            words = [token.text.lower() for token in _tokens(example) if token.text.isalpha()]
            if example.get(LANGUAGE, ENGLISH) == ENGLISH:
                used.update(words)
            else:
                foreign.update(words)
        names = {word for table in training_data.lookup_tables for word in _words_in(table["elements"])}
        kept = {
            "used": dict(sorted(used.items())),
            "ordinary": _ordinary_words(),
            "names": sorted(names),
            "foreign": sorted(foreign - used.keys() - names),
        }
        with self._model_storage.write_to(self._resource) as folder:
            (folder / FILE).write_text(json.dumps(kept), encoding="utf-8")
        self._take(kept)
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """As they are: nothing in them is misspelt."""
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Correct what is written in English."""
        for message in messages:
            if message.get(LANGUAGE) == ENGLISH:
                self._correct(message)
        return messages

    def _correct(self, message: Message) -> None:
        tokens = _tokens(message)
        if any(token.text.lower() in self._foreign for token in tokens):
            return
        text, corrected, end = message.get(TEXT), [], 0
        shouted = len(tokens) >= SHOUTED_WORDS and text.isupper()
        for token in tokens:
            word = token.text.lower()
            if not word.isalpha() or self._words.knows(word) or _may_be_a_name(token, text, shouted=shouted):
                continue
            meant = self._words.meant(word)
            if meant != word:
                token.lemma = _written_like(token.text, meant)
                corrected += [text[end : token.start], token.lemma]
                end = token.end
        if corrected:
            message.set(AS_MEANT, "".join([*corrected, text[end:]]))


def _tokens(message: Message) -> list[Token]:
    return message.get(TOKENS_NAMES[TEXT]) or []


def _words_in(phrases: Iterable[str]) -> set[str]:
    return {word for phrase in phrases for word in WORD.findall(phrase.lower())}


def _ordinary_words() -> list[str]:
    """What the tokenizer of the English encoder keeps whole: some 22,000 words of books and articles."""
    from bot.engine.minilm import load_tokenizer

    return sorted(word for word in load_tokenizer().get_vocab() if word.isascii() and word.isalpha())


def _may_be_a_name(token: Token, text: str, *, shouted: bool) -> bool:
    """A capital inside a sentence, or inside the word."""
    if shouted or token.text.islower():
        return False
    return not (token.text.istitle() and BEGINS_A_SENTENCE.search(text[: token.start]))


def _written_like(written: str, meant: str) -> str:
    if written.islower():
        return meant
    return meant.capitalize() if written.istitle() else meant.upper()
