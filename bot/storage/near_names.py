"""The last resort for free words: which names are spelt nearly like that?

A word is kept by its slips: what is left of its beginning when as many letters are dropped as may be wrong
in it. Two words that are near have a slip in common, so that the near ones are found by an index.
"""

from __future__ import annotations

from collections.abc import Iterable

from rapidfuzz.distance import OSA
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.logic.folding import words_of
from bot.storage.catalogue_tables import NameSlipRow

SHORTEST = 5  # letters; shorter words are near to too many others
NEARNESS = 0.8  # one slip in five letters, two in ten
BEGINNING = 7  # letters; a slip in what follows needs no slip here
MOST_DROPPED = 4  # letters; words of more than nineteen letters with five slips are not found
MOST_COMPARED = 2000  # words
MOST_NEAR = 50  # words


def slips_of(word: str) -> set[str]:
    """What a word is found by when it is misspelt; nothing where it is a number or short."""
    if len(word) < SHORTEST or word.isdigit():
        return set()
    slips = {word[:BEGINNING]}
    for _ in range(min(len(word) // 4, MOST_DROPPED)):
        slips |= {slip[:place] + slip[place + 1 :] for slip in slips for place in range(len(slip))}
    return slips


async def near_words(session: AsyncSession, asked: tuple[str, ...]) -> tuple[str, ...]:
    """The words of names that are spelt nearly like one that is asked for, the nearest first."""
    slips = {slip for word in asked for slip in slips_of(word)}
    if not slips:
        return ()
    compared = select(NameSlipRow.word).where(NameSlipRow.slip.in_(slips)).distinct().limit(MOST_COMPARED)
    nearness = {word: max(_nearness(one, word) for one in asked) for word in await session.scalars(compared)}
    near = sorted((word for word in nearness if nearness[word]), key=lambda word: (-nearness[word], word))
    return tuple(near[:MOST_NEAR])


def near_names(asked: tuple[str, ...], names: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Of (id, name) pairs, each id with the first of its names that has a word nearly like an asked one."""
    near: dict[str, str] = {}
    for owner, name in names:
        if owner not in near and any(_nearness(word, part) for part in words_of(name) for word in asked):
            near[owner] = name
    return near


def _nearness(asked: str, word: str) -> float:
    if min(len(asked), len(word)) < SHORTEST:
        return 0.0
    return OSA.normalized_similarity(asked, word, score_cutoff=NEARNESS)
