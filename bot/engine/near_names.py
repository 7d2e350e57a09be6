"""Misspelt words of names: "Lombrady", "textlies", "Germny".

Only words that are no word of any name and no ordinary word are looked at, and the shorter the word, the
fewer slips are forgiven: none under five letters, one up to seven, two from eight on. The first letter must
be right, or have changed places with the second.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

SHORTEST = 5
LONG = 8
MOST_SLIPS = 2
MOST = 4  # so many equally near words at most; a word with more of them says nothing


def slips_forgiven(letters: int) -> int:
    """How many letters of a word so long may be wrong, missing, too many or swapped."""
    if letters < SHORTEST:
        return 0
    return 1 if letters < LONG else MOST_SLIPS


class NearNames:
    """Finds the words of names that a misspelt word may stand for."""

    def __init__(self, words: Iterable[str], ordinary: Collection[str] = ()) -> None:
        self._words = {word for word in words if len(word) >= SHORTEST and word.isalpha()}
        self._ordinary = frozenset(ordinary)
        self._candidates: dict[tuple[str, int], list[str]] = defaultdict(list)
        for word in sorted(self._words):
            for length in range(len(word) - MOST_SLIPS, len(word) + MOST_SLIPS + 1):
                if abs(len(word) - length) <= min(slips_forgiven(length), slips_forgiven(len(word))):
                    self._candidates[word[0], length].append(word)

    def knows(self, word: str) -> bool:
        """Is it a word of a name?"""
        return word in self._words

    def near(self, word: str) -> tuple[str, ...]:
        """The nearest other words of names, all as near as each other, in alphabetical order; often none."""
        if len(word) < SHORTEST or not word.isalpha() or word in self._ordinary:
            return ()
        found = {one: slips for one, slips in self._within_reach(word) if slips <= slips_forgiven(len(one))}
        nearest = [one for one, slips in found.items() if slips == min(found.values())]
        return tuple(sorted(nearest)) if len(nearest) <= MOST else ()

    def _within_reach(self, word: str) -> Iterator[tuple[str, int]]:
        for letter in dict.fromkeys(word[:2]):
            candidates = self._candidates.get((letter, len(word)), [])
            near = extract(
                word, candidates, scorer=OSA.distance, score_cutoff=slips_forgiven(len(word)), limit=None
            )
            for one, slips, _ in near:
                if slips and (letter == word[0] or one[1] == word[0]):
                    yield one, slips
