"""Where the day stands in the life of the call, in the words the answers use."""

from __future__ import annotations

from datetime import date

from bot.content.answers import load_answers, render
from bot.content.loader import load_sheet
from bot.content.phrases import phrase
from bot.logic.calls import call_status, days_left

CALL = "escp-s3-eoi-2016"
SAY_DAYS_LEFT = ("call_closing_date", "call_open_now")


def status_on(day: date) -> str:
    """The status of the call, as the answers name it."""
    return call_status(load_sheet(CALL), day).value


def days_left_line(topic: str, day: date) -> str:
    """How many days are left, for an answer about the closing date while the call is open."""
    call = load_sheet(CALL)
    if topic not in SAY_DAYS_LEFT or not call_status(call, day).takes_expressions:
        return ""
    return " " + phrase("call.days_left", count=str(days_left(call, day)))


def closed_reason(day: date) -> str | None:
    """Why no expression of interest is taken on this day; None when it is."""
    status = call_status(load_sheet(CALL), day)
    if status.takes_expressions:
        return None
    return render(load_answers()["call_open_now"], status.value).text
