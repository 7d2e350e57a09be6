"""All that a model is made from, as one number: where it has not changed, Rasa need not look again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

CODE = Path(__file__).resolve().parents[1]
OF_THE_PROJECT = ("config.yml", "domain.yml", "uv.lock", "data")
OF_THE_CODE = ("engine", "logic", "content")  # what runs while training
CONTENT_LEARNT_FROM = {"lexicon", "languages.yml", "organisations.json", "partnerships.json"}


def fingerprint(root: Path) -> str:
    """Changes with any file of these, its name or its place."""
    digest = hashlib.sha256()
    for folder, parts in ((root, OF_THE_PROJECT), (CODE, OF_THE_CODE)):
        for file in _files(folder, parts):
            content = hashlib.sha256(file.read_bytes()).hexdigest()
            digest.update(f"{file.relative_to(folder)} {content}\n".encode())
    return digest.hexdigest()


def _files(folder: Path, parts: tuple[str, ...]) -> Iterator[Path]:
    for part in parts:
        found = (folder / part).rglob("*") if (folder / part).is_dir() else [folder / part]
        yield from sorted(file for file in found if file.is_file() and _matters(file.relative_to(folder)))


def _matters(file: Path) -> bool:
    """Answers and other texts may change without another training; only the actions read them."""
    if "__pycache__" in file.parts:
        return False
    return file.parts[0] != "content" or file.suffix == ".py" or file.parts[1] in CONTENT_LEARNT_FROM
