"""The EU programmes that a message may be about and that we know nothing of."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

import yaml

from bot.content.loader import CONTENT
from bot.logic.folding import folded


def other_programme_in(text: str) -> str | None:
    """The name of the programme that a message is about, unless it is about something of ours as well."""
    programmes, ours = _patterns()
    plain = folded(text)
    if ours.search(plain):
        return None
    shouting = text.isupper()  # then LIFE may just be life
    for name, (words, exact) in programmes.items():
        if words.search(plain) or (exact and not shouting and exact.search(text)):
            return name
    return None


@lru_cache(maxsize=1)
def _patterns() -> tuple[dict[str, tuple[re.Pattern[str], re.Pattern[str] | None]], re.Pattern[str]]:
    kept = yaml.safe_load((CONTENT / "other_programmes.yml").read_text(encoding="utf-8"))
    programmes = {
        name: (_any_of(map(folded, one["words"])), _any_of(one["exact"]) if "exact" in one else None)
        for name, one in kept["programmes"].items()
    }
    return programmes, _any_of(map(folded, kept["ours"]))


def _any_of(words: Iterable[str]) -> re.Pattern[str]:
    """Each as a whole word; a plus at its end is part of it."""
    return re.compile("|".join(rf"(?<!\w){re.escape(word)}(?!\w)" for word in words))
