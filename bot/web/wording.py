"""The sentences of the front door, read from bot/content/web.yml."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import yaml

from bot.content.languages import ENGLISH
from bot.content.translations import content_of
from bot.logic.errors import ContentInvalid

GROUPS = ("visitor", "page", "api")


class Wording:
    """Sentences by group and key; a missing one is a bug that the tests find."""

    def __init__(self, groups: Mapping[str, Mapping[str, Any]]) -> None:
        self._groups = groups

    def visitor(self, key: str, **values: object) -> str:
        """A sentence for the person in the chat."""
        return str(self._groups["visitor"][key]).format(**values)

    def page(self, key: str, **values: object) -> str:
        """A sentence on a page; without values its `{places}` stay for the page's script to fill."""
        sentence = str(self._groups["page"][key])
        return sentence.format(**values) if values else sentence

    def api(self, key: str, **values: object) -> str:
        """The reason in an error body, for the author of a program."""
        return str(self._groups["api"][key]).format(**values)

    @property
    def suggestions(self) -> tuple[str, ...]:
        """Questions to begin with; they are sent as plain text."""
        return tuple(self._groups["page"]["suggestions"])

    def keys(self, group: str) -> frozenset[str]:
        """What may be said in this group."""
        return frozenset(self._groups[group])


@cache
def load_wording(language: str = ENGLISH) -> Wording:
    """Read once a process; raises `ContentInvalid` when a group is missing or foreign."""
    path = content_of("web.yml", language)
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    if set(data) != set(GROUPS):
        raise ContentInvalid(f"{path.name}: the groups are {sorted(GROUPS)}, found {sorted(data)}")
    return Wording(data)
