"""One linear classifier over all features, with a confidence that means something.

A linear support vector machine separates short sentences well but gives margins, not probabilities.
The margins become probabilities by a softmax whose temperature is fitted on margins from cross-validation,
that is on sentences the machine had not seen.

Some features may mislead: an English encoder has no idea of French. Those that are named `optional` are
trained with and without; a message of mostly unknown words (another language) is read without them.
"""

from __future__ import annotations

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
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy.optimize import minimize_scalar
from scipy.sparse import csr_matrix, hstack, vstack
from scipy.special import logsumexp
from sklearn.model_selection import StratifiedKFold, cross_val_predict
from sklearn.preprocessing import normalize
from sklearn.svm import LinearSVC

NO_INTENT = {"name": None, "confidence": 0.0}
RESPONSE_SELECTOR = "response_selector"
WORD = re.compile(r"[^\W\d_]+")
FAMILIAR = 0.5  # share of known words; of held-out English 97 % has it, of seven other languages 10 %


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
            "C": 0.3,
            "dense_weight": 1.5,  # weight of each sentence vector against the counted words and letters
            "optional": [],  # aliases of dense featurizers that may be left out
            "folds": 2,
            "tolerance": 0.01,  # of liblinear's own order; scikit-learn's default takes many times longer
            "ranking_length": 10,
            "random_state": 42,
        }

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        """Refuse by name what scikit-learn would only fail on in the middle of a training."""
        for key in ("C", "dense_weight", "tolerance"):
            if not (type(config[key]) in (int, float) and config[key] > 0):
                raise ValueError(f"LinearIntentClassifier: {key} must be a number greater than 0")
        for key, least in (("folds", 2), ("ranking_length", 1)):
            if not (type(config[key]) is int and config[key] >= least):
                raise ValueError(f"LinearIntentClassifier: {key} must be a whole number, {least} or more")
        optional = config["optional"]
        if not (isinstance(optional, list) and all(isinstance(alias, str) for alias in optional)):
            raise ValueError("LinearIntentClassifier: optional must be a list of aliases")

    def __init__(self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource) -> None:
        self.validate_config(config)  # Rasa asks featurizers only
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        self._labels: list[str] = []
        self._idf = self._weights = self._bias = np.empty(0, dtype=np.float32)
        self._temperature = 1.0
        self._words: frozenset[str] = frozenset()
        self._widths: dict[str, int] = {}  # of each dense featurizer that was there in training

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
        names = [example.get(INTENT_RESPONSE_KEY) or example.get(INTENT) for example in examples]
        self._labels = sorted(set(names))
        targets = np.array([self._labels.index(name) for name in names])
        counts = _counts(examples)
        documents = np.asarray((counts > 0).sum(axis=0)).ravel()
        self._idf = (np.log((1 + len(examples)) / (1 + documents)) + 1).astype(np.float32)
        self._words = frozenset(word for one in examples for word in WORD.findall(str(one.get(TEXT)).lower()))
        self._widths = {origin: matrix.shape[1] for origin, matrix in _vectors(examples).items()}
        unknown = sorted(set(self._config["optional"]) - set(self._widths))
        if unknown:
            raise ValueError(
                f"LinearIntentClassifier: optional names no featurizer of the pipeline: {unknown}"
            )
        readings = [self._features(examples, without) for without in self._readings()]
        machine = LinearSVC(
            C=self._config["C"],
            tol=self._config["tolerance"],
            random_state=self._config["random_state"],
            dual=True,
        )
        if len(self._labels) > 1:
            self._temperature = self._fit_temperature(machine, readings[0], targets)
            machine.fit(vstack(readings).tocsr(), np.tile(targets, len(readings)))
            self._weights, self._bias = _one_row_per_label(machine)
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
            message.set("intent_ranking", ranking[: self._config["ranking_length"]], add_to_output=True)
            if base != best["name"]:
                message.set(RESPONSE_SELECTOR, _selected(base, best), add_to_output=True)
        return messages

    def _rank(self, message: Message) -> list[dict[str, Any]]:
        if len(self._labels) < 2 or not message.get_sparse_features(TEXT)[1]:
            return []
        if set(self._widths) - set(_vectors([message])):  # trained with sentence vectors, and this has none
            return []
        probabilities = self._probabilities(message, self._reading_of(message))
        order = np.argsort(-probabilities)
        return [{"name": self._labels[i], "confidence": float(probabilities[i])} for i in order]

    def _probabilities(self, message: Message, without: frozenset[str]) -> np.ndarray:
        margins = np.asarray(self._features([message], without) @ self._weights.T).ravel() + self._bias
        scaled = margins * self._temperature
        return np.asarray(np.exp(scaled - logsumexp(scaled)))

    def _reading_of(self, message: Message) -> frozenset[str]:
        """What is left out for this message: nothing where its words are those of the training."""
        words = WORD.findall(str(message.get(TEXT)).lower())
        known = sum(word in self._words for word in words)
        return self._readings()[0 if known >= len(words) * FAMILIAR else -1]

    def _readings(self) -> list[frozenset[str]]:
        """What is left out in each reading of a message."""
        optional = frozenset(self._config["optional"])
        return [frozenset(), optional] if optional else [frozenset()]

    def _features(self, messages: list[Message], without: frozenset[str]) -> csr_matrix:
        tf_idf = _counts(messages).astype(np.float32)
        tf_idf.data = 1 + np.log(tf_idf.data)
        blocks = [normalize(tf_idf.multiply(self._idf).tocsr())]
        vectors = _vectors(messages)
        for origin in self._widths:
            weight = 0.0 if origin in without else self._config["dense_weight"]
            blocks.append(csr_matrix(normalize(vectors[origin]) * np.float32(weight)))
        return hstack(blocks).tocsr()

    def _fit_temperature(self, machine: LinearSVC, features: csr_matrix, targets: np.ndarray) -> float:
        sizes = np.bincount(targets)
        several = sizes[targets] > 1  # an intent with one sentence has none left to be tested on
        labels, targets = np.unique(targets[several], return_inverse=True)
        if len(labels) < 3:
            return 1.0
        folds = min(self._config["folds"], int(sizes[labels].min()))
        split = StratifiedKFold(folds, shuffle=True, random_state=self._config["random_state"])
        margins = cross_val_predict(machine, features[several], targets, cv=split, method="decision_function")

        def loss(log_temperature: float) -> float:
            scaled = margins * np.exp(log_temperature)
            return float(np.mean(logsumexp(scaled, axis=1) - scaled[np.arange(len(targets)), targets]))

        return float(np.exp(minimize_scalar(loss, bounds=(-3, 5), method="bounded").x))

    def _persist(self) -> None:
        with self._model_storage.write_to(self._resource) as folder:
            np.savez(folder / "weights.npz", idf=self._idf, weights=self._weights, bias=self._bias)
            meaning = {
                "labels": self._labels,
                "temperature": self._temperature,
                "widths": self._widths,
                "words": sorted(self._words),
            }
            (folder / "labels.json").write_text(json.dumps(meaning), encoding="utf-8")

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
                meaning = json.loads((folder / "labels.json").read_text(encoding="utf-8"))
                arrays = np.load(folder / "weights.npz")
                component._labels, component._temperature = meaning["labels"], meaning["temperature"]
                component._widths = meaning["widths"]
                component._words = frozenset(meaning["words"])
                component._idf, component._weights = arrays["idf"], arrays["weights"]
                component._bias = arrays["bias"]
        except ValueError:  # Rasa's storage says so when nothing was trained
            return component
        return component


