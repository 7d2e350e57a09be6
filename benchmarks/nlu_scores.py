"""Accuracy, thresholds, AUROC and times: plain functions of what the contestants answered."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from statistics import mean, quantiles

from benchmarks.nlu_data import Labelled

Answer = tuple[str | None, float]  # intent and how sure; the scale of the latter is the contestant's own


def accuracy(answers: Sequence[Answer], rows: Labelled, threshold: float | None = None) -> float:
    """Per cent of the messages that were accepted (surer than the threshold) and got the right intent."""
    pairs = zip(answers, rows, strict=True)
    right = sum(_accepted(answer, threshold) and answer[0] == row[1] for answer, row in pairs)
    return 100 * right / len(rows)


def refused(answers: Sequence[Answer], threshold: float | None) -> float:
    """Per cent of the messages that were not accepted: out-of-scope recall, where all are out of scope."""
    return 100 * sum(not _accepted(answer, threshold) for answer in answers) / len(answers)


def choose_threshold(
    answers: Sequence[Answer], rows: Labelled, outside: Sequence[Answer], least: float
) -> float | None:
    """The threshold that refuses most out-of-scope messages and keeps the accuracy in scope at `least`.

    Of those that refuse equally many, the lowest: the least loss in scope. None when no threshold keeps it.
    """
    chosen = None
    below_all = min(confidence for _, confidence in [*answers, *outside]) - 1
    for threshold in [below_all, *sorted({confidence for _, confidence in outside})]:
        if accuracy(answers, rows, threshold) < least:
            break
        chosen = threshold
    return chosen


def auroc(inside: Sequence[Answer], outside: Sequence[Answer]) -> float:
    """How often a message in scope is surer than one out of scope; a draw counts half."""
    low = sorted(confidence for _, confidence in outside)
    won = sum(bisect_left(low, sure) + bisect_right(low, sure) for _, sure in inside) / 2
    return won / (len(inside) * len(outside))


def middle_and_slow(milliseconds: Sequence[float]) -> tuple[float, float]:
    """p50 and p95."""
    cuts = quantiles(milliseconds, n=100, method="inclusive")
    return cuts[49], cuts[94]


def error_ratio(ours: Sequence[float], theirs: Sequence[float]) -> float:
    """Our mean share of mistakes for each of theirs; both are accuracies in per cent, one a data set."""
    return mean(100 - one for one in ours) / mean(100 - one for one in theirs)


def _accepted(answer: Answer, threshold: float | None) -> bool:
    return threshold is None or answer[1] > threshold
