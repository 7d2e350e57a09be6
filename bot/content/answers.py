"""Answers: prose with no fact in it, filled from the fact sheets, so that each knows its sources.

`answers/<topic group>.yml` holds, per topic, a title (buttons, "did you mean"), a short text, the rest
("more"), the next sensible steps, and the facts that the prose rests on without quoting them.
`{sheet.fact}` stands for the value that holds, `{sheet.fact.first}` for the first one ever announced,
`{sheet.fact.list}` for a list with one item a line.
A translation is a file of the same name under `answers.<language>/` (bot/content/translations.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from bot.content.languages import ENGLISH
from bot.content.loader import load_sheet
from bot.content.translations import content_of
from bot.logic.errors import ContentInvalid, FactMissing
from bot.logic.facts import Fact

ANSWER_KEYS = {"title", "short", "more", "next", "facts", "gap"}
PLACEHOLDER = re.compile(r"\{([a-z0-9-]+)\.([a-z0-9_]+)(?:\.(first|list))?\}")
MILLION = 1_000_000


@dataclass(frozen=True)
class Answer:
    """What is said about one topic. `short` maps a call status to a text; "any" serves every status."""

    topic: str
    title: str
    short: Mapping[str, str]
    more: str | None
    next: tuple[str, ...]
    facts: tuple[Fact, ...]
    gap: bool


@dataclass(frozen=True)
class Said:
    """A text ready to be shown, and the facts it rests on, in the order they are quoted."""

    text: str
    facts: tuple[Fact, ...]


@cache
def load_answers(language: str = ENGLISH) -> dict[str, Answer]:
    """Every answer by topic, each placeholder resolved once so that a broken one stops the start."""
    answers: dict[str, Answer] = {}
    for path in sorted(content_of("answers", language).glob("*.yml")):
        for topic, entry in yaml.safe_load(path.read_text(encoding="utf-8"))["answers"].items():
            if topic in answers:
                raise ContentInvalid(f"{path.name}: the topic {topic!r} is answered twice")
            answers[topic] = _answer(path, topic, entry)
    return answers


@cache
def answer_groups() -> dict[str, tuple[str, ...]]:
    """The topics of each file, by its name: what the answers are about."""
    groups = {}
    for path in sorted(content_of("answers", ENGLISH).glob("*.yml")):
        groups[path.stem] = tuple(yaml.safe_load(path.read_text(encoding="utf-8"))["answers"])
    return groups


def render(answer: Answer, status: str, *, more: bool = False) -> Said:
    """The short text for this call status, or the rest; raises `FactMissing` when there is no rest."""
    template = answer.more if more else answer.short.get(status, answer.short.get("any"))
    if template is None:
        raise FactMissing(f"{answer.topic}: nothing for {'more' if more else status}")
    return Said(fill(template), tuple(dict.fromkeys((*quoted(template), *answer.facts))))


def fill(template: str) -> str:
    """The template with each placeholder replaced by its value in words."""
    return PLACEHOLDER.sub(_shown, template)


def quoted(template: str) -> Iterator[Fact]:
    """The facts a template quotes, in order."""
    return (_resolve(match) for match in PLACEHOLDER.finditer(template))


def _shown(match: re.Match[str]) -> str:
    fact = _resolve(match)
    if match[3] == "list":
        return "\n".join(f"- {item}" for item in fact.value)
    return in_words(fact)


def in_words(fact: Fact) -> str:
    """A value as a sentence shows it: 31 March 2017; EUR 2.8 million; 75 %; a, b and c."""
    value = fact.value
    if isinstance(value, date):
        return f"{value.day} {value:%B %Y}"
    if isinstance(value, tuple):
        items = [str(item) for item in value]
        return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}"
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return _number(value, fact.unit)
    return str(value)


def _number(value: float, unit: str | None) -> str:
    if unit == "EUR" and value >= MILLION:
        return f"EUR {value / MILLION:,.10g} million"
    number = f"{value:,}"
    if unit == "EUR":
        return f"EUR {number}"
    return f"{number} {unit}" if unit else number


def _resolve(match: re.Match[str]) -> Fact:
    sheet = load_sheet(match[1])
    if match[3] != "first":
        fact = sheet.fact(match[2])
        if match[3] == "list" and not isinstance(fact.value, tuple):
            raise ContentInvalid(f"{match[0]}: the value is not a list")
        return fact
    history = sheet.history(match[2])
    if not history:
        raise FactMissing(f"{match[1]}.{match[2]}")
    return history[0]


def _answer(path: Path, topic: str, entry: dict[str, Any]) -> Answer:
    unknown = set(entry) - ANSWER_KEYS
    if unknown:
        raise ContentInvalid(f"{path.name}: {topic}: unknown key {sorted(unknown)[0]!r}")
    short = entry["short"] if isinstance(entry["short"], dict) else {"any": entry["short"]}
    facts = tuple(_named_fact(path, topic, name) for name in entry.get("facts", ()))
    for template in (*short.values(), entry.get("more") or ""):
        list(quoted(template))
    answer = Answer(
        topic=topic,
        title=entry["title"],
        short={status: text.strip() for status, text in short.items()},
        more=(entry.get("more") or "").strip() or None,
        next=tuple(entry.get("next", ())),
        facts=facts,
        gap=bool(entry.get("gap", False)),
    )
    if not facts and not any(list(quoted(text)) for text in short.values()):
        raise ContentInvalid(f"{path.name}: {topic}: an answer needs at least one fact to stand on")
    return answer


def _named_fact(path: Path, topic: str, name: str) -> Fact:
    sheet, _, fact = name.partition(".")
    try:
        return load_sheet(sheet).entry(fact)
    except FactMissing as error:
        raise ContentInvalid(f"{path.name}: {topic}: no fact is called {name}") from error
