"""What all contestants in Python do alike: read the data, answer one message at a time, write the answers.

`train.json` holds the examples, `questions.json` the messages to warm up with, to be timed, and to be scored.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

from benchmarks.nlu_data import Labelled

Understand = Callable[[str], tuple[str | None, float]]


def read_examples(folder: Path) -> Labelled:
    rows = json.loads((folder / "train.json").read_text(encoding="utf-8"))
    return [(text, intent) for text, intent in rows]


def answer_all(folder: Path, understand: Understand) -> None:
    """The timed messages first, and none of them twice: whatever is kept between messages is still cold."""
    questions = json.loads((folder / "questions.json").read_text(encoding="utf-8"))
    for text in questions["warm_up"]:
        understand(text)
    milliseconds = []
    for text in questions["timed"]:
        start = perf_counter()
        understand(text)
        milliseconds.append((perf_counter() - start) * 1000)
    memory = resident_megabytes()
    answers = {part: [understand(text) for text in texts] for part, texts in questions["parts"].items()}
    found = {"milliseconds": milliseconds, "memory_mb": memory, "answers": answers}
    (folder / "answers.json").write_text(json.dumps(found), encoding="utf-8")


def resident_megabytes() -> float:
    """What this process holds in memory now."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(re.findall(r"VmRSS:\s+(\d+) kB", status)[0]) / 1024
