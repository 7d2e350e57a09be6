"""How answers are said: the text, its source, and the next sensible steps as buttons."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from rasa_sdk.executor import CollectingDispatcher

from bot.content.answers import Said, load_answers
from bot.content.phrases import phrase
from bot.content.sources import source_line
from bot.content.steps import step_titles

MOST_BUTTONS = 4


def payload(intent: str, **entities: str) -> str:
    """What a button sends: Rasa's /intent{"entity": "value"}."""
    return f"/{intent}{json.dumps(entities, separators=(',', ':'))}" if entities else f"/{intent}"


def button(title: str, intent: str, **entities: str) -> dict[str, str]:
    """A button with a payload."""
    return {"title": title, "payload": payload(intent, **entities)}


def next_buttons(steps: Iterable[str], *, more: bool = False) -> list[dict[str, str]]:
    """Buttons for topics and dialogue steps, "tell me more" first."""
    buttons = [button(phrase("steps.more"), "ask_more")] if more else []
    for step in steps:
        answer = load_answers().get(step)
        buttons.append(
            button(answer.title, "faq", topic=step) if answer else button(step_titles()[step], step)
        )
    return buttons[:MOST_BUTTONS]


def say(dispatcher: CollectingDispatcher, said: Said, buttons: list[dict[str, str]]) -> None:
    """The text, then its source line, which carries the buttons because it comes last."""
    dispatcher.utter_message(response="utter_answer", answer=said.text)
    say_source(dispatcher, said, buttons)


def say_source(
    dispatcher: CollectingDispatcher, said: Said, buttons: list[dict[str, str]] | None = None
) -> None:
    """Where a text comes from."""
    extra: dict[str, Any] = {"buttons": buttons} if buttons else {}
    dispatcher.utter_message(response="utter_source", source=source_line(said.facts), **extra)
