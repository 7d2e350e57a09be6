"""Staff give out and erase what is held about a person, let it age and decide, from the command line."""

from __future__ import annotations

import asyncio
import json
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from structlog.testing import capture_logs

from bot import cli, launch, staff
from bot.logic.eoi import Consent, Expression
from bot.mail.folder import FolderSender
from bot.storage.contacts import ContactStore
from bot.storage.database import Database, open_database
from bot.storage.eois import EoIStore
from bot.storage.follows import FollowStore
from bot.storage.tables import ContactRow

NOW = datetime.now(timezone.utc) - timedelta(days=1)  # noqa: TID251 - the commands ask what day it is
ADA = "ada@example.org"
KEY = "k" * 32
SENT = Expression(
    kind="propose",
    partnership_id=None,
    title="Boats of hemp",
    organisation="Cluster Emu",
    organisation_type="cluster_organisation",
    country="ES",
    region=None,
    theme="textiles",
    role="lead",
    contact_name="Ada Plantedname",
    email=ADA,
    motivation="To float",
    conversation_id="c1",
    channel="web",
)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where database, engine and mailbox have their files; logs go elsewhere, as in `python -m bot`."""
    monkeypatch.setattr(launch, "ROOT", tmp_path)
    monkeypatch.setenv("BOT_DATABASE_URL", f"sqlite+aiosqlite:///{tmp_path / 'callguide.db'}")
    monkeypatch.setenv("BOT_MAILBOX", str(tmp_path / "mailbox"))
    monkeypatch.setenv("BOT_SECRET_KEY", KEY)
    with capture_logs():
        yield tmp_path


@pytest.fixture
def reference(folder: Path) -> str:
    """An expression of interest, its mail, and what the engine remembers of its conversation."""
    assert cli.main(["migrate"]) == 0
    with sqlite3.connect(folder / "conversations.db") as engine:
        engine.execute("CREATE TABLE events (id INTEGER, sender_id TEXT, timestamp FLOAT, data TEXT)")
        for number, days in enumerate((0, 200)):
            row = (number, f"c{number + 1}", (NOW - timedelta(days=days)).timestamp(), "{}")
            engine.execute("INSERT INTO events VALUES (?, ?, ?, ?)", row)
    engine.close()
    return run(folder, send).reference


async def send(database: Database, folder: Path) -> Any:
    consent = Consent("1", "We keep it.", "en", NOW)
    receipt = await EoIStore(database).submit(SENT, consent, form_id="k", now=NOW)
    mail = EmailMessage()
    mail["Message-ID"], mail["To"], mail["Subject"] = "<outbox-1@example.org>", ADA, receipt.reference
    mail.set_content("Received")
    await FolderSender(folder / "mailbox").send(mail)
    return receipt


def run(folder: Path, work: Any) -> Any:
    async def opened() -> Any:
        database = open_database(f"sqlite+aiosqlite:///{folder / 'callguide.db'}")
        try:
            return await work(database, folder)
        finally:
            await database.close()

    return asyncio.run(opened())


def events_in(folder: Path) -> list[str]:
    engine = sqlite3.connect(folder / "conversations.db")
    senders = [sender for (sender,) in engine.execute("SELECT sender_id FROM events ORDER BY id")]
    engine.close()
    return senders


def test_all_that_is_held_is_printed_as_json(reference: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["export", "--email", "Ada@Example.org"]) == 0
    held = json.loads(capsys.readouterr().out)
    assert [one["reference"] for one in held["expressions_of_interest"]] == [reference]


def test_erasing_says_first_how_much_it_is(reference: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["erase", "--email", ADA]) == 1
    shown = capsys.readouterr()
    assert shown.out == "expressions_of_interest: 1\nmails: 1\nconversations: 1\n"
    assert shown.err == "Nothing was erased. To erase all of it for good, add --yes.\n"
    assert cli.main(["erase", "--email", "nobody@example.org"]) == 1
    assert capsys.readouterr().out == "Nothing is held about this address.\n"


def test_erasing_reaches_database_engine_and_mailbox(
    reference: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["erase", "--email", ADA, "--yes"]) == 0
    shown = capsys.readouterr().out.splitlines()
    assert {"eois: 1", "eoi_versions: 1", "eoi_consents: 1", "outbox: 1", "events: 1", "mailbox: 1"} < set(
        shown
    )
    assert shown[-1] == staff.RUNNING
    assert events_in(folder) == ["c2"]
    left = [path for path in folder.rglob("*") if path.is_file() and b"Plantedname" in path.read_bytes()]
    assert left == []
    assert cli.main(["erase", "--email", ADA, "--yes"]) == 0
    assert capsys.readouterr().out == "There was nothing to erase.\n"


def test_mail_that_was_given_up_is_tried_again(
    reference: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with sqlite3.connect(folder / "callguide.db") as connection:
        connection.execute("UPDATE outbox SET due_at = NULL, sent_at = NULL, problem = 'refused'")
    assert cli.main(["mail-retry"]) == 0
    assert cli.main(["mail-retry"]) == 0
    assert capsys.readouterr().out == "1 mails are tried again.\nNo mail was given up.\n"


def test_after_a_restore_the_list_is_applied_again(
    reference: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    database, copy, listed = folder / "callguide.db", folder / "copy", folder / "list"
    copy.write_bytes(database.read_bytes())
    assert cli.main(["erase", "--email", ADA, "--yes"]) == 0
    assert cli.main(["erase-again", "--write-list", str(listed)]) == 0
    assert ADA not in listed.read_text(encoding="ascii")
    database.write_bytes(copy.read_bytes())
    capsys.readouterr()
    assert cli.main(["erase-again"]) == 0
    assert capsys.readouterr().out == "There was nothing to erase.\n"
    assert cli.main(["erase-again", "--list", str(listed)]) == 0
    assert "eois: 1\n" in capsys.readouterr().out
    assert b"Plantedname" not in database.read_bytes()


@pytest.mark.parametrize(
    ("text", "said"), [(None, "cannot be read: No such file"), ("x", "is no erasure list")]
)
def test_a_list_that_is_none_is_refused(
    folder: Path, text: str | None, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    listed = folder / "list"
    if text is not None:
        listed.write_text(text, encoding="ascii")
    assert cli.main(["erase-again", "--list", str(listed)]) == 2
    assert said in capsys.readouterr().err


def test_a_list_that_cannot_be_written_is_said(reference: str, folder: Path, capsys: Any) -> None:
    assert cli.main(["erase-again", "--write-list", str(folder / "none" / "list")]) == 2
    assert "cannot be written: No such file" in capsys.readouterr().err


def test_what_is_too_old_goes_from_both_databases(
    reference: str, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["age-out"]) == 0
    assert capsys.readouterr().out == "events: 1\n"
    assert events_in(folder) == ["c1"]
    assert cli.main(["age-out"]) == 0
    assert capsys.readouterr().out == "Nothing is too old.\n"
    monkeypatch.setattr(staff, "now_utc", lambda: NOW + timedelta(days=800))
    assert cli.main(["age-out"]) == 0
    assert capsys.readouterr().out == "eois: 1\nevents: 1\n"


def test_a_decision_is_stored_with_its_note(
    reference: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["decide", reference.lower(), "matched", "--note", "Welcome", "--by", "kim"]) == 0
    assert capsys.readouterr().out == f"{reference}: matched. The applicant is told by e-mail.\n"
    stored = run(folder, lambda database, _: EoIStore(database).by_reference(reference))
    assert (stored.status, stored.status_note) == ("matched", "Welcome")


def test_what_cannot_be_decided_is_one_sentence(reference: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["decide", "EOI-2222-2222", "matched"]) == 2
    assert capsys.readouterr().err.count("\n") == 1
    with pytest.raises(SystemExit):
        cli.main(["decide", reference, "withdrawn"])
    assert "invalid choice" in capsys.readouterr().err


def test_a_contact_is_asked_registered_and_removed(
    reference: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["seed"]) == 0
    named = ["escps3-tex4im", "office@example.com", "--by", "kim"]

    async def confirm(database: Database, _: Path) -> Any:
        async with database.reading() as session:
            token = await session.scalar(select(ContactRow.token))
        return await ContactStore(database, "").confirm(token, now=NOW)

    capsys.readouterr()
    assert cli.main(["register-contact", *named]) == 0
    assert "asks there for confirmation" in capsys.readouterr().out
    assert run(folder, confirm)
    for command, said in (
        ("register-contact", "This address was confirmed before.\n"),
        ("remove-contact", "It is removed.\n"),
        ("remove-contact", "This address is no contact of this partnership.\n"),
    ):
        assert cli.main([command, *named]) == 0
        assert capsys.readouterr().out == said


@pytest.mark.parametrize(
    ("named", "reason"),
    [
        (["none-such", "office@example.com"], "no partnership"),
        (["escps3-tex4im", "office"], "not one e-mail"),
    ],
)
def test_no_contact_of_nothing_and_at_no_address(
    reference: str, capsys: pytest.CaptureFixture[str], named: list[str], reason: str
) -> None:
    assert cli.main(["register-contact", *named]) == 2
    assert reason in capsys.readouterr().err


def test_news_go_to_who_follows_once(
    reference: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["seed"]) == 0
    news = folder / "news.txt"
    news.write_text("TEX4IM meets.\nAll are welcome.\n", encoding="utf-8")
    announce = ["announce", "escps3-tex4im", str(news), "--by", "kim"]

    async def follow(database: Database, _: Path) -> Any:
        where = {"conversation_id": "c1", "channel": "web", "now": NOW}
        follows = FollowStore(database, "https://callguide.example.org")
        return await follows.follow("escps3-tex4im", ADA, Consent("1", "Yes.", "en", NOW), **where)

    assert run(folder, follow)
    capsys.readouterr()
    said = []
    for _ in range(2):
        assert cli.main(announce) == 0
        said.append(capsys.readouterr().out)
    assert said[0] == "1 who follow it are told by e-mail.\n"
    assert "nobody is told twice" in said[1]
    assert cli.main(["announce", "escps3-eacn", str(news)]) == 0
    assert capsys.readouterr().out == "Nobody follows it.\n"


@pytest.mark.parametrize(
    ("partnership", "text", "reason"),
    [
        ("none-such", "News", "no partnership none-such"),
        ("escps3-tex4im", " \n", "between 1 and"),
        ("escps3-tex4im", "x" * 5001, "between 1 and"),
        ("escps3-tex4im", None, "cannot be read"),
    ],
)
def test_news_that_cannot_be_sent_are_one_sentence(
    reference: str,
    folder: Path,
    capsys: pytest.CaptureFixture[str],
    partnership: str,
    text: str | None,
    reason: str,
) -> None:
    news = folder / "news.txt"
    if text is not None:
        news.write_text(text, encoding="utf-8")
    assert cli.main(["announce", partnership, str(news)]) == 2
    assert reason in capsys.readouterr().err


@pytest.mark.parametrize("command", [["export"], ["erase"], ["erase", "--yes"]])
def test_what_is_no_address_is_refused(
    reference: str, command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main([*command, "--email", "ada"]) == 2
    assert capsys.readouterr().err == "This is not one e-mail address.\n"


@pytest.mark.parametrize(
    "command", [["export", "--email", ADA], ["age-out"], ["erase", "--email", ADA, "--yes"]]
)
def test_a_database_without_tables_is_one_sentence(
    folder: Path, command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(command) == 2
    assert "python -m bot migrate" in capsys.readouterr().err


def test_the_key_of_the_demonstration_will_do(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BOT_SECRET_KEY")
    with pytest.raises(staff.BotError, match="BOT_SECRET_KEY is not set"):
        staff.settings_of({"BOT_MAILBOX": "x"})
    launch.demonstration_key(folder / launch.KEY_FILE, lambda line: None)
    assert len(staff.settings_of({"BOT_MAILBOX": "x"}).secret_key) >= 32
    assert staff.settings_of({"BOT_SECRET_KEY": KEY}).secret_key == KEY


def test_the_commands_know_every_table_by_themselves() -> None:
    """In a process of their own: what other modules import must not be needed."""
    code = "import bot.staff; from bot.storage.base import Base; Base.metadata.sorted_tables"
    assert subprocess.run([sys.executable, "-c", code], cwd=launch.ROOT).returncode == 0
