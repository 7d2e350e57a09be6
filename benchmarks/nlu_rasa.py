"""One Rasa model of the benchmark: writes what `rasa train nlu` reads, and serves what it wrote.

python -m benchmarks.nlu_rasa prepare callguide|stock [EPOCHS]
python -m benchmarks.nlu_rasa serve
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import Any

import yaml

from benchmarks.nlu_data import Labelled
from benchmarks.nlu_worker import answer_all, read_examples

ROOT = Path(__file__).resolve().parents[1]
LEFT_OUT = {"GazetteerExtractor", "FallbackClassifier"}  # nothing to look up; plain scores are wanted
FALLBACK = "nlu_fallback"


def prepare(folder: Path, pipeline: str, epochs: int | None) -> None:
    """Write config.yml and nlu.yml, and make sure that Rasa reads every text as it was."""
    settings = our_settings() if pipeline == "callguide" else stock_settings(epochs)
    (folder / "config.yml").write_text(yaml.safe_dump(settings, sort_keys=False), encoding="utf-8")
    rows = read_examples(folder)
    (folder / "nlu.yml").write_text(as_yaml(rows), encoding="utf-8")
    _read_back(folder / "nlu.yml", rows)


def our_settings() -> dict[str, Any]:
    """The project's own pipeline as it is now, less what looks names up and what hides a score."""
    settings: dict[str, Any] = yaml.safe_load((ROOT / "config.yml").read_text(encoding="utf-8"))
    del settings["policies"]
    settings["pipeline"] = [
        component for component in settings["pipeline"] if component["name"].split(".")[-1] not in LEFT_OUT
    ]
    return settings


def stock_settings(epochs: int | None) -> dict[str, Any]:
    """What a project of `rasa init` trains: its config.yml names no pipeline, and Rasa puts in this one."""
    import rasa.engine.recipes

    template = Path(rasa.engine.recipes.__file__).parent / "config_files" / "default_config.yml"
    settings: dict[str, Any] = yaml.safe_load(template.read_text(encoding="utf-8"))
    del settings["policies"]
    for component in settings["pipeline"]:
        if epochs is not None and "epochs" in component:
            component["epochs"] = epochs
    return settings


def as_yaml(rows: Labelled) -> str:
    """Rasa's training data as people write it; a text of several lines takes the long form."""
    lines: dict[str, str] = {}
    blocks: list[dict[str, Any]] = []
    for text, intent in rows:
        if text.splitlines() == [text]:
            lines[intent] = lines.get(intent, "") + f"- {text}\n"
        else:
            blocks.append({"intent": intent, "examples": [{"text": text}]})
    blocks += [{"intent": intent, "examples": examples} for intent, examples in lines.items()]
    data = {"version": "3.1", "nlu": blocks}
    return yaml.dump(data, Dumper=_Readable, allow_unicode=True, sort_keys=False, width=10_000)


class _Readable(yaml.SafeDumper):
    """Writes a text of several lines as a block, which Rasa reads many times faster."""

    def represent_str(self, text: str) -> yaml.ScalarNode:
        return self.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


_Readable.add_representer(str, _Readable.represent_str)


def _read_back(path: Path, rows: Labelled) -> None:
    from rasa.shared.nlu.training_data.loading import load_data

    read = load_data(str(path)).training_examples
    found = {(example.get("text"), example.get("intent")) for example in read}
    entities = [example.get("text") for example in read if example.get("entities")]
    if found != set(rows) or entities:
        raise ValueError(
            f"Rasa reads other texts: {sorted(found ^ set(rows))[:3]}, entities in {entities[:3]}"
        )


def serve(folder: Path) -> None:
    """Load the trained model as Rasa's own server does, with its logs, and answer."""
    from rasa.core.agent import Agent
    from rasa.utils.log_utils import configure_structlog

    configure_structlog()
    agent = Agent.load(str(folder / "models" / "nlu.tar.gz"))
    loop = asyncio.new_event_loop()

    def understand(text: str) -> tuple[str | None, float]:
        return plain(loop.run_until_complete(agent.parse_message(text)))

    answer_all(folder, understand)


def plain(parsed: dict[str, Any]) -> tuple[str | None, float]:
    """The best intent and its confidence, as they were before a fallback took their place."""
    best = parsed["intent"]
    if best["name"] == FALLBACK:
        best = next(one for one in parsed["intent_ranking"] if one["name"] != FALLBACK)
    return best["name"], best["confidence"]


if __name__ == "__main__":
    command, *rest = sys.argv[1:]
    if command == "prepare":
        prepare(Path.cwd(), rest[0], int(rest[1]) if len(rest) > 1 else None)
    else:
        serve(Path.cwd())
