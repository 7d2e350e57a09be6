"""The table of the page's times, and its place among the benchmarks."""

from __future__ import annotations

import pytest

from benchmarks.page import MARKERS, report
from benchmarks.speed import PAGE
from benchmarks.speed_table import replace_between_markers

RUN = {
    "date": "2026-11-22",
    "command": "make bench-page",
    "commit": "abc",
    "cores": 2,
    "cpu": "Some CPU",
    "load": 0.1,
    "rows": [
        {"what": "sending / engine", "ratios": [1.5, 2.0, 4.0], "ms": {"painted": 30.4, "engine": 15.2}}
    ],
}


def test_a_row_has_median_span_rounds_and_what_was_seen() -> None:
    assert "| sending / engine | 2 | 1.5 - 4 | 3 | painted 30, engine 15 |" in report(RUN)
    assert "commit abc" in report(RUN)
    assert "busy" not in report(RUN)
    assert "no time here can be trusted" in report({**RUN, "load": 3.0})


def test_the_table_goes_between_its_own_markers() -> None:
    page = PAGE.read_text(encoding="utf-8")
    written = replace_between_markers(page, report(RUN), MARKERS)
    assert report(RUN) in written
    assert written.count("<!-- speed: begin -->") == page.count("<!-- speed: begin -->") == 1
    with pytest.raises(ValueError, match="page: begin"):
        replace_between_markers("no markers", "x", MARKERS)
