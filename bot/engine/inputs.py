"""All that a model is made from, as one number: where it has not changed, Rasa need not look again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

CODE = Path(__file__).resolve().parents[1]
OF_THE_PROJECT = ("config.yml", "domain.yml", "uv.lock", "data")
OF_THE_CODE = ("engine", "logic", "content")  # what runs while training
LEFT_OUT = "__pycache__"


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
        yield from sorted(file for file in found if file.is_file() and LEFT_OUT not in file.parts)
