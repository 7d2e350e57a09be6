"""Names made comparable: "Rhône-Alpes", "RHONE ALPES" and "rhone-alpes" are the same two words."""

from __future__ import annotations

import re
import unicodedata

NOT_DECOMPOSED = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"}
)
WORD = re.compile(r"[^\W_]+")
ARTICLES = ("a", "an", "the", "and", "or", "at", "by", "for", "from", "in", "of", "on", "to", "with")
SAYS_NOTHING = frozenset((*ARTICLES, "partnership", "partnerships", "project", "projects"))


def folded(text: str) -> str:
    """Lower case, without accents; letters that no accent explains are spelt out (ø o, ß ss)."""
    small = text.casefold()
    if small.isascii():
        return small
    plain = unicodedata.normalize("NFKD", small.translate(NOT_DECOMPOSED))
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def words_of(text: str) -> tuple[str, ...]:
    """The folded words that say something, each once, in order; whatever is no letter or digit parts them."""
    words = dict.fromkeys(WORD.findall(folded(text)))
    return tuple(word for word in words if word not in SAYS_NOTHING)


def holds(words: tuple[str, ...], asked: str) -> bool:
    """Is the word there? From three letters on, the beginning of a word is enough."""
    return any(word == asked or (len(asked) > 2 and word.startswith(asked)) for word in words)
