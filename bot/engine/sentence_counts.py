"""Counted words or letters of whole messages."""

from __future__ import annotations

from typing import Any

import numpy as np
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.featurizers.sparse_featurizer.count_vectors_featurizer import CountVectorsFeaturizer
from scipy.sparse import coo_matrix


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class SentenceCountsFeaturizer(CountVectorsFeaturizer):
    """Rasa's own, but for the counts of each single token, which take most of its time and nobody here reads.

    All messages are counted at once.
    """

    def _create_features(
        self, attribute: str, all_tokens: list[list[str]]
    ) -> tuple[list[Any], list[coo_matrix | None]]:
        counted = [place for place, tokens in enumerate(all_tokens) if tokens]
        features: list[coo_matrix | None] = [None] * len(all_tokens)
        if counted:
            counts = self.vectorizers[attribute].transform([" ".join(all_tokens[i]) for i in counted])
            counts.sort_indices()
            ends = counts.indptr
            for place, start, end in zip(counted, ends, ends[1:], strict=False):
                columns = counts.indices[start:end]
                features[place] = coo_matrix(
                    (counts.data[start:end], (np.zeros_like(columns), columns)), shape=(1, counts.shape[1])
                )
        return [None] * len(all_tokens), features
