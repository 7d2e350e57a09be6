"""Whose place is it? "We are in Spain, our partners are from Italy and Poland": own, partner, partner."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bot.logic.enumerations import Span
from bot.logic.role_cues import BASED_AFTER, CLAUSE_BEGINS, COUNTED, CUE, NOT_WITH, PARTNERS_AFTER, WITH

OWN, PARTNER = "own", "partner"
SENTENCE_END = re.compile(r"(?<!\be\.g)(?<!\bi\.e)[.!?](?=\s|$)|[;\n]")


def roles(text: str, lists: Sequence[Sequence[Span]], subjects: Sequence[Span] = ()) -> dict[Span, str]:
    """The role of each place that has one; a list of places has one role.

    `subjects`: names of partnerships, programmes and themes. A place that goes with one ("TEX4IM with
    Poland", "photonics with Spain") is no partner's.
    """
    found: dict[Span, str] = {}
    for start, end in _sentences(text):
        inside = [spans for spans in lists if start <= spans[0][0] < end]
        if inside:
            found |= _roles_in_sentence(text, start, inside, {end for _, end in subjects})
    return found


def names_itself(text: str) -> bool:
    """Does somebody say who or where they are themselves: "we are a science park", "our network"?"""
    return any(cue.lastgroup == "sure_own" for cue in CUE.finditer(text))


def looks_for_somebody(text: str) -> bool:
    """Is there a wish to find partners or partnerships in it, and not only who is there already?"""
    return any(cue.lastgroup == "wish" for cue in CUE.finditer(text))


def describes_asker(text: str) -> bool:
    """Does somebody who looks for others say who they are themselves: "we are a cluster searching for"?"""
    return names_itself(text) and looks_for_somebody(text)


def _sentences(text: str) -> Iterator[Span]:
    start = 0
    for mark in SENTENCE_END.finditer(text):
        yield start, mark.end()
        start = mark.end()
    yield start, len(text)


def _roles_in_sentence(
    text: str, start: int, lists: Sequence[Sequence[Span]], ends_of_subjects: set[int]
) -> dict[Span, str]:
    named: list[str | None] = []
    asked: list[bool] = []
    role: str | None = None
    wishing = False
    place = start
    for spans in lists:
        for cue in CUE.finditer(text, place, spans[0][0]):
            role, wishing = _after(cue.lastgroup or "", role, wishing)
        place = spans[0][0]
        named.append(role if wishing else _by_neighbours(text, start, spans, role, ends_of_subjects))
        asked.append(wishing)
    if PARTNER in named:  # "a cluster from Lombardy with partners in Bavaria": the first place is its own
        until = named.index(PARTNER)
        named[:until] = [
            one or (None if wish else OWN) for one, wish in zip(named[:until], asked, strict=False)
        ]
    return {span: one for spans, one in zip(lists, named, strict=True) if one for span in spans}


def _after(cue: str, role: str | None, wishing: bool) -> tuple[str | None, bool]:
    """Role and mood after a cue.

    Who looks for partners has none yet: a mere "partners" or "based in" then says nothing.
    """
    if cue == "wish":
        return None, True
    if wishing and cue in ("maybe_own", "maybe_partner"):
        return role, wishing
    return (OWN if cue in ("sure_own", "maybe_own") else PARTNER), False


def _by_neighbours(
    text: str, start: int, spans: Sequence[Span], role: str | None, ends_of_subjects: set[int]
) -> str | None:
    first, last = spans[0][0], spans[-1][1]
    if PARTNERS_AFTER.match(text, last):
        return PARTNER
    joined = WITH.search(text, start, first)
    goes_with_subject = joined and role is None and joined.end("what") in ends_of_subjects
    if joined and not goes_with_subject and not NOT_WITH.fullmatch(joined["what"] or ""):
        return PARTNER
    if role == OWN and COUNTED.search(text, start, first):  # "us in Spain and two Italian clusters"
        return PARTNER
    if role is None and CLAUSE_BEGINS.search(text, start, first) and BASED_AFTER.match(text, last):
        return OWN
    return role
