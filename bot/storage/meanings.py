"""Keeps what people chose after "did you mean", for a while, so that others can teach the engine by it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import delete, select

from bot.clock import now_utc
from bot.logic.meanings import Guess, MeaningChoice
from bot.storage.database import Database
from bot.storage.tables import MeaningChoiceRow

DAYS_KEPT = 180
"""Long enough to look through them twice a year; what is older goes when the next one comes."""


class MeaningStore:
    """Choices of meaning, by conversation: whoever erases a conversation finds them by its id."""

    def __init__(self, database: Database, *, clock: Callable[[], datetime] = now_utc) -> None:
        self._database = database
        self._clock = clock

    async def remember(self, choice: MeaningChoice) -> None:
        """Keep one choice, and let go of those that are too old."""
        now = self._clock()
        row = MeaningChoiceRow(
            conversation_id=choice.conversation_id,
            created_at=now,
            language=choice.language,
            offered=[{"meaning": one.meaning, "confidence": one.confidence} for one in choice.offered],
            chosen=choice.chosen,
            text=choice.text,
        )
        async with self._database.writing() as session:
            await session.execute(delete(MeaningChoiceRow).where(MeaningChoiceRow.created_at < _oldest(now)))
            session.add(row)

    async def all(self) -> list[MeaningChoice]:
        """Every choice that is not too old, the oldest first."""
        kept = select(MeaningChoiceRow).where(MeaningChoiceRow.created_at >= _oldest(self._clock()))
        async with self._database.reading() as session:
            return [_choice(row) for row in await session.scalars(kept.order_by(MeaningChoiceRow.id))]


def _oldest(now: datetime) -> datetime:
    return now - timedelta(days=DAYS_KEPT)


def _choice(row: MeaningChoiceRow) -> MeaningChoice:
    return MeaningChoice(
        conversation_id=row.conversation_id,
        language=row.language,
        offered=tuple(Guess(one["meaning"], one["confidence"]) for one in row.offered),
        chosen=row.chosen,
        text=row.text,
    )
