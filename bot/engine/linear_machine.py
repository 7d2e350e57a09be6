"""A linear support vector machine for many labels, with probabilities that mean something.

It separates short sentences well but gives margins, not probabilities. The margins become probabilities by a
softmax whose temperature is fitted on sentences that were held back, so that it had not seen them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.sparse import csr_matrix, hstack
from scipy.special import logsumexp
from sklearn.model_selection import StratifiedKFold
from sklearn.svm import LinearSVC

ROUNDS = 5  # over all examples; more of them change nothing on validation sentences but the time
KEPT_AS = np.float16  # half the size of a model, and the same answers

Block = tuple[np.ndarray | slice, np.ndarray]  # the columns that are not zero, and their values


@dataclass(frozen=True)
class LinearMachine:
    """What was learned: `weights` has a row for each feature and a column for each label."""

    labels: list[str]
    weights: np.ndarray
    bias: np.ndarray
    temperature: float

    def probabilities(self, blocks: Iterable[Block]) -> np.ndarray:
        """How likely each label is for one message, whose features come in blocks; they add up to 1."""
        margins = self.bias.copy()
        for columns, values in blocks:
            margins += values @ self.weights[columns]
        margins *= self.temperature
        return np.asarray(np.exp(margins - logsumexp(margins)))

    def keep(self, file: Path) -> None:
        """Write it down; `kept` reads it."""
        weights = self.weights.astype(KEPT_AS)
        np.savez(file, labels=self.labels, weights=weights, bias=self.bias, temperature=self.temperature)

    @classmethod
    def kept(cls, file: Path) -> LinearMachine:
        """The machine that was written down."""
        with np.load(file) as arrays:
            labels = [str(label) for label in arrays["labels"]]
            weights = arrays["weights"].astype(np.float32)
            return cls(labels, weights, arrays["bias"], float(arrays["temperature"]))


def fit(
    counts: csr_matrix,
    vectors: np.ndarray,
    names: Sequence[str],
    *,
    cost: float,
    tolerance: float,
    folds: int,
    dimensions: int,
    random_state: int,
) -> LinearMachine | None:
    """Learn to tell the names apart; one name alone is no choice.

    `counts` and `vectors` have a row for each name. The vectors are read along the `dimensions` in which they
    differ most, which takes a third of the time. The machine's weights are for all counts, then all vectors.
    """
    labels, targets = np.unique(np.asarray(names), return_inverse=True)
    if len(labels) < 2:
        return None
    axes = _principal_axes(vectors, dimensions)
    features = hstack([counts, csr_matrix(vectors @ axes)]).tocsr()
    machine = LinearSVC(C=cost, tol=tolerance, random_state=random_state, dual=True, max_iter=ROUNDS)
    temperature = _temperature(machine, features, targets, folds, random_state)
    machine.fit(features, targets)
    of_counts, of_axes = np.split(machine.coef_.T, [counts.shape[1]])
    weights = np.vstack([of_counts, axes @ of_axes]).astype(KEPT_AS).astype(np.float32)
    bias = machine.intercept_.astype(np.float32)
    if len(bias) == 1:  # two labels share one boundary
        weights, bias = np.hstack([-weights, weights]), np.concatenate([-bias, bias])
    return LinearMachine([str(one) for one in labels], np.ascontiguousarray(weights), bias, temperature)


def _principal_axes(vectors: np.ndarray, dimensions: int) -> np.ndarray:
    """A column for each of the directions along which the vectors are longest."""
    _, axes = np.linalg.eigh(vectors.T @ vectors)
    return np.asarray(axes[:, -dimensions:])


def _temperature(
    machine: LinearSVC, features: csr_matrix, targets: np.ndarray, folds: int, random_state: int
) -> float:
    """Learn from all parts but one, and see how sure it may be of that one."""
    sizes = np.bincount(targets)
    several = np.flatnonzero(sizes[targets] > 1)  # a label with one sentence has none left to be tested on
    labels, targets = np.unique(targets[several], return_inverse=True)
    if len(labels) < 3:
        return 1.0
    folds = min(folds, int(sizes[sizes > 1].min()))
    split = StratifiedKFold(folds, shuffle=True, random_state=random_state)
    learnt, unseen = next(iter(split.split(several, targets)))
    margins = machine.fit(features[several[learnt]], targets[learnt]).decision_function(
        features[several[unseen]]
    )

    def loss(log_temperature: float) -> float:
        scaled = margins * np.exp(log_temperature)
        return float(np.mean(logsumexp(scaled, axis=1) - scaled[np.arange(len(unseen)), targets[unseen]]))

    return float(np.exp(minimize_scalar(loss, bounds=(-3, 5), method="bounded").x))
