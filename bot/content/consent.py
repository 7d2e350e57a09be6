"""The consent text, in the version that is shown and stored."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import yaml

from bot.content.loader import CONTENT


@lru_cache(maxsize=1)
def _consent() -> dict[str, Any]:
    data: dict[str, Any] = yaml.safe_load((CONTENT / "consent.yml").read_text(encoding="utf-8"))
    return data


def consent_text() -> str:
    """What a person agrees to before the first personal question, word for word."""
    return str(_consent()["text"]).strip()


def consent_version() -> str:
    """Changes whenever the text does (a test holds the two together)."""
    return str(_consent()["version"])


def handoff_consent_text() -> str:
    """The same for a message to a person, where only a way to answer is kept."""
    return str(_consent()["handoff_text"]).strip()
