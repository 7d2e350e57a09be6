"""What a dispatcher collected, as a person would read it."""

from __future__ import annotations

import string
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tests.actions.trackers import DOMAIN

PARTS_OF_A_MESSAGE = {"text", "buttons", "elements", "custom", "template", "response", "image", "attachment"}


@dataclass(frozen=True)
class Said:
    """One message: the response it came from, its words, the payload of each button by its title,
    and the same in parts."""

    response: str
    text: str
    buttons: Mapping[str, str]
    custom: Mapping[str, Any]


def said(messages: Sequence[Mapping[str, Any]]) -> list[Said]:
    """Every message filled in as Rasa would; what a response needs and nobody gave fails the test."""
    return [_filled(one) for one in messages]


def responses(messages: Sequence[Mapping[str, Any]]) -> list[str]:
    """Only their names."""
    return [str(one["response"]) for one in messages]


def words(messages: Sequence[Mapping[str, Any]]) -> str:
    """All texts, a line between them."""
    return "\n".join(one.text for one in said(messages))


def _filled(one: Mapping[str, Any]) -> Said:
    assert one["text"] is None, "an action names responses and holds no sentence"
    response = str(one["response"])
    (variant,) = DOMAIN["responses"][response]
    given = {name: value for name, value in one.items() if name not in PARTS_OF_A_MESSAGE}
    wanted = {name for _, name, _, _ in string.Formatter().parse(variant["text"]) if name}
    assert wanted == set(given), f"{response} wants {sorted(wanted)} and got {sorted(given)}"
    buttons = {
        one["title"]: one["payload"].replace("{{", "{").replace("}}", "}")
        for one in variant.get("buttons", ())
    }
    for made in one["buttons"]:
        assert set(made) == {"title", "payload"}
        buttons[made["title"]] = made["payload"]
    text = variant["text"].format(**given)
    assert text.strip(), f"{response} is empty"
    return Said(response, text, buttons, one.get("custom") or {})
