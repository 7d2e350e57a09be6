"""What a sentence about partnerships asks beyond names: who leads, near me, all of them, words of its own."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.logic.folding import SAYS_NOTHING, folded, words_of

LEADS = frozenset(
    """
    lead leads leader leaders leading led coordinate coordinates coordinator coordinators coordinated
    coordination head heads headed charge runs chair responsible boss
    """.split()
)
LED_FROM = re.compile(
    r"\b(?:(?:led|coordinated|headed|run|managed) (?:by|from|in)"
    r"|(?:coordinators?|leads?|leaders?) (?:is |are )?(?:from|in))\b"
)
NEAR_ME = tuple(
    tuple(phrase.split())
    for phrase in (
        "near me|near us|near here|close me|nearby|around me|around us|around here"
        "|my region|our region|my area|our area|my country|our country|my city"
    ).split("|")
)
EVERY_ONE = frozenset({"all", "every", "everything"})
FILLER = SAYS_NOTHING | frozenset(
    """
    i me my we us our you your it its they them their he she who whom whose what which where when
    how why is are was were be been being am do does did done have has had can could may might must
    shall should will would want wants wanted wish like need needs please pls show list give tell
    find search look looking looks seek seeking get see know help any all some there here this that
    these those not no yes out up about into over under than then as if or but so too also just only
    more most other others another one ones fit fits fitting suit suits someone somebody anyone anybody
    partner partners cluster clusters organisation organisations organization organizations consortium
    consortia group groups network networks join joining work works working active activity
    activities exist exists available interested interest field fields area areas theme themes topic
    topics sector sectors many together both anywhere still region regions country countries europe
    european eu call good best right suitable relevant led leads lead leader coordinated headed run
    related concerning regarding near thank thanks hello hi hey ok okay doing deal deals dealing
    cover covers covering involve involved involving include includes including included contain
    containing member members participate participating taking take part kind type sort anything
    something everything maybe possible possibly currently database overview details detail
    information info describe explain open same instead rather without except
    """.split()
)


def asks_who_leads(text: str) -> bool:
    """Is it the lead or coordinator that is asked for?"""
    return not LEADS.isdisjoint(words_of(text))


def asks_led_from(text: str) -> bool:
    """Must the place named be where a partnership is led from, and not only where a member is?"""
    return LED_FROM.search(folded(text)) is not None


def asks_near_me(text: str) -> bool:
    """Does the person mean where they are, without saying where that is?"""
    words = words_of(text)
    return any(_in_a_row(words, phrase) for phrase in NEAR_ME)


def asks_for_all(text: str) -> bool:
    """Is it the whole list that is wanted?"""
    return not EVERY_ONE.isdisjoint(words_of(text))


def own_words(text: str, spans: Iterable[tuple[int, int]]) -> str | None:
    """The words that name something nobody recognised, or None; `spans` are the parts already understood."""
    rest = list(text)
    for start, end in spans:
        rest[start:end] = " " * (end - start)
    said = words_of("".join(rest))
    asking = LEADS.union(EVERY_ONE, *(phrase for phrase in NEAR_ME if _in_a_row(said, phrase)))
    words = [
        word
        for word in said
        if word not in FILLER and word not in asking and (len(word) > 2 or word.isdigit())
    ]
    return " ".join(words) or None


def _in_a_row(words: tuple[str, ...], phrase: tuple[str, ...]) -> bool:
    return any(words[start : start + len(phrase)] == phrase for start in range(len(words)))
