"""What the engine makes of a few words, as far as deciding about them needs it."""

from __future__ import annotations

from dataclasses import dataclass

UNSURE = "nlu_fallback"
SURE = 0.7


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
