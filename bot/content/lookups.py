"""Lookup tables for Rasa, written from the lexicon: one file an entity under data/nlu/lookups.

They are part of the training data, so that Rasa takes a changed name for changed data and trains anew.
"""

from __future__ import annotations

from pathlib import Path

from bot.content.lexicon import Lexicon, load_lexicon

FOLDER = Path("data/nlu/lookups")
HEAD = "# Written by `make lookups` from bot/content/lexicon: change the names there.\n"


def lookup_files(lexicon: Lexicon) -> dict[str, str]:
    """The text of each file by its name: every name of the entity once, in alphabetical order."""
    names: dict[str, set[str]] = {}
    for entity, text, _ in lexicon.phrases():
        names.setdefault(entity, set()).add(text)
    return {f"{entity}.yml": _file(entity, sorted(texts)) for entity, texts in sorted(names.items())}


def write(root: Path) -> None:
    """Write every file, and remove those of entities that have gone."""
    files = lookup_files(load_lexicon())
    folder = root / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    for gone in {path.name for path in folder.glob("*.yml")} - set(files):
        (folder / gone).unlink()
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")


def stale(root: Path) -> list[str]:
    """The files that are missing, too many, or not what the lexicon says."""
    fresh = lookup_files(load_lexicon())
    found = {path.name: path.read_text(encoding="utf-8") for path in (root / FOLDER).glob("*.yml")}
    return sorted(name for name in fresh.keys() | found.keys() if fresh.get(name) != found.get(name))


def _file(entity: str, names: list[str]) -> str:
    examples = "".join(f"    - {name}\n" for name in names)
    return f'{HEAD}version: "3.1"\nnlu:\n- lookup: {entity}\n  examples: |\n{examples}'
