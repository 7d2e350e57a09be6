"""The words of a text, made comparable, each with its place in the text as it was written."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.logic.folding import folded

# Letters and digits hold together; any other sign stands alone ("4.0" is 4 . 0). What joins names is passed
# over: "Rhône-Alpes" and "rhone alpes", "l'Italie" and "l Italie", "R&D" and "R & D" have the same words.
TOKEN = re.compile(r"[^\W_]+|[^\w\s]")
JOINERS = frozenset("-\u00ad\u2010\u2011\u2012\u2013\u2014'`´\u2018\u2019/&\u200b\u200c\u200d\ufeff")
BETWEEN_WORDS = re.compile(rf"[\s_{re.escape(''.join(sorted(JOINERS)))}]+")


@dataclass(frozen=True)
class PlacedWord:
    """A folded word (lower case, no accents) and where it stands in the original text."""

    text: str
    start: int
    end: int


def placed_words(text: str) -> list[PlacedWord]:
    """Every word and every sign that parts words, in order; joiners are left out."""
    if text.isascii():
        found = ((match[0].lower(), match.start(), match.end()) for match in TOKEN.finditer(text))
        return [PlacedWord(*one) for one in found if one[0] not in JOINERS]
    plain, places = _folded_with_places(text)
    return [
        PlacedWord(match[0], places[match.start()], places[match.end() - 1] + 1)
        for match in TOKEN.finditer(plain)
        if match[0] not in JOINERS
    ]


def phrase_key(phrase: str) -> str:
    """What makes two spellings one phrase: "Île-de-France" and "ile de france" have the same key."""
    return " ".join(word.text for word in placed_words(phrase))


def as_written(phrase: str) -> str:
    """The phrase with its capitals and accents, only what joins its words made equal."""
    return BETWEEN_WORDS.sub(" ", phrase).strip()


def _folded_with_places(text: str) -> tuple[str, list[int]]:
    plain: list[str] = []
    places: list[int] = []
    for place, char in enumerate(text):
        letters = folded(char)
        plain.append(letters)
        places += [place] * len(letters)
    return "".join(plain), places
