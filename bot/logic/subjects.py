"""Questions as a table: what is asked about (the call, the grant call) and what is asked (its deadline)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.logic.words import tokens

DEFAULT = "call"  # what a question is about that names nothing


@dataclass(frozen=True)
class Aspect:
    """One row: the same question about each subject, and the words it is known by."""

    name: str
    asked_with: tuple[str, ...]
    topics: Mapping[str, str]


@dataclass(frozen=True)
class Subjects:
    """The table; `names` in the order in which they are looked for."""

    names: Mapping[str, tuple[str, ...]]
    aspects: tuple[Aspect, ...]

    def place_of(self, topic: str | None) -> tuple[Aspect, str] | None:
        """The row and the subject of a topic."""
        for aspect in self.aspects:
            for subject, answered in aspect.topics.items():
                if answered == topic:
                    return aspect, subject
        return None

    def is_default(self, topic: str | None) -> bool:
        """Is the topic about the call itself? Those that stand in no row say so in their name."""
        place = self.place_of(topic)
        return place[1] == DEFAULT if place else str(topic).startswith(f"{DEFAULT}_")

    def named_in(self, text: str) -> tuple[str, str] | None:
        """The first subject the text names, and the rest of its words."""
        said = _spaced(text)
        for subject, names in self.names.items():
            for name in names:
                if _spaced(name) in said:
                    return subject, said.replace(_spaced(name), " ").strip()
        return None

    def asked_in(self, text: str) -> Aspect | None:
        """The first row whose words are in the text."""
        said = _spaced(text)
        return next(
            (one for one in self.aspects if any(_spaced(words) in said for words in one.asked_with)), None
        )


def _spaced(text: str) -> str:
    return f" {' '.join(tokens(text))} "
