"""The last resort for free words: which names are spelt nearly like that?"""

from __future__ import annotations

from collections.abc import Iterable

from rapidfuzz.distance import OSA

from bot.logic.folding import words_of

SHORTEST = 5  # letters; shorter words are near to too many others
NEARNESS = 0.8  # one slip in five letters, two in ten


def near_names(asked: tuple[str, ...], names: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Of (id, name) pairs, each id with the first of its names that has a word nearly like an asked one."""
    near: dict[str, str] = {}
    words = [word for word in asked if len(word) >= SHORTEST]
    for owner, name in names:
        if owner not in near and any(_is_near(word, part) for part in words_of(name) for word in words):
            near[owner] = name
    return near


def _is_near(asked: str, word: str) -> bool:
    return len(word) >= SHORTEST and OSA.normalized_similarity(asked, word, score_cutoff=NEARNESS) > 0
