"""Mail leaves by SMTP: one connection a mail, so that a mail which breaks one delays no other."""

from __future__ import annotations

import asyncio
import contextlib
import re
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

from aiosmtplib import (
    SMTP,
    SMTPException,
    SMTPRecipientRefused,
    SMTPRecipientsRefused,
    SMTPResponseException,
)

from bot.logic.mail import MailRefused

CONNECT_SECONDS = 10.0
ANSWER_SECONDS = 30.0  # a server may look for spam before it answers
GOODBYE_SECONDS = 2.0
LOOPBACK = ("localhost", "127.0.0.1", "::1")
OUR_OWN_FAULT = {530, 534, 535, 538}  # not logged in: says nothing about whom it is for
POLICY = re.compile(r"^\s*5\.7\.")  # RFC 3463: security or policy, such as "relaying denied"


class SmtpSender:
    """Sends by the server at this address.

    `smtp://` demands STARTTLS with a valid certificate; only on loopback and without a user there is no
    TLS at all. `smtps://` speaks TLS from the start.
    """

    def __init__(self, url: str, *, timeout: float = ANSWER_SECONDS) -> None:
        self._url = urlsplit(url)
        self._timeout = timeout

    async def send(self, message: EmailMessage) -> None:
        """Return once the server has taken it; raises `MailRefused`."""
        client = self._client(message["From"].addresses[0].domain)
        try:
            await _connected(client)
            await _handed_over(client, message)
        finally:
            client.close()

    def _client(self, domain: str) -> SMTP:
        url = self._url
        plain = url.scheme == "smtp" and url.hostname in LOOPBACK and not url.username
        return SMTP(
            hostname=url.hostname,
            port=url.port,
            username=unquote(url.username) if url.username else None,
            password=unquote(url.password) if url.password else None,
            use_tls=url.scheme == "smtps",
            start_tls=url.scheme == "smtp" and not plain,
            local_hostname=domain,
            timeout=self._timeout,
        )


async def _connected(client: SMTP) -> None:
    try:
        await client.connect()
    except (SMTPException, OSError, ValueError) as error:
        raise MailRefused(_problem(error), server_away=True) from error


async def _handed_over(client: SMTP, message: EmailMessage) -> None:
    try:
        await client.send_message(message)
    except SMTPRecipientsRefused as error:
        refused = error.recipients[0]
        raise MailRefused(_problem(refused), for_good=_is_for_good(refused)) from error
    except (SMTPException, OSError, ValueError) as error:
        raise MailRefused(_problem(error), server_away=isinstance(error, TimeoutError)) from error
    with contextlib.suppress(SMTPException, OSError, asyncio.TimeoutError):
        await client.quit(timeout=GOODBYE_SECONDS)  # it was taken; how they part is of no account


def _is_for_good(refused: SMTPRecipientRefused) -> bool:
    """Is there nobody at this address? Not so when it is us whom the server does not like."""
    return (
        500 <= refused.code < 600 and refused.code not in OUR_OWN_FAULT and not POLICY.match(refused.message)
    )


def _problem(error: Exception) -> str:
    """The kind of error and the server's code; its words may repeat the address."""
    code = f" {error.code}" if isinstance(error, SMTPResponseException) else ""
    return f"{type(error).__name__}{code}"
