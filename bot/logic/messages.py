"""One message of a conversation as it was kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

USER = "user"
BOT = "bot"
Button = Mapping[str, str]


@dataclass(frozen=True)
class NewMessage:
    """What is to be kept of one message; the rest is known to who keeps it."""

    text: str = field(repr=False)
    buttons: Sequence[Button] = field(default=(), repr=False)
    custom: Mapping[str, Any] | None = field(default=None, repr=False)


@dataclass(frozen=True)
class StoredMessage:
    """`seq` counts from 1 within the conversation. `buttons` are title and payload as they were offered.

    `custom` is the bot's answer in parts, for pages that show more than text.
    `client_message_id` is the user's own id of the message, on a reply that of the message it answers.
    What was said stays out of `repr`, so that no log line shows it.
    """

    seq: int
    author: str
    text: str = field(repr=False)
    buttons: tuple[Button, ...] = field(repr=False)
    client_message_id: str | None
    created_at: datetime
    custom: Mapping[str, Any] | None = field(default=None, repr=False)
