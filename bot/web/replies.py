"""What goes back to a visitor: replies with their buttons, in one shape for every transport."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Button:
    """Something to click: what it says, and what is sent when it is clicked."""

    title: str
    payload: str

    def as_dict(self) -> dict[str, str]:
        return {"title": self.title, "payload": self.payload}


@dataclass(frozen=True)
class Reply:
    """One bubble. `metadata` says which response it was (`utter_action`), what went wrong (`error`), and
    the language (`lang`) of what is not in English. `custom` is the same answer in parts (its `kind` says
    which), for whoever can show more than text; the text is complete without it.
    """

    text: str
    buttons: tuple[Button, ...] = ()
    metadata: Mapping[str, Any] = field(default_factory=dict)
    custom: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Taken:
    """What became of one message: never without a reply.

    `outcome` is answered, replayed, refused or failed, the last two with a `reason` of one word. `heard` is
    the visitor's message as the history shows it; empty where nothing new was kept.
    """

    replies: tuple[Reply, ...]
    outcome: str
    reason: str = ""
    trace: Mapping[str, Any] = field(default_factory=dict)
    heard: str = ""
