"""What is held about a person, in words: how much of each kind, and what each entry is called."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from bot.content.field_words import field_label, value_in_words
from bot.content.phrases import has_phrase, phrase

KINDS = (
    "expressions_of_interest",
    "drafts",
    "messages_for_a_person",
    "follows",
    "contact_of_partnerships",
    "mails",
    "codes",
    "conversations",
)
NAMED = KINDS[:3]
"""Those whose references are said; a mail's is that of something else."""


def summary_lines(held: Mapping[str, Any]) -> list[str]:
    """One line a kind of which there is something, with the references."""
    return [_summary(kind, rows) for kind, rows in entries(held)]


def entries(held: Mapping[str, Any]) -> Iterator[tuple[str, list[Any]]]:
    """Each kind of which there is something, with its entries."""
    yield from ((kind, held[kind]) for kind in KINDS if held[kind])


def kind_title(kind: str) -> str:
    """What a kind is called."""
    return phrase(f"my_data_kind.{kind}")


def entry_title(key: str) -> str:
    """What a key of an entry is called."""
    return field_label(key) if has_phrase(f"label.{key}") else key.replace("_", " ").capitalize()


def value_shown(key: str, value: object) -> str:
    """A value for reading: names in place of ids where there are any."""
    return value_in_words(key, str(value))


def _summary(kind: str, rows: list[Any]) -> str:
    references = ", ".join(row["reference"] for row in rows) if kind in NAMED else ""
    words = {"kind": kind_title(kind), "count": str(len(rows))}
    if references:
        return phrase("my_data.line_named", references=references, **words)
    return phrase("my_data.line", **words)
