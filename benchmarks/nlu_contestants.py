"""Who takes part in `make bench-nlu`, and by which commands."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CACHE = ROOT / "benchmarks" / ".cache"
NLPJS = {"@nlpjs/nlp": "4.27.0", "@nlpjs/core": "4.26.1", "@nlpjs/lang-en-min": "4.26.1"}


class NotMeasured(Exception):
    """A contestant could not run; the reason stands in its cell."""


@dataclass(frozen=True)
class Contestant:
    """Three commands, run in a folder that holds the data; training is timed, what comes before is not."""

    title: str
    train: list[str]
    serve: list[str]
    prepare: list[str] = field(default_factory=list)
    install: Callable[[], None] = lambda: None
    environment: dict[str, str] = field(default_factory=dict)


def contestants(stock_epochs: int | None = None) -> dict[str, Contestant]:
    """By the name for the command line, the quick ones first; None: as many epochs as the template has."""
    epochs = [] if stock_epochs is None else [str(stock_epochs)]
    node = ["node", str(ROOT / "benchmarks" / "nlu_nlpjs.js")]
    packages = {"NODE_PATH": str(CACHE / "nlpjs" / "node_modules")}
    return {
        "callguide": _rasa("callguide", ["callguide"]),
        "svm": Contestant("TF-IDF + LinearSVC", _module("nlu_svm", "train"), _module("nlu_svm", "serve")),
        "nlpjs": Contestant(
            "NLP.js", [*node, "train"], [*node, "serve"], install=install_nlpjs, environment=packages
        ),
        "rasa-init": _rasa("rasa init", ["stock", *epochs]),
    }


def _rasa(title: str, pipeline: list[str]) -> Contestant:
    train = [sys.executable, "-m", "rasa", "train", "nlu", "--nlu", "nlu.yml", "--fixed-model-name", "nlu"]
    prepare = [*_module("nlu_rasa", "prepare"), *pipeline]
    return Contestant(title, train, _module("nlu_rasa", "serve"), prepare)


def _module(name: str, command: str) -> list[str]:
    return [sys.executable, "-m", f"benchmarks.{name}", command]


def install_nlpjs() -> None:
    """Fetch the pinned packages into the cache folder, once; nothing is installed on the system."""
    if not (shutil.which("node") and shutil.which("npm")):
        raise NotMeasured("node or npm is not installed")
    folder = CACHE / "nlpjs"
    packages = [f"{name}@{version}" for name, version in NLPJS.items()]
    stamp = folder / "installed"
    if stamp.exists() and stamp.read_text(encoding="utf-8").split() == packages:
        return
    folder.mkdir(parents=True, exist_ok=True)
    call = ["npm", "install", "--prefix", str(folder), "--no-save", "--no-package-lock", *packages]
    try:
        done = subprocess.run(call, capture_output=True, text=True, timeout=300, check=False)
    except subprocess.TimeoutExpired as late:
        raise NotMeasured("npm install took more than five minutes") from late
    if done.returncode:
        raise NotMeasured(f"npm install failed: {last_line(done.stderr)}")
    stamp.write_text("\n".join(packages), encoding="utf-8")


def last_line(text: str) -> str:
    """What a log ends with: as a rule the error."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else "it ended without a word"
