"""Finds written answers by their words, for pages where nobody can be asked back."""

from __future__ import annotations

from collections.abc import Mapping
from math import log

from bot.logic.folding import words_of
from bot.logic.words import listed

EMPTY = listed("""
    a|an|and|are|as|at|be|by|can|could|do|does|for|from|has|have|how|i|in|is|it|its|may|me|my|of|on|or|our|should
    so|that|the|their|there|this|to|us|was|we|what|when|where|which|who|why|will|with|would|you|your|about|tell|please
    """)
TITLE_COUNTS = 3
LEAST = 0.5
"""The part of the question's weight that an answer must have to count as fitting."""


def best_answers(question: str, answers: Mapping[str, tuple[str, str]], most: int = 8) -> tuple[str, ...]:
    """The topics whose title and text hold the words of the question, best first; rare words count more."""
    asked = [word for word in dict.fromkeys(_stems(question)) if word]
    held = {
        topic: (set(_stems(title)), set(_stems(f"{title} {text}")))
        for topic, (title, text) in answers.items()
    }
    weights = {word: _weight(word, held) for word in asked}
    whole = sum(weights.values())
    scores = {topic: _score(words, weights) for topic, words in held.items()}
    fitting = [
        topic
        for topic, (_, there) in held.items()
        if whole and sum(weights[word] for word in asked if word in there) >= LEAST * whole
    ]
    return tuple(sorted(fitting, key=lambda topic: -scores[topic])[:most])


def _score(words: tuple[set[str], set[str]], weights: Mapping[str, float]) -> float:
    title, there = words
    return sum(
        weight * (TITLE_COUNTS if word in title else 1) for word, weight in weights.items() if word in there
    )


def _weight(word: str, held: Mapping[str, tuple[set[str], set[str]]]) -> float:
    """Rare words weigh more; a word that no answer has weighs most, so that it is missed."""
    found = sum(word in there for _, there in held.values())
    return log((1 + len(held)) / (1 + found)) + 0.1


def _stems(text: str) -> list[str]:
    """The words that carry a meaning, without the endings that English gives them."""
    return [_stem(word) for word in words_of(text) if word not in EMPTY]


def _stem(word: str) -> str:
    for ending in ("ies", "ing", "ed", "es", "s"):
        if word.endswith(ending) and len(word) > len(ending) + 3:
            return word.removesuffix(ending)
    return word.removesuffix("e") if len(word) > 4 else word
