"""Where a message may be cut into two or three questions, by its words and signs alone.

These are proposals: `bot.logic.question_parts` says which one is taken, once the parts have been read. What
is no question by its form (a sentence about oneself, a subordinate clause) stays with its neighbour.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations, pairwise

from bot.logic.cue_words import any_of, pattern
from bot.logic.digression import AFTER_ASKING_VERB, ASKING_VERBS, QUESTION_WORDS
from bot.logic.words import letters, listed, tokens

MOST_PARTS = 3
MOST_PIECES = 5
LONGEST_LIST, LONGEST_THING = 12, 4  # words
BEGINNING = 80  # characters that show how a text opens

SENTENCE_END = re.compile(r"(?:[?!]+|(?<=[^\W_]{2})[.:](?=\s)|;|\n)[\s)\"'’]*")
NEXT_QUESTION = re.compile(
    r"(?<=[a-z])\s+(?=(?:What|When|Where|Who|Which|Why|How|Can|Could|Do|Does|Is|Are|May)\b)"
)
JOIN = pattern(
    r"(?:,\s*|\s+)" + any_of("and also|and then|and|also|plus|as well as|&|et|und|y|e|oraz|en") + r"\s+|,\s*"
)
LIST_MARK = re.compile(r"(?:(?:\d{1,2}[.)]|[-*•])\s+|[,;.\s]+)+")
LEAD = re.compile(r"(?:(?:and|also|plus|then|ok|okay)\b[\s,]*)+(?=\w)", re.IGNORECASE)
TWO_THINGS_ASKED = pattern(
    r"\s*(?:what(?:'s| is| are| was| were)|when (?:is|are|was)"
    r"|(?:(?:can|could) you |please )*(?:tell me|explain|describe))\b"
)
SECOND_THING = re.compile(r"(?:(?:the|a|an) [\w -]+|[A-Z][A-Z0-9-]+)[?.! ]*$")
COMPARED = listed("difference|differences|between|compare|compared|versus|both|relation|connection|link")

OPENINGS = QUESTION_WORDS | listed("""
    tell|show|find|explain|list|give|check|describe|search|let|wed|id
    qui|que|quoi|quel|quelle|quels|quelles|combien|ou|est|y|peut|wer|was|wie|wo|welche|welcher|gibt
    chi|cosa|come|dove|quanto|quali|quien|cuando|como|donde|cuanto|cual|hay|puede|kto|co|jak|gdzie|ile|czy
    quem|onde|wat|hoe|waar|welke|hoeveel
    """)
WISHES = listed("i want|i would|i need|we want|we would|we need|i like")
BEFORE_A_QUESTION = listed("please|so|ok|okay|hello|hi|hey|well|thanks|yes|no|but|and|also|then|now|first")
BEFORE_ANY_NOUN = listed("is|are|can|could|do|does|may|must|will|was")
SUBORDINATE = listed("if|since|because|although|though|while|unless|whether|once|after|before|as")
COURTESY = listed("""
    hello|hi|hey|dear|all|team|sir|madam|good|morning|afternoon|evening|day|thanks|thank|you|thx|cheers
    very|much|so|a|lot|many|in|advance|please|great|perfect|nice|super|excellent|bye|goodbye|regards|best
    kind|there|for|the|that|this|answer|help|info|information|your|reply|i|we|have|got|just|some|two|three
    2|3|couple|of|few|quick|short|another|one|more|question|questions|also|and
    bonjour|merci|beaucoup|hallo|guten|tag|danke|ciao|buongiorno|grazie|hola|buenos|dias|gracias|ola|obrigado
    dzien|dobry|dziekuje|bedankt|dank
    """)

Span = tuple[int, int]


def cuts(text: str) -> list[tuple[str, ...]]:
    """The ways to cut a message into questions, the finest first; none where it cannot be two.

    A cut of one part is the question without the greeting or the thanks around it.
    """
    pieces = [] if text.startswith("/") else _pieces(text)
    kept = _without_courtesy(text, pieces)
    fewest = 1 if len(kept) < len(pieces) else 2
    if len(kept) > MOST_PIECES:
        kept = _told_with_asked(text, kept)
    if len(kept) > MOST_PIECES or len(pieces) < 2:
        return []
    found = [
        tuple(text[kept[first][0] : kept[last][1]].strip(" ,;") for first, last in groups)
        for parts in range(min(MOST_PARTS, len(kept)), fewest - 1, -1)
        for groups in _groups(len(kept), parts)
    ]
    return [parts for parts in found if all(_may_ask(without_lead(part)) for part in parts)]


def without_lead(part: str) -> str:
    """A part without the "and" or "also" that ties it to the one before: so it is read."""
    lead = LEAD.match(part)
    return part[lead.end() :] if lead else part


def opens_a_question(text: str, *, wishes: bool = True) -> bool:
    """Does it begin as questions and requests do? "Is photonics" does, "has no" goes on with a sentence."""
    words = tokens(text[:BEGINNING])
    while words and words[0] in BEFORE_A_QUESTION:
        words = words[1:]
    if len(words) < 2:
        return False
    if words[0] in ASKING_VERBS - {"were"}:  # "we're" has the same letters
        return words[1] in AFTER_ASKING_VERB or (words[0] in BEFORE_ANY_NOUN and len(words) > 2)
    return words[0] in OPENINGS or (wishes and " ".join(words[:2]) in WISHES)


def _pieces(text: str) -> list[Span]:
    """Start and end of the smallest parts, without the signs of a list in front."""
    pieces: list[Span] = []
    start = 0
    for end, after in [*sorted(_boundaries(text)), (len(text), len(text))]:
        if letters(text[start:end]):
            mark = LIST_MARK.match(text, start, end)
            begin = mark.end() if mark and letters(text[mark.end() : end]) else start
            pieces.append((begin, end))
        start = max(start, after)
    return pieces


def _boundaries(text: str) -> Iterator[Span]:
    """The end of a piece, its sign included, and the start of the next."""
    for found in SENTENCE_END.finditer(text):
        if not found[0].startswith(":") or _is_courtesy(text[: found.start()]):
            yield found.start() + len(found[0].rstrip(" \n)\"'’;:")), found.end()
    for found in NEXT_QUESTION.finditer(text):
        yield found.span()
    for found in JOIN.finditer(text):
        if _is_joint(re.split(r"[?!.;]\s", text[: found.start()])[-1], found[0], text[found.end() :]):
            yield found.span()


def _is_joint(before: str, sign: str, rest: str) -> bool:
    """May a question end before this "and" or comma, and another one begin behind it?"""
    if opens_a_question(rest):
        return sign.strip() != "," or opens_a_question(before, wishes=False)
    return sign.strip() == "and" and _asks_for_two_things(before, rest)


def _asks_for_two_things(before: str, rest: str) -> bool:
    """ "What is the deadline and the budget?", "explain COSME and EASME"; but no comparison of the two."""
    if len(rest) > BEGINNING or not (TWO_THINGS_ASKED.match(before) and SECOND_THING.match(rest)):
        return False
    first, second = tokens(before), tokens(rest)
    is_short = len(second) <= LONGEST_THING and len(first) + len(second) <= LONGEST_LIST
    return is_short and COMPARED.isdisjoint(first)


def _without_courtesy(text: str, pieces: list[Span]) -> list[Span]:
    polite = [_is_courtesy(text[start:end]) for start, end in pieces]
    first = next((place for place, courtesy in enumerate(polite) if not courtesy), len(pieces))
    last = next((place for place in range(len(pieces), 0, -1) if not polite[place - 1]), 0)
    return pieces[first:last]


def _told_with_asked(text: str, pieces: list[Span]) -> list[Span]:
    """What is told goes with the question after it: a long introduction does not hide two questions."""
    joined: list[Span] = []
    begun: int | None = None
    for start, end in pieces:
        begun = start if begun is None else begun
        if text[start:end].endswith("?") or opens_a_question(text[start:end]):
            joined.append((begun, end))
            begun = None
    if joined and begun is not None:
        joined[-1] = (joined[-1][0], pieces[-1][1])
    return joined


def _is_courtesy(text: str) -> bool:
    return COURTESY.issuperset(tokens(text))


def _groups(pieces: int, parts: int) -> Iterator[list[Span]]:
    """Neighbouring pieces put together to so many parts: the first and the last piece of each."""
    for inner in combinations(range(1, pieces), parts - 1):
        yield [(start, end - 1) for start, end in pairwise([0, *inner, pieces])]


def _may_ask(part: str) -> bool:
    """A question or a request by its form, or a thing asked for; "deadline?" is enough, "why?" is not."""
    words = tokens(part)
    if not words or words[0] in SUBORDINATE:
        return False
    if len(words) == 1 and not part.isupper():
        return part.endswith("?") and len(words[0]) > 2 and words[0] not in OPENINGS
    return part.endswith("?") or opens_a_question(part) or len(words) <= LONGEST_THING
