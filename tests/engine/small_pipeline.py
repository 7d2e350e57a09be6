"""A pipeline as in config.yml, fitted on the handful of sentences a test names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.nlu.featurizers.sparse_featurizer.count_vectors_featurizer import CountVectorsFeaturizer
from rasa.nlu.tokenizers.whitespace_tokenizer import WhitespaceTokenizer
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, INTENT, INTENT_RESPONSE_KEY, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.engine.language import LANGUAGE
from bot.engine.linear_classifier import LinearIntentClassifier

CLASSIFIER = Resource("classifier")


def context(node: str) -> ExecutionContext:
    """What Rasa tells a component about where it runs."""
    return ExecutionContext(GraphSchema({}), node_name=node)


def example(text: str, intent: str) -> Message:
    """A training sentence, as Rasa reads it; `faq/when` is an example of the retrieval intent `faq`."""
    data: dict[str, Any] = {TEXT: text, INTENT: intent.split("/")[0]}
    if "/" in intent:
        data[INTENT_RESPONSE_KEY] = intent
    return Message(data=data)


class SmallPipeline:
    """Tokenizer, counted words and our classifier. `vectors` stands in for the sentence encoder.

    `languages` says of an example what language it is in, where that is not English.
    """

    def __init__(
        self,
        folder: Path,
        sentences: Mapping[str, Sequence[str]],
        vectors: Mapping[str, Sequence[float]] | None = None,
        languages: Mapping[str, str] | None = None,
        **config: Any,
    ) -> None:
        self._vectors = vectors or {}
        self._languages = languages or {}
        self._config = {**LinearIntentClassifier.get_default_config(), **config}
        folder.mkdir(exist_ok=True)
        self.storage = LocalModelStorage(folder)
        self._tokenizer = WhitespaceTokenizer(WhitespaceTokenizer.get_default_config())
        self._counter = CountVectorsFeaturizer.create(
            CountVectorsFeaturizer.get_default_config(),
            self.storage,
            Resource("counter"),
            context("counter"),
        )
        self.classifier = LinearIntentClassifier.create(
            self._config, self.storage, CLASSIFIER, context("classifier")
        )
        self._train([example(text, intent) for intent, texts in sentences.items() for text in texts])

    def _train(self, examples: list[Message]) -> None:
        data = self._tokenizer.process_training_data(TrainingData(examples))
        if examples:
            self._counter.train(data)
            data = self._counter.process_training_data(data)
        for message in data.training_examples:
            self._add_vector(message)
            message.set(LANGUAGE, self._languages.get(message.get(TEXT), "en"))
        self.classifier.train(data)

    def _add_vector(self, message: Message) -> None:
        if message.get(TEXT) in self._vectors:
            vector = np.array([self._vectors[message.get(TEXT)]], dtype=np.float32)
            message.add_features(Features(vector, FEATURE_TYPE_SENTENCE, TEXT, "stand-in"))

    def reload(self) -> None:
        """What another process would load from the model file."""
        self.classifier = LinearIntentClassifier.load(
            self._config, self.storage, CLASSIFIER, context("classifier")
        )

    def read(self, text: str) -> Message:
        """A message with its features, not yet classified."""
        messages = self._tokenizer.process([Message(data={TEXT: text})])
        [message] = self._counter.process(messages)
        self._add_vector(message)
        return message

    def parse(self, text: str, language: str = "en") -> Message:
        """The message after the classifier."""
        message = self.read(text)
        message.set(LANGUAGE, language)
        [message] = self.classifier.process([message])
        return message
