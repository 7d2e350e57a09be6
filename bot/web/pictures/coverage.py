"""The countries of a partnership against the least number that the rule asks for."""

from __future__ import annotations

from bot.content.lexicon import load_lexicon
from bot.content.phrases import enumerate_in_words
from bot.logic.verdicts import Verdict
from bot.web.pictures.drawing import box, figure, label
from bot.web.plain.html import Html, tag
from bot.web.plain.words import words

PLACE, GAP, HIGH = 150, 10, 64
MOST = 6
SURE, HANGING, OPEN = "sure", "hanging", "open"


def coverage(verdict: Verdict) -> Html | None:
    """A place for each country that is needed, filled with what is there; None before partners are known."""
    if "counted" not in verdict.detail:
        return None
    least = int(verdict.detail["least"])
    sure, hanging = (_names(verdict.detail[key]) for key in ("counted", "hanging"))
    places = [*((name, SURE) for name in sure), *((name, HANGING) for name in hanging)]
    places += [(words("pictures.coverage_place"), OPEN)] * (least - len(places))
    text = words(
        "pictures.coverage_text", count=len(sure), least=least, names=enumerate_in_words(sure) or "-"
    )
    if hanging:
        text = f"{text} {words('pictures.coverage_hanging', names=enumerate_in_words(hanging))}"
    shown = places[: max(MOST, least)]
    rows = -(-len(shown) // 3)
    shapes = [_place(number, name, kind) for number, (name, kind) in enumerate(shown)]
    width, height = 3 * (PLACE + GAP), rows * (HIGH + GAP)
    drawn = figure("coverage", width, height, text, shapes, caption=text)
    return tag("section", tag("h3", words("pictures.coverage")), drawn)


def _place(number: int, name: str, kind: str) -> Html:
    x, y = GAP / 2 + number % 3 * (PLACE + GAP), GAP / 2 + number // 3 * (HIGH + GAP)
    lines = (label(x + PLACE / 2, y + HIGH / 2 + 5, name, class_=kind),)
    return tag("g", box(x, y, PLACE, HIGH, kind), lines)


def _names(codes: str) -> list[str]:
    return [load_lexicon().name_of("country", code) for code in codes.split()]
