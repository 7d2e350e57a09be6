"""The line under an answer: where it is written, when somebody last looked, and how sure that makes us."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from bot.content.phrases import phrase
from bot.logic.facts import Certainty, Fact, Source

MOST_SOURCES = 4


def source_line(facts: Iterable[Fact]) -> str:
    """One line for all facts behind a text; says openly when a part is inferred or was not found."""
    facts = tuple(facts)
    sources = list(dict.fromkeys(fact.source for fact in facts))
    named = "; ".join(_named(source) for source in sources[:MOST_SOURCES])
    if len(sources) > MOST_SOURCES:
        named = phrase("source.and_others", sources=named, count=len(sources) - MOST_SOURCES)
    key = "source.several" if len(sources) > 1 else "source.one"
    line = phrase(key, sources=named, day=day_in_words(min(fact.checked_on for fact in facts)))
    certainties = {fact.certainty for fact in facts}
    if Certainty.INFERRED in certainties:
        line += " " + phrase("source.inferred" if len(certainties) == 1 else "source.partly_inferred")
    return line


def day_in_words(day: date) -> str:
    """31 March 2017."""
    return f"{day.day} {day:%B %Y}"


def _named(source: Source) -> str:
    return f"{source.title} ({source.url})" if source.url else source.title


def numbered(facts: Iterable[Fact]) -> tuple[dict[Source, str], str]:
    """A mark such as [1] for each source, and one line that explains the marks."""
    facts = tuple(facts)
    marks = {
        source: f"[{number}]" for number, source in enumerate(dict.fromkeys(fact.source for fact in facts), 1)
    }
    named = "; ".join(f"{mark} {_named(source)}" for source, mark in marks.items())
    day = day_in_words(min(fact.checked_on for fact in facts))
    line = phrase("source.several" if len(marks) > 1 else "source.one", sources=named, day=day)
    if any(fact.certainty is Certainty.INFERRED for fact in facts):
        line += " " + phrase("source.partly_inferred")
    return marks, line
