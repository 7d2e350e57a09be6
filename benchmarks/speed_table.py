"""The table of one run for people, between two marker lines of the page."""

from __future__ import annotations

import os
import platform
import subprocess
import time
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

BEGIN, END = "<!-- speed: begin -->", "<!-- speed: end -->"
QUIET = 0.5  # a load below this at the start


class Row(NamedTuple):
    """One line: what it is, where its ratios are, and what is wanted of them."""

    what: str
    name: str
    target: float
    then: float
    more_is_better: bool = False


ROWS = (
    Row("p50 of a text turn, front door to answer / stock", "p50", 1 / 5, 1 / 10),
    Row("p95 of the same / stock", "p95", 1 / 5, 1 / 10),
    Row("p50 of the same message again and again / stock", "same message again", 1 / 5, 1 / 10),
    Row("messages a second, one engine, 8 clients / stock", "throughput", 6, 15, True),
    Row("p50 at turn 200 / at turn 5, one conversation", "turn 200", 1.5, 1.1),
    Row("second of two simultaneous messages / a single one", "second of two", 3, 2.1),
    Row("resident memory of the engine / stock", "memory", 0.55, 0.3),
    Row("start to first right answer / stock", "start", 0.25, 0.12),
    Row("training of the whole assistant / stock's starter bot", "training", 0.5, 0.3),
    Row("structured search p95 at 1,000 rows / raw query", "structured 1000", 5, 3),
    Row("structured search p95 at 10,000 rows / raw query", "structured 10000", 5, 3),
    Row("structured search p95 at 100,000 rows / raw query", "structured 100000", 5, 3),
    Row("structured search p95 at 1,000,000 rows / raw query", "structured 1000000", 5, 3),
    Row("structured search p95 at 1,000,000 rows / at 1,000", "structured growth", 5, 2.5),
    Row("search by a word at 1,000 rows / raw FTS5", "words 1000", 1.5, 1.1),
    Row("search by a word at 10,000 rows / raw FTS5", "words 10000", 1.5, 1.1),
    Row("search by a word at 100,000 rows / raw FTS5", "words 100000", 1.5, 1.1),
    Row("search by a word at 1,000,000 rows / raw FTS5", "words 1000000", 1.5, 1.1),
    Row("turn with a search over 100,000 rows / plain turn", "turn with search", 1.6, 1.2),
    Row("EoI submissions a second / raw one-row commits", "submissions", 0.2, 0.4, True),
    Row("two engines / one engine, messages a second", "two engines", 1.6, 1.8, True),
)


def about() -> dict[str, Any]:
    """When, on what machine, how busy it was, and which commit."""
    cpu = next(
        line
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        if "model name" in line
    )
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True).stdout
    return {
        "date": time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime()),
        "commit": commit.strip(),
        "cpu": cpu.partition(":")[2].strip(),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "load": round(os.getloadavg()[0], 2),
    }


def report(run: dict[str, Any]) -> str:
    """When and where, then every row; what was not measured says so."""
    about = [
        f"- {run['date']}, `{run['command']}`, commit {run['commit']}",
        f"- {run['cores']} cores, {run['cpu']}; Python {run['python']} (engine and stock: 3.10); "
        f"load at the start {run['load']}",
    ]
    if run["load"] >= QUIET:
        about.append("- the machine was busy at the start: no time here can be trusted")
    about += [f"- broke off: {one}" for one in run.get("broken", [])]
    head = ["measure", "median", "least - most", "runs", "target", "then", "met", "seen (medians)"]
    lines = [head, ["---"] * len(head), *(_cells(row, run["rows"].get(row.name)) for row in ROWS)]
    table = "\n".join("| " + " | ".join(line) + " |" for line in lines)
    return "\n".join(about) + "\n\n" + table


def replace_between_markers(text: str, report: str, markers: tuple[str, str] = (BEGIN, END)) -> str:
    """The page with the new report in the place of the old one."""
    before, begin, rest = text.partition(markers[0])
    _, end, after = rest.partition(markers[1])
    if not (begin and end):
        raise ValueError(f"the page lacks the lines {markers[0]} and {markers[1]}")
    return f"{before}{begin}\n\n{report}\n\n{end}{after}"


def _cells(row: Row, found: dict[str, Any] | None) -> list[str]:
    sign = ">=" if row.more_is_better else "<="
    wanted = [f"{sign} {row.target:g}", f"{sign} {row.then:g}"]
    if found and "slower_than_s" in found:
        return [row.what, f"one took more than {found['slower_than_s']:g} s", "", "", *wanted, "no", ""]
    if not found:
        return [row.what, "not measured", "", "", *wanted, "not measured", ""]
    ratios = found["ratios"]
    middle = median(ratios)
    seen = ", ".join(f"{who} {value:g}" for who, value in found["seen"].items())
    span = f"{min(ratios):.3g} - {max(ratios):.3g}"
    return [row.what, f"{middle:.3g}", span, str(len(ratios)), *wanted, _met(row, middle), seen]


def _met(row: Row, ratio: float) -> str:
    for goal, word in ((row.then, "both"), (row.target, "yes")):
        if ratio >= goal if row.more_is_better else ratio <= goal:
            return word
    return "no"
