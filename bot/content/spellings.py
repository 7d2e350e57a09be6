"""Other spellings of an English name: American, and the plural."""

from __future__ import annotations

import re
from collections.abc import Iterator

AMERICAN = (
    (re.compile(r"\b([Cc])entre(s?)\b"), r"\1enter\2"),
    (re.compile(r"isation"), "ization"),
    (re.compile(r"ised\b"), "ized"),
    (re.compile(r"\b([Ff])ibre"), r"\1iber"),
    (re.compile(r"\b([Pp])rogramme(s?)\b"), r"\1rogram\2"),
)
NO_PLURAL = re.compile(r"(?:s|x|z|ing|ics|ware|[^a-z])$", re.IGNORECASE)


def american(phrase: str) -> str:
    """The American spelling; the phrase itself where there is no difference."""
    for pattern, replacement in AMERICAN:
        phrase = pattern.sub(replacement, phrase)
    return phrase


def plural(phrase: str) -> str | None:
    """The regular plural of the last word; None where it has none or is one already."""
    if NO_PLURAL.search(phrase):
        return None
    if phrase.endswith("y") and phrase[-2:-1] not in "aeiou":
        return f"{phrase[:-1]}ies"
    return f"{phrase}es" if phrase.endswith(("ch", "sh")) else f"{phrase}s"


def spellings(phrase: str, *, plurals: bool) -> Iterator[str]:
    """The phrase, then its other spellings, each once."""
    spelt = [phrase]
    if plurals and (more := plural(phrase)):
        spelt.append(more)
    yield from dict.fromkeys(form for one in spelt for form in (one, american(one)))
