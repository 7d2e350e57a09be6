"""Lists of cue words made into patterns, so that they can be read and extended as lists."""

from __future__ import annotations

import re


def any_of(phrases: str) -> str:
    """A pattern for any of the phrases: | or a line break stands between them, a blank for any blanks."""
    lines = (line.strip() for line in phrases.splitlines())
    return "(?:" + "|".join(line for line in lines if line).replace(" ", r"\s+") + ")"


def pattern(source: str) -> re.Pattern[str]:
    """Compiled, capitals or not."""
    return re.compile(source, re.IGNORECASE)
