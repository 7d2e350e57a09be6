"""Empties the outbox: claims what is due, sends it, notes what became of it, and never dies."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime
from email.message import EmailMessage
from typing import Protocol

import structlog

from bot.background import Background
from bot.clock import now_utc
from bot.logic.errors import StorageAway
from bot.logic.mail import Mail, MailRefused
from bot.mail.letters import Writer
from bot.storage.outbox import OutboxStore

BATCH = 12
AT_ONCE = 4
SEND_SECONDS = 60.0  # BATCH / AT_ONCE times this is less than the outbox's LEASE
EVERY_SECONDS = 1.0
AWAY_SECONDS = 10.0  # when the database is away or something broke
END_SECONDS = 3.0

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)


class Sender(Protocol):
    """Where mail goes: `SmtpSender` or `FolderSender`."""

    async def send(self, message: EmailMessage) -> None:
        """Return once it was taken; raises `MailRefused`."""
        ...


class Postman:
    """One a front door. Several front doors may each have one: no mail is claimed by two.

    At least once: whoever is killed after the mail server's yes and before it is noted sends that mail
    again, with the same Message-ID.
    """

    def __init__(
        self,
        outbox: OutboxStore,
        sender: Sender,
        writer: Writer,
        *,
        clock: Callable[[], datetime] = now_utc,
        send_seconds: float = SEND_SECONDS,
    ) -> None:
        self._outbox = outbox
        self._sender = sender
        self._writer = writer
        self._clock = clock
        self._send_seconds = send_seconds
        self._background = Background("postman", self._once)
        self._unnoted: set[int] = set()  # sent while the database was away; must not be sent again

    def start(self) -> None:
        """Begin to work in the background."""
        self._background.start()

    def wake(self) -> None:
        """Look now, without waiting for the next second."""
        self._background.wake()

    async def stop(self) -> None:
        """End: what is being sent may still leave, for a short while."""
        await self._background.stop(within=END_SECONDS)

    async def deliver_due(self) -> int:
        """Send everything that is due; how many mails left. Raises `StorageAway`."""
        delivered = 0
        await self._note_the_unnoted()
        await self._outbox.drop_expired(self._clock())
        while not self._background.ending and (claimed := await self._outbox.due(self._clock(), BATCH)):
            delivered += await _Round(self, claimed).run()
        return delivered

    async def try_one(self, mail: Mail) -> None:
        """Send one mail; raises `MailRefused`."""
        message = self._writer.letter_for(mail, self._clock())
        try:
            async with asyncio.timeout(self._send_seconds):
                await self._sender.send(message)
        except TimeoutError as error:
            raise MailRefused("no answer in time", server_away=True) from error

    async def note_sent(self, mail: Mail) -> None:
        """Remember that it left, here until the database knows."""
        self._unnoted.add(mail.id)
        log.info("mail_sent", kind=mail.kind)
        await self._note_the_unnoted()

    async def note_failed(self, mail: Mail, refused: MailRefused) -> None:
        """Remember that it did not leave."""
        again = await self._outbox.failed(mail.id, refused.problem, self._clock(), for_good=refused.for_good)
        log.warning(
            "mail_failed",
            kind=mail.kind,
            problem=refused.problem,
            tries=mail.tries + 1,
            given_up=again is None,
        )

    async def _note_the_unnoted(self) -> None:
        for mail_id in tuple(self._unnoted):
            await self._outbox.sent(mail_id, self._clock())
            self._unnoted.discard(mail_id)

    async def _once(self) -> float:
        try:
            await self.deliver_due()
        except StorageAway:  # the database has said so in the log
            return AWAY_SECONDS
        except Exception:
            log.exception("postman_failed")
            return AWAY_SECONDS
        return EVERY_SECONDS


class _Round:
    """One batch. When the server does not answer one of them, the others are not tried one by one."""

    def __init__(self, postman: Postman, mails: list[Mail]) -> None:
        self._postman = postman
        self._mails = mails
        self._free = asyncio.Semaphore(AT_ONCE)
        self._away: MailRefused | None = None

    async def run(self) -> int:
        """Try all; how many left. What the database does is raised when all are done."""
        results = await asyncio.gather(*map(self._try, self._mails), return_exceptions=True)
        for error in results:
            if isinstance(error, BaseException):
                raise error
        return results.count(True)

    async def _try(self, mail: Mail) -> bool:
        async with self._free:
            try:
                if self._away:
                    raise self._away
                await self._postman.try_one(mail)
            except MailRefused as refused:
                if refused.server_away:
                    self._away = refused
                await self._postman.note_failed(mail, refused)
                return False
            except Exception as error:  # a bug must not be tried every second, nor stop the other mails
                log.exception("mail_broke", kind=mail.kind)
                await self._postman.note_failed(mail, MailRefused(type(error).__name__))
                return False
            await self._postman.note_sent(mail)
            return True
