"""Keeps conversations: in memory while they are talked in, in SQL so that a restart loses nothing."""

from __future__ import annotations

import contextlib
import itertools
import json
from collections import OrderedDict
from collections.abc import Iterator
from typing import Any

from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy.orm import Session

KEPT_CONVERSATIONS = 1000
STORED = "events_in_database"  # noted on each tracker: how many of its events need not be written again


class ConversationStore(SQLTrackerStore):
    """Rasa's SQL tracker store without its two dangers.

    The stock store ends the process on any `ValueError` (an odd character, a broken row) and rebuilds the
    whole conversation for every message. This one lets errors through to the channel, which reports them,
    and keeps the trackers of the conversations it was last asked for. One engine owns a conversation at a
    time, so nobody else changes what is kept.
    """

    def __init__(
        self,
        domain: Domain | None = None,
        host: str | None = None,
        event_broker: Any | None = None,
        keep: int = KEPT_CONVERSATIONS,
        **kwargs: Any,
    ) -> None:
        self._keep = keep
        self._kept: OrderedDict[str, DialogueStateTracker] = OrderedDict()
        super().__init__(domain=domain, host=host, event_broker=event_broker, **kwargs)
        self.engine.hide_parameters = True  # an error text must not carry what people wrote

    @contextlib.contextmanager
    def session_scope(self) -> Iterator[Session]:
        """One session; whatever goes wrong is the caller's to report, never a reason to end the process."""
        with self.sessionmaker() as session:
            yield session

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """The tracker of this conversation, or None for a new one."""
        tracker = self._kept.get(sender_id)
        if tracker is None:
            tracker = await super().retrieve(sender_id)
            if tracker is not None:
                self._remember(sender_id, tracker)
        else:
            self._kept.move_to_end(sender_id)
        return tracker

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Write the events that are new since the last save."""
        await self.stream_events(tracker)
        already = getattr(tracker, STORED, 0)
        with self.session_scope() as session:
            session.add_all(
                self._row(tracker.sender_id, event.as_dict(), event.type_name)
                for event in itertools.islice(tracker.events, already, None)
            )
            session.commit()
        self._remember(tracker.sender_id, tracker)

    def latest(self, sender_id: str) -> DialogueStateTracker | None:
        """What was last saved of a conversation, without asking the database."""
        return self._kept.get(sender_id)

    def forget(self, sender_id: str) -> None:
        """Drop what is kept in memory: after a failure only the database says what holds."""
        self._kept.pop(sender_id, None)

    def _remember(self, sender_id: str, tracker: DialogueStateTracker) -> None:
        setattr(tracker, STORED, len(tracker.events))
        self._kept[sender_id] = tracker
        self._kept.move_to_end(sender_id)
        while len(self._kept) > self._keep:
            self._kept.popitem(last=False)

    def _row(self, sender_id: str, data: dict[str, Any], type_name: str) -> Any:
        return self.SQLEvent(
            sender_id=sender_id,
            type_name=type_name,
            timestamp=data.get("timestamp"),
            intent_name=data.get("parse_data", {}).get("intent", {}).get("name"),
            action_name=data.get("name"),
            data=json.dumps(data),
        )
