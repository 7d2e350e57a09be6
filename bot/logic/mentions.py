"""Mentions: which stretch of a message names what, in which role, and whether it is ruled out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from bot.logic.enumerations import Span, enumerations
from bot.logic.everyday_senses import everyday_senses
from bot.logic.folding import folded
from bot.logic.negations import negated
from bot.logic.roles import roles
from bot.logic.spoken_languages import spoken_languages

WORD = re.compile(r"[^\W_]+")
NOT_A_NAME = "not_a_name"  # the words of a name that name nothing: they take their place and are then dropped
HAS_A_ROLE = ("country", "region")
SUBJECTS = ("partnership", "programme", "theme")
MEMBERS_OF = re.compile(
    r"(?:\s+(?:(?:that|which)\s+(?:is\s+)?)?(?:made|made\s+up|composed|consists?|consisting))?\s+"
    r"(?:of|von|de|di|des|delle|dei|der|van|for|für|pour|per|para|dla|voor|comprising|uniting|representing"
    r"|bringing\s+together|supporting|helping|serving|(?:that|which)\s+(?:supports?|helps?|serves?|represents?|unites?))"
    r"\s+(?:[\w-]+\s+){0,4}",
    re.IGNORECASE,
)
JOINED = r"(?:and|or|und|et|y|e|oraz|en)"
AND_MORE = re.compile(rf"(?:\s*,|,?\s+{JOINED})\s+(?:(?!(?:an?|{JOINED})\s)[\w-]+\s+){{0,2}}", re.IGNORECASE)
SERVED = re.compile(
    r"\b(?:we|i|our(?:\s+[\w-]+){1,3})\s+(?:\w+ly\s+|also\s+)?"
    r"(?:help|support|serve|advise|assist|fund|finance|train|promote|work\s+with)s?\s+(?:[\w-]+\s+){0,3}",
    re.IGNORECASE,
)
ORDER = ("email", NOT_A_NAME, "country", "region", "programme", "organisation_type", "theme", "ordinal")
NAMES = ("partnership", "organisation")


@dataclass(frozen=True)
class Mention:
    """`value` is the id, `text` what was written between `start` and `end`.

    `role` (countries and regions only): "own" is where the person is, "partner" where partners are, None
    where nothing says so. `negated`: named to be ruled out.
    """

    entity: str
    value: str
    start: int
    end: int
    text: str
    role: str | None = None
    negated: bool = False


def slug(name: str) -> str:
    """The id of an organisation: its name folded, words joined by hyphens ("Mov'eo" -> mov-eo)."""
    return "-".join(WORD.findall(folded(name)))


def resolve(text: str, mentions: Iterable[Mention]) -> tuple[Mention, ...]:
    """What is really meant: the longest names, no overlaps, in order, with role and negation."""
    kept = [one for one in _without_overlaps(mentions) if one.entity != NOT_A_NAME]
    kept = _without_members(text, kept)
    no_places = spoken_languages(text, _spans([one for one in kept if one.entity == "country"]))
    no_places |= everyday_senses(text, _spans([one for one in kept if one.entity in HAS_A_ROLE]))
    kept = [one for one in kept if (one.start, one.end) not in no_places]
    spans = _spans(kept)
    lists = enumerations(text, spans)
    ruled_out = negated(text, lists)
    places = _spans([one for one in kept if one.entity in HAS_A_ROLE])
    subjects = _spans([one for one in kept if one.entity in SUBJECTS])
    role_of = roles(text, enumerations(text, places), subjects)
    return tuple(
        replace(
            one,
            role=role_of.get((one.start, one.end)) if one.entity in HAS_A_ROLE else None,
            negated=(one.start, one.end) in ruled_out,
        )
        for one in kept
    )


def _without_overlaps(mentions: Iterable[Mention]) -> list[Mention]:
    kept: list[Mention] = []
    for one in sorted(mentions, key=_preference):
        if all(one.end <= other.start or other.end <= one.start for other in kept):
            kept.append(one)
    return sorted(kept, key=lambda one: one.start)


def _without_members(text: str, mentions: Sequence[Mention]) -> list[Mention]:
    """ "An association of 60 food companies and universities" is an association, whoever its members are.

    Whom somebody helps is not what they are: "our network supports small companies".
    """
    kept: list[Mention] = []
    kind, member = None, None
    for one in mentions:
        if one.entity == "organisation_type":
            goes_on = member is not None and AND_MORE.fullmatch(text, member.end, one.start)
            if goes_on or _is_said_of(kind, text, one) or _is_served(text, one):
                member = one
                continue
            kind, member = one, None
        kept.append(one)
    return kept


def _is_said_of(kind: Mention | None, text: str, one: Mention) -> bool:
    return kind is not None and MEMBERS_OF.fullmatch(text, kind.end, one.start) is not None


def _is_served(text: str, one: Mention) -> bool:
    return any(found.end() == one.start for found in SERVED.finditer(text[: one.start]))


def _preference(one: Mention) -> tuple[int, int, int]:
    """The longer first; of equal length the name in capitals, then in the order of `ORDER`."""
    if one.entity in NAMES:
        rank = -1 if any(char.isupper() for char in one.text[1:]) else len(ORDER)
    else:
        rank = ORDER.index(one.entity)
    return (one.start - one.end, rank, one.start)


def _spans(mentions: Sequence[Mention]) -> list[Span]:
    return [(one.start, one.end) for one in mentions]
