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
from scipy.sparse import csr_matrix
from scipy.special import logsumexp
from sklearn.model_selection import StratifiedKFold
from sklearn.svm import LinearSVC

ROUNDS = 5  # over all examples; more of them change nothing on validation sentences but the time

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
        np.savez(file, labels=self.labels, weights=self.weights, bias=self.bias, temperature=self.temperature)

    @classmethod
    def kept(cls, file: Path) -> LinearMachine:
        """The machine that was written down."""
        with np.load(file) as arrays:
            labels = [str(label) for label in arrays["labels"]]
            return cls(labels, arrays["weights"], arrays["bias"], float(arrays["temperature"]))


def fit(
    features: csr_matrix, names: Sequence[str], cost: float, tolerance: float, folds: int, random_state: int
) -> LinearMachine | None:
    """Learn to tell the names apart; one name alone is no choice."""
    labels, targets = np.unique(np.asarray(names), return_inverse=True)
    if len(labels) < 2:
        return None
    machine = LinearSVC(C=cost, tol=tolerance, random_state=random_state, dual=True, max_iter=ROUNDS)
    temperature = _temperature(machine, features, targets, folds, random_state)
    machine.fit(features, targets)
    weights, bias = machine.coef_.astype(np.float32), machine.intercept_.astype(np.float32)
    if len(weights) == 1:  # two labels share one boundary
        weights, bias = np.vstack([-weights, weights]), np.concatenate([-bias, bias])
    return LinearMachine([str(one) for one in labels], np.ascontiguousarray(weights.T), bias, temperature)


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