def _selected(base: str, best: dict[str, Any]) -> dict[str, Any]:
    """As a response selector says it: our actions read `default`, Rasa reads the selector of the intent."""
    chosen = {"response": {"intent_response_key": best["name"], "confidence": best["confidence"]}}
    return {"all_retrieval_intents": [base], "default": chosen, base: chosen}


def _one_row_per_label(machine: LinearSVC) -> tuple[np.ndarray, np.ndarray]:
    weights, bias = machine.coef_.astype(np.float32), machine.intercept_.astype(np.float32)
    if len(weights) == 1:  # two labels share one boundary
        return np.vstack([-weights, weights]), np.concatenate([-bias, bias])
    return weights, bias


def _counts(messages: list[Message]) -> csr_matrix:
    rows = [message.get_sparse_features(TEXT)[1] for message in messages]
    return vstack([csr_matrix(row.features) for row in rows]).tocsr()


def _vectors(messages: list[Message]) -> dict[str, np.ndarray]:
    """One matrix for each dense featurizer, by name; a message without vector is a row of zeros."""
    rows: list[dict[str, np.ndarray]] = [
        {one.origin: one.features[0] for one in message.features if one.is_dense() and _of_sentence(one)}
        for message in messages
    ]
    sizes = {origin: len(vector) for row in rows for origin, vector in row.items()}
    return {
        origin: np.vstack([row.get(origin, np.zeros(size, dtype=np.float32)) for row in rows])
        for origin, size in sorted(sizes.items())
    }


def _of_sentence(feature: Features) -> bool:
    return bool(feature.type == FEATURE_TYPE_SENTENCE and feature.attribute == TEXT)
