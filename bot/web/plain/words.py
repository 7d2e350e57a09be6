"""The sentences of the pages that work without JavaScript, read from bot/content/pages.yml."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import yaml

from bot.content.loader import CONTENT
from bot.logic.errors import ContentInvalid


@cache
def load_words() -> Mapping[str, str]:
    """Every sentence by "page.key"."""
    groups = yaml.safe_load((CONTENT / "pages.yml").read_text(encoding="utf-8"))
    return {
        f"{group}.{key}": str(text).rstrip("\n")
        for group, texts in groups.items()
        for key, text in texts.items()
    }


def words(key: str, **values: object) -> str:
    """The sentence with its values; a missing one is a fault of the content, not of the reader."""
    try:
        return load_words()[key].format(**values)
    except KeyError as error:
        raise ContentInvalid(f"pages.yml: {key}: nothing for {error}") from error
