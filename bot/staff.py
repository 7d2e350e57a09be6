"""What staff do from the command line: a person's data, what is too old, decisions. Says what was done."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path

from sqlalchemy.exc import ProgrammingError

from bot import launch
from bot.clock import now_utc
from bot.content.retention import EVENTS
from bot.logic.contact import read_email
from bot.logic.erasures import Erased
from bot.logic.errors import BotError, StorageAway
from bot.mail import folder
from bot.settings import Settings, read_setting, read_settings
from bot.storage import catalogue_tables, personal_data  # noqa: F401  (keys of other tables lead there)
from bot.storage.ageing import age_out_everywhere
from bot.storage.contacts import ContactStore
from bot.storage.database import Database, open_database
from bot.storage.eois import EoIStore
from bot.storage.follows import FollowStore
from bot.storage.my_data import MyData
from bot.storage.outbox import OutboxStore
from bot.storage.tracker_events import erase_events, take_out_of_events

Environ = Mapping[str, str]
DATABASE = "BOT_DATABASE_URL"
LONGEST_NEWS = 5000
RUNNING = "An assistant that runs forgets these conversations within seconds."


class StaffError(BotError):
    """What was asked for cannot be done as it was asked; the message says why."""


async def export(environ: Environ, email: str) -> str:
    """Everything held about the address, as JSON."""
    async with _database(read_setting(DATABASE, environ)) as database:
        held = await personal_data.export(database, _address(email))
    return json.dumps(held, ensure_ascii=False, indent=2)


async def held(environ: Environ, email: str) -> list[str]:
    """How much is held about the address."""
    async with _database(read_setting(DATABASE, environ)) as database:
        parts = await personal_data.export(database, _address(email))
    counts = {name: len(part) for name, part in parts.items() if isinstance(part, list)}
    return _lines(Counter(counts)) or ["Nothing is held about this address."]


async def erase(environ: Environ, email: str) -> list[str]:
    """Delete all of it: in the database, in the engine's memory and in the mailbox."""
    settings = settings_of(environ)
    address = _address(email)
    async with _database(settings.database_url) as database:
        erased = await personal_data.erase(database, settings.secret_for("codes"), address, now=now_utc())
    return await _elsewhere(settings, erased)


async def erase_again(environ: Environ, listed: Path | None) -> list[str]:
    """After a restore: everyone on the erasure list, and on the list in the file."""
    settings = settings_of(environ)
    digests = _read_list(listed) if listed else {}
    async with _database(settings.database_url) as database:
        await personal_data.add_to_erasure_list(database, digests)
        erased = await personal_data.erase_again(database, settings.secret_for("codes"))
    return await _elsewhere(settings, erased)


async def write_list(environ: Environ, file: Path) -> list[str]:
    """The erasure list, to be kept where no restore reaches it."""
    async with _database(read_setting(DATABASE, environ)) as database:
        digests = await personal_data.erasure_list(database)
    try:
        file.write_text(
            "".join(f"{digest} {moment.isoformat()}\n" for digest, moment in digests.items()), "ascii"
        )
    except OSError as error:
        raise StaffError(f"{file} cannot be written: {error.strerror}.") from error
    return [f"{len(digests)} erasures are listed in {file}."]


async def age_out(environ: Environ) -> list[str]:
    """Delete what is older than bot/content/retention.yml says."""
    url = read_setting(DATABASE, environ)
    async with _database(url) as database:
        gone = await age_out_everywhere(database, url, now=now_utc())
    return _lines(gone) or ["Nothing is too old."]


async def mail_retry(environ: Environ) -> list[str]:
    """Try the mails that were given up once more."""
    async with _database(read_setting(DATABASE, environ)) as database:
        again = await OutboxStore(database).try_again(now_utc())
    return [f"{again} mails are tried again." if again else "No mail was given up."]


async def decide(environ: Environ, reference: str, status: str, note: str | None, by: str) -> list[str]:
    """Tell an applicant what was decided."""
    async with _database(read_setting(DATABASE, environ)) as database:
        stored = await EoIStore(database).decide(reference, status, note, by=by, now=now_utc())
    return [f"{stored.reference}: {stored.status}. The applicant is told by e-mail."]


