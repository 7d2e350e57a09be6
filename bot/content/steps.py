"""What the dialogue steps are called, on buttons and in "did you mean"."""

from __future__ import annotations

from functools import cache

import yaml

from bot.content.languages import ENGLISH
from bot.content.translations import content_of
from bot.logic.errors import ContentInvalid

LONGEST_TITLE = 45


@cache
def step_titles(language: str = ENGLISH) -> dict[str, str]:
    """The title of each step by its intent; raises `ContentInvalid` for one that fits on no button."""
    path = content_of("steps.yml", language)
    titles: dict[str, str] = yaml.safe_load(path.read_text(encoding="utf-8"))["steps"]
    for step, title in titles.items():
        if not isinstance(title, str) or not 0 < len(title.strip()) <= LONGEST_TITLE:
            raise ContentInvalid(f"{path.name}: {step}: a title has 1 to {LONGEST_TITLE} characters")
    return titles
