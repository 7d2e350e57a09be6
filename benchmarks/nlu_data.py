"""The three public data sets, as they lie in the folder that is named on the command line."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass, field
from pathlib import Path

Labelled = list[tuple[str, str]]  # text and intent


@dataclass(frozen=True)
class DataSet:
    """What is learnt, what thresholds are chosen on, what is reported; `oos` is what fits no intent."""

    train: Labelled
    test: Labelled
    val: Labelled = field(default_factory=list)
    oos_val: Labelled = field(default_factory=list)
    oos_test: Labelled = field(default_factory=list)

    def __post_init__(self) -> None:
        for text, intent in self.train:
            if "/" in intent or not text or text.startswith("/"):
                raise ValueError(f"Rasa would read this otherwise than it is meant: {intent!r}: {text!r}")

    def first(self, limit: int) -> DataSet:
        """At most this many of each part, spread over all of it: for trying the benchmark out."""
        parts = (self.train, self.test, self.val, self.oos_val, self.oos_test)
        return DataSet(*(part[:: max(1, -(-len(part) // limit))] for part in parts))


def banking77(folder: Path) -> DataSet:
    return DataSet(train=_csv(folder / "train.csv"), test=_csv(folder / "test.csv"))


def hwu64(folder: Path) -> DataSet:
    """Nothing is chosen on the validation part, so it is learnt too, as in the published figures."""
    return DataSet(train=_lines(folder / "train") + _lines(folder / "valid"), test=_lines(folder / "test"))


def clinc150(folder: Path) -> DataSet:
    """Out-of-scope examples are not learnt: real users bring what nobody has written down."""
    parts = json.loads((folder / "data_full.json").read_text(encoding="utf-8"))
    return DataSet(*(_clean(parts[name]) for name in ("train", "test", "val", "oos_val", "oos_test")))


DATA_SETS = {"banking77": banking77, "hwu64": hwu64, "clinc150": clinc150}


def read(name: str, folder: Path) -> DataSet:
    """The data set of this name, below the folder that holds them all."""
    return DATA_SETS[name](folder / name)


def _csv(path: Path) -> Labelled:
    with path.open(encoding="utf-8", newline="") as file:
        return _clean([(row["text"], row["category"]) for row in csv.DictReader(file)])


def _lines(folder: Path) -> Labelled:
    texts, labels = ((folder / name).read_text(encoding="utf-8").splitlines() for name in ("seq.in", "label"))
    return _clean(list(zip(texts, labels, strict=True)))


def _clean(rows: list[tuple[str, str]]) -> Labelled:
    """White space at the ends goes, for every contestant; Rasa's loader would take it anyway."""
    return [(text.strip(), intent) for text, intent in rows]
