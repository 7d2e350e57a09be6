"""The mailbox of the demonstration: a whole file a mail, the same one when it comes again."""

from __future__ import annotations

import stat
from datetime import timedelta
from pathlib import Path

import pytest

from bot.logic.mail import MailRefused
from bot.mail import folder
from bot.mail.folder import FolderSender, erase, newest
from bot.mail.letters import Writer
from tests.mail.mails import KEY, NOW, SENDER, mail

WRITER = Writer(SENDER, KEY)


@pytest.fixture
def mailbox(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "mailbox"


async def put(mailbox: Path, kind: str, minutes: int = 0, **changes) -> None:
    message = WRITER.letter_for(mail(kind, **changes), NOW + timedelta(minutes=minutes))
    await FolderSender(mailbox).send(message)


async def test_a_mail_is_one_file_that_only_its_owner_may_read(mailbox: Path) -> None:
    await put(mailbox, "eoi_receipt")
    (file,) = mailbox.iterdir()
    assert file.name.startswith("outbox-7.")
    assert file.suffix == ".eml"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


async def test_the_same_mail_again_is_the_same_file(mailbox: Path) -> None:
    await put(mailbox, "eoi_receipt")
    await put(mailbox, "eoi_receipt", minutes=5)
    (kept,) = newest(mailbox)
    assert kept.sent_at == NOW + timedelta(minutes=5)


async def test_the_newest_mail_comes_first(mailbox: Path) -> None:
    await put(mailbox, "eoi_withdrawn", minutes=1, id=9)
    await put(mailbox, "code", id=8)
    await put(mailbox, "eoi_changed", minutes=1, id=10)
    subjects = [kept.subject for kept in newest(mailbox)]
    assert [subject.partition(":")[0] for subject in subjects] == [
        "Changed",
        "Withdrawn",
        "Your code for Callguide",
    ]
    assert len(newest(mailbox, 2)) == 2
    assert newest(mailbox)[0].recipient == "ada@example.org"
    assert "Brussels time" in newest(mailbox)[0].text


def test_a_folder_that_is_not_there_yet_is_empty(mailbox: Path) -> None:
    assert newest(mailbox) == []
    assert erase(mailbox, ["ada@example.org"]) == 0


async def test_a_foreign_file_is_left_alone_and_one_erased_meanwhile_is_missed_by_nobody(
    mailbox: Path, monkeypatch
) -> None:
    await put(mailbox, "code")
    (mailbox / "notes.txt").write_text("mine")
    monkeypatch.setattr(Path, "read_bytes", lambda path: (_ for _ in ()).throw(FileNotFoundError))
    assert newest(mailbox) == []


async def test_whoever_is_erased_is_in_no_mail_that_is_left(mailbox: Path) -> None:
    await put(mailbox, "eoi_receipt", id=1)
    await put(mailbox, "interest_notice", id=2, recipient="lead@example.com")
    await put(
        mailbox,
        "eoi_receipt",
        id=3,
        recipient="bo@example.com",
        email="bo@example.com",
        reference="EOI-CCCC-DDDD",
    )
    assert erase(mailbox, ["da@example.org", "ada@example.or", ""]) == 0
    assert erase(mailbox, ["ADA@example.org"]) == 2
    assert [kept.recipient for kept in newest(mailbox)] == ["bo@example.com"]
    assert erase(mailbox, ["EOI-CCCC-DDDD"]) == 1
    assert list(mailbox.iterdir()) == []


async def test_a_folder_that_takes_nothing_is_a_server_that_is_away(tmp_path: Path) -> None:
    (tmp_path / "mailbox").write_text("a file")
    with pytest.raises(MailRefused) as caught:
        await put(tmp_path / "mailbox", "code")
    assert (caught.value.problem, caught.value.server_away) == ("folder: FileExistsError", True)


def test_a_file_without_a_number_in_its_name_is_the_oldest() -> None:
    assert folder._number(Path("other.eml")) == 0
