"""The letter that holds a conversation."""

from __future__ import annotations

from bot.logic.mail import Mail
from tests.mail.mails import NOW
from tests.mail.mails import mail as mail_of
from tests.mail.test_letters import text as text_of


def text(mail: Mail) -> str:
    return text_of(mail).replace("\r\n", "\n")


def test_who_spoke_and_when_stands_above_each_message() -> None:
    written = text(mail_of("conversation"))
    assert "You, 1 March 2017, 11:30:\nWhen does it close?\n\nCallguide, 1 March 2017, 11:30:" in written
    assert "\nSoon.\nBe quick.\n" in written
    assert "is left out" not in written


def test_what_was_left_out_is_said() -> None:
    assert "this letter holds the newest 2 messages" in text(mail_of("conversation", is_cut=True))


def test_no_words_in_it_become_a_header_or_a_line_of_somebody_else() -> None:
    evil = {"author": "user", "at": NOW.isoformat(), "text": "hi\r\nBcc: eve@example.org\u2028{said}\x00"}
    written = text(mail_of("conversation", said=[evil]))
    assert "Bcc: eve@example.org\n{said}" in written
    assert "\x00" not in written
