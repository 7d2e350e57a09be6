"""Puts a conversation into the outbox, as it stands, for an address that was proven in it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from bot.storage.addresses import is_address
from bot.storage.database import Database, take_turns
from bot.storage.tables import MessageRow, OutboxRow

KIND = "conversation"
LANGUAGE = "en"
MOST_MESSAGES = 200
PER_HOUR = 5
"""So many copies an hour are written for one address; the outbox then sends them in its own time."""


class ConversationMail:
    """The letters with conversations."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def send(self, conversation_id: str, address: str, *, now: datetime) -> bool:
        """A mail with what was said so far; False where the address has had its share for this hour.

        Asked twice for the same words, one mail goes. The caller has had the address proven.
        """
        async with self._database.writing() as session:
            await take_turns(session, f"{KIND} {address.lower()}")
            newest = select(MessageRow).where(MessageRow.conversation_id == conversation_id)
            rows = list(
                await session.scalars(newest.order_by(MessageRow.seq.desc()).limit(MOST_MESSAGES + 1))
            )
            last = rows[0].seq if rows else 0
            mails = await session.scalars(
                select(OutboxRow.payload).where(
                    OutboxRow.kind == KIND,
                    is_address(OutboxRow.recipient, address),
                    OutboxRow.created_at > now - timedelta(hours=1),
                )
            )
            earlier = [(payload["conversation_id"], payload["last"]) for payload in mails]
            if (conversation_id, last) in earlier:
                return True
            if len(earlier) >= PER_HOUR:
                return False
            said = [_said(row) for row in reversed(rows[:MOST_MESSAGES])]
            session.add(
                OutboxRow(
                    kind=KIND,
                    recipient=address,
                    reference=None,
                    payload={
                        "conversation_id": conversation_id,
                        "last": last,
                        "said": said,
                        "is_cut": len(rows) > MOST_MESSAGES,
                        "language": LANGUAGE,
                    },
                    created_at=now,
                    due_at=now,
                )
            )
        return True


def _said(row: MessageRow) -> dict[str, Any]:
    return {"author": row.author, "at": row.created_at.isoformat(), "text": row.text}
