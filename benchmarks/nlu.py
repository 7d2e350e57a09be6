"""How well does our pipeline understand three public data sets, beside three others?

Each contestant trains and answers in processes of its own. Progress goes to stderr, the report to stdout.
A whole run is also kept in results/nlu.json and README.md beside this file; a partial one only with --write.
A run of some data sets then joins what is kept of the others, which must come from the same machine.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from time import perf_counter
from typing import Any

from benchmarks.nlu_contestants import CACHE, NLPJS, ROOT, contestants
from benchmarks.nlu_data import DATA_SETS, read
from benchmarks.nlu_measure import LEAST_IN_SCOPE, measure
from benchmarks.nlu_scores import error_ratio
from benchmarks.nlu_table import replace_between_markers, report
from bot.clock import today_in_brussels

OURS, STOCK = "callguide", "rasa-init"
ERROR_RATIO_GOAL = 0.75
BUSY = 0.5  # load average; processes that share a core can be ten times slower
ABOUT = ("date", "command", "commit", "machine", "versions", "notes")
PACKAGES = ("rasa", "tensorflow", "scikit-learn", "onnxruntime")
LAST = CACHE / "nlu-last.json"
KEPT, PAGE = ROOT / "benchmarks/results/nlu.json", ROOT / "benchmarks/README.md"


def main(argv: list[str] | None = None) -> int:
    options = _options(argv)
    if options.core is not None:
        os.sched_setaffinity(0, {options.core})
    run = _about(options)
    _measure_all(options, run)
    run["error_ratio"] = _error_ratio(run["figures"])
    _keep(LAST, run)
    print(report(run))
    if options.write or _whole(options):
        if KEPT.exists():
            run = joined(json.loads(KEPT.read_text(encoding="utf-8")), run)
        _keep(KEPT, run)
        page = replace_between_markers(PAGE.read_text(encoding="utf-8"), report(run))
        PAGE.write_text(page, encoding="utf-8")
    return 0


def joined(kept: dict[str, Any], run: dict[str, Any]) -> dict[str, Any]:
    """The run, with what is kept of the data sets that it left out: figures, when and how."""
    others = [name for name in DATA_SETS if name not in run["data_sets"]]
    figures = {who: dict(run["figures"].get(who, {})) for who in run["contestants"]}
    for who, of_who in figures.items():
        of_who |= {name: one for name, one in kept["figures"].get(who, {}).items() if name in others}
    earlier = []
    for one in (kept, *kept.get("earlier", [])):
        remaining = [name for name in one["data_sets"] if name in others]
        if remaining:
            earlier.append({**{name: one[name] for name in ABOUT}, "data_sets": remaining})
    return {**run, "figures": figures, "earlier": earlier, "error_ratio": _error_ratio(figures)}


def _options(argv: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.nlu", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder that holds " + ", ".join(DATA_SETS))
    parser.add_argument("--only", type=_some_of(list(contestants())), default=list(contestants()))
    parser.add_argument("--data-sets", type=_some_of(list(DATA_SETS)), default=list(DATA_SETS))
    parser.add_argument("--core", type=int, help="train on this core alone (all answer on one core anyway)")
    parser.add_argument("--limit", type=int, help="only so many of each part of a data set")
    parser.add_argument("--stock-epochs", type=int, help="for `rasa init`, instead of what its template says")
    parser.add_argument("--epochs-note", help="a sentence on that, printed with the report")
    parser.add_argument("--write", action="store_true", help="keep the report of a partial run, too")
    options = parser.parse_args(argv)
    missing = [name for name in options.data_sets if not (options.data / name).is_dir()]
    if missing:
        parser.error(f"{options.data} has no folder {', '.join(missing)}")
    return options


def _some_of(known: list[str]) -> Callable[[str], list[str]]:
    def chosen(text: str) -> list[str]:
        unknown = sorted(set(text.split(",")) - set(known))
        if unknown:
            raise argparse.ArgumentTypeError(f"{', '.join(unknown)}: choose from {', '.join(known)}")
        return [name for name in known if name in text.split(",")]

    return chosen


def _whole(options: argparse.Namespace) -> bool:
    complete = options.only == list(contestants()) and options.data_sets == list(DATA_SETS)
    return complete and options.limit is None and options.stock_epochs is None


def _measure_all(options: argparse.Namespace, run: dict[str, Any]) -> None:
    """One data set after the other, all contestants on each; what is there is kept at every step."""
    start = perf_counter()
    with tempfile.TemporaryDirectory(prefix="bench-nlu-") as place:
        for data_set in options.data_sets:
            data = read(data_set, options.data)
            data = data.first(options.limit) if options.limit else data
            for name in options.only:
                folder = Path(place) / data_set / name
                folder.mkdir(parents=True)
                who = contestants(options.stock_epochs)[name]
                figures = measure(who, data, folder, _progress(start, f"{data_set}, {who.title}"))
                run["figures"].setdefault(name, {})[data_set] = figures
                _keep(LAST, run)


def _progress(start: float, of: str) -> Callable[[str], None]:
    def say(what: str) -> None:
        print(f"[{(perf_counter() - start) / 60:6.1f} min] {of}: {what}", file=sys.stderr, flush=True)

    return say


def _error_ratio(figures: dict[str, Any]) -> float | None:
    """Only where both were measured on all three sets."""
    accuracies = [
        [(figures.get(name, {}).get(data_set) or {}).get("accuracy") for data_set in DATA_SETS]
        for name in (OURS, STOCK)
    ]
    if None in accuracies[0] + accuracies[1]:
        return None
    return error_ratio(*accuracies)


def _about(options: argparse.Namespace) -> dict[str, Any]:
    """When, where and with what; the machine has no name here."""
    return {
        "date": today_in_brussels().isoformat(),
        "command": _command(options),
        "commit": _said_by("git", "describe", "--always", "--dirty", "--exclude=*"),
        "machine": _machine(),
        "versions": {
            "Python": platform.python_version(),
            **{name: version(name) for name in PACKAGES},
            **_node(),
        },
        "notes": _notes(options),
        "data_sets": options.data_sets,
        "least_in_scope": LEAST_IN_SCOPE,
        "error_ratio_goal": ERROR_RATIO_GOAL,
        "error_ratio": None,
        "contestants": {name: who.title for name, who in contestants().items()},
        "figures": {},
    }


def _command(options: argparse.Namespace) -> str:
    given = [f"--only={','.join(options.only)}"] if options.only != list(contestants()) else []
    given += [f"--data-sets={','.join(options.data_sets)}"] if options.data_sets != list(DATA_SETS) else []
    given += [f"--limit={options.limit}"] if options.limit else []
    given += [f"--stock-epochs={options.stock_epochs}"] if options.stock_epochs is not None else []
    core = f" CORE={options.core}" if options.core is not None else ""
    return f"make bench-nlu DATA=...{core}" + (f' ARGS="{" ".join(given)}"' if given else "")


def _notes(options: argparse.Namespace) -> list[str]:
    notes = [f"only {options.limit} messages of each part: no result, a try"] if options.limit else []
    if os.getloadavg()[0] > BUSY:
        notes.append("the machine was busy at the start: no time here can be trusted")
    if options.stock_epochs is not None:
        notes.append(f"rasa init with {options.stock_epochs} epochs instead of those of its template")
    return [*notes, options.epochs_note] if options.epochs_note else notes


def _machine() -> dict[str, Any]:
    memory = re.findall(r"MemTotal:\s+(\d+) kB", Path("/proc/meminfo").read_text(encoding="ascii"))
    processor = re.findall(r"model name\s*: (.+)", Path("/proc/cpuinfo").read_text(encoding="utf-8"))
    return {
        "cores": len(os.sched_getaffinity(0)),
        "all_cores": os.cpu_count(),
        "cpu": processor[0] if processor else platform.machine(),
        "memory_gb": round(int(memory[0]) / 1024**2),
        "load_at_start": round(os.getloadavg()[0], 2),
    }


def _node() -> dict[str, str]:
    return {"Node.js": _said_by("node", "--version").lstrip("v"), "NLP.js": NLPJS["@nlpjs/nlp"]}


def _said_by(*command: str) -> str:
    try:
        return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return "not found"


def _keep(path: Path, run: dict[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(run, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
