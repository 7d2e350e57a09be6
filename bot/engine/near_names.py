"""Misspelt words of names: "Lombrady", "textlies", "Germny".

Only words that are no word of any name and no ordinary word are looked at, and the shorter the word, the
fewer slips are forgiven: none under five letters, one up to seven, two from eight on. The first letter must
be right, or have changed places with the second. Where a word that people use here is as near ("suport" is
support or sport), nothing is found.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable

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


class WordsWithinReach:
    """Words, found again by what differs from them in a letter or two."""

    def __init__(self, words: Iterable[str]) -> None:
        self.words = {word for word in words if len(word) >= SHORTEST and word.isalpha()}
        self._candidates: dict[tuple[str, int], list[str]] = defaultdict(list)
        for word in sorted(self.words):
            for length in range(len(word) - MOST_SLIPS, len(word) + MOST_SLIPS + 1):
                if abs(len(word) - length) <= min(slips_forgiven(length), slips_forgiven(len(word))):
                    self._candidates[word[0], length].append(word)

    def nearest(self, word: str) -> tuple[int, list[str]]:
        """The fewest slips to another word, and all the words that are so near."""
        found: dict[int, list[str]] = defaultdict(list)
        for letter in dict.fromkeys(word[:2]):
            candidates = self._candidates.get((letter, len(word)), [])
            most = slips_forgiven(len(word))
            for one, slips, _ in extract(
                word, candidates, scorer=OSA.distance, score_cutoff=most, limit=None
            ):
                if 0 < slips <= _allowed(word, one) and (letter == word[0] or one[1] == word[0]):
                    found[slips].append(one)
        return min(found.items(), default=(MOST_SLIPS + 1, []))


def _allowed(word: str, other: str) -> int:
    """Two slips only between long words that begin with the same two letters."""
    return min(slips_forgiven(len(other)), MOST_SLIPS if word[:2] == other[:2] else 1)


class NearNames:
    """Finds the words of names that a misspelt word may stand for.

    `ordinary` words look like slips and are none; `heard` are words that people use here. A heard word that
    is itself near a name may be a slip in the examples, so it does not count.
    """

    def __init__(
        self, words: Iterable[str], ordinary: Collection[str] = (), heard: Iterable[str] = ()
    ) -> None:
        self._names = WordsWithinReach(words)
        self._ordinary = frozenset(ordinary)
        self._others = WordsWithinReach(
            word for word in heard if word not in self._names.words and not self._names.nearest(word)[1]
        )

    def knows(self, word: str) -> bool:
        """Is it a word of a name?"""
        return word in self._names.words

    def near(self, word: str) -> tuple[str, ...]:
        """The nearest other words of names, all as near as each other, in alphabetical order; often none."""
        if len(word) < SHORTEST or not word.isalpha() or word in self._ordinary:
            return ()
        slips, nearest = self._names.nearest(word)
        if not nearest or len(nearest) > MOST:
            return ()
        if word in self._others.words or self._others.nearest(word)[0] <= slips:
            return ()
        return tuple(sorted(nearest))
