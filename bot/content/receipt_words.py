"""The receipt, from what was committed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from bot.clock import BRUSSELS
from bot.content.field_words import field_label, value_in_words
from bot.content.lexicon import load_lexicon
from bot.content.phrases import phrase
from bot.content.sources import day_in_words
from bot.logic.eoi import Receipt
from bot.logic.eoi_life import Difference, StoredEoI


def receipt_text(receipt: Receipt | StoredEoI) -> str:
    """Reference, moment in Brussels, what was sent, and how to go on."""
    return phrase("eoi.receipt", **_parts(receipt))


def stored_text(one: StoredEoI) -> str:
    """One stored expression of interest with its state, and what staff noted on it."""
    moment = (one.status_at or one.submitted_at).astimezone(BRUSSELS)
    lines = [
        phrase("eoi.stored_line", **_parts(one)),
        phrase(f"eoi.state_{one.status}", day=day_in_words(moment.date()), time=f"{moment:%H:%M}"),
    ]
    if one.version > 1:
        lines.append(phrase("eoi.stored_version", version=str(one.version)))
    if one.status_note:
        lines.append(phrase("eoi.stored_note", note=one.status_note))
    return "\n".join(lines)


def what_it_is(one: StoredEoI) -> str:
    """What it is about, in a few words."""
    return _parts(one)["what"]


def changed_text(one: StoredEoI, changed: Sequence[Difference]) -> str:
    """That a change is stored: each changed answer, before and after."""
    lines = difference_lines("eoi.difference", changed)
    return "\n".join([phrase("eoi.change_stored", version=str(one.version), **_parts(one)), lines])


def difference_lines(key: str, changed: Sequence[Difference]) -> str:
    """Each changed answer, before and after, in the words of this phrase."""
    return "\n".join(
        phrase(
            key,
            label=field_label(item["field"].removesuffix("_id")),
            before=_in_words(item, "before"),
            after=_in_words(item, "after"),
        )
        for item in changed
        if item["field"] != "kind"
    )


def _in_words(item: Difference, key: Literal["before", "after"]) -> str:
    value = item[key]
    return value_in_words(item["field"].removesuffix("_id"), value) if value else phrase("eoi.not_given")


def _parts(receipt: Receipt | StoredEoI) -> dict[str, str]:
    moment = receipt.submitted_at.astimezone(BRUSSELS)
    one = receipt.expression
    what = load_lexicon().partnerships.get(one.partnership_id or "") or one.title or ""
    return {
        "reference": receipt.reference,
        "day": day_in_words(moment.date()),
        "time": f"{moment:%H:%M}",
        "what": phrase(f"eoi.what_{one.kind}", name=what),
        "organisation": one.organisation,
    }
