"""A real mail server takes our mail, over TLS where it must be, and its refusals are told without words."""

from __future__ import annotations

import asyncio
import ssl
from pathlib import Path
from urllib.parse import quote

import pytest
import trustme

from bot.logic.mail import MailRefused
from bot.mail.letters import Writer
from bot.mail.smtp import SmtpSender
from tests.mail.mails import KEY, NOW, SENDER, mail
from tests.mail.servers import LOGIN, MailServer, only_the_bot, silent_server

MESSAGE = Writer(SENDER, KEY).letter_for(mail(), NOW)
USER = f"{LOGIN.login.decode()}:{quote(LOGIN.password.decode(), safe='')}@"


@pytest.fixture
def certified(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    """A certificate for loopback that this process believes."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(tmp_path / "authority.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    return context


async def refusal(sender: SmtpSender) -> MailRefused:
    with pytest.raises(MailRefused) as caught:
        await sender.send(MESSAGE)
    await asyncio.sleep(0)  # after a failed TLS handshake coverage sees nothing of us until we are resumed
    return caught.value


async def test_a_mail_arrives_once_with_its_headers_and_words(server: MailServer) -> None:
    await SmtpSender(server.url).send(MESSAGE)
    (arrived,) = server.mails
    assert {name: str(arrived[name]) for name in MESSAGE} == {name: str(MESSAGE[name]) for name in MESSAGE}
    assert arrived.get_content().split() == MESSAGE.get_content().split()
    assert server.recipients == ["ada@example.org"]
    assert server.greeted_by == {"example.org"}  # not the name of this machine
    assert server.over_tls == [False]


async def test_a_user_logs_in_over_starttls_only(certified: ssl.SSLContext) -> None:
    server = MailServer()
    await server.start(tls_context=certified, authenticator=only_the_bot, auth_required=True)
    await SmtpSender(f"smtp://{USER}127.0.0.1:{server.port}").send(MESSAGE)
    assert server.over_tls == [True]
    refused = await refusal(SmtpSender(f"smtp://bot:wrong@127.0.0.1:{server.port}"))
    assert (refused.problem, refused.for_good, refused.server_away) == (
        "SMTPAuthenticationError 535",
        False,
        True,
    )
    await server.stop()


async def test_tls_from_the_start(certified: ssl.SSLContext) -> None:
    server = MailServer()
    await server.start(tls=certified)
    await SmtpSender(f"smtps://127.0.0.1:{server.port}").send(MESSAGE)
    assert server.over_tls == [True]
    await server.stop()


async def test_a_password_is_never_sent_in_the_clear(server: MailServer) -> None:
    refused = await refusal(SmtpSender(f"smtp://{USER}127.0.0.1:{server.port}"))
    assert refused.server_away
    assert server.mails == []


async def test_a_certificate_that_nobody_vouches_for_is_refused(
    certified: ssl.SSLContext, monkeypatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    server = MailServer()
    await server.start(tls_context=certified, authenticator=only_the_bot)
    refused = await refusal(SmtpSender(f"smtp://{USER}127.0.0.1:{server.port}"))
    assert (refused.problem, refused.server_away) == ("SSLCertVerificationError", True)
    assert server.mails == []
    await server.stop()


@pytest.mark.parametrize(
    ("answer", "for_good"),
    [
        ("550 5.1.1 No such user ada@example.org", True),
        ("553 ada@example.org is no mailbox", True),
        ("450 4.2.0 Try later, ada@example.org", False),
        ("530 Log in first", False),
        ("554 5.7.1 <ada@example.org>: Relay access denied", False),
    ],
)
async def test_only_a_recipient_that_is_refused_for_good_is_given_up(
    server: MailServer, answer: str, for_good: bool
) -> None:
    server.rcpt_answers = [answer]
    refused = await refusal(SmtpSender(server.url))
    assert refused.problem == f"SMTPRecipientRefused {answer[:3]}"
    assert (refused.for_good, refused.server_away) == (for_good, False)


async def test_a_mail_whose_words_are_refused_is_tried_again(server: MailServer) -> None:
    server.data_answers = ["554 No spam please, ada@example.org"]
    refused = await refusal(SmtpSender(server.url))
    assert (refused.problem, refused.for_good) == ("SMTPDataError 554", False)


async def test_a_server_that_is_away_is_told_from_one_that_refuses(server: MailServer) -> None:
    await server.stop()
    refused = await refusal(SmtpSender(server.url))
    assert (refused.problem, refused.server_away) == ("SMTPConnectError", True)
    await server.start()


async def test_a_server_that_hangs_is_not_waited_for() -> None:
    async with silent_server() as silent:
        refused = await refusal(SmtpSender(silent.url, timeout=0.1))
    assert (refused.problem, refused.server_away) == ("SMTPConnectTimeoutError", True)


async def test_a_server_that_hangs_after_it_took_the_mail_has_taken_it(
    server: MailServer, monkeypatch
) -> None:
    async def hang(self, **_: object) -> None:
        raise TimeoutError

    monkeypatch.setattr("aiosmtplib.SMTP.quit", hang)
    await SmtpSender(server.url).send(MESSAGE)
    assert len(server.mails) == 1


async def test_a_server_that_hangs_in_the_middle_is_away(server: MailServer, monkeypatch) -> None:
    async def hang(self, *_: object) -> None:
        raise TimeoutError

    monkeypatch.setattr("aiosmtplib.SMTP.send_message", hang)
    refused = await refusal(SmtpSender(server.url))
    assert (refused.problem, refused.server_away) == ("TimeoutError", True)
