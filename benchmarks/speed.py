"""How fast, how small, how soon: the whole assistant beside the stock bot, a bare server and bare SQLite.

`python -m benchmarks.speed [--quick]`. Every figure is a ratio to a peer that ran in the same call, in turns.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from benchmarks import speed_storage
from benchmarks.speed_load import at_once, late_to_early, messages, one_by_one, second_of_two
from benchmarks.speed_peers import CACHE, ROOT, Peer, callguide, echo, stock, train_callguide, train_stock
from benchmarks.speed_table import about, replace_between_markers, report
from bot import log as logs

HELD_OUT = ROOT / "tests/nlu/held_out"
RESULTS, PAGE = ROOT / "benchmarks/results/speed.json", ROOT / "benchmarks/README.md"
CLIENTS = 8
PLAIN = "When does the call close?"
RIGHT = {"callguide": "31 March 2017", "stock": "Hey!"}
FIRST = {"callguide": PLAIN, "stock": "hello"}


@dataclass(frozen=True)
class Size:
    """How much of everything is done. A quick run trains nothing and starts each peer once."""

    rounds: int
    texts: int
    talks: int
    pairs: int
    starts: int
    rows: tuple[int, ...]
    submissions: int
    train: bool


FULL = Size(5, 240, 5, 9, 5, (1_000, 10_000, 100_000, 1_000_000), 200, train=True)
QUICK = Size(5, 100, 1, 5, 1, (1_000, 10_000), 50, train=False)
SEARCHED = 100_000  # rows of the catalogue that the assistant searches in a turn


def main() -> None:
    """Measure, print the table, and keep it unless this is a try."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.speed", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="under three minutes; printed, not kept")
    parser.add_argument("--write", action="store_true", help="keep a quick run, too")
    given = parser.parse_args()
    logs.configure("error")
    found = measure(QUICK if given.quick else FULL, "make bench-quick" if given.quick else "make bench")
    print(report(found))
    if not given.quick or given.write:
        RESULTS.parent.mkdir(exist_ok=True)
        RESULTS.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
        page = replace_between_markers(PAGE.read_text(encoding="utf-8"), report(found))
        PAGE.write_text(page, encoding="utf-8")


def measure(size: Size, command: str) -> dict[str, Any]:
    """Everything there is to measure; what fails is not measured, and says why."""
    found: dict[str, Any] = {"command": command, **about(), "rows": {}}
    with tempfile.TemporaryDirectory(prefix="callguide-speed-") as folder:
        run = Run(Path(folder), size, found["rows"])
        for part in (run.training, run.talking, run.two_engines, run.catalogues, run.searching, run.eois):
            try:
                part()
            except Exception as error:  # noqa: BLE001 - the other parts are still worth having
                print(f"{part.__name__}: {type(error).__name__}: {error}")
                found.setdefault("broken", []).append(f"{part.__name__}: {type(error).__name__}")
    return found


