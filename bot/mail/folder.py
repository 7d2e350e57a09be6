"""The mailbox of the demonstration: a folder with one file a mail."""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import SMTP
from pathlib import Path

from bot.logic.mail import MailRefused

SUFFIX = ".eml"
NEWEST = 50
OWNER_ONLY = 0o600


@dataclass(frozen=True)
class Kept:
    """A mail in the folder, as it is shown."""

    subject: str = field(repr=False)
    recipient: str = field(repr=False)
    sent_at: datetime
    text: str = field(repr=False)


class FolderSender:
    """Puts mail into a folder. The same mail again replaces the first one."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def send(self, message: EmailMessage) -> None:
        """Return once the file is there, whole; raises `MailRefused`."""
        try:
            await asyncio.to_thread(self._put, message)
        except OSError as error:
            raise MailRefused(f"folder: {type(error).__name__}", server_away=True) from error

    def _put(self, message: EmailMessage) -> None:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = self._folder / f"{message['Message-ID'].strip('<>').partition('@')[0]}{SUFFIX}"
        unfinished = path.with_suffix(".new")
        unfinished.touch(mode=OWNER_ONLY)
        with unfinished.open("wb") as file:
            file.write(message.as_bytes())
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)


def newest(folder: Path, limit: int = NEWEST) -> list[Kept]:
    """The last mails of the folder, newest first."""
    found = sorted(_mails(folder), key=lambda one: (one[1]["Date"].datetime, _number(one[0])), reverse=True)
    return [
        Kept(
            subject=str(message["Subject"]),
            recipient=str(message["To"]),
            sent_at=message["Date"].datetime,
            text=str(message.get_content()),
        )
        for _, message in found[:limit]
    ]


def _alone(text: str) -> re.Pattern[str]:
    """The text where it is not the end or the beginning of another one: "da@x.eu" is not in "ada@x.eu"."""
    return re.compile(rf"(?<![\w.+@-]){re.escape(text)}(?![\w@-]|\.\w)", re.IGNORECASE)


def erase(folder: Path, texts: Collection[str]) -> int:
    """Delete every mail in which one of these stands (an address, a reference); how many those were."""
    erased = 0
    wanted = [_alone(text) for text in texts if text]
    for path, message in _mails(folder):
        whole = "\n".join((str(message["To"]), str(message["Subject"]), message.get_content()))
        if any(one.search(whole) for one in wanted):
            path.unlink(missing_ok=True)
            erased += 1
    return erased


def _mails(folder: Path) -> Iterator[tuple[Path, EmailMessage]]:
    for path in folder.glob(f"*{SUFFIX}"):
        try:
            content = path.read_bytes()
        except FileNotFoundError:  # erased meanwhile
            continue
        yield path, BytesParser(policy=SMTP).parsebytes(content)


def _number(path: Path) -> int:
    digits = path.name.partition(".")[0].rpartition("-")[2]
    return int(digits) if digits.isdecimal() else 0
