"""Keeps transcripts, and the replies to a message for when the same message arrives again."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Insert, Select, and_, bindparam, exists, func, insert, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from bot.clock import now_utc
from bot.logic.messages import BOT, USER, Button, NewMessage, StoredMessage
from bot.storage.database import Database, take_turns
from bot.storage.tables import MessageRow


class MessageStore:
    """The transcript of every conversation, each in its own order."""

    def __init__(self, database: Database, *, clock: Callable[[], datetime] = now_utc) -> None:
        self._database = database
        self._clock = clock

    async def append(
        self,
        conversation_id: str,
        author: str,
        text: str,
        buttons: Sequence[Button] = (),
        client_message_id: str | None = None,
        custom: Mapping[str, Any] | None = None,
    ) -> None:
        """Keep one message of the user or the bot.

        A user's message that has been kept before is not kept again. On a bot's message `client_message_id`
        is that of the user's message it answers.
        """
        await self.append_all(conversation_id, author, [NewMessage(text, buttons, custom)], client_message_id)

    async def append_all(
        self,
        conversation_id: str,
        author: str,
        said: Sequence[NewMessage],
        client_message_id: str | None = None,
    ) -> None:
        """Keep several messages, in this order, all or none."""
        rows = [
            {
                "conversation_id": conversation_id,
                "author": author,
                "text": one.text,
                "payload": [dict(button) for button in one.buttons],
                "client_message_id": client_message_id if author == USER else None,
                "answers": client_message_id if author == BOT else None,
                "created_at": self._clock(),
                "custom": None if one.custom is None else dict(one.custom),
            }
            for one in said
        ]
        async with self._database.writing_soon() as session:
            await take_turns(session, conversation_id)
            await session.execute(_APPEND, rows)

    async def history(self, conversation_id: str, limit: int = 200) -> list[StoredMessage]:
        """The last messages of a conversation, oldest first."""
        newest = _of(conversation_id).order_by(MessageRow.seq.desc()).limit(limit)
        async with self._database.reading() as session:
            rows = list(await session.scalars(newest))
        return [_message(row) for row in reversed(rows)]

    async def replies_to(self, conversation_id: str, client_message_id: str) -> list[StoredMessage] | None:
        """What was answered to this message: nothing yet is an empty list, an unknown message is None."""
        async with self._database.reading() as session:
            asked = await _seq_of(session, conversation_id, client_message_id)
            if asked is None:
                return None
            replies = _of(conversation_id).where(MessageRow.author == BOT, _answers(client_message_id, asked))
            return [_message(row) for row in await session.scalars(replies.order_by(MessageRow.seq))]


def _append() -> Insert:
    """One statement for each message: its place is behind the last one, and a repeated one has none."""
    table = MessageRow.metadata.tables[MessageRow.__tablename__]
    given = {
        column.name: bindparam(column.name, type_=column.type)
        for column in table.columns
        if column.name not in ("id", "seq")
    }
    same = table.alias().c
    place = (
        select(func.coalesce(func.max(same.seq), 0) + 1)
        .where(same.conversation_id == given["conversation_id"])
        .scalar_subquery()
    )
    kept_before = exists().where(
        same.conversation_id == given["conversation_id"], same.client_message_id == given["client_message_id"]
    )
    row = select(place, *given.values()).where(~kept_before)
    return insert(table).from_select(["seq", *given], row, include_defaults=False)


_APPEND = _append()


def _of(conversation_id: str) -> Select[MessageRow]:
    return select(MessageRow).where(MessageRow.conversation_id == conversation_id)


async def _seq_of(session: AsyncSession, conversation_id: str, client_message_id: str) -> int | None:
    asked = select(MessageRow.seq).where(
        MessageRow.conversation_id == conversation_id, MessageRow.client_message_id == client_message_id
    )
    return await session.scalar(asked)


def _answers(client_message_id: str, asked: int) -> ColumnElement[bool]:
    """Marked as an answer to it; or, not marked, said after it and before the user's next message."""
    later = aliased(MessageRow)
    next_of_user = (
        select(func.min(later.seq))
        .where(later.conversation_id == MessageRow.conversation_id, later.author == USER, later.seq > asked)
        .correlate(MessageRow)
        .scalar_subquery()
    )
    unmarked = and_(MessageRow.answers.is_(None), MessageRow.seq > asked)
    return or_(
        MessageRow.answers == client_message_id,
        and_(unmarked, or_(next_of_user.is_(None), MessageRow.seq < next_of_user)),
    )


def _message(row: MessageRow) -> StoredMessage:
    return StoredMessage(
        seq=row.seq,
        author=row.author,
        text=row.text,
        buttons=tuple(row.payload),
        client_message_id=row.client_message_id or row.answers,
        created_at=row.created_at,
        custom=row.custom,
    )
