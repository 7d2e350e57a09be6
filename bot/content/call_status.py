"""Where the day stands in the life of the call, in the words the answers use."""

from __future__ import annotations

from datetime import date

from bot.content.answers import load_answers, render
from bot.content.loader import load_sheet
from bot.logic.calls import call_status

CALL = "escp-s3-eoi-2016"


def status_on(day: date) -> str:
    """The status of the call, as the answers name it."""
    return call_status(load_sheet(CALL), day).value


def closed_reason(day: date) -> str | None:
    """Why no expression of interest is taken on this day; None when it is."""
    status = call_status(load_sheet(CALL), day)
    if status.takes_expressions:
        return None
    return render(load_answers()["call_open_now"], status.value).text
