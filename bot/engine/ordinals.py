"""Which one of a list is meant: "the second one", "number 3", "2", "the last one"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.logic.cue_words import any_of, pattern
from bot.logic.folding import folded
from bot.logic.mentions import Mention

LAST = -1
CARDINALS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
ELSEWHERE = {  # folded; read only in answers of a few words
    1: "premier premiere erste ersten erster primo primero primera primeiro primeira pierwszy eerste",
    2: "deuxieme zweite zweiten zweiter secondo seconda segundo segunda drugi druga tweede",
    3: "troisieme dritte dritten dritter terzo terza tercero tercera terceiro terceira trzeci trzecia derde",
    LAST: "dernier derniere letzte letzten letzter ultimo ultima ostatni ostatnia laatste",
}
VALUES = {
    **{word: number for number, word in enumerate(CARDINALS, 1)},
    **{word: number for number, word in enumerate(ORDINALS, 1)},
    "last": LAST,
}
VALUES_ELSEWHERE = {word: number for number, words in ELSEWHERE.items() for word in words.split()}
SHORT_ANSWER = 3  # words

NUMBER = r"(?:\d{1,2}(?![\d.,]*\d))"
CARDINAL = any_of("|".join(CARDINALS))
POLITE = r"(?:\s+(?:please|pls|thanks|thank\s+you))?\s*[.!?)]*\s*$"
SIGN = r"(?:\b(?:number|option|choice|item|result|entry|hit)\s+|\b(?:no|nr)\.\s*|\bnr\s+|n°\s*|#\s*)"
THING = any_of("""
    one|option|choice|item|result|entry|hit|partnership|project|suggestion|proposal|of them|of those|of these
    in the list|on the list|on your list|in your list|from the list|from the top
    """)
NUMBER_ONLY = pattern(rf"\s*(?:the\s+)?{SIGN}?(?P<value>{NUMBER}|{CARDINAL})\s*[.)]?{POLITE}")
NUMBERS_ONLY = pattern(rf"\s*{NUMBER}(?:\s*(?:,|;|/|&|\+|and|or)\s*{NUMBER})+{POLITE}")
NUMBERED = pattern(rf"{SIGN}(?P<value>{NUMBER}|{CARDINAL}\b)(?![\w-])")
ORDINAL_WORD = rf"(?:{any_of('|'.join(ORDINALS))}|last|\d{{1,2}}(?:st|nd|rd|th))"
ORDINAL = rf"(?P<value>{ORDINAL_WORD})"
ORDINAL_ONLY = pattern(rf"\s*(?:and\s+)?(?:the\s+)?{ORDINAL}(?:\s+{THING})?{POLITE}")
PLACED = pattern(rf"\b{ORDINAL}\s+{THING}\b")
THE_PLACE = pattern(
    rf"\bthe\s+{ORDINAL}(?=(?:\s+please)?\s*(?:[.!?]|$)|\s*(?:,|\band|\bor)\s+(?:the\s+)?{ORDINAL_WORD}\b)"
)
WORD = re.compile(r"\w+")


def ordinals(text: str) -> Iterator[Mention]:
    """Each place in a list that the text names, as entity `ordinal`; -1 is the last."""
    only = NUMBER_ONLY.match(text) or ORDINAL_ONLY.match(text)
    if only:
        yield _mention(text, *only.span("value"))
        return
    if NUMBERS_ONLY.match(text):
        yield from (_mention(text, *number.span()) for number in re.finditer(r"\d+", text))
        return
    for found in (match for cue in (NUMBERED, PLACED, THE_PLACE) for match in cue.finditer(text)):
        yield _mention(text, *found.span("value"))
    words = list(WORD.finditer(text))
    if len(words) <= SHORT_ANSWER:
        for word in words:
            if folded(word[0]) in VALUES_ELSEWHERE:
                yield _mention(text, *word.span())


def _mention(text: str, start: int, end: int) -> Mention:
    word = folded(text[start:end])
    value = VALUES.get(word) or VALUES_ELSEWHERE.get(word) or int(re.sub(r"\D", "", word))
    return Mention("ordinal", str(value), start, end, text[start:end])
