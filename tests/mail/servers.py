"""Real mail servers on loopback: one that keeps what it takes, and one that never says a word."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP as POLICY
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

LOGIN = LoginPassword(b"bot", b"hu/sh")


class MailServer:
    """Takes mail as long as `answers` are used up or say nothing else; `mails` is what it took."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.recipients: list[str] = []
        self.over_tls: list[bool] = []
        self.rcpt_answers: list[str] = []
        self.data_answers: list[str] = []
        self.greeted_by: set[str] = set()
        self.port = 0
        self._server: asyncio.Server | None = None
        self._connections: list[SMTP] = []

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    async def start(self, *, tls: ssl.SSLContext | None = None, **options: Any) -> None:
        """Listen; on the same port again after `stop`."""
        self._server = await asyncio.get_running_loop().create_server(
            lambda: self._connection(options), "127.0.0.1", self.port, ssl=tls
        )
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Leave nobody connected."""
        self._server.close()
        await self._server.wait_closed()
        for connection in self._connections:
            if connection.transport:
                connection.transport.abort()
        await asyncio.sleep(0)

    def _connection(self, options: dict[str, Any]) -> SMTP:
        self._connections.append(SMTP(self, **options))
        return self._connections[-1]

    async def handle_EHLO(self, server, session: Session, envelope, hostname, responses):  # noqa: N802 - aiosmtpd's name
        session.host_name = hostname
        self.greeted_by.add(hostname)
        return responses

    async def handle_RCPT(self, server, session, envelope: Envelope, address: str, options) -> str:  # noqa: N802 - aiosmtpd's name
        answer = self.rcpt_answers.pop(0) if self.rcpt_answers else "250 OK"
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        answer = self.data_answers.pop(0) if self.data_answers else "250 OK"
        if answer.startswith("250"):
            self.mails.append(message_from_bytes(envelope.content, policy=POLICY))
            self.recipients += envelope.rcpt_tos
            self.over_tls.append(
                session.ssl is not None or server.transport.get_extra_info("ssl_object") is not None
            )
        return answer


def only_the_bot(server, session, envelope, mechanism, credentials: LoginPassword) -> AuthResult:
    return AuthResult(success=credentials == LOGIN, handled=False)


class SilentServer:
    """Takes connections and says nothing; `asked` is set once somebody has come."""

    def __init__(self) -> None:
        self.asked = asyncio.Event()
        self.url = ""
        self.visits: list[asyncio.Task[None]] = []

    async def hang(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.visits.append(asyncio.current_task())
        self.asked.set()
        await reader.read()
        writer.close()
        await writer.wait_closed()


@asynccontextmanager
async def silent_server() -> AsyncIterator[SilentServer]:
    silent = SilentServer()
    server = await asyncio.start_server(silent.hang, "127.0.0.1", 0)
    async with server:
        silent.url = f"smtp://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        yield silent
        await asyncio.gather(*silent.visits)
