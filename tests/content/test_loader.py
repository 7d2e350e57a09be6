"""The loader refuses what nobody could stand behind."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.content.loader import load_sheet, read_sheet
from bot.logic.errors import ContentInvalid, FactMissing, UnknownSheet
from bot.logic.facts import Certainty

TODAY = date(2026, 11, 22)


def sheet(**changes: Any) -> dict[str, Any]:
    """A sheet the loader takes, with some of its one entry or its one source changed."""
    entry = {"value": 3, "source": "page", "checked_on": date(2026, 11, 1)}
    source = {"title": "A page", "url": "https://example.org/page"}
    entry |= changes.pop("entry", {})
    source |= changes.pop("source", {})
    data = {"id": "demo", "title": "Demo", "facts": {"least": [entry]}, "sources": {"page": source}}
    return data | changes


def read(tmp_path: Path, data: dict[str, Any], name: str = "demo.yml") -> Any:
    path = tmp_path / name
    path.write_text(yaml.safe_dump(data), encoding="utf-8")
    return read_sheet(path, today=TODAY)


def test_a_sound_sheet_is_read(tmp_path: Path) -> None:
    fact = read(tmp_path, sheet()).fact("least")
    assert fact.value == 3
    assert fact.source.url == "https://example.org/page"
    assert fact.certainty is Certainty.STATED


def test_the_last_value_holds_and_the_earlier_ones_stay(tmp_path: Path) -> None:
    data = sheet()
    data["facts"]["least"].append({"value": 4, "source": "page", "checked_on": date(2026, 11, 2)})
    read_back = read(tmp_path, data)
    assert read_back.fact("least").value == 4
    assert [fact.value for fact in read_back.history("least")] == [3, 4]


def test_a_list_cannot_be_changed_by_whoever_reads_it(tmp_path: Path) -> None:
    assert read(tmp_path, sheet(entry={"value": ["a", "b"]})).fact("least").value == ("a", "b")


@pytest.mark.parametrize(
    ("data", "complaint"),
    [
        (sheet(colour="red"), "unknown key 'colour'"),
        (sheet(entry={"vlaue": 3}), "unknown key 'vlaue'"),
        (sheet(source={"link": "https://example.org"}), "unknown key 'link'"),
        (sheet(entry={"source": "elsewhere"}), "'elsewhere' is not listed under sources"),
        (sheet(entry={"source": None}), "is not listed under sources"),
        (sheet(entry={"checked_on": date(2026, 11, 23)}), "checked_on"),
        (sheet(entry={"checked_on": "soon"}), "checked_on"),
        (sheet(entry={"checked_on": None}), "checked_on"),
        (sheet(source={"url": "https://qa-cms.eccp.hosted-temp.com/news"}), "evidence, not a link to show"),
        (sheet(source={"url": "https://slideplayer.com./amp/1"}), "evidence, not a link to show"),
        (sheet(entry={"value": None}), "value is null exactly where certainty is not_found"),
        (sheet(entry={"certainty": "not_found"}), "value is null exactly where certainty is not_found"),
        (sheet(entry={"value": None, "certainty": "not_found"}), "needs `ask`"),
    ],
)
def test_what_is_not_sound_is_refused_with_the_reason(
    tmp_path: Path, data: dict[str, Any], complaint: str
) -> None:
    with pytest.raises(ContentInvalid) as refusal:
        read(tmp_path, data)
    assert "demo.yml" in str(refusal.value)
    assert complaint in str(refusal.value)


def test_a_sheet_under_another_name_than_its_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ContentInvalid, match="the file name says 'other'"):
        read(tmp_path, sheet(), name="other.yml")


def test_an_unknown_certainty_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="rather"):
        read(tmp_path, sheet(entry={"certainty": "rather"}))


def test_a_staging_link_may_stand_as_evidence_and_is_never_shown(tmp_path: Path) -> None:
    data = sheet()
    data["sources"]["page"] = {"title": "A page", "evidence": "https://qa-cms.eccp.hosted-temp.com/news"}
    assert read(tmp_path, data).fact("least").source.url is None


def test_what_was_not_found_is_known_as_such_but_never_a_value(tmp_path: Path) -> None:
    data = read(tmp_path, sheet(entry={"value": None, "certainty": "not_found", "ask": "the ECCP"}))
    assert data.entry("least").ask == "the ECCP"
    with pytest.raises(FactMissing):
        data.fact("least")
    with pytest.raises(FactMissing):
        data.entry("most")


def test_an_unknown_sheet_is_named() -> None:
    with pytest.raises(UnknownSheet, match="no-such-sheet"):
        load_sheet("no-such-sheet")
