"""A linear support vector machine for many labels, with probabilities that mean something.

It separates short sentences well but gives margins, not probabilities. The margins become probabilities by a
softmax whose temperature is fitted on sentences that were held back, so that it had not seen them.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.sparse import csr_matrix, hstack
from scipy.special import logsumexp
from sklearn.exceptions import ConvergenceWarning
from sklearn.model_selection import StratifiedKFold
from sklearn.svm import LinearSVC

ROUNDS = 5  # over all examples; more of them change nothing on validation sentences but the time
MANY = 5000  # examples; fewer are learnt before another process has started
KEPT_AS = np.float16  # half the size, and the same answers


@dataclass(frozen=True)
class Weighed:
    """One message: which columns of counts are not zero, their values, and its vectors in a row."""

    columns: np.ndarray
    counts: np.ndarray
    vectors: np.ndarray


@dataclass(frozen=True)
class LinearMachine:
    """What was learned: weights with a row for each feature and a column for each label.

    Those of counts are kept in half precision: of many rows a message needs few.
    """

    labels: list[str]
    of_counts: np.ndarray
    of_vectors: np.ndarray
    bias: np.ndarray
    temperature: float

    def probabilities(self, message: Weighed) -> np.ndarray:
        """How likely each label is for one message; they add up to 1."""
        margins = self.bias + message.vectors @ self.of_vectors
        margins += message.counts @ self.of_counts[message.columns].astype(np.float32)
        margins *= self.temperature
        likely = np.exp(margins - margins.max())
        return np.asarray(likely / likely.sum())

    def keep(self, file: Path) -> None:
        """Write it down; `kept` reads it."""
        np.savez(file, **vars(self))

    @classmethod
    def kept(cls, file: Path) -> LinearMachine:
        """The machine that was written down."""
        with np.load(file) as arrays:
            said = {name: arrays[name] for name in arrays.files}
        labels, temperature = [str(label) for label in said.pop("labels")], float(said.pop("temperature"))
        return cls(labels=labels, temperature=temperature, **said)


@dataclass(frozen=True)
class Examples:
    """What is learnt from: `counts` and `vectors` have a row for each of the `names`."""

    counts: csr_matrix
    vectors: np.ndarray
    names: Sequence[str]


def fit_each(examples: Mapping[str, Examples], **settings: Any) -> dict[str, LinearMachine]:
    """A machine for each of these; see `fit`.

    Where there are many examples each is learnt in a process of its own, so that all cores work. Not in
    threads: liblinear has one random state for a process.
    """
    if len(examples) < 2 or max(len(one.names) for one in examples.values()) < MANY:
        machines = [fit(one, **settings) for one in examples.values()]
    else:
        with ProcessPoolExecutor(len(examples), mp_context=get_context("spawn")) as processes:
            machines = list(processes.map(partial(fit, **settings), examples.values()))
    named = zip(examples, machines, strict=True)
    return {name: machine for name, machine in named if machine is not None}


def fit(
    examples: Examples, *, cost: float, tolerance: float, folds: int, dimensions: int, random_state: int
) -> LinearMachine | None:
    """Learn to tell the names apart; one name alone is no choice.

    The vectors are read along the `dimensions` in which they differ most, which takes a third of the time.
    The machine's weights are for all counts, then all vectors.
    """
    counts, vectors, names = examples.counts, examples.vectors, examples.names
    labels, targets = np.unique(np.asarray(names), return_inverse=True)
    if len(labels) < 2:
        return None
    axes = _principal_axes(vectors, dimensions)
    features = hstack([counts, csr_matrix(vectors @ axes)]).tocsr()
    machine = LinearSVC(C=cost, tol=tolerance, random_state=random_state, dual=True, max_iter=ROUNDS)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # it is stopped early on purpose
        temperature = _temperature(machine, features, targets, folds, random_state)
        machine.fit(features, targets)
    of_counts, of_axes = np.split(machine.coef_.T, [counts.shape[1]])
    learnt = [of_counts.astype(KEPT_AS), (axes @ of_axes).astype(np.float32)]
    learnt.append(machine.intercept_.astype(np.float32))
    if len(labels) == 2:  # they share one boundary
        learnt = [np.concatenate([-one, one], axis=-1) for one in learnt]
    counted, of_vectors, bias = map(np.ascontiguousarray, learnt)
    return LinearMachine([str(one) for one in labels], counted, of_vectors, bias, temperature)


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
