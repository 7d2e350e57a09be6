"""Reads the fact sheets and refuses what nobody could stand behind."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from bot.clock import now_utc
from bot.logic.errors import ContentInvalid, UnknownSheet
from bot.logic.facts import Certainty, Fact, FactSheet, Source

CONTENT = Path(__file__).parent
SHEET_FOLDERS = ("calls", "support", "programmes", "areas", "definitions", "service")
SHEET_KEYS = {"id", "title", "facts", "sources"}
ENTRY_KEYS = {"value", "source", "checked_on", "announced", "certainty", "unit", "ask", "note"}
SOURCE_KEYS = {"title", "url", "published", "evidence"}
NEVER_SHOWN = (
    "hosted-temp.com",
    "222.178.203.72",
    "linode.com",
    "docslib",
    "cupdf",
    "slideplayer",
    "vdocument",
)


def read_sheet(path: Path, *, today: date | None = None) -> FactSheet:
    """One sheet, checked: no unknown key, every entry sourced, no check dated in the future."""
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    _refuse_unknown(path, "sheet", data, SHEET_KEYS)
    if data["id"] != path.stem:
        raise ContentInvalid(f"{path.name}: id is {data['id']!r}, the file name says {path.stem!r}")
    sources = {key: _source(path, key, entry) for key, entry in data["sources"].items()}
    today = today or now_utc().date()
    facts = {
        name: tuple(_fact(path, data["id"], name, entry, sources, today) for entry in entries)
        for name, entries in data["facts"].items()
    }
    return FactSheet(data["id"], data["title"], facts)


@lru_cache(maxsize=1)
def load_sheets() -> dict[str, FactSheet]:
    """Every sheet by its id. Read once a process; the files do not change under a running assistant."""
    sheets: dict[str, FactSheet] = {}
    for folder in SHEET_FOLDERS:
        for path in sorted((CONTENT / folder).glob("*.yml")):
            sheet = read_sheet(path)
            if sheet.id in sheets:
                raise ContentInvalid(f"{path.name}: the id {sheet.id!r} is taken by another sheet")
            sheets[sheet.id] = sheet
    return sheets


def load_sheet(sheet_id: str) -> FactSheet:
    """The sheet with this id; raises `UnknownSheet`."""
    try:
        return load_sheets()[sheet_id]
    except KeyError:
        raise UnknownSheet(sheet_id) from None


def _source(path: Path, key: str, entry: dict[str, Any]) -> Source:
    _refuse_unknown(path, f"source {key}", entry, SOURCE_KEYS)
    url = entry.get("url")
    if url and any(host in url for host in NEVER_SHOWN):
        raise ContentInvalid(
            f"{path.name}: source {key}: {url} is evidence, not a link to show; use `evidence`"
        )
    published = entry.get("published")
    return Source(key, entry["title"], url, str(published) if published is not None else None)


def _fact(
    path: Path, sheet: str, name: str, entry: dict[str, Any], sources: dict[str, Source], today: date
) -> Fact:
    where = f"fact {name}"
    _refuse_unknown(path, where, entry, ENTRY_KEYS)
    if entry.get("source") not in sources:
        raise ContentInvalid(
            f"{path.name}: {where}: the source {entry.get('source')!r} is not listed under sources"
        )
    checked_on = entry.get("checked_on")
    if not isinstance(checked_on, date) or checked_on > today:
        raise ContentInvalid(f"{path.name}: {where}: checked_on must be a day that is not in the future")
    certainty = Certainty(entry.get("certainty", "stated"))
    if (entry.get("value") is None) != (certainty is Certainty.NOT_FOUND):
        raise ContentInvalid(f"{path.name}: {where}: value is null exactly where certainty is not_found")
    if certainty is Certainty.NOT_FOUND and not entry.get("ask"):
        raise ContentInvalid(f"{path.name}: {where}: what was not found needs `ask`: who may know")
    value = tuple(entry["value"]) if isinstance(entry.get("value"), list) else entry.get("value")
    announced = entry.get("announced")
    return Fact(
        sheet=sheet,
        name=name,
        value=value,
        source=sources[entry["source"]],
        checked_on=checked_on,
        certainty=certainty,
        announced=str(announced) if announced is not None else None,
        unit=entry.get("unit"),
        ask=entry.get("ask"),
        note=entry.get("note"),
    )


def _refuse_unknown(path: Path, where: str, data: dict[str, Any], known: set[str]) -> None:
    unknown = set(data) - known
    if unknown:
        raise ContentInvalid(
            f"{path.name}: {where}: unknown key {sorted(unknown)[0]!r}; known are {sorted(known)}"
        )
