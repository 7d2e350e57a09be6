"""Where the time of a turn goes, in milliseconds that add up to the whole: `make bench-profile`.

py-spy looks at every process four hundred times a second while messages go one after the other, ours and then
the stock bot's. What no process worked on is what the kernel and the ways between the processes took.
"""

from __future__ import annotations

import asyncio
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from statistics import mean
from tempfile import TemporaryDirectory

from benchmarks.speed_load import messages, one_by_one
from benchmarks.speed_peers import CACHE, ROOT, Peer, callguide, stock, train_stock

HELD_OUT = ROOT / "tests/nlu/held_out"
WARM, MEASURED = 40, 200
A_SECOND = 400
READY = 3.0  # seconds until py-spy looks
Parts = Mapping[
    str, Sequence[str]
]  # by name, what stands in the call stacks of it; the first that fits counts

WAITING = (
    "select (selectors.py",
    "_worker (concurrent",
    "_connection_worker_thread (aiosqlite",
    "wait (threading",
)
OURS: Mapping[str, Parts] = {
    "engine": {
        "sentence vectors, English": ("bot/engine/minilm.py",),
        "sentence vectors, sixteen languages": ("bot/engine/multilingual.py",),
        "counts of words and letters": ("count_vectors_featurizer.py", "bot/engine/sentence_counts.py"),
        "names": ("bot/engine/gazetteer.py", "bot/engine/name_finder.py"),
        "spelling and language": ("bot/engine/spelling.py", "bot/engine/language.py"),
        "classifier": ("bot/engine/linear_classifier.py",),
        "the rest of reading": ("_parse_message_with_graph", "bot/engine/turn_reader.py"),
        "call of the action server": ("rasa/utils/endpoints.py", "bot/engine/watched_endpoint.py"),
        "policy": ("predict_next_with_tracker_if_should",),
        "events in the database": ("bot/engine/conversation_store.py", "bot/engine/stored_events.py"),
        "the rest of Rasa's turn": ("rasa/core/processor.py", "rasa/core/agent.py"),
        "HTTP and channel": ("",),
    },
    "action server": {"actions": ("actions/_base.py", "rasa_sdk/executor.py"), "HTTP": ("",)},
    "front door": {
        "transcript in the database": ("bot/web/transcript.py", "bot/storage/"),
        "question to the engine": ("bot/web/engine.py",),
        "HTTP and gate": ("",),
    },
}
STOCK: Mapping[str, Parts] = {
    "engine": {
        "intent classifier and entities": ("diet_classifier.py",),
        "response selector": ("response_selector.py",),
        "features": ("rasa/nlu/featurizers", "rasa/nlu/tokenizers"),
        "the rest of reading": ("_parse_message_with_graph",),
        "policies": ("predict_next_with_tracker_if_should",),
        "tracker": ("tracker_store.py",),
        "the rest of Rasa's turn": ("rasa/core/processor.py", "rasa/core/agent.py"),
        "HTTP and channel": ("",),
    },
}


def main() -> int:
    """Measure both and print one table each."""
    texts = messages(HELD_OUT, WARM + MEASURED)
    with TemporaryDirectory() as folder:
        project = CACHE / "profile-stock"
        train_stock(project)
        for start, parts, right in (
            (lambda: callguide(Path(folder) / "ours"), OURS, "31 March 2017"),
            (lambda: stock(project), STOCK, ""),
        ):
            peer = start()
            try:
                peer.wait_for(right, "When does the call close?")
                print(_table(peer.name, *_profile(peer, parts, texts, Path(folder))))
            finally:
                peer.end()
    return 0


def _profile(
    peer: Peer, parts: Mapping[str, Parts], texts: list[str], folder: Path
) -> tuple[float, dict[str, float]]:
    """The mean time of a turn, and of each part of each process; milliseconds."""
    asyncio.run(one_by_one(peer, texts[:WARM]))
    files = [folder / f"{peer.name}-{number}.raw" for number in range(len(parts))]
    watching = [_watch(process.pid, file) for process, file in zip(peer.processes, files, strict=True)]
    time.sleep(READY)
    whole = mean(asyncio.run(one_by_one(peer, texts[WARM:])))
    for one in watching:
        one.send_signal(signal.SIGINT)
        one.wait()
    spent = {}
    if not all(file.exists() for file in files):
        raise RuntimeError("py-spy saw nothing: it needs the right to trace other processes (ptrace)")
    for (process, of_process), file in zip(parts.items(), files, strict=True):
        lines = file.read_text(encoding="utf-8").splitlines()
        for part, samples in shares(lines, of_process).items():
            spent[f"{process}: {part}"] = samples * 1000 / A_SECOND / MEASURED
    return whole, spent


def _watch(pid: int, into: Path) -> subprocess.Popen[bytes]:
    argv = [
        "py-spy",
        "record",
        "-p",
        str(pid),
        "-f",
        "raw",
        "-r",
        str(A_SECOND),
        "-d",
        "3600",
        "-o",
        str(into),
    ]
    return subprocess.Popen(argv, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def shares(lines: Iterable[str], parts: Parts) -> Counter[str]:
    """How many samples each part has, of lines as py-spy writes them: `outermost;...;innermost count`."""
    found: Counter[str] = Counter(dict.fromkeys(parts, 0))
    for line in lines:
        stack, _, count = line.rpartition(" ")
        if any(one in stack.rpartition(";")[2] for one in WAITING):
            continue
        part = next((name for name, cues in parts.items() if any(cue in stack for cue in cues)), None)
        if part is not None:
            found[part] += int(count)
    return found


def _table(name: str, whole: float, spent: Mapping[str, float]) -> str:
    rows = [*spent.items(), ("between the processes", whole - sum(spent.values())), ("the whole turn", whole)]
    lines = [f"| {name} | ms |", "| --- | --- |", *(f"| {what} | {ms:.2f} |" for what, ms in rows)]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
