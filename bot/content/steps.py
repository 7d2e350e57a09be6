"""What the dialogue steps are called, on buttons and in "did you mean"."""

from __future__ import annotations

from functools import lru_cache

import yaml

from bot.content.loader import CONTENT
from bot.logic.errors import ContentInvalid

LONGEST_TITLE = 45


@lru_cache(maxsize=1)
def step_titles() -> dict[str, str]:
    """The title of each step by its intent; raises `ContentInvalid` for one that fits on no button."""
    titles: dict[str, str] = yaml.safe_load((CONTENT / "steps.yml").read_text(encoding="utf-8"))["steps"]
    for step, title in titles.items():
        if not isinstance(title, str) or not 0 < len(title.strip()) <= LONGEST_TITLE:
            raise ContentInvalid(f"steps.yml: {step}: a title has 1 to {LONGEST_TITLE} characters")
    return titles
