"""Rasa's table of events, with one column more: an event's place in its conversation, taken only once."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from rasa.shared.core.events import Event, SessionStarted, deserialise_events
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import QueuePool

EVENTS = sa.Table(
    "events",
    sa.MetaData(),
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("sender_id", sa.String(255), nullable=False),
    sa.Column("type_name", sa.String(255), nullable=False),
    sa.Column("timestamp", sa.Float),
    sa.Column("intent_name", sa.String(255)),
    sa.Column("action_name", sa.String(255)),
    sa.Column("data", sa.Text),
    sa.Column("place", sa.Integer),
)
UNIQUE = sa.Index("events_have_places", EVENTS.c.sender_id, EVENTS.c.place, unique=True)
WAIT_SECONDS = 5

_ours = EVENTS.c.sender_id == sa.bindparam("sender")
_LAST = sa.select(sa.func.max(EVENTS.c.place)).where(_ours)
_START = _LAST.where(EVENTS.c.type_name == SessionStarted.type_name).correlate(None).scalar_subquery()
_SESSION = (
    sa.select(EVENTS.c.data, EVENTS.c.place)
    .where(_ours, EVENTS.c.place >= sa.func.coalesce(_START, 0))
    .order_by(EVENTS.c.place)
)


def engine_for(url: Any, connections: int) -> Engine:
    """An engine whose connections are kept, for as many threads. Error texts show no values."""
    options: dict[str, Any] = {"pool_size": connections, "pool_timeout": WAIT_SECONDS}
    options["hide_parameters"] = True
    if sa.engine.make_url(url).get_backend_name() != "sqlite":
        soon = {"options": "-c synchronous_commit=off"}
        return sa.create_engine(url, pool_pre_ping=True, connect_args=soon, **options)
    engine = sa.create_engine(
        url,
        poolclass=QueuePool,
        connect_args={"timeout": WAIT_SECONDS, "check_same_thread": False},
        **options,
    )
    sa.event.listen(engine, "connect", _prepare_sqlite)
    return engine


def prepare(engine: Engine) -> None:
    """Bring the table that Rasa made up to date: older rows get their places, too.

    Of two engines that start at once one is refused a change that the other has just made.
    """
    for is_done, change in ((_has_places, _add_places), (_are_unique, _make_unique)):
        if not is_done(engine):
            try:
                change(engine)
            except DBAPIError:
                if not is_done(engine):
                    raise


def last_place(connection: Connection, sender_id: str) -> int:
    """The place of the newest event; 0 where there is none."""
    return connection.execute(_LAST, {"sender": sender_id}).scalar() or 0


def read(connection: Connection, sender_id: str) -> tuple[list[Event], int]:
    """The events of the latest session in their order, and the place of the last one."""
    rows = connection.execute(_SESSION, {"sender": sender_id}).all()
    return deserialise_events([json.loads(row.data) for row in rows]), rows[-1].place if rows else 0


def append(connection: Connection, sender_id: str, after: int, events: Sequence[Event]) -> int:
    """Write events behind this place; the place of the last one."""
    rows = [_row(sender_id, place, event) for place, event in enumerate(events, after + 1)]
    if rows:
        connection.execute(EVENTS.insert(), rows)
    return after + len(rows)


def _row(sender_id: str, place: int, event: Event) -> dict[str, Any]:
    data = event.as_dict()
    return {
        "sender_id": sender_id,
        "place": place,
        "type_name": event.type_name,
        "timestamp": data.get("timestamp"),
        "intent_name": data.get("parse_data", {}).get("intent", {}).get("name"),
        "action_name": data.get("name"),
        "data": json.dumps(data),
    }


def _has_places(engine: Engine) -> bool:
    return any(column["name"] == "place" for column in sa.inspect(engine).get_columns("events"))


def _add_places(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(sa.text("ALTER TABLE events ADD COLUMN place INTEGER"))


def _are_unique(engine: Engine) -> bool:
    return any(index["name"] == UNIQUE.name for index in sa.inspect(engine).get_indexes("events"))


def _make_unique(engine: Engine) -> None:
    earlier = EVENTS.alias()
    place = (
        sa.select(sa.func.count())
        .where(earlier.c.sender_id == EVENTS.c.sender_id, earlier.c.id <= EVENTS.c.id)
        .scalar_subquery()
    )
    with engine.begin() as connection:
        connection.execute(EVENTS.update().values(place=place))
        UNIQUE.create(connection)


def _prepare_sqlite(connection: Any, _: Any) -> None:
    """A write-ahead log: nobody waits for the disk. A power cut may lose the last moment of a talk."""
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA secure_delete = ON")
