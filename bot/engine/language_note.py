"""The sentence before an answer to another language: it was understood, and the answer is in English."""

from __future__ import annotations

from typing import Any

from rasa.shared.core.events import UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.content.languages import load_languages
from bot.engine.language import LANGUAGE

NOTE = "language_note"


def language_note(tracker: DialogueStateTracker, since: float) -> list[dict[str, Any]]:
    """A message for each other language that what was said `since` then brings into the conversation.

    Once for a conversation: where an earlier message was in that language, it has been said.
    """
    said = [event for event in tracker.events if isinstance(event, UserUttered)]
    known = {_language(event) for event in said if event.timestamp < since}
    new = dict.fromkeys(_language(event) for event in said if event.timestamp >= since)
    noted = [load_languages().get(code) for code in new if code not in known]
    return [
        {"text": one.note, "metadata": {"utter_action": NOTE, "lang": one.code}}
        for one in noted
        if one is not None and one.note
    ]


def _language(event: UserUttered) -> str:
    """Empty for a button and for what an older model has read."""
    return str(event.parse_data.get(LANGUAGE) or "")
