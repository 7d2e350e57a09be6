"""What may be offered where a message is not understood well enough."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import yaml

from bot.content.answers import load_answers
from bot.content.loader import CONTENT
from bot.content.steps import step_titles
from bot.logic.errors import ContentInvalid

FILE = "did_you_mean.yml"
QUESTION = "faq"


@dataclass(frozen=True)
class Offers:
    """The title of each meaning that may be offered, and the groups that a person would not tell apart.

    A meaning is an intent, of a question `faq/<topic>`.
    """

    titles: dict[str, str]
    alike: tuple[frozenset[str], ...]


@lru_cache(maxsize=1)
def load_offers() -> Offers:
    """Read once a process; raises `ContentInvalid` for a meaning that has no title."""
    kept = yaml.safe_load((CONTENT / FILE).read_text(encoding="utf-8"))
    titles = all_titles()
    named = [*kept["never"], *(one for group in kept["alike"] for one in group)]
    unknown = sorted(set(named) - set(titles))
    if unknown:
        raise ContentInvalid(f"{FILE}: {unknown[0]} has no title")
    return Offers(
        titles={meaning: title for meaning, title in titles.items() if meaning not in kept["never"]},
        alike=tuple(frozenset(group) for group in kept["alike"]),
    )


def all_titles() -> dict[str, str]:
    """What each dialogue step and each question is called on a button."""
    questions = {f"{QUESTION}/{topic}": answer.title for topic, answer in load_answers().items()}
    return {**step_titles(), **questions}
