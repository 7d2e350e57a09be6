"""Marks each message with the language it is written in."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.constants import INTENT_MESSAGE_PREFIX
from rasa.shared.nlu.constants import METADATA, METADATA_INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.content.languages import ENGLISH, load_languages
from bot.engine.written_language import written_language

LANGUAGE = "language"
"""The attribute of a message, and the key in its parse data: an ISO 639-1 code. A button has none."""


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class LanguageIdentifier(GraphComponent):
    """Says "en" unless a message is clearly in one of `languages`; `threshold` is how clearly, from 0 to 1.

    Rasa knows no kind of component for this. Registered as a featurizer it runs where config.yml has it, on
    examples too, so that whatever comes after may ask for the language.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"languages": [code for code in load_languages() if code != ENGLISH], "threshold": 0.7}

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        """Refuse a language that nothing is known about, before any training starts."""
        known = cls.get_default_config()["languages"]
        unknown = set(config["languages"]) - set(known)
        if unknown:
            raise ValueError(f"LanguageIdentifier: languages are among {known}, not {sorted(unknown)[0]!r}")
        if not 0 <= config["threshold"] <= 1:
            raise ValueError("LanguageIdentifier: threshold is a number from 0 to 1")

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """Changes with the words that languages are known by, so that examples are read again."""
        words = {code: sorted(one.words) for code, one in load_languages().items()}
        return hashlib.sha256(json.dumps(words).encode("ascii")).hexdigest()

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> LanguageIdentifier:
        cls.validate_config(config)
        return cls(config["languages"], config["threshold"])

    def __init__(self, languages: list[str], threshold: float) -> None:
        self._languages = tuple(languages)
        self._threshold = threshold
        written_language("The model is read now, not with the first message.", languages, threshold)

    def process(self, messages: list[Message]) -> list[Message]:
        """Mark what somebody wrote in words."""
        for message in messages:
            text = message.get(TEXT) or ""
            if text.strip() and not text.startswith(INTENT_MESSAGE_PREFIX):
                language = written_language(text, self._languages, self._threshold)
                message.set(LANGUAGE, language, add_to_output=True)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Mark the examples with the `language` that stands in their metadata; where none stands, English."""
        for example in training_data.training_examples:
            stated = (example.get(METADATA) or {}).get(METADATA_INTENT) or {}
            example.set(LANGUAGE, stated.get(LANGUAGE, ENGLISH))
        return training_data
