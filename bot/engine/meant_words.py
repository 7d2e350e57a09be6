"""The word that a misspelt one was meant to be: "dedline", "wich", "eligiblecountries".

A word that is used here, an ordinary one or a regular form of one is never changed, so that "recipe" does not
become "recipient". The word meant is the one that costs fewest slips; of two as near, the one that is used
more. Ordinary words compete with our own: what was meant for neither of our topics is not bent into one. The
first two letters must be right where two slips are forgiven. Two words written as one are parted.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

SHORTEST = 3
SHORT = 3  # so short a word is often an abbreviation: it may have letters swapped or one left out, no more
LONG = 6  # from so many letters on two slips are forgiven
LONGEST = 30  # what is longer was not meant as a word
LEAST_USES = 2
OFTEN = 20  # uses of a word that a short one may stand for, or a part of two words written as one
ORDINARY = 0.1  # uses of an ordinary word that no example has
A_SLIP = 8.0  # one slip less outweighs being used e⁸ times as often
LIKELY = 0.5  # of a slip: letters swapped, doubled or not doubled
WRONG_BEGINNING = 1.0  # slips more

DOUBLED = re.compile(r"(.)\1")
ENDINGS = ("s", "ed", "ing", "er", "ers", "ly", "ness")
SHORTEST_STEM = 4


class MeantWords:
    """Knows words and how often each is used here; says what an unknown one was meant to be.

    `ordinary` words are right too, and so are `others`, which nothing is corrected to.
    """

    def __init__(
        self, used: Mapping[str, int], ordinary: Iterable[str] = (), others: Iterable[str] = ()
    ) -> None:
        self._used = dict(used)
        ordinary = set(ordinary)
        self._known = {*used, *ordinary, *others}
        self._uses = {word: ORDINARY for word in ordinary if len(word) > SHORT}
        self._uses.update((word, uses) for word, uses in used.items() if uses >= LEAST_USES)
        self._alike: dict[tuple[str, int], list[str]] = defaultdict(list)
        self._tails: dict[str, list[str]] = defaultdict(list)
        for word in sorted(self._uses):
            self._alike[word[0], len(word)].append(word)
            self._tails[word[1:]].append(word)

    def knows(self, word: str) -> bool:
        """Is it a word as it is? Small letters only."""
        return word in self._known

    def meant(self, word: str) -> str:
        """What a word in small letters was meant to be; the word itself where it is right or nobody knows."""
        if not SHORTEST <= len(word) <= LONGEST or word in self._known or not _is_plain(word):
            return word
        slips = dict(self._near(word))
        if self._is_form(word):
            slips = {one: number for one, number in slips.items() if _undoubled(one) == _undoubled(word)}
        if slips and (min(slips.values()) == 1 or not self._parted(word)):
            return max(slips, key=lambda one: self._likelihood(word, one, slips[one]))
        return self._parted(word) or word

    def _near(self, word: str) -> Iterator[tuple[str, int]]:
        """Words within reach, with the number of slips."""
        most = _slips_forgiven(len(word))
        for length in range(len(word) - most, len(word) + most + 1):
            for one, slips, _ in extract(
                word,
                self._alike.get((word[0], length), ()),
                scorer=OSA.distance,
                score_cutoff=most,
                limit=None,
            ):
                if self._may_be(word, one, slips):
                    yield one, slips
        if len(word) > SHORT:
            swapped = word[1] + word[0] + word[2:]
            for one in (*self._tails.get(word[1:], ()), *self._tails.get(word, ()), word[1:], swapped):
                if one in self._uses and len(one) > SHORT:
                    yield one, 1

    def _may_be(self, word: str, one: str, slips: int) -> bool:
        if len(word) > SHORT:
            return slips == 1 or word[:2] == one[:2]
        return self._uses[one] >= OFTEN and (len(one) > SHORT or sorted(one) == sorted(word))

    def _is_form(self, word: str) -> bool:
        """Is it "contacting" of "contact", "maths" of "math"?"""
        stems = (word[: -len(end)] for end in ENDINGS if word.endswith(end))
        return any(
            len(stem) >= SHORTEST_STEM and (stem in self._known or f"{stem}e" in self._known)
            for stem in stems
        )

    def _likelihood(self, word: str, one: str, slips: int) -> tuple[float, str]:
        cost = float(slips)
        if sorted(word) == sorted(one) or _undoubled(word) == _undoubled(one):
            cost -= LIKELY
        if word[0] != one[0]:
            cost += WRONG_BEGINNING
        return math.log(self._uses[one]) - A_SLIP * cost, one

    def _parted(self, word: str) -> str:
        """ "eligible countries"; nothing where it is not two words that are much used here."""
        pairs = ((word[:place], word[place:]) for place in range(2, len(word) - 1))
        best = max(pairs, key=lambda pair: min(self._used.get(part, 0) for part in pair), default=("", ""))
        return " ".join(best) if all(self._used.get(part, 0) >= OFTEN for part in best) else ""


def _slips_forgiven(letters: int) -> int:
    return 1 if letters < LONG else 2


def _is_plain(word: str) -> bool:
    return word.isascii() and word.isalpha()


def _undoubled(word: str) -> str:
    return DOUBLED.sub(r"\1", word)
