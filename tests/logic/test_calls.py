from __future__ import annotations

from datetime import date

import pytest

from bot.logic.calls import CallStatus, call_status, days_left, opening_day
from bot.logic.errors import ContentInvalid, FactMissing


def test_the_status_on_every_edge(call, call_open_case):
    status = call_status(call, call_open_case["day"])
    assert status == call_open_case["status"]
    assert status.takes_expressions is (call_open_case["expect"] == "met")
    if "days_left" in call_open_case:
        assert days_left(call, call_open_case["day"]) == call_open_case["days_left"]


def test_a_call_never_extended_is_open_until_two_weeks_before_its_end(call_made_with):
    call = call_made_with({"closing_date": (date(2016, 12, 31),)})
    days = (date(2016, 12, 16), date(2016, 12, 17), date(2017, 1, 1))
    assert [call_status(call, on) for on in days] == [
        CallStatus.OPEN,
        CallStatus.CLOSING_SOON,
        CallStatus.CLOSED,
    ]


@pytest.mark.parametrize("opened", ["May 2016", " may 2016", date(2016, 5, 1)])
def test_a_month_opens_on_its_first_day(call_made_with, opened):
    assert opening_day(call_made_with({"opened_in": (opened,)})) == date(2016, 5, 1)


@pytest.mark.parametrize("opened", ["spring 2016", "May", "May 16", "2016-05", ""])
def test_an_opening_nobody_can_read_stops_by_name(call_made_with, opened):
    with pytest.raises(ContentInvalid, match="opened_in"):
        opening_day(call_made_with({"opened_in": (opened,)}))


def test_without_a_closing_date_there_is_no_status(call_made_with):
    with pytest.raises(FactMissing):
        call_status(call_made_with({"closing_date": None}), date(2017, 3, 1))
