"""What a sentence about partnerships asks beyond names: who leads, near me, all of them, words of its own."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.logic.filler_words import FILLER
from bot.logic.folding import folded, words_of

LEADS = frozenset(
    """
    lead leads leader leaders leading led coordinate coordinates coordinator coordinators coordinated
    coordination head heads headed charge runs chair responsible boss
    """.split()
)
LED_FROM = re.compile(
    r"\b(?:(?:led|coordinated|headed|run|managed) (?:by|from|in)"
    r"|(?:coordinators?|leads?|leaders?) (?:is |are )?(?:from|in)"
    r"|leading (?:regions?|partners?|organisations?|clusters?) (?:from|in|of)"
    r"|where (?:[\w-]+ ){1,4}(?:leads?|coordinates?|is (?:the )?(?:lead|leader|coordinator))"
    r"|(?:does|do|did) (?:[\w-]+ ){1,4}(?:lead|coordinate|head)"
    r"|with (?:[\w-]+ ){1,4}(?:as (?:the )?(?:lead|leader|coordinator)|leading|coordinating|in the lead))\b"
)
TOGETHER = re.compile(
    r"\b(?:both|as well as|together|at the same time|all of (?:them|these)"
    r"|sowohl|a la fois|sia|zowel|tanto)\b"
)
NEAR_ME = tuple(
    tuple(phrase.split())
    for phrase in (
        "near me|near us|near here|close me|nearby|around me|around us|around here"
        "|my region|our region|my area|our area|my country|our country|my city"
    ).split("|")
)
LED_BY_REGIONS = re.compile(
    r"\b(?:(?:which|what) regions? (?:lead|leads|led|head|heads|coordinates?|run|runs)"
    r"|(?:leading|lead) regions? (?:of|for|in|on))\b"
)
PLATFORM = frozenset({"platform", "platforms"})
EVERY_ONE = frozenset({"all", "every", "everything"})
HOW_MANY = re.compile(
    r"\b(?:how many|number of|count|in total|combien|wie ?viele|[qc]uant[aeio]s?|ile|hoeveel)\b"
)


def asks_who_leads(text: str) -> bool:
    """Is it the lead or coordinator that is asked for?"""
    return not LEADS.isdisjoint(words_of(text))


def asks_led_from(text: str) -> bool:
    """Must the place named be where a partnership is led from, and not only where a member is?"""
    return LED_FROM.search(folded(text)) is not None


def asks_for_all_of_them(text: str) -> bool:
    """Must every country named take part ("both Spain and Serbia"), and not one of them?"""
    return TOGETHER.search(folded(text)) is not None


def asks_led_by_regions(text: str) -> bool:
    """Is it a thematic area that is meant? Regions lead no other partnership."""
    return LED_BY_REGIONS.search(folded(text)) is not None


def asks_near_me(text: str) -> bool:
    """Does the person mean where they are, without saying where that is?"""
    words = words_of(text)
    return any(_in_a_row(words, phrase) for phrase in NEAR_ME)


def asks_for_all(text: str) -> bool:
    """Is it the whole list that is wanted, or how long it is?"""
    return not EVERY_ONE.isdisjoint(words_of(text)) or HOW_MANY.search(folded(text)) is not None


def own_words(text: str, spans: Iterable[tuple[int, int]]) -> str | None:
    """The words that name something nobody recognised, or None; `spans` are the parts already understood."""
    rest = list(text)
    for start, end in spans:
        rest[start:end] = " " * (end - start)
    said = words_of("".join(rest))
    asking = LEADS.union(EVERY_ONE, PLATFORM, *(phrase for phrase in NEAR_ME if _in_a_row(said, phrase)))
    words = [
        word
        for word in said
        if word not in FILLER and word not in asking and (len(word) > 2 or word.isdigit())
    ]
    return " ".join(words) or None


def _in_a_row(words: tuple[str, ...], phrase: tuple[str, ...]) -> bool:
    return any(words[start : start + len(phrase)] == phrase for start in range(len(words)))
