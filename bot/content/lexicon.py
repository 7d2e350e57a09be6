"""The names people use, and the ids they stand for: countries, regions, themes, partnerships ..."""

from __future__ import annotations

from functools import lru_cache

from bot.content.lexicon_entries import (
    AMBIGUOUS,
    GROUP,
    Country,
    Lexicon,
    OrganisationType,
    Phrase,
    Programme,
    Region,
    Theme,
)
from bot.content.lexicon_reader import read_lexicon

__all__ = [
    "AMBIGUOUS",
    "GROUP",
    "Country",
    "Lexicon",
    "OrganisationType",
    "Phrase",
    "Programme",
    "Region",
    "Theme",
    "load_lexicon",
]


@lru_cache(maxsize=1)
def load_lexicon() -> Lexicon:
    """The lexicon of this release. Read once a process; the files do not change under a running assistant."""
    return read_lexicon()
