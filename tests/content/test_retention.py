"""The file that says how long what is kept agrees with the tables, and with what else says so."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.content.retention import EVENTS, load_retention
from bot.logic.errors import ContentInvalid


def test_every_table_has_a_purpose_and_an_end() -> None:
    for table, kept in load_retention().items():
        assert kept.table == table
        assert kept.purpose.endswith(".")
        assert (kept.days is None) is (kept.counted_from is None) is (kept.goes_with is not None)
    assert EVENTS in load_retention()


@pytest.mark.parametrize(
    ("entry", "named"),
    [
        ("{purpose: x}", "purpose with days"),
        ("{purpose: x, days: 3}", "purpose with days"),
        ("{purpose: x, days: 3, counted_from: at, goes_with: eois}", "purpose with days"),
        ("{purpose: x, days: 0, counted_from: at}", "days is a number"),
        ("{purpose: x, days: long, counted_from: at}", "days is a number"),
        ("{purpose: x, goes_with: nonesuch}", "goes_with names no table"),
    ],
)
def test_what_cannot_be_held_to_is_refused(tmp_path: Path, entry: str, named: str) -> None:
    file = tmp_path / "retention.yml"
    file.write_text(f"eois: {entry}\n", encoding="utf-8")
    with pytest.raises(ContentInvalid, match=named):
        load_retention(file)
