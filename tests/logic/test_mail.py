"""When a mail is tried again, and what it is called."""

from dataclasses import replace
from datetime import datetime, timedelta, timezone

from bot.logic.mail import Mail, may_leave_at, next_try

NOW = datetime(2017, 3, 1, 10, 30, tzinfo=timezone.utc)
MAIL = Mail(7, "code", "ada@example.org", None, {"nonce": "n"}, NOW, 0)


def test_the_pauses_grow_to_eight_hours_and_end_within_three_days() -> None:
    minutes, failures = [], 1
    while (again := next_try(failures, NOW)) is not None:
        minutes.append((again - NOW) / timedelta(minutes=1))
        failures += 1
    assert minutes[:7] == [1, 5, 15, 60, 120, 240, 480]
    assert set(minutes[7:]) == {480}
    assert 64 < sum(minutes) / 60 <= 72


def test_a_mail_keeps_its_message_id_and_shares_it_with_no_other() -> None:
    others = [
        replace(MAIL, id=8),
        replace(MAIL, kind="eoi_receipt"),
        replace(MAIL, created_at=NOW.replace(hour=9)),
    ]
    ids = {mail.message_id("example.org") for mail in (MAIL, replace(MAIL, tries=3), *others)}
    assert len(ids) == 4
    assert MAIL.message_id("example.org").startswith("<outbox-7.")
    assert MAIL.message_id("example.org").endswith("@example.org>")


def test_a_mail_shows_neither_whom_it_is_for_nor_what_it_holds() -> None:
    assert "ada" not in repr(MAIL)
    assert "nonce" not in repr(MAIL)


def test_six_mails_an_hour_and_twenty_a_day_go_to_one_address():
    hour = timedelta(hours=1)
    assert may_leave_at([], NOW) == NOW
    assert may_leave_at([NOW] * 5, NOW) == NOW
    assert may_leave_at([NOW - hour / 2, *[NOW] * 5], NOW) == NOW + hour / 2
    assert may_leave_at([NOW - 2 * hour] * 19, NOW) == NOW
    assert may_leave_at([NOW - 2 * hour] * 20, NOW) == NOW + 22 * hour
