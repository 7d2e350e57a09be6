"""Tokens by spaCy's rules, which hold for all the languages that are understood."""

from __future__ import annotations

from typing import Any

import spacy
from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.utils.io import get_text_hash

KEEPS_WORDS_OF = 10_000  # messages


class SpacyToken(Token):
    """Rasa's token with a quicker fingerprint: a training asks for each of them again after every step."""

    def fingerprint(self) -> str:
        return get_text_hash(repr((self.text, self.start, self.end, self.lemma, self.data)))


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class BlankSpacyTokenizer(Tokenizer):
    """Words and punctuation apart ("textiles/Portugal?"). Rasa's own SpacyTokenizer needs a trained package.

    spaCy remembers every word it has seen. So that memory does not grow without end, and no name of a person
    stays in it, it starts anew now and then.
    """

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> BlankSpacyTokenizer:
        return cls(config)

    def __init__(self, config: dict[str, Any]) -> None:
        super().__init__({**self.get_default_config(), **config})
        self._nlp = spacy.blank("xx")
        self._seen = 0

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"intent_tokenization_flag": False, "intent_split_symbol": "_", "token_pattern": None}

    def tokenize(self, message: Message, attribute: str) -> list[Token]:
        """The tokens of one attribute, each with its place in the text."""
        if self._seen == KEEPS_WORDS_OF:
            self._nlp, self._seen = spacy.blank("xx"), 0
        self._seen += 1
        doc = self._nlp.make_doc(message.get(attribute))
        return self._apply_token_pattern(
            [SpacyToken(token.text, token.idx) for token in doc if not token.is_space]
        )
