"""The receipt, from what was committed."""

from __future__ import annotations

from bot.clock import BRUSSELS
from bot.content.lexicon import load_lexicon
from bot.content.phrases import phrase
from bot.content.sources import day_in_words
from bot.logic.eoi import Receipt


def receipt_text(receipt: Receipt) -> str:
    """Reference, moment in Brussels, what was sent, and how to go on."""
    return phrase("eoi.receipt", **_parts(receipt))


def status_text(receipt: Receipt) -> str:
    """One sent expression of interest in one line."""
    return phrase("eoi.status_sent", **_parts(receipt))


def _parts(receipt: Receipt) -> dict[str, str]:
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