class Run:
    """One call. Each part puts its ratios under the name of its row in the table."""

    def __init__(self, folder: Path, size: Size, rows: dict[str, Any]) -> None:
        self._folder, self._size, self._rows = folder, size, rows
        self._project = CACHE / "rasa-init"
        self._texts = messages(HELD_OUT, size.texts)

    def training(self) -> None:
        """Both train with an empty cache; in a quick run only where the stock bot has no model yet."""
        models = self._project / "models"
        if self._size.train or not list(models.glob("*.tar.gz")):
            theirs = train_stock(self._project)
            if self._size.train:
                self._keep("training", [train_callguide(self._folder / "training") / theirs], stock=theirs)

    def talking(self) -> None:
        """Start both several times; the last ones stay and answer."""
        starts: dict[str, list[float]] = {"callguide": [], "stock": []}
        peers: list[Peer] = []
        try:
            for number in range(self._size.starts):
                for one in peers:
                    one.end()
                peers = []
                for make in (
                    lambda n=number: callguide(self._folder / f"run{n}"),
                    lambda: stock(self._project),
                ):
                    began = time.monotonic()
                    peers.append(make())
                    peers[-1].wait_for(RIGHT[peers[-1].name], FIRST[peers[-1].name])
                    starts[peers[-1].name].append(time.monotonic() - began)
            pairs = zip(starts["callguide"], starts["stock"], strict=True)
            self._keep("start", [ours / theirs for ours, theirs in pairs], **_medians(starts))
            peers.append(echo(self._folder))
            time.sleep(1)
            self._answers(*peers)
        finally:
            for one in peers:
                one.end()

    def _answers(self, ours: Peer, theirs: Peer, floor: Peer) -> None:
        size, times = self._size, {}
        parts = [self._texts[number :: size.rounds] for number in range(size.rounds)]
        for one in (ours, theirs, floor):
            asyncio.run(one_by_one(one, self._texts[:3]))
        for one in (ours, theirs, floor):
            times[one.name] = []
        for part in parts:
            for one in (ours, theirs, floor):
                times[one.name].append(asyncio.run(one_by_one(one, part)))
        for name, of in (("p50", median), ("p95", _p95)):
            each = {peer: [of(one) for one in rounds] for peer, rounds in times.items()}
            pairs = zip(each["callguide"], each["stock"], strict=True)
            self._keep(name, [mine / other for mine, other in pairs], **_medians(each))
        warm = [median(asyncio.run(one_by_one(ours, [PLAIN] * 20))) for _ in range(size.rounds)]
        self._keep("same message again", [one / median(map(median, times["stock"])) for one in warm])
        speeds: dict[str, list[float]] = {one.name: [] for one in (ours, theirs, floor)}
        for part in parts:
            for one in (ours, theirs, floor):
                speeds[one.name].append(asyncio.run(at_once(one, part, CLIENTS)))
        pairs = zip(speeds["callguide"], speeds["stock"], strict=True)
        self._keep("throughput", [mine / other for mine, other in pairs], **_medians(speeds))
        self._keep("memory", [ours.memory_mb() / theirs.memory_mb()],
                   callguide=ours.memory_mb(), stock=theirs.memory_mb())  # fmt: skip
        plain = [PLAIN, *self._texts[:9]]
        self._keep("turn 200", [asyncio.run(late_to_early(ours, plain)) for _ in range(size.talks)])
        self._keep("second of two", asyncio.run(second_of_two(ours, PLAIN, size.pairs)))

    def two_engines(self) -> None:
        """The same messages over one engine and over two."""
        from bot.settings import SETTINGS

        if "BOT_ENGINES" not in {one.name for one in SETTINGS} or (os.cpu_count() or 1) < 2:
            return
        speeds: list[list[float]] = []
        peers = [callguide(self._folder / f"engines{count}", engines=count) for count in (1, 2)]
        try:
            for one in peers:
                one.wait_for(RIGHT[one.name], PLAIN)
            for number in range(self._size.rounds):
                part = self._texts[number :: self._size.rounds]
                speeds.append([asyncio.run(at_once(one, part, CLIENTS)) for one in peers])
        finally:
            for one in peers:
                one.end()
        self._keep("two engines", [two / one for one, two in speeds])

    def catalogues(self) -> None:
        """Searches in catalogues of several sizes; larger ones only while the smaller were fast enough."""
        searches: dict[str, Callable[[Path], dict[str, float] | None]] = {
            "structured": speed_storage.structured,
            "words": speed_storage.free_words,
        }
        ours: dict[int, list[float]] = {}
        for rows in self._size.rows:
            speed_storage.catalogue(self._catalogue(rows), rows)
            for name in list(searches):
                found = [searches[name](self._catalogue(rows)) for _ in range(self._size.rounds)]
                measured = [one for one in found if one]
                if len(measured) < len(found):
                    self._rows[f"{name} {rows}"] = {"slower_than_s": speed_storage.LONGEST}
                    del searches[name]
                    continue
                self._keep(f"{name} {rows}", [one["ours"] / one["raw"] for one in measured],
                           ours=median(one["ours"] for one in measured),
                           raw=median(one["raw"] for one in measured))  # fmt: skip
                if name == "structured":
                    ours[rows] = [one["ours"] for one in measured]
        if {1_000, 1_000_000} <= set(ours):
            pairs = zip(ours[1_000_000], ours[1_000], strict=True)
            self._keep("structured growth", [large / small for large, small in pairs])

    def searching(self) -> None:
        """Turns with a search in a large catalogue beside turns without one, all of them new sentences."""
        if SEARCHED not in self._size.rows:
            return
        peer = callguide(self._folder / "searching", rows=self._catalogue(SEARCHED))
        try:
            peer.wait_for(RIGHT[peer.name], PLAIN)
            searches = speed_storage.search_sentences(len(self._texts))
            asyncio.run(one_by_one(peer, [*searches[-3:], *self._texts[:3]]))
            pairs = []
            for number in range(self._size.rounds):
                both = [part[number :: self._size.rounds] for part in (searches, self._texts)]
                pairs.append([median(asyncio.run(one_by_one(peer, part))) for part in both])
        finally:
            peer.end()
        search, plain = (median(times) for times in zip(*pairs, strict=True))
        self._keep("turn with search", [one / other for one, other in pairs], search=search, plain=plain)

    def _catalogue(self, rows: int) -> Path:
        return self._folder / f"catalogue-{rows}.db"

    def eois(self) -> None:
        """Submissions beside raw commits, in turns."""
        file = self._folder / "submissions.db"
        speed_storage.catalogue(file, 0)
        self._keep(
            "submissions",
            [speed_storage.submissions(file, self._size.submissions) for _ in range(self._size.rounds)],
        )

    def _keep(self, name: str, ratios: list[float], **seen: float) -> None:
        self._rows[name] = {"ratios": [round(one, 4) for one in ratios],
                            "seen": {who: round(value, 2) for who, value in seen.items()}}  # fmt: skip
        print(f"{name}: {median(ratios):.3f} {self._rows[name]['seen']}", flush=True)


def _medians(times: dict[str, list[float]]) -> dict[str, float]:
    return {name: median(values) for name, values in times.items()}


def _p95(times: list[float]) -> float:
    return quantiles(times, n=20)[-1]


if __name__ == "__main__":
    main()
