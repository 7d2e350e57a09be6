"""Misspelt words of names: "Lombrady", "textlies", "Germny".

Only words that are no word of any name and no ordinary word are looked at, and the shorter the word, the
fewer slips are forgiven: none under five letters, one up to seven, two from eight on. The first letter must
be right, or have changed places with the second, and digits must be right ("S3martMde" is S3martMed, "TEX5IM"
is nothing). Of two words as near, the one with a letter left out, doubled or swapped is likelier than the one
with a wrong letter ("Icland" is Iceland, not Irland). Where a word that people use here is as near ("suport"
is support or sport), nothing is found. Four letters may be a word of five with one left out, but only inside
a longer name ("smal company").
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


def is_long_enough(word: str) -> bool:
    """Has it letters enough to be told from others, whatever digits it has besides?"""
    return word.isalnum() and sum(map(str.isalpha, word)) >= SHORTEST


class WordsWithinReach:
    """Words, found again by what differs from them in a letter or two."""

    def __init__(self, words: Iterable[str]) -> None:
        self.words = {word for word in words if is_long_enough(word)}
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
                if (
                    0 < slips <= _allowed(word, one)
                    and (letter == word[0] or one[1] == word[0])
                    and _digits(one) == _digits(word)
                ):
                    found[slips].append(one)
        return min(found.items(), default=(MOST_SLIPS + 1, []))


def _allowed(word: str, other: str) -> int:
    """Two slips only between long words that begin with the same two letters."""
    return min(slips_forgiven(len(other)), MOST_SLIPS if word[:2] == other[:2] else 1)


def _digits(word: str) -> str:
    return "".join(filter(str.isdigit, word))


def _has_wrong_letter(word: str, other: str) -> bool:
    """Is it as long and yet of other letters? Then no letter is left out, doubled or swapped."""
    return len(word) == len(other) and sorted(word) != sorted(other)


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
        self._heard = frozenset(heard)
        self._others = WordsWithinReach(
            word for word in self._heard if word not in self._names.words and not self._names.nearest(word)[1]
        )
        self._one_left_out: dict[str, set[str]] = defaultdict(set)
        for word in self._names.words:
            if len(word) == SHORTEST and word.isalpha():
                for place in range(1, SHORTEST):
                    self._one_left_out[word[:place] + word[place + 1 :]].add(word)

    def knows(self, word: str) -> bool:
        """Is it a word of a name?"""
        return word in self._names.words

    def near(self, word: str) -> tuple[str, ...]:
        """The nearest other words of names, all as near as each other, in alphabetical order; often none."""
        if not is_long_enough(word) or word in self._ordinary:
            return ()
        slips, nearest = self._names.nearest(word)
        nearest = [one for one in nearest if not _has_wrong_letter(word, one)] or nearest
        if not nearest or len(nearest) > MOST:
            return ()
        if word in self._others.words or self._others.nearest(word)[0] <= slips:
            return ()
        return tuple(sorted(nearest))

    def near_inside(self, word: str) -> tuple[str, ...]:
        """The words of five letters that a word of four may stand for inside a longer name."""
        if word in self._ordinary or word in self._heard:
            return ()
        return tuple(sorted(self._one_left_out.get(word, ())))
