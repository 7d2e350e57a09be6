"""The simplest honest contestant: counted words and letters, and a linear machine; no Rasa.

python -m benchmarks.nlu_svm train|serve
"""

from __future__ import annotations

import pickle
import sys
from pathlib import Path

from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.pipeline import Pipeline, make_pipeline, make_union
from sklearn.svm import LinearSVC

from benchmarks.nlu_worker import answer_all, read_examples


def train(folder: Path) -> None:
    texts, intents = zip(*read_examples(folder), strict=True)
    features = make_union(
        TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True),
        TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True),
    )
    model = make_pipeline(features, LinearSVC(random_state=42)).fit(texts, intents)
    (folder / "model.pickle").write_bytes(pickle.dumps(model))


def serve(folder: Path) -> None:
    model: Pipeline = pickle.loads((folder / "model.pickle").read_bytes())

    def understand(text: str) -> tuple[str | None, float]:
        margins = model.decision_function([text])[0]
        best = margins.argmax()
        return str(model.classes_[best]), float(margins[best])

    answer_all(folder, understand)


if __name__ == "__main__":
    {"train": train, "serve": serve}[sys.argv[1]](Path.cwd())
