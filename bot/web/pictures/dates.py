"""The dates of the call as a line, with the day of the assistant on it."""

from __future__ import annotations

from datetime import date

from bot.content.call_status import CALL
from bot.content.loader import load_sheet
from bot.content.sources import day_in_words, source_line
from bot.logic.calls import opening_day
from bot.web.pictures.drawing import figure, label
from bot.web.plain.html import Html, joined, linked, tag
from bot.web.plain.words import words

WIDTH, HEIGHT, MARGIN = 640, 225, 70
LINE = 95
LEVELS = {"opened": -46, "close": -46, "first_close": 46, "today": 98}
"""How far above or below the line the words of a day stand, so that no two lie upon each other."""

BEYOND = 0.06
"""How far outside the line "today" may stand, as a part of its length."""


def dates(on: date) -> Html:
    """Opening, first closing date, closing date and today."""
    call = load_sheet(CALL)
    opened = call.fact("opened_in")
    first, last = call.history("closing_date")[0], call.fact("closing_date")
    begin = opening_day(call)
    marks = [
        ("opened", begin, str(opened.value)),
        ("first_close", first.value, day_in_words(first.value)),
        ("close", last.value, day_in_words(last.value)),
        ("today", on, day_in_words(on)),
    ]
    said = [words("pictures.mark", name=words(f"pictures.{name}"), day=day) for name, _, day in marks]
    text = words(
        "pictures.dates_text", opened=opened.value, closing=day_in_words(last.value), marks=" ".join(said)
    )
    shapes = [
        tag("line", x1=MARGIN, x2=WIDTH - MARGIN, y1=LINE, y2=LINE, class_="span"),
        *(_mark(name, _place(day, begin, last.value), said, LEVELS[name]) for name, day, said in marks),
    ]
    listed = tag("ul", (tag("li", line) for line in said))
    source = tag("p", linked(source_line((opened, first, last))), class_="source")
    drawn = figure("dates", WIDTH, HEIGHT, text, shapes)
    return tag(
        "section", tag("h2", words("pictures.dates")), drawn, joined(listed, source), class_="dates-line"
    )


def _place(day: date, begin: date, end: date) -> float:
    """Where on the line, from 0 to 1; long before or after it, a little outside."""
    part = (day - begin).days / max(1, (end - begin).days)
    return min(1 + BEYOND, max(-BEYOND, part))


def _mark(name: str, part: float, day: str, level: int) -> Html:
    x, y = MARGIN + part * (WIDTH - 2 * MARGIN), LINE + level
    near = y - 16 if level > 0 else y + 22
    stem = tag("line", x1=f"{x:g}", x2=f"{x:g}", y1=LINE, y2=near, class_="stem")
    dot = tag("circle", cx=f"{x:g}", cy=LINE, r=9 if name == "today" else 7, class_=f"dot {name}")
    title = label(x, y if level > 0 else y - 4, words(f"pictures.{name}"), class_="strong")
    return tag("g", stem, dot, title, label(x, y + 20 if level > 0 else y + 16, day))