async def announce(environ: Environ, partnership: str, file: Path, by: str) -> list[str]:
    """Tell everybody who follows a partnership what stands in the file."""
    try:
        text = file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise StaffError(f"{file} cannot be read as text: {error.__class__.__name__}.") from error
    if not 0 < len(text) <= LONGEST_NEWS:
        raise StaffError(f"News have between 1 and {LONGEST_NEWS} letters.")
    settings = settings_of(environ)
    async with _database(settings.database_url) as database:
        follows = FollowStore(database, settings.website)
        told = await follows.announce(partnership, text, by=by, now=now_utc())
    if told is None:
        return ["The same was announced before; nobody is told twice."]
    return [f"{told} who follow it are told by e-mail." if told else "Nobody follows it."]


async def register_contact(environ: Environ, partnership: str, email: str, by: str) -> list[str]:
    """Ask a partnership's own people at this address whether notices of interest may come."""
    settings = settings_of(environ)
    async with _database(settings.database_url) as database:
        contacts = ContactStore(database, settings.website)
        asked = await contacts.register(partnership, _address(email), by=by, now=now_utc())
    if not asked:
        return ["This address was confirmed before."]
    return ["A letter asks there for confirmation. Until then no notice is sent to it."]


async def remove_contact(environ: Environ, partnership: str, email: str, by: str) -> list[str]:
    """Take an address of a partnership out again."""
    settings = settings_of(environ)
    async with _database(settings.database_url) as database:
        contacts = ContactStore(database, settings.website)
        removed = await contacts.remove(partnership, _address(email), by=by, now=now_utc())
    return ["It is removed." if removed else "This address is no contact of this partnership."]


def settings_of(environ: Environ) -> Settings:
    """The settings, with the key of the demonstration where none is given and one was made."""
    file = launch.ROOT / launch.KEY_FILE
    if "BOT_SECRET_KEY" in environ or not file.is_file():
        return read_settings(environ)
    return read_settings({**environ, "BOT_SECRET_KEY": file.read_text(encoding="ascii").strip()})


async def _elsewhere(settings: Settings, erased: Erased) -> list[str]:
    rows = Counter(erased.rows)
    rows[EVENTS] += await erase_events(settings.database_url, erased.conversations)
    forget = set(erased.conversations)
    for trace in erased.traces:
        if "@" in trace:
            forget.update(await take_out_of_events(settings.database_url, trace))
    if forget:
        async with _database(settings.database_url) as database:
            my_data = MyData(database, settings.database_url, settings.secret_for("codes"))
            await my_data.ask_to_erase(None, forget, now_utc())
    if erased.traces:
        rows["mailbox"] += folder.erase(settings.mailbox, erased.traces)
    lines = _lines(rows)
    return [*lines, RUNNING] if lines else ["There was nothing to erase."]


def _lines(counts: Counter[str]) -> list[str]:
    return [f"{name}: {count}" for name, count in counts.items() if count]


def _address(email: str) -> str:
    checked = read_email(email)
    if checked.value is None:
        raise StaffError("This is not one e-mail address.")
    return checked.value


def _read_list(file: Path) -> dict[str, datetime]:
    try:
        entries = [line.split() for line in file.read_text(encoding="ascii").splitlines()]
        return {digest: datetime.fromisoformat(moment) for digest, moment in entries}
    except OSError as error:
        raise StaffError(f"{file} cannot be read: {error.strerror}.") from error
    except ValueError as error:
        raise StaffError(f"{file} is no erasure list: each line has a digest and a moment.") from error


@asynccontextmanager
async def _database(url: str) -> AsyncIterator[Database]:
    database = open_database(url)
    try:
        yield database
    except (StorageAway, ProgrammingError) as error:
        raise StorageAway("The database cannot be used. Is it up to date? python -m bot migrate") from error
    finally:
        await database.close()
