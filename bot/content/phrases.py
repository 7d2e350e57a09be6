"""Sentences that are put together from data: list lines, verdicts, read-backs. One file, no Python to edit.

What is said as it stands is a response in `domain.yml`; what needs a list inside comes from here.
"""

from __future__ import annotations

from functools import cache

import yaml

from bot.content.languages import ENGLISH
from bot.content.translations import content_of
from bot.logic.errors import ContentInvalid


@cache
def load_phrases(language: str = ENGLISH) -> dict[str, str]:
    """Every phrase by "group.key"."""
    groups = yaml.safe_load(content_of("phrases.yml", language).read_text(encoding="utf-8"))
    return {f"{group}.{key}": text for group, texts in groups.items() for key, text in texts.items()}


def phrase(key: str, **values: object) -> str:
    """The phrase with its values; a missing phrase or value is a fault of the content, not of the person."""
    try:
        return load_phrases()[key].format(**values).strip()
    except KeyError as error:
        raise ContentInvalid(f"phrases.yml: {key}: nothing for {error}") from error


def has_phrase(key: str) -> bool:
    """Does the file know this phrase?"""
    return key in load_phrases()


def enumerate_in_words(items: list[str], last: str = "and") -> str:
    """a / a and b / a, b and c."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {last} {items[-1]}"
