"""The table says what was measured and what was not; the messages are many and always the same."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest

from benchmarks import speed_intake
from benchmarks.speed_load import messages
from benchmarks.speed_order import check, text_of
from benchmarks.speed_profile import shares
from benchmarks.speed_table import BEGIN, END, replace_between_markers, report

RUN = {
    "date": "2026-11-22",
    "command": "make bench",
    "commit": "abc",
    "cores": 2,
    "cpu": "Some CPU",
    "python": "3.11",
    "load": 0.1,
    "rows": {
        "p50": {"ratios": [0.3, 0.09, 0.05], "seen": {"callguide": 5.0, "stock": 60.0}},
        "memory": {"ratios": [0.4], "seen": {}},
        "throughput": {"ratios": [5.0], "seen": {}},
        "two engines": {"ratios": [1.7], "seen": {}},
        "structured 100000": {"slower_than_s": 5.0},
    },
}


def line(text: str, about: str) -> list[str]:
    (found,) = [one for one in text.splitlines() if one.startswith(f"| {about}")]
    return [cell.strip() for cell in found.strip("|").split("|")]


def test_a_row_has_median_span_runs_targets_and_verdict() -> None:
    text = report(RUN)
    assert line(text, "p50 of a text turn")[1:] == [
        "0.09", "0.05 - 0.3", "3", "<= 0.2", "<= 0.1", "both", "callguide 5, stock 60",
    ]  # fmt: skip
    assert line(text, "resident memory")[6] == "yes"
    assert line(text, "messages a second, one engine")[6] == "no"
    assert line(text, "two engines")[6] == "yes"


def test_what_did_not_run_is_not_measured_and_what_took_too_long_is_not_met() -> None:
    text = report(RUN)
    assert line(text, "start to first")[1] == "not measured"
    assert line(text, "start to first")[6] == "not measured"
    assert line(text, "structured search p95 at 100,000")[1] == "one took more than 5 s"
    assert line(text, "structured search p95 at 100,000")[6] == "no"


def test_a_busy_machine_and_a_part_that_broke_are_told() -> None:
    assert "busy" not in report(RUN)
    text = report({**RUN, "load": 3.0, "broken": ["talking: RuntimeError"]})
    assert "no time here can be trusted" in text
    assert "broke off: talking: RuntimeError" in text


def test_the_page_gets_the_new_table_and_nothing_else_changes() -> None:
    page = replace_between_markers(f"before\n{BEGIN}\nold\n{END}\nafter", "new")
    assert page == f"before\n{BEGIN}\n\nnew\n\n{END}\nafter"
    with pytest.raises(ValueError, match="lacks"):
        replace_between_markers("nothing", "new")


def test_there_are_240_different_messages_and_always_the_same() -> None:
    folder = Path("tests/nlu/held_out")
    first = messages(folder, 240)
    assert len(set(first)) == 240
    assert first == messages(folder, 240)


def kept(folder: Path, heard: list[tuple[str, str]]) -> None:
    """The two databases after a run in which the engines heard this, and the transcript everything."""
    with sqlite3.connect(folder / "conversations.db") as events:
        events.execute("CREATE TABLE events (sender_id, type_name, data, place)")
        rows = [(who, "user", json.dumps({"text": text}), place) for place, (who, text) in enumerate(heard)]
        events.executemany("INSERT INTO events VALUES (?, ?, ?, ?)", rows)
    with sqlite3.connect(folder / "callguide.db") as transcript:
        transcript.execute("CREATE TABLE messages (conversation_id, author, text, seq)")
        for conversation in range(2):
            for number in range(2):
                rows = [("user", text_of(conversation, number)), ("bot", "On 31 March")]
                for at, (author, text) in enumerate(rows):
                    transcript.execute(
                        "INSERT INTO messages VALUES (?, ?, ?, ?)",
                        (f"c{conversation}", author, text, number * 2 + at),
                    )


A0, A1, B0, B1 = text_of(0, 0), text_of(0, 1), text_of(1, 0), text_of(1, 1)


@pytest.mark.parametrize(
    ("heard", "wrong"),
    [
        ([("a", A0), ("b", B0), ("b", B1), ("a", A1)], {}),
        ([("a", A0), ("b", B0), ("b", B1)], {"lost or doubled": 1, "out of order": 1}),
        ([("a", A0), ("a", A1), ("a", A1), ("b", B0), ("b", B1)], {"lost or doubled": 1, "out of order": 1}),
        ([("a", A1), ("a", A0), ("b", B0), ("b", B1)], {"out of order": 1}),
        (
            [("a", A0), ("a", B1), ("b", B0), ("b", A1)],
            {"lost or doubled": 2, "out of order": 2, "crossed": 2},
        ),
    ],
)
def test_what_is_lost_doubled_out_of_order_or_crossed_is_counted(
    tmp_path: Path, heard: list[tuple[str, str]], wrong: dict[str, int]
) -> None:
    kept(tmp_path, heard)
    found = {
        what.removesuffix(" for the engines"): count for what, count in check(tmp_path, 2, 2).items() if count
    }
    assert found == wrong


def intake(folder: Path, rows: list[tuple[int, int, str]], mails: list[str]) -> Path:
    """A database with what was sent (whose address, whose answers, which reference) and these mails."""
    file = folder / "callguide.db"
    with sqlite3.connect(file) as kept:
        kept.execute("CREATE TABLE eois (email, organisation, title, motivation, reference)")
        kept.executemany(
            "INSERT INTO eois VALUES (?, ?, ?, 'We want it', ?)",
            [(f"p{who}@example.org", f"Centre {what}", f"Chips {what}", name) for who, what, name in rows],
        )
        kept.execute("CREATE TABLE outbox (kind, reference)")
        kept.executemany("INSERT INTO outbox VALUES ('eoi_receipt', ?)", [(name,) for name in mails])
    return file


RECEIPTS = {1: ["EOI-A", "EOI-A"], 2: ["EOI-B"]}
SENT = [(1, 1, "EOI-A"), (2, 2, "EOI-B")]


@pytest.mark.parametrize(
    ("rows", "mails", "wrong"),
    [
        (SENT, ["EOI-A", "EOI-B"], {}),
        (SENT, ["EOI-A", "EOI-A", "EOI-B"], {"without one mail with the receipt": 1}),
        (SENT[:1], ["EOI-A"], {"not stored": 1, "shown another reference": 1}),
        (
            [*SENT, (1, 1, "EOI-C")],
            ["EOI-A", "EOI-B", "EOI-C"],
            {"stored more than once": 1, "shown another reference": 1},
        ),
        ([(1, 1, "EOI-A"), (2, 1, "EOI-B")], ["EOI-A", "EOI-B"], {"crossed": 1}),
    ],
)
def test_expressions_that_are_lost_doubled_or_crossed_are_counted(
    tmp_path: Path, rows: list[tuple[int, int, str]], mails: list[str], wrong: dict[str, int]
) -> None:
    found = speed_intake.check(intake(tmp_path, rows, mails), RECEIPTS)
    assert {what: count for what, count in found.items() if count} == wrong


def test_each_sample_belongs_to_the_first_part_it_fits_and_waiting_to_none() -> None:
    lines = [
        "main (app.py:1);read (reader.py:2);encode (minilm.py:3) 7",
        "main (app.py:1);read (reader.py:2) 2",
        "main (app.py:1) 1",
        "run (threading.py:1);_worker (concurrent/futures/thread.py:81) 50",
    ]
    parts = {"vectors": ("minilm.py",), "reading": ("reader.py",), "never": ("nothing.py",), "rest": ("",)}
    assert shares(lines, parts) == {"vectors": 7, "reading": 2, "never": 0, "rest": 1}


def test_what_fits_no_part_is_not_counted() -> None:
    assert shares(["main (app.py:1) 3"], {"reading": ("reader.py",)}) == {"reading": 0}
