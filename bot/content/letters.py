"""The letters that leave by mail: subject and plain text a kind, and what has to be filled in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from bot.content.languages import ENGLISH
from bot.content.translations import content_of, translations
from bot.logic.errors import ContentInvalid
from bot.logic.words import clean

COMMON = "common"
KEYS = {"placeholders", "subject", "text"}
PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
SUBJECT_LIMIT = 150
EMPTY_LINES = re.compile(r"\n{3,}")


@dataclass(frozen=True)
class Letter:
    """One kind of letter. `words` are parts of it that only some of these letters have."""

    kind: str
    placeholders: frozenset[str]
    subject: str
    text: str
    closing: str
    words: Mapping[str, str]

    def word(self, key: str, **values: str) -> str:
        """A part of this letter, or of all letters; values stay on one line."""
        try:
            return self.words[key].format(**{name: clean(value) for name, value in values.items()})
        except KeyError as error:
            raise ContentInvalid(f"letters/{self.kind}.yml: {key}: nothing for {error}") from error

    def written(self, values: Mapping[str, str | Iterable[str]]) -> tuple[str, str]:
        """Subject and text. Every value is one line of its own; a list of values makes a line each.

        A value too many or too few is refused: it would be a letter with a hole.
        """
        if set(values) != self.placeholders:
            odd = ", ".join(sorted(set(values) ^ self.placeholders))
            raise ContentInvalid(f"letters/{self.kind}.yml: placeholders and values differ: {odd}")
        lines = {name: _lines(value) for name, value in values.items()}
        subject = clean(self.subject.format(**lines))
        if len(subject) > SUBJECT_LIMIT:
            subject = f"{subject[: SUBJECT_LIMIT - 1].rstrip()}…"
        text = EMPTY_LINES.sub("\n\n", self.text.format(**lines).strip())
        return subject, f"{text}\n\n{self.closing}"


@cache
def load_letters(language: str = ENGLISH) -> Mapping[str, Letter]:
    """Every letter by kind, in this language where it is translated, else in English."""
    folder = content_of("letters", language if language in translations() else ENGLISH)
    common = _read(folder / f"{COMMON}.yml")
    return {path.stem: _letter(path, common) for path in sorted(folder.glob("*.yml")) if path.stem != COMMON}


def letter_of(kind: str, language: str = ENGLISH) -> Letter:
    """The letter of this kind; raises `ContentInvalid` when nobody has written it."""
    try:
        return load_letters(language)[kind]
    except KeyError as error:
        raise ContentInvalid(f"letters: there is none of the kind {kind}") from error


def _letter(path: Path, common: Mapping[str, str]) -> Letter:
    data = _read(path)
    if set(data) - {"words"} != KEYS:
        raise ContentInvalid(f"letters/{path.name}: the keys are {sorted(KEYS)} and words")
    declared, used = set(data["placeholders"]), _named(data["subject"], data["text"])
    if declared != used:
        odd = ", ".join(sorted(declared ^ used))
        raise ContentInvalid(f"letters/{path.name}: declared and used placeholders differ: {odd}")
    return Letter(
        kind=path.stem,
        placeholders=frozenset(declared),
        subject=data["subject"],
        text=data["text"],
        closing=common["closing"],
        words={**common, **data.get("words", {})},
    )


def _read(path: Path) -> dict[str, Any]:
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    if not isinstance(data, dict):
        raise ContentInvalid(f"letters/{path.name}: keys with texts are needed")
    return data


def _named(*texts: str) -> set[str]:
    names = {name for text in texts for name in PLACEHOLDER.findall(text)}
    odd = sorted(name for name in names if not name.isidentifier())
    if odd:
        raise ContentInvalid(f"letters: a placeholder is one plain word, not {', '.join(odd)}")
    return names


def _lines(value: str | Iterable[str]) -> str:
    if isinstance(value, str):
        return clean(value)
    return "\n".join(clean(line) for line in value)
