"""What becomes of an expression of interest after it was sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any, NamedTuple, TypedDict

from bot.logic.eoi import Expression
from bot.logic.folding import folded

SUBMITTED, WITHDRAWN = "submitted", "withdrawn"
DECISIONS = ("received", "in_review", "matched", "declined")
WHERE = ("conversation_id", "channel")
"""Where it was sent from: no answer, and never changed."""

CHANGEABLE = tuple(one.name for one in fields(Expression) if one.name not in WHERE)


class Difference(TypedDict):
    """One answer that was changed."""

    field: str
    before: str | None
    after: str | None


class Version(NamedTuple):
    """What it said from that moment on. Has personal data: not for logs."""

    version: int
    created_at: datetime
    content: Mapping[str, str | None]


@dataclass(frozen=True)
class StoredEoI:
    """An expression of interest as it stands now. `status_note` is what staff wrote with their decision."""

    reference: str
    submitted_at: datetime
    expression: Expression
    status: str
    version: int
    status_at: datetime | None
    status_note: str | None = field(repr=False)


@dataclass(frozen=True)
class Edited:
    """A change that is stored: how it stands now, what it changed, and what others had changed meanwhile."""

    stored: StoredEoI
    changed: Sequence[Difference] = field(repr=False)
    meanwhile: Sequence[Difference] = field(repr=False)


def content_of(expression: Expression) -> dict[str, str | None]:
    """Its answers, by name."""
    return {name: getattr(expression, name) for name in CHANGEABLE}


def between(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Difference]:
    """Which answers are different after, of those that both have; ValueError for what is no answer."""
    odd = sorted(set(after) - set(CHANGEABLE))
    if odd:
        raise ValueError(f"cannot be changed: {', '.join(odd)}")
    return [
        Difference(field=name, before=before[name], after=after[name])
        for name in CHANGEABLE
        if name in before and name in after and before[name] != after[name]
    ]


def colliding(mine: Sequence[Difference], theirs: Sequence[Difference]) -> list[Difference]:
    """Those of theirs that mine would replace by something else."""
    wanted = {one["field"]: one["after"] for one in mine}
    return [one for one in theirs if one["field"] in wanted and wanted[one["field"]] != one["after"]]


def is_alike(one: Expression, other: Expression) -> bool:
    """The same organisation wants the same: a second one would be a mistake."""
    return _sameness(one) == _sameness(other)


def _sameness(one: Expression) -> tuple[str | None, ...]:
    return one.kind, one.partnership_id, one.theme, folded(one.organisation), one.email.lower()
