"""Sentence vectors as dense features, from an encoder that comes inside a package."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.featurizers.dense_featurizer.dense_featurizer import DenseFeaturizer
from rasa.nlu.tokenizers.tokenizer import Tokenizer
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.engine.encoders import ENCODERS, encode_all
from bot.engine.language import LANGUAGE
from bot.engine.spelling import text_as_meant

BATCH = 16
ENCODER_FILES = (
    "encoders.py",
    "minilm.py",
    "minilm_corrections.npz",
    "multilingual.py",
    "sentence_encoder.py",
    "whole_numbers.py",
)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class SentenceEncoderFeaturizer(DenseFeaturizer, GraphComponent):
    """Adds one vector a message; `encoder` in its configuration names which (bot/engine/encoders.py).

    `languages`, where it is given, are those that the encoder knows: messages in others get no vector.
    Misspelt words are read as they were meant (bot/engine/spelling.py).
    """

    @classmethod
    def required_components(cls) -> list[type]:
        return [Tokenizer]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {**DenseFeaturizer.get_default_config(), "encoder": "use", "languages": []}

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        """Refuse an encoder that does not exist before any training starts."""
        if config.get("encoder", "use") not in ENCODERS:
            raise ValueError(f"SentenceEncoderFeaturizer: encoder must be one of {sorted(ENCODERS)}")
        languages = config.get("languages", [])
        if not (isinstance(languages, list) and all(isinstance(code, str) for code in languages)):
            raise ValueError("SentenceEncoderFeaturizer: languages must be a list of ISO 639-1 codes")

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """Changes with the encoders and what they have learnt, so that examples are encoded anew."""
        digest = hashlib.sha256()
        for name in ENCODER_FILES:
            digest.update((Path(__file__).parent / name).read_bytes())
        return digest.hexdigest()

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SentenceEncoderFeaturizer:
        return cls(execution_context.node_name, config)

    def process(self, messages: list[Message]) -> list[Message]:
        """Encode what has words in a language that the encoder knows; what has not gets no vector."""
        batches = _batches([message for message in messages if self._reads(message)])
        texts = [[_encodable(message) for message in batch] for batch in batches]
        for batch, vectors in zip(batches, encode_all(self._config["encoder"], texts), strict=True):
            for message, vector in zip(batch, vectors, strict=True):
                message.add_features(Features(vector[None, :], FEATURE_TYPE_SENTENCE, TEXT, self._identifier))
        return messages

    def _reads(self, message: Message) -> bool:
        known = self._config["languages"]
        return bool((message.get(TEXT) or "").strip()) and (
            not known or message.get(LANGUAGE, known[0]) in known
        )

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        self.process(training_data.training_examples)
        return training_data


def _batches(messages: list[Message]) -> list[list[Message]]:
    """Texts of much the same length together: the short ones of a batch are filled up to the longest."""
    by_length = sorted(messages, key=lambda message: len(text_as_meant(message)))
    return [by_length[start : start + BATCH] for start in range(0, len(by_length), BATCH)]


def _encodable(message: Message) -> str:
    """The text with half characters (lone surrogates) replaced: no encoder can read them."""
    return text_as_meant(message).encode("utf-8", "replace").decode("utf-8")
