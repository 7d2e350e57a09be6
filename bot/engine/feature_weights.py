"""How the features of a sentence weigh against each other before a linear machine reads them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix, issparse, vstack

from bot.engine.linear_machine import Weighed

Features = Mapping[str, Any]  # by featurizer: a row of counts (sparse), or a vector as a row
NO_COLUMNS, NOTHING = np.empty(0, dtype=np.intp), np.empty(0, dtype=np.float32)


class FeatureWeights:
    """Counts weigh by how rare they are (tf-idf) and have length 1; vectors have another length."""

    def __init__(self, length_of_vectors: float) -> None:
        self._length = np.float32(length_of_vectors)
        self.origins: list[str] = []  # the featurizers, those that count first
        self.idf: dict[str, np.ndarray] = {}  # of each featurizer that counts

    def learn(self, rows: Sequence[Features]) -> dict[str, Any]:
        """The weighed features of all sentences by featurizer; how to weigh them is noted."""
        first = {origin: features for row in reversed(rows) for origin, features in row.items()}
        self.origins = sorted(first, key=lambda origin: (not issparse(first[origin]), origin))
        blocks = {}
        for origin in self.origins:
            nothing = csr_matrix(first[origin].shape) if issparse(first[origin]) else 0 * first[origin]
            present = [row.get(origin, nothing) for row in rows]
            counted = issparse(first[origin])
            blocks[origin] = (
                self._learn_counts(origin, present) if counted else self._long(np.concatenate(present))
            )
        return blocks

    def of_message(self, features: Features, origins: Sequence[str]) -> Weighed:
        """Those of one message, as these featurizers see it."""
        columns, counts, vectors, start = [NO_COLUMNS], [NOTHING], [NOTHING], 0
        for origin in origins:
            row = features[origin]
            if origin not in self.idf:
                vectors.append(self._long(row)[0])
                continue
            columns.append(start + row.col)
            counts.append(self._rare(origin, row.col, row.data, np.zeros_like(row.col)))
            start += row.shape[1]
        return Weighed(*map(np.concatenate, (columns, counts, vectors)))

    def _learn_counts(self, origin: str, rows: Sequence[Any]) -> csr_matrix:
        block = csr_matrix(vstack(rows), dtype=np.float32)
        sentences = np.bincount(block.indices, minlength=block.shape[1])
        self.idf[origin] = (np.log((1 + len(rows)) / (1 + sentences)) + 1).astype(np.float32)
        sizes = np.diff(block.indptr)
        block.data = self._rare(origin, block.indices, block.data, np.repeat(np.arange(len(rows)), sizes))
        return block

    def _rare(self, origin: str, columns: np.ndarray, counts: np.ndarray, rows: np.ndarray) -> np.ndarray:
        """Counts that are not zero, weighed; `rows` and `columns` say where they stand."""
        weighed = (1 + np.log(counts.astype(np.float32))) * self.idf[origin][columns]
        lengths = np.sqrt(np.bincount(rows, weighed**2)).astype(np.float32)
        return np.asarray(weighed / lengths[rows])

    def _long(self, vectors: np.ndarray) -> np.ndarray:
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        return np.asarray(vectors * (self._length / np.where(lengths > 0, lengths, 1)))
