"""What was said in a conversation, as the gate and the chat need it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from bot.content.languages import language_of_note
from bot.content.phrases import load_phrases
from bot.logic.messages import BOT, USER, NewMessage, StoredMessage
from bot.storage.messages import MessageStore
from bot.web.replies import Button, Reply
from bot.web.text import clean, without_slashes

OFFERS_KEPT = 60
"""A button works while it is among this many messages of its conversation."""

HISTORY_SHOWN = 200
NO_ANSWER = "!"
"""In place of a message's id: what is kept under it answers no message, so the message may be sent again."""

SOURCE = "source"


@dataclass(frozen=True)
class Said:
    """A visitor's message: what the engine gets, and what the history shows."""

    sent: str
    shown: str


class Transcript:
    """Conversations in the message store, as replies. Everything here may raise `StorageAway`."""

    def __init__(self, store: MessageStore) -> None:
        self._store = store

    async def read_slash(self, conversation_id: str, words: str) -> Said:
        """The message as the engine may see it.

        A slash in front makes a text a command to the engine. It passes only if a button with exactly this
        payload was offered to this conversation, and the history shows the button's title. Anything else is
        ordinary words.
        """
        if not words.startswith("/"):
            return Said(words, words)
        for message in reversed(await self._store.history(conversation_id, OFFERS_KEPT)):
            for button in message.buttons:
                if message.author == BOT and clean(button["payload"]) == words:
                    return Said(button["payload"], button["title"])
        plain = without_slashes(words)
        return Said(plain, plain)

    async def answers_to(self, conversation_id: str, client_message_id: str | None) -> tuple[Reply, ...]:
        """What was answered before to the message of this id; nothing when it is new or unanswered."""
        if client_message_id is None:
            return ()
        stored = await self._store.replies_to(conversation_id, client_message_id)
        return tuple(_reply(message) for message in stored or ())

    async def hear(self, conversation_id: str, text: str, client_message_id: str | None) -> None:
        """Keep what the visitor said; the same message is kept once."""
        await self._store.append(conversation_id, USER, text, (), client_message_id)

    async def say(
        self, conversation_id: str, replies: Sequence[Reply], client_message_id: str | None = None
    ) -> None:
        """Keep what was said to the visitor, as the answer to this message."""
        said = [
            NewMessage(reply.text, [button.as_dict() for button in reply.buttons], reply.custom)
            for reply in replies
        ]
        await self._store.append_all(conversation_id, BOT, said, client_message_id)

    async def history(self, conversation_id: str) -> list[dict[str, Any]]:
        """The conversation for a page that was reloaded, oldest first."""
        return [_shown(message) for message in await self._store.history(conversation_id, HISTORY_SHOWN)]


def _reply(message: StoredMessage) -> Reply:
    buttons = tuple(Button(button["title"], button["payload"]) for button in message.buttons)
    metadata = {"utter_action": "utter_source"} if _is_source(message) else {}
    return Reply(message.text, buttons, metadata | _language(message), message.custom)


def _shown(message: StoredMessage) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "author": SOURCE if _is_source(message) else message.author,
        "text": message.text,
        "buttons": [dict(button) for button in message.buttons],
        "id": None if message.client_message_id == NO_ANSWER else message.client_message_id,
        "at": message.created_at.isoformat(timespec="seconds"),
    }
    if message.custom is not None:
        shown["custom"] = dict(message.custom)
    return shown | _language(message)


def _language(message: StoredMessage) -> dict[str, str]:
    """What is not in English says so; like source lines it is known by its words."""
    language = language_of_note(message.text) if message.author == BOT else None
    return {"lang": language} if language else {}


def _is_source(message: StoredMessage) -> bool:
    """Is this the line that names the source? The store keeps no response names, so the words must tell."""
    return message.author == BOT and message.text.startswith(_source_openings())


@lru_cache(maxsize=1)
def _source_openings() -> tuple[str, ...]:
    """How source lines begin, as bot/content/phrases.yml words them."""
    lines = [text for key, text in load_phrases().items() if key.startswith("source.") and "{" in text]
    openings = (line.partition("{")[0] for line in lines)
    return tuple(opening for opening in openings if opening.strip())
