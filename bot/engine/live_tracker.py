"""A conversation as Rasa works with it: as cheap at turn 200 as at turn 2."""

from __future__ import annotations

import copy
import dataclasses
from collections import deque
from collections.abc import Iterable
from itertools import islice
from typing import Any

from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActiveLoop, Event, SlotSet, UserUttered
from rasa.shared.core.slots import Slot
from rasa.shared.core.trackers import DialogueStateTracker

TURNS_BEFORE = "turns_before"  # also in actions/_meanings.py


class RecentTracker(DialogueStateTracker):
    """The end of a conversation: its events were chosen out of those that apply."""

    def applied_events(self) -> list[Event]:
        """All that there are: to choose once more could leave out too many."""
        return list(self.events)


class LiveTracker(DialogueStateTracker):
    """Rasa's tracker, with a bounded window of events and a note of which are not stored yet.

    Rasa goes through all events several times in each turn: to copy the tracker, to tell what rules may see,
    to tell the action server. The database keeps every event; what is worked with begins with what held at
    its beginning (slots, open form), as Rasa itself begins a session that takes slots over.
    """

    events: deque[Event]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.unsaved: list[Event] = []
        self.place = 0  # of the last stored event in its conversation

    @classmethod
    def of_stored(cls, sender_id: str, events: Iterable[Event], slots: Iterable[Slot]) -> LiveTracker:
        """The conversation that these events tell, each applied once."""
        tracker = cls(sender_id, slots)
        tracker.events.extend(events)
        tracker.replay_events()
        return tracker

    def update(self, event: Event, domain: Domain | None = None) -> None:
        """Take an event in; it is to be stored."""
        super().update(event, domain)
        self.unsaved.append(event)

    def copy(self) -> LiveTracker:
        """The same conversation, to try something in; Rasa would live through all of it again."""
        twin = copy.copy(self)
        twin.events = self._create_events(list(self.events))
        twin.slots = {name: _twin_of(slot) for name, slot in self.slots.items()}
        twin.active_loop = dataclasses.replace(self.active_loop) if self.active_loop else None
        twin.unsaved = list(self.unsaved)
        return twin

    def recent(self, actions: int) -> DialogueStateTracker:
        """What happened around the last so many actions, with what led to it; enough to tell what to do next.

        Slots that say nothing about what to do next are left out, with what was written into them.
        """
        telling = [slot for slot in self.slots.values() if slot.has_features()]
        names = {slot.name for slot in telling}
        tail = RecentTracker(self.sender_id, telling)
        tail.events.extend(
            event
            for event in self._leading_to_last(actions)
            if not isinstance(event, SlotSet) or event.key in names
        )
        return tail

    def keep_last(self, turns: int) -> None:
        """Let go of what was before the last turns, and begin with what held then.

        Where a turn did not begin in the ordinary way, by listening, the cut waits for a later turn.
        """
        cut = self._beginning_of(turns)
        if cut is None:
            return
        past = LiveTracker.of_stored(self.sender_id, islice(self.events, cut), self.slots.values())
        if past.latest_action_name != ACTION_LISTEN_NAME or past.is_paused() or past.is_active_loop_rejected:
            return
        self.events = self._create_events([*past.summary(), *islice(self.events, cut, None)])

    def summary(self) -> list[Event]:
        """The shortest events that lead to what holds now: slots, open form, listening.

        The last one says how many turns that was: actions count them.
        """
        when = self.events[-1].timestamp
        changed = (slot for slot in self.slots.values() if slot.value != slot.initial_value)
        events: list[Event] = [SlotSet(slot.name, slot.value, when) for slot in changed]
        if self.active_loop_name:
            events += [ActionExecuted(self.active_loop_name, timestamp=when)]
            events += [ActiveLoop(self.active_loop_name, when)]
        turns = self.turns() + sum(event.metadata.get(TURNS_BEFORE, 0) for event in self.events)
        listening = ActionExecuted(ACTION_LISTEN_NAME, timestamp=when, metadata={TURNS_BEFORE: turns})
        return [*events, listening]

    def turns(self) -> int:
        """How often the person has spoken, as far back as events are kept here."""
        return sum(isinstance(event, UserUttered) for event in self.events)

    def _leading_to_last(self, actions: int) -> Iterable[Event]:
        """The last so many actions and what came after them, from the message on that they answer.

        Before that, what held then: the action before it, the open form, the slots.
        """
        events = self.applied_events()
        done = [place for place, event in enumerate(events) if isinstance(event, ActionExecuted)]
        if len(done) <= actions:
            return events
        earlier = reversed(range(done[-actions]))
        message = next((place for place in earlier if isinstance(events[place], UserUttered)), 0)
        cut = max((place for place in done if place < message), default=0)
        held: dict[object, Event] = {}
        for event in events[:cut]:
            if isinstance(event, (ActiveLoop, SlotSet)):
                held[event.key if isinstance(event, SlotSet) else ActiveLoop] = event
        return [*held.values(), *events[cut:]]

    def _beginning_of(self, turns: int) -> int | None:
        """Where the last so many turns begin; None where there are no more than these."""
        places = [place for place, event in enumerate(self.events) if isinstance(event, UserUttered)]
        return places[-turns] if len(places) > turns else None


def _twin_of(slot: Slot) -> Slot:
    """A copy that shares the value, as `copy.copy` makes it, in a third of the time."""
    twin = object.__new__(type(slot))
    twin.__dict__.update(slot.__dict__)
    return twin
