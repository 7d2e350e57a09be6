"""What is named to be ruled out: "not textiles", "except Poland and Italy", "other than Bavaria"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from bot.logic.cue_words import any_of, pattern
from bot.logic.enumerations import Span

SMALL = any_of(r"""
    in|from|for|the|a|an|any|about|on|with|to|of|at|by|our|my|your|partners?|members?|country|countries|regions?
    interested|looking|search\w*|want\w*|need\w*|like|mean|meant|based|located|have|including|include|show|give
    me|us|be|being|is|are|really|sector|field|into|active|work\w*|ones?|something|anything|those|projects?
    partnerships?|clusters?|en|de|d|du|des|le|la|les|el|los|las|il|dal|dalla|na|w|z|im|aus|mit|uit|met
    """)
GAP = rf"(?:\s+{SMALL}\b)*\s+['‘\"“(]?$"
NOT = pattern(
    r"\b(?:(?<!why )(?<!if )(?<!or )(?<!whether )not|(?:is|are|do|does|did|was|were)n['’]?t"
    rf"|no\s+longer|no|none|nobody|never|nicht|kein\w*|pas|non|geen|niet|nie){GAP}"
)
EXCEPT = any_of("""
    except|except for|excepting|excluding|exclude|without|other than|apart from|aside from|anything but
    everything but|all but|neither|instead of|rather than|minus|leaving out|leave out|skip|forget|forget about
    replace|replacing|swap|substitute|remove|removing|take out|drop|strike
    nothing in|nothing from|nothing about|nothing on
    außer|ausser|ohne|sauf|excepté|hormis|sans|tranne|eccetto|senza|excepto|salvo|menos|sin|exceto|sem|oprócz
    poza|bez|behalve|zonder
    """)
EXCEPT_CUE = pattern(rf"\b{EXCEPT}{GAP}")
NOT_ONLY = pattern(r"not\s+(?:only|just|sure|clear|yet)\b")
GONE = pattern(
    r"(?:\s+(?:partner|cluster|member)s?)?\s+"
    + any_of("""
    (?:drop|fall|back|pull|step|bow|opt)(?:s|ed|ped)? out|leaves?|left|quits?|withdr[ae]ws?|withdrew
    (?:is|are|was|were) out
    (?:is|are) gone|(?:is|are) no longer (?:with us|in|there|part)|(?:does|do) not (?:join|take part)
    """)
    + r"\b"
)
OR = pattern(rf"\b{any_of('or|nor|oder|ou|ni|né|ani|lub|of|o')}\b")
HOW_FAR_BACK = 80  # letters; a "not" further away belongs to something else


def negated(text: str, lists: Sequence[Sequence[Span]]) -> set[Span]:
    """The spans that are ruled out. "Except" reaches over a whole list, "not" as far as "or" carries it."""
    found: set[Span] = set()
    for spans in lists:
        if GONE.match(text, spans[-1][1]):
            found.update(spans)
        for number, span in enumerate(spans):
            if _has(EXCEPT_CUE, text, span):
                found.update(spans[number:])
            elif _has(NOT, text, span):
                found.update(_reach(text, spans[number:]))
    return found


def _reach(text: str, spans: Sequence[Span]) -> list[Span]:
    """Of a list after "not": all when it ends with "or", else up to the first comma ("not Poland, Italy")."""
    between = [text[one[1] : other[0]] for one, other in pairwise(spans)]
    if any(OR.search(gap) for gap in between):
        return list(spans)
    commas = (number for number, gap in enumerate(between) if "," in gap or ";" in gap)
    return list(spans[: next(commas, len(between)) + 1])


def _has(cue: re.Pattern[str], text: str, span: Span) -> bool:
    found = cue.search(text, max(0, span[0] - HOW_FAR_BACK), span[0])
    return found is not None and not NOT_ONLY.match(text, found.start())
