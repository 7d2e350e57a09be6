"""Sentence vectors as dense features, from an encoder that comes inside a package."""

from __future__ import annotations

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

from bot.engine.encoders import ENCODERS, load_encoder

BATCH = 16


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class SentenceEncoderFeaturizer(DenseFeaturizer, GraphComponent):
    """Adds one vector a message; `encoder` in its configuration names which (bot/engine/encoders.py)."""

    @classmethod
    def required_components(cls) -> list[type]:
        return [Tokenizer]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {**DenseFeaturizer.get_default_config(), "encoder": "use"}

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        """Refuse an encoder that does not exist before any training starts."""
        if config.get("encoder", "use") not in ENCODERS:
            raise ValueError(f"SentenceEncoderFeaturizer: encoder must be one of {sorted(ENCODERS)}")

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
        """Encode what has words; an empty text gets no vector."""
        worded = [message for message in messages if (message.get(TEXT) or "").strip()]
        for start in range(0, len(worded), BATCH):
            batch = worded[start : start + BATCH]
            vectors = load_encoder(self._config["encoder"])([_encodable(message) for message in batch])
            for message, vector in zip(batch, vectors, strict=True):
                message.add_features(Features(vector[None, :], FEATURE_TYPE_SENTENCE, TEXT, self._identifier))
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        self.process(training_data.training_examples)
        return training_data


def _encodable(message: Message) -> str:
    """The text with half characters (lone surrogates) replaced: no encoder can read them."""
    return message.get(TEXT).encode("utf-8", "replace").decode("utf-8")
