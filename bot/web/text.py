"""What a visitor typed, made safe to store, to understand and to show."""

from __future__ import annotations

import re
import unicodedata

LIMIT = 2000
"""The longest message, in characters after cleaning."""

SPACES = re.compile(r"\s+")
LINE_BREAKS = frozenset("\t\n\v\f\r\x85\u2028\u2029")
BIDI_CONTROLS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp", "Zs"})


def clean(text: str) -> str:
    """The same words without what breaks databases, logs or the reading direction of others.

    Right-to-left text stays; only the controls that turn the direction of foreign text around go.
    """
    kept = "".join(" " if char in LINE_BREAKS else char for char in text if _keeps(char))
    return _drop_leading_format(SPACES.sub(" ", unicodedata.normalize("NFC", kept)))


def has_words(text: str) -> bool:
    """Is there anything to see? Emoji count, blanks and zero-width characters do not."""
    return any(unicodedata.category(char) not in INVISIBLE for char in text)


def without_slashes(text: str) -> str:
    """The text as ordinary words, so that nobody types commands to the engine."""
    return _drop_leading_format(text.lstrip("/ "), also="/")


def _keeps(char: str) -> bool:
    category = unicodedata.category(char)
    if char in LINE_BREAKS:
        return True
    return category not in {"Cc", "Cs"} and char not in BIDI_CONTROLS and not _is_noncharacter(ord(char))


def _is_noncharacter(code: int) -> bool:
    """U+FFFE and its like, which Unicode promises never to assign."""
    return code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF


def _drop_leading_format(text: str, also: str = "") -> str:
    """Zero-width characters in front could hide a slash; inside, they hold emoji and scripts together."""
    start = 0
    while start < len(text) and (
        text[start] == " " or text[start] in also or unicodedata.category(text[start]) == "Cf"
    ):
        start += 1
    return text[start:].rstrip()
