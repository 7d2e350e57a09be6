"""One linear classifier over all features, with a confidence that means something.

Some features mislead: an English encoder has no idea of French. Those that are named `english_only` serve a
machine of their own, trained on English examples with all features; a second one, trained on all examples
without them, reads messages in other languages and those of mostly unknown words.
"""

from __future__ import annotations

import inspect
import json
import re
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.nlu.featurizers.featurizer import Featurizer
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, INTENT, INTENT_RESPONSE_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy.sparse import csr_matrix, hstack, issparse

from bot.content.languages import ENGLISH
from bot.engine import feature_weights, linear_machine
from bot.engine.feature_weights import FeatureWeights
from bot.engine.language import LANGUAGE
from bot.engine.linear_machine import Examples, LinearMachine, fit_each
from bot.engine.spelling import text_as_meant

NO_INTENT = {"name": None, "confidence": 0.0}
RESPONSE_SELECTOR = "response_selector"
WORD = re.compile(r"[^\W\d_]+")
FAMILIAR = 0.5  # share of known words; of validation English 99 % has it, of seven other languages 12 %
EVERY_ROW = slice(None)
FOR_ENGLISH, FOR_ANY_LANGUAGE = "english", "any_language"
IDF, MEANING = "idf.npz", "meaning.json"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class LinearIntentClassifier(IntentClassifier, GraphComponent):
    """Ranks intents; retrieval intents are told apart by their full name (`faq/call_closing_date`).

    The ranking names full intents. The message's intent keeps the base name that rules use, and the full
    name stands where Rasa's response selector would have put it.
    """

    @classmethod
    def required_components(cls) -> list[type]:
        return [Featurizer]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {
            "C": 0.2,
            "dense_weight": 1.5,  # weight of each sentence vector beside each kind of counts, which has 1
            "dense_dimensions": 256,  # so many numbers of all sentence vectors together are learnt from
            "english_only": [],  # aliases of dense featurizers that know no other language
            "folds": 3,  # one part in so many is held back, once, to learn how sure to be
            "tolerance": 0.1,  # tighter takes longer and is no better on validation sentences
            "ranking_length": 10,
            "random_state": 42,
        }

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        """Refuse by name what scikit-learn would only fail on in the middle of a training."""
        for key in ("C", "dense_weight", "tolerance"):
            if not (type(config[key]) in (int, float) and config[key] > 0):
                raise ValueError(f"LinearIntentClassifier: {key} must be a number greater than 0")
        for key, least in (("folds", 2), ("dense_dimensions", 1), ("ranking_length", 1)):
            if not (type(config[key]) is int and config[key] >= least):
                raise ValueError(f"LinearIntentClassifier: {key} must be a whole number, {least} or more")
        aliases = config["english_only"]
        if not (isinstance(aliases, list) and all(isinstance(alias, str) for alias in aliases)):
            raise ValueError("LinearIntentClassifier: english_only must be a list of aliases")

    def __init__(self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource) -> None:
        self.validate_config(config)  # Rasa asks featurizers only
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        self._machines: dict[str, LinearMachine] = {}
        self._weights = FeatureWeights(config["dense_weight"])
        self._words: frozenset[str] = frozenset()  # of the English examples

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """Changes with what it is made of, so that it is learnt anew."""
        return inspect.getsource(linear_machine) + inspect.getsource(feature_weights)

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> LinearIntentClassifier:
        return cls(config, model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Fit on every sentence that has an intent; no data leaves the classifier silent."""
        examples = [example for example in training_data.intent_examples if example.get(TEXT)]
        if not examples:
            return self._resource
        names = np.array([example.get(INTENT_RESPONSE_KEY) or example.get(INTENT) for example in examples])
        english = np.array([_is_english(example) for example in examples])
        self._words = frozenset(word for one in examples if _is_english(one) for word in _words_of(one))
        blocks = self._weights.learn([_features(example) for example in examples])
        unknown = sorted(set(self._config["english_only"]) - set(blocks))
        if unknown:
            raise ValueError(f"LinearIntentClassifier: english_only names no featurizer here: {unknown}")
        examples_of = {FOR_ANY_LANGUAGE: EVERY_ROW}
        if self._config["english_only"]:
            examples_of[FOR_ENGLISH] = english
        self._machines = fit_each(
            {name: self._examples(name, blocks, names, rows) for name, rows in examples_of.items()},
            cost=self._config["C"],
            tolerance=self._config["tolerance"],
            folds=self._config["folds"],
            dimensions=self._config["dense_dimensions"],
            random_state=self._config["random_state"],
        )
        self._persist()
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Set intent, ranking and full name; a message without features has no intent."""
        for message in messages:
            ranking = self._rank(message)
            if not ranking:
                message.set(INTENT, dict(NO_INTENT), add_to_output=True)
                message.set("intent_ranking", [], add_to_output=True)
                continue
            best = ranking[0]
            base = best["name"].split("/")[0]
            intent = {"name": base, "confidence": best["confidence"]}
            message.set(INTENT, intent, add_to_output=True)
            message.set("intent_ranking", ranking, add_to_output=True)
            if base != best["name"]:
                message.set(RESPONSE_SELECTOR, _selected(base, best), add_to_output=True)
        return messages

    def _rank(self, message: Message) -> list[dict[str, Any]]:
        features = _features(message)
        name = self._machine_for(message)
        if name not in self._machines or not set(self._read_by(name)) <= set(features):
            return []  # nothing was learned, or not from such features
        machine = self._machines[name]
        probabilities = machine.probabilities(self._weights.of_message(features, self._read_by(name)))
        order = np.argsort(-probabilities)[: self._config["ranking_length"]]
        return [{"name": machine.labels[i], "confidence": float(probabilities[i])} for i in order]

    def _machine_for(self, message: Message) -> str:
        words = _words_of(message)
        known = sum(word in self._words for word in words)
        english = _is_english(message) and known >= len(words) * FAMILIAR
        return FOR_ENGLISH if english and FOR_ENGLISH in self._machines else FOR_ANY_LANGUAGE

    def _read_by(self, name: str) -> list[str]:
        """The featurizers that this machine reads."""
        left_out = self._config["english_only"] if name == FOR_ANY_LANGUAGE else ()
        return [origin for origin in self._weights.origins if origin not in left_out]

    def _examples(
        self, name: str, blocks: dict[str, Any], names: np.ndarray, rows: np.ndarray | slice
    ) -> Examples:
        read = [blocks[origin][rows] for origin in self._read_by(name)]
        none = csr_matrix((len(names[rows]), 0), dtype=np.float32)
        return Examples(
            hstack([none, *filter(issparse, read)]).tocsr(),
            np.hstack([none.toarray(), *(block for block in read if not issparse(block))]),
            names[rows],
        )

    def _persist(self) -> None:
        with self._model_storage.write_to(self._resource) as folder:
            for name, machine in self._machines.items():
                machine.keep(folder / f"{name}.npz")
            np.savez(folder / IDF, **self._weights.idf)
            meaning = {"origins": self._weights.origins, "words": sorted(self._words)}
            (folder / MEANING).write_text(json.dumps(meaning), encoding="utf-8")

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> LinearIntentClassifier:
        component = cls.create(config, model_storage, resource, execution_context)
        try:
            with model_storage.read_from(resource) as folder:
                meaning = json.loads((folder / MEANING).read_text(encoding="utf-8"))
                component._weights.origins = meaning["origins"]
                component._words = frozenset(meaning["words"])
                with np.load(folder / IDF) as arrays:
                    component._weights.idf = {origin: arrays[origin] for origin in arrays.files}
                for name in (FOR_ENGLISH, FOR_ANY_LANGUAGE):
                    if (folder / f"{name}.npz").exists():
                        component._machines[name] = LinearMachine.kept(folder / f"{name}.npz")
        except ValueError:  # Rasa's storage says so when nothing was trained
            return component
        return component


def _selected(base: str, best: dict[str, Any]) -> dict[str, Any]:
    """As a response selector says it: our actions read `default`, Rasa reads the selector of the intent."""
    chosen = {"response": {"intent_response_key": best["name"], "confidence": best["confidence"]}}
    return {"all_retrieval_intents": [base], "default": chosen, base: chosen}


def _features(message: Message) -> dict[str, Any]:
    """What each featurizer says of the whole message: a row of counts, or a vector as a row."""
    return {
        one.origin: one.features
        for one in message.features
        if one.type == FEATURE_TYPE_SENTENCE and one.attribute == TEXT
    }


def _is_english(message: Message) -> bool:
    """Where nobody says what language it is, it is English."""
    return message.get(LANGUAGE, ENGLISH) == ENGLISH


def _words_of(message: Message) -> list[str]:
    return WORD.findall(text_as_meant(message).lower())
