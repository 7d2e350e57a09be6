"""The consent text, in the version that is shown and stored."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Any

import yaml

from bot.content.languages import ENGLISH
from bot.content.translations import content_of


@cache
def _consent(language: str) -> dict[str, Any]:
    path = content_of("consent.yml", language)
    data: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return data


def consent_text(language: str = ENGLISH) -> str:
    """What a person agrees to before the first personal question, word for word."""
    return str(_consent(language)["text"]).strip()


def consent_version() -> str:
    """Changes whenever the text does (a test holds the two together); the same in every language."""
    return str(_consent(ENGLISH)["version"])


def covers_passing_on(version: str) -> bool:
    """Did the text of this version say that what is sent goes to the contact of the partnership?"""
    return version in _consent(ENGLISH)["passed_on"]


def consent_record(given_at: datetime, text: str | None = None) -> dict[str, str]:
    """What is kept as proof of a yes: version, words, language and the moment (UTC)."""
    return {
        "version": consent_version(),
        "text": text or consent_text(),
        "language": ENGLISH,
        "given_at": given_at.isoformat(),
    }


def handoff_consent_text(language: str = ENGLISH) -> str:
    """The same for a message to a person, where only a way to answer is kept."""
    return str(_consent(language)["handoff_text"]).strip()


def follow_consent_text(language: str = ENGLISH) -> str:
    """The same for following a partnership, where only an address is kept."""
    return str(_consent(language)["follow_text"]).strip()
