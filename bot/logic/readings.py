"""What the engine makes of a few words, as far as deciding about them needs it."""

from __future__ import annotations

import re
from dataclasses import dataclass

UNSURE, OUT_OF_SCOPE = "nlu_fallback", "out_of_scope"
SURE = 0.7
THE_CALL = re.compile(
    r"\b(?:(?:this|the|your) call\b(?! (?:for (?!me\b|us\b|my\b|our\b)|of\b|cent))|escp-?s3\b)", re.IGNORECASE
)


def names_the_call(text: str) -> bool:
    """Does it speak of the call itself, and not of the Olympics' call for volunteers?"""
    return THE_CALL.search(text) is not None


@dataclass(frozen=True)
class Reading:
    """A message, or a part of one: the wish it was taken for, how surely, and what it names.

    `names` are the kinds of names in it (country, theme), not the names; `free` are the words that name
    something nobody recognised.
    """

    text: str
    intent: str | None
    topic: str | None = None  # of a question: call_closing_date
    confidence: float = 0.0
    names: frozenset[str] = frozenset()
    free: str | None = None

    @property
    def meaning(self) -> str | None:
        """What two readings are compared by."""
        return self.topic or self.intent

    @property
    def is_sure(self) -> bool:
        """Sure enough to count against the light of what was said before."""
        return self.intent not in (None, UNSURE) and self.confidence >= SURE
