"""Things named one after the other: "Spain, Italy and Poland" is a list, what is said of it holds for all."""

from __future__ import annotations

from collections.abc import Sequence

from bot.logic.cue_words import any_of, pattern

Span = tuple[int, int]

AND = any_of("""
    and|or|nor|as well as|plus|or maybe|and maybe|and also
    und|oder|et|ou|e|ed|o|y|u|i|oraz|lub|en|of
    """)
SMALL = any_of("""
    in|from|the|a|an|some|of|our|de|la|le|les|los|las|il|aus|der|die|das|den|dem|des|del|della|w|z|uit|d
    """)
BETWEEN = pattern(rf"\s*(?:[,;/&+-]\s*)?(?:\b{AND}\b['’]?\s*)?(?:\b{SMALL}\b['’]?\s*)*")
JOINING = pattern(rf"[,;/&+]|\b{AND}\b")


def enumerations(text: str, spans: Sequence[Span]) -> list[list[Span]]:
    """The spans in lists, in order; a span that stands alone is a list of one."""
    lists: list[list[Span]] = []
    for span in spans:
        if lists and are_joined(text[lists[-1][-1][1] : span[0]]):
            lists[-1].append(span)
        else:
            lists.append([span])
    return lists


def are_joined(between: str) -> bool:
    """Does what stands between two names join them to a list? Two names side by side are no list."""
    return JOINING.search(between) is not None and BETWEEN.fullmatch(between) is not None
