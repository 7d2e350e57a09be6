"""One contestant on one data set: its processes are run and timed here, and its answers scored."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

from benchmarks import nlu_scores as scores
from benchmarks.nlu_contestants import CACHE, ROOT, Contestant, NotMeasured, last_line
from benchmarks.nlu_data import DataSet

LEAST_IN_SCOPE = 93.4  # per cent; out-of-scope recall is compared where each still gets so much right
WARM_UP, TIMED, SEED = 50, 500, 2017
QUIET = {
    "RASA_TELEMETRY_ENABLED": "false",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "TF_CPP_MIN_LOG_LEVEL": "3",
}


@dataclass(frozen=True)
class Cost:
    """What a process took: seconds on the wall, and of all cores together; memory at the most."""

    wall_seconds: float
    cpu_seconds: float
    peak_mb: float


def measure(who: Contestant, data: DataSet, folder: Path, say: Callable[[str], None]) -> dict[str, Any]:
    """All figures, or the reason why there are none; the answers stay in the cache, to be looked at."""
    try:
        who.install()
        _write(folder / "train.json", data.train)
        _write(folder / "questions.json", questions(data))
        if who.prepare:
            say("writing the data")
            _run(who.prepare, folder, who.environment)
        say("training")
        cost = _run(who.train, folder, who.environment)
        say(f"trained in {cost.wall_seconds:.0f} s, answering")
        _run(who.serve, folder, who.environment, core=max(os.sched_getaffinity(0)))
    except NotMeasured as reason:
        say(f"not measured: {reason}")
        return {"not_measured": str(reason)[:120]}
    kept = CACHE / "answers" / f"{folder.parent.name}-{folder.name}.json"
    kept.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(folder / "answers.json", kept)
    answered = json.loads(kept.read_text(encoding="utf-8"))
    spent = {
        "training_seconds": cost.wall_seconds,
        "training_cpu_seconds": cost.cpu_seconds,
        "training_peak_mb": cost.peak_mb,
    }
    return {**spent, **figures(data, answered)}


def questions(data: DataSet) -> dict[str, Any]:
    """What is asked: some messages to warm up, others to be timed, then all; the same for everybody."""
    different = sorted({text for text, _ in data.test})
    random.Random(SEED).shuffle(different)
    warm_up = min(WARM_UP, len(different) // 10)
    parts = {"test": data.test, "val": data.val, "oos_val": data.oos_val, "oos_test": data.oos_test}
    return {
        "warm_up": different[:warm_up],
        "timed": different[warm_up : warm_up + TIMED],
        "parts": {name: [text for text, _ in rows] for name, rows in parts.items()},
    }


def figures(data: DataSet, answered: dict[str, Any]) -> dict[str, Any]:
    """Score what was answered."""
    parts: dict[str, list[scores.Answer]] = answered["answers"]
    p50, p95 = scores.middle_and_slow(answered["milliseconds"])
    found = {
        "accuracy": scores.accuracy(parts["test"], data.test),
        "p50_ms": p50,
        "p95_ms": p95,
        "memory_mb": answered["memory_mb"],
    }
    if not data.oos_test:
        return found
    scope = {
        "auroc": scores.auroc(parts["test"], parts["oos_test"]),
        "val_accuracy": scores.accuracy(parts["val"], data.val),
        "threshold": scores.choose_threshold(parts["val"], data.val, parts["oos_val"], LEAST_IN_SCOPE),
    }
    if scope["threshold"] is not None:
        scope["accuracy_with_threshold"] = scores.accuracy(parts["test"], data.test, scope["threshold"])
        scope["recall"] = scores.refused(parts["oos_test"], scope["threshold"])
    return {**found, "out_of_scope": scope}


def _run(command: list[str], folder: Path, environment: dict[str, str], core: int | None = None) -> Cost:
    """Run to the end, in the folder; where a core is named, on that one only."""
    log = folder / "log.txt"
    surroundings = {**os.environ, **QUIET, "PYTHONPATH": str(ROOT), **environment}
    surroundings.pop("PYTHONDONTWRITEBYTECODE", None)  # with it, each import of Rasa takes seconds longer
    with log.open("w", encoding="utf-8") as output, _on(core):
        start = perf_counter()
        process = subprocess.Popen(command, cwd=folder, env=surroundings, stdout=output, stderr=output)
        _, status, used = os.wait4(process.pid, 0)
        wall = perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise NotMeasured(last_line(log.read_text(encoding="utf-8", errors="replace")))
    return Cost(wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


@contextmanager
def _on(core: int | None) -> Iterator[None]:
    """What is started inside inherits the core."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, before if core is None else {core})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def _write(path: Path, what: Any) -> None:
    path.write_text(json.dumps(what), encoding="utf-8")
