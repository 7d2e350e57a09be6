"""Facts: a value, where it is written, and the day somebody last looked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any

from bot.logic.errors import FactMissing


class Certainty(str, Enum):
    """How sure the sources make us. `NOT_FOUND` facts have no value: looked for, and not there."""

    STATED = "stated"
    INFERRED = "inferred"
    NOT_FOUND = "not_found"


@dataclass(frozen=True)
class Source:
    """A document a fact was read in. `url` is None where no public address may be shown."""

    id: str
    title: str
    url: str | None = None
    published: str | None = None


@dataclass(frozen=True)
class Fact:
    """One dated value. Text values are sentence fragments, numbers carry `unit` (EUR, %, months ...).

    `announced` is when the source made it public (None: not known). `ask` says who may know a fact that
    was not found. `note` is for editors and for the careful reader, never needed to understand the value.
    """

    sheet: str
    name: str
    value: Any
    source: Source
    checked_on: date
    certainty: Certainty = Certainty.STATED
    announced: str | None = None
    unit: str | None = None
    ask: str | None = None
    note: str | None = None


@dataclass(frozen=True)
class FactSheet:
    """All facts about one thing (a call, a service, a programme ...), superseded values kept."""

    id: str
    title: str
    facts: Mapping[str, tuple[Fact, ...]]

    def fact(self, name: str) -> Fact:
        """The value that holds; raises `FactMissing` for an unknown name and for what was not found."""
        fact = self.entry(name)
        if fact.certainty is Certainty.NOT_FOUND:
            raise FactMissing(f"{self.id}.{name}")
        return fact

    def entry(self, name: str) -> Fact:
        """The newest entry, found or not; raises `FactMissing` when the sheet does not know the name."""
        try:
            return self.facts[name][-1]
        except KeyError:
            raise FactMissing(f"{self.id}.{name}") from None

    def history(self, name: str) -> tuple[Fact, ...]:
        """Every value the sources gave, oldest first; the last one holds."""
        return self.facts.get(name, ())
