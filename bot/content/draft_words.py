"""The answers of a draft as a person reads them back before they are sent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.content.field_words import field_label, value_in_words
from bot.content.phrases import phrase
from bot.logic.eoi_draft import PREFIX, kind_of
from bot.logic.eoi_fields import FIELDS, SKIPPED


def answer_in_words(field: str, value: Any) -> str:
    """A stored value as a person reads it; a region may be given in words that no list has."""
    return phrase("eoi.not_given") if value in (None, SKIPPED) else value_in_words(field, str(value))


def read_back_lines(slots: Mapping[str, Any], partnership_name: str | None) -> list[tuple[str, str, str]]:
    """Field, label and value of every answer in order, as it would be sent."""
    lines = [("partnership", field_label("partnership"), partnership_name)] if partnership_name else []
    return lines + [
        (field, field_label(field), answer_in_words(field, slots.get(PREFIX + field)))
        for field in FIELDS[kind_of(slots)]
        if field != "consent"
    ]
