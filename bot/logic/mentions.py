"""Mentions of things in a message."""

from __future__ import annotations

import re

from bot.logic.folding import folded

WORD = re.compile(r"[^\W_]+")


def slug(name: str) -> str:
    """The id of an organisation: its name folded, words joined by hyphens ("Mov'eo" -> mov-eo)."""
    return "-".join(WORD.findall(folded(name)))
