"""How long what people entrust to us is kept, and what for: read from the one file that says so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from bot.content.loader import CONTENT
from bot.logic.errors import ContentInvalid

FILE = CONTENT / "retention.yml"
EVENTS = "events"
"""The table of the engine, which is no table of ours."""


@dataclass(frozen=True)
class Retention:
    """Of one table: either so many days from a column's moment, or as long as its row in another table."""

    table: str
    purpose: str
    days: int | None = None
    counted_from: str | None = None
    goes_with: str | None = None


@cache
def load_retention(file: Path = FILE) -> Mapping[str, Retention]:
    """Every table in the order of the file; raises `ContentInvalid`."""
    data: dict[str, dict[str, Any]] = yaml.safe_load(file.read_text(encoding="utf-8"))
    return {table: _retention(table, entry, data) for table, entry in data.items()}


def _retention(table: str, entry: dict[str, Any], data: Mapping[str, Any]) -> Retention:
    if set(entry) not in ({"purpose", "days", "counted_from"}, {"purpose", "goes_with"}):
        raise ContentInvalid(f"{FILE.name}: {table}: purpose with days and counted_from, or with goes_with")
    days = entry.get("days", 1)
    if not isinstance(days, int) or days < 1:
        raise ContentInvalid(f"{FILE.name}: {table}: days is a number from 1 up")
    if entry.get("goes_with", table) not in data:
        raise ContentInvalid(f"{FILE.name}: {table}: goes_with names no table of the file")
    return Retention(table=table, **entry)
