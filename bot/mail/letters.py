"""Writes the mail that an entry of the outbox stands for."""

from __future__ import annotations

from datetime import datetime
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr

from bot.content.languages import ENGLISH
from bot.content.letters import letter_of
from bot.logic.errors import ContentInvalid
from bot.logic.mail import Mail, MailRefused
from bot.mail.values import values_of

TO_FOLLOWERS = ("follow_begun", "follow_news")


class Writer:
    """Writes letters from one sender; `code_key` is what one-time codes follow from."""

    def __init__(self, sender: str, code_key: str) -> None:
        name, address = parseaddr(sender)
        self._sender = Address(name, addr_spec=address)
        self._code_key = code_key

    @property
    def domain(self) -> str:
        """Where the sender is at home."""
        return self._sender.domain

    def letter_for(self, mail: Mail, now: datetime) -> EmailMessage:
        """The mail, with the same Message-ID each time; `now` is its date (UTC).

        Raises `MailRefused` when the address is none, or when the letter cannot be filled in.
        """
        language = str(mail.payload.get("language") or ENGLISH)
        try:
            letter = letter_of(mail.kind, language)
            subject, text = letter.written(values_of(mail, letter, self._code_key))
        except (ContentInvalid, KeyError) as error:
            raise MailRefused(f"letter not written: {type(error).__name__}") from error
        message = EmailMessage(policy=SMTP)
        message["From"] = self._sender
        message["To"] = _address(mail.recipient)
        message["Subject"] = subject
        message["Date"] = format_datetime(now)
        message["Message-ID"] = mail.message_id(self.domain)
        message["Auto-Submitted"] = "auto-generated"
        if mail.kind in TO_FOLLOWERS:
            message["List-Unsubscribe"] = f"<{mail.payload['link']}>"  # RFC 2369: many readers show a button
        message.set_content(text)
        return message


def _address(recipient: str) -> Address:
    """The address with its domain in the form that every mail server takes."""
    local, _, domain = recipient.rpartition("@")
    try:
        return Address(addr_spec=f"{local}@{domain.encode('idna').decode('ascii')}")
    except (ValueError, IndexError, HeaderParseError) as error:
        raise MailRefused("address malformed", for_good=True) from error
