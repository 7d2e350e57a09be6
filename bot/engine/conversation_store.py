"""Keeps conversations: in memory while they are talked in, in SQL so that a restart loses nothing."""

from __future__ import annotations

import asyncio
import contextlib
from collections import OrderedDict
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.domain import Domain
from sqlalchemy.engine import Engine
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, sessionmaker

from bot.engine.live_tracker import LiveTracker
from bot.engine.stored_events import append, engine_for, last_place, prepare, read

KEPT_CONVERSATIONS = 1000
MOST_TURNS, LEAST_TURNS = 12, 6  # of a conversation in memory: at the most, and after older ones were let go
THREADS = 4

T = TypeVar("T")


class ConversationChanged(Exception):
    """Somebody else has written to this conversation since we read it: another engine, or an erasure."""


class ConversationStore(SQLTrackerStore):
    """Rasa's SQL tracker store without its dangers.

    The stock store ends the process on any `ValueError` (an odd character, a broken row), rebuilds the whole
    conversation for every message, and holds up every other conversation while the database is busy. This
    one lets errors through to the channel, which reports them, keeps the conversations it was last asked
    for, and speaks to the database beside the event loop.

    Every event has a place in its conversation, and no place is taken twice. What is kept in memory is asked
    for its last place before it is used, so another engine's turn or an erasure is seen at the next message,
    and a database that is away refuses the message before anything has happened.
    """

    def __init__(
        self,
        domain: Domain | None = None,
        host: str | None = None,
        event_broker: Any | None = None,
        keep: int = KEPT_CONVERSATIONS,
        **kwargs: Any,
    ) -> None:
        self.engine: Engine
        self._keep = keep
        self._kept: OrderedDict[str, LiveTracker] = OrderedDict()
        self._turns: dict[str, int | None] = {}  # the last place of each conversation that has its turn
        super().__init__(domain=domain, host=host, event_broker=event_broker, **kwargs)
        self.engine.dispose()  # Rasa has waited for the database and made the table; we keep our connections
        self.engine = engine_for(self.engine.url, THREADS)
        self.sessionmaker = sessionmaker(bind=self.engine)
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="conversations")
        prepare(self.engine)

    @contextlib.contextmanager
    def session_scope(self) -> Iterator[Session]:
        """One session; whatever goes wrong is the caller's to report, never a reason to end the process."""
        with self.sessionmaker() as session:
            yield session

    @contextlib.contextmanager
    def turn(self, sender_id: str) -> Iterator[None]:
        """While it is held, nobody else writes to this conversation: its last place is asked for once.

        Should somebody do so all the same, `save` finds the place taken.
        """
        self._turns[sender_id] = None
        try:
            yield
        finally:
            del self._turns[sender_id]

    def init_tracker(self, sender_id: str) -> LiveTracker:
        """A conversation in which nothing has happened yet."""
        return LiveTracker(sender_id, self.domain.slots)

    async def retrieve(self, sender_id: str) -> LiveTracker | None:
        """The tracker of this conversation, or None for a new one."""
        known = self._turns.get(sender_id)
        place = await self._ask(last_place, sender_id) if known is None else known
        self._note(sender_id, place)
        tracker = self._kept.get(sender_id)
        if tracker is None or tracker.place != place:
            self.forget(sender_id)
            if not place:
                return None
            events, place = await self._ask(read, sender_id)
            tracker = LiveTracker.of_stored(sender_id, events, self.domain.slots)
            tracker.place = place
        self._remember(tracker)
        return tracker

    async def save(self, tracker: LiveTracker) -> None:
        """Write the events that are new since the last save; raises `ConversationChanged`."""
        events = list(tracker.unsaved)
        try:
            tracker.place = await self._ask(append, tracker.sender_id, tracker.place, events)
        except IntegrityError as error:
            raise ConversationChanged(type(error).__name__) from None
        tracker.unsaved = []
        self._note(tracker.sender_id, tracker.place)
        if self.event_broker is not None:
            await self._stream_new_events(self.event_broker, events, tracker.sender_id)
        self._remember(tracker)

    def latest(self, sender_id: str) -> LiveTracker | None:
        """What was last saved of a conversation, without asking the database."""
        return self._kept.get(sender_id)

    def forget(self, sender_id: str) -> None:
        """Drop what is kept in memory: after a failure only the database says what holds."""
        self._kept.pop(sender_id, None)

    def _note(self, sender_id: str, place: int) -> None:
        if sender_id in self._turns:
            self._turns[sender_id] = place

    def _remember(self, tracker: LiveTracker) -> None:
        if tracker.turns() > MOST_TURNS:
            tracker.keep_last(LEAST_TURNS)
        self._kept[tracker.sender_id] = tracker
        self._kept.move_to_end(tracker.sender_id)
        while len(self._kept) > self._keep:
            self._kept.popitem(last=False)

    async def _ask(self, question: Callable[..., T], sender_id: str, *more: Any) -> T:
        """Ask the database in a thread, in one transaction: other conversations go on meanwhile."""

        def ask() -> T:
            with self.engine.begin() as connection:
                return question(connection, sender_id, *more)

        return await asyncio.get_running_loop().run_in_executor(self._threads, ask)
