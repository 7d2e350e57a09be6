"""The languages that are understood: how each is recognised, and what is said to whoever writes in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from bot.content.loader import CONTENT
from bot.logic.errors import ContentInvalid

ENGLISH = "en"
KEYS = {"note", "words"}
SENTENCE_ENDS = ".!?"


@dataclass(frozen=True)
class Language:
    """`note` says in this language that the answers are in English; empty for English itself."""

    code: str
    note: str
    words: frozenset[str]


@lru_cache(maxsize=1)
def load_languages() -> Mapping[str, Language]:
    """Every language by its ISO 639-1 code, English first."""
    return read_languages(CONTENT / "languages.yml")


def read_languages(path: Path) -> Mapping[str, Language]:
    """The languages of one file; raises `ContentInvalid` for one that could not be recognised or answered."""
    entries = yaml.safe_load(path.read_text(encoding="utf-8"))["languages"]
    languages = {code: _language(path.name, code, entry) for code, entry in entries.items()}
    if next(iter(languages), None) != ENGLISH:
        raise ContentInvalid(f"{path.name}: the first language is {ENGLISH}, the one of the answers")
    return languages


def language_of_note(text: str) -> str | None:
    """The language in which this text says that answers are in English; None for any other text."""
    return next((one.code for one in load_languages().values() if one.note and one.note == text), None)


def _language(file: str, code: object, entry: dict[str, Any]) -> Language:
    if not isinstance(code, str) or len(code) != 2 or not code.islower():
        raise ContentInvalid(
            f"{file}: {code!r} is no ISO 639-1 code (a quoted one, where YAML reads it as no)"
        )
    unknown = set(entry) - KEYS
    if unknown:
        raise ContentInvalid(f"{file}: {code}: unknown key {sorted(unknown)[0]!r}")
    note, words = str(entry.get("note") or "").strip(), frozenset(str(entry.get("words") or "").split())
    if bool(note) == (code == ENGLISH):
        raise ContentInvalid(f"{file}: {code}: every language but English has a note")
    if note and (note[-1] not in SENTENCE_ENDS or any(end in note[:-1] for end in SENTENCE_ENDS)):
        raise ContentInvalid(f"{file}: {code}: the note is one sentence")
    if not words or any(word != word.lower() for word in words):
        raise ContentInvalid(f"{file}: {code}: its words are written in small letters")
    return Language(code, note, words)
