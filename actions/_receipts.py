"""What is read back and receipted, in parts: for pages that can show more than the text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from actions import _draft
from bot.clock import BRUSSELS
from bot.content.draft_words import read_back_lines
from bot.content.field_words import field_label
from bot.content.lexicon import load_lexicon
from bot.content.phrases import phrase
from bot.content.sources import day_in_words
from bot.logic.eoi import Receipt
from bot.logic.eoi_draft import questions
from bot.logic.eoi_life import StoredEoI, content_of


def progress_part(slots: Mapping[str, Any], field: str) -> dict[str, Any]:
    """Which question of how many this is."""
    asked = questions(_draft.kind_of(slots))
    return {
        "kind": "progress",
        "step": asked.index(field) + 1,
        "of": len(asked),
        "label": field_label(field),
    }


def read_back_part(slots: Mapping[str, Any], partnership_name: str | None) -> dict[str, Any]:
    """Every answer, and what to say to change it."""
    lines = [
        {"field": field, "label": label, "value": value, "say": phrase(f"say_change.{field}")}
        for field, label, value in read_back_lines(slots, partnership_name)
    ]
    return {"kind": "read_back", "reference": slots.get("eoi__editing"), "lines": lines}


def receipt_part(one: Receipt | StoredEoI) -> dict[str, Any]:
    """What was stored, from what was committed."""
    moment = one.submitted_at.astimezone(BRUSSELS)
    name = load_lexicon().partnerships.get(one.expression.partnership_id or "")
    slots = _draft.slots_of(content_of(one.expression))
    return {
        "kind": "receipt",
        "reference": one.reference,
        "at": phrase("eoi.moment", day=day_in_words(moment.date()), time=f"{moment:%H:%M}"),
        "lines": [{"label": label, "value": value} for _, label, value in read_back_lines(slots, name)],
    }
