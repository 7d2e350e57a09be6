"""Which topics answer the same question about different things, for follow-ups."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import yaml

from bot.content.answers import load_answers
from bot.content.loader import CONTENT
from bot.logic.errors import ContentInvalid
from bot.logic.subjects import Aspect, Subjects


@lru_cache(maxsize=1)
def load_subjects() -> Subjects:
    """The table of the assistant."""
    return read_subjects(CONTENT / "subjects.yml")


def read_subjects(path: Path) -> Subjects:
    """The table of one file; raises `ContentInvalid` for a topic or a subject that nobody knows."""
    kept = yaml.safe_load(path.read_text(encoding="utf-8"))
    names = {subject: tuple(map(str, phrases)) for subject, phrases in kept["subjects"].items()}
    aspects = tuple(
        Aspect(name, tuple(map(str, one["asked_with"])), dict(one["topics"]))
        for name, one in kept["aspects"].items()
    )
    for aspect in aspects:
        for subject, topic in aspect.topics.items():
            if subject not in names or topic not in load_answers():
                raise ContentInvalid(f"{path.name}: {aspect.name}: {subject}: {topic} is not known")
    return Subjects(names, aspects)
