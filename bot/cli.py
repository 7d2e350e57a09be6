"""The commands: `python -m bot run | migrate | seed | lookups | facts-due | meanings`, and those of staff:
`export | erase | erase-again | age-out | decide | announce | register-contact | remove-contact | mail-retry`.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from pathlib import Path

from bot import launch
from bot.logic.eoi_life import DECISIONS
from bot.logic.errors import BotError, StorageAway
from bot.logic.meanings import MeaningChoice, for_review
from bot.settings import read_setting

DAYS = 180
OURS_ONLY = 0o077


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; an error that we can explain is one sentence on stderr and exit code 2."""
    options = _parser().parse_args(arguments)
    os.umask(OURS_ONLY)  # the database and the logs are nobody else's to read
    try:
        return int(options.command(options))
    except BotError as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return launch.ENDED_BY_KEYBOARD


def run(options: argparse.Namespace) -> int:
    """Bring the whole assistant up and keep it until Ctrl-C."""
    return launch.run(os.environ, launch.ROOT, options.logs, _say)


def migrate(options: argparse.Namespace) -> int:
    """Bring the tables of the database up to date."""
    from bot.storage.migrations import migrate as migrate_database

    migrate_database(read_setting("BOT_DATABASE_URL", os.environ))
    return 0


def seed(options: argparse.Namespace) -> int:
    """Bring the sourced partnerships into the database; what people wrote is not touched."""
    launch.seed_database(read_setting("BOT_DATABASE_URL", os.environ))
    return 0


def lookups(options: argparse.Namespace) -> int:
    """Write the lookup tables under data/nlu/lookups from the lexicon; `--check` only compares."""
    from bot.content.lookups import stale, write

    if options.check:
        names = stale(launch.ROOT)
        if names:
            print(f"Not as the lexicon says: {', '.join(names)}. Run: make lookups", file=sys.stderr)
        return 1 if names else 0
    write(launch.ROOT)
    return 0


def facts_due(options: argparse.Namespace) -> int:
    """List the facts that nobody has checked for so many days, the oldest first."""
    from bot.clock import today_in_brussels

    for line in due_lines(today_in_brussels(), options.days):
        print(line)
    return 0


def meanings(options: argparse.Namespace) -> int:
    """List what people chose after "did you mean", as examples to review before they go into data/nlu."""
    from bot.storage.database import open_database
    from bot.storage.meanings import MeaningStore

    async def read() -> list[MeaningChoice]:
        database = open_database(read_setting("BOT_DATABASE_URL", os.environ))
        try:
            return await MeaningStore(database).all()
        finally:
            await database.close()

    try:
        choices = asyncio.run(read())
    except StorageAway as error:
        raise StorageAway("The database cannot be read. Is it up to date? python -m bot migrate") from error
    for line in for_review(choices):
        print(line)
    return 0


def export(options: argparse.Namespace) -> int:
    """Print everything held about one e-mail address, as JSON."""
    from bot import staff

    return _print([asyncio.run(staff.export(os.environ, options.email))])


def erase(options: argparse.Namespace) -> int:
    """Erase everything held about one e-mail address; without --yes only say how much it is."""
    from bot import staff

    if options.yes:
        return _print(asyncio.run(staff.erase(os.environ, options.email)))
    _print(asyncio.run(staff.held(os.environ, options.email)))
    print("Nothing was erased. To erase all of it for good, add --yes.", file=sys.stderr)
    return 1


def erase_again(options: argparse.Namespace) -> int:
    """After a restore, erase everyone on the erasure list anew; what came after their erasure stays."""
    from bot import staff

    if options.write_list:
        return _print(asyncio.run(staff.write_list(os.environ, options.write_list)))
    return _print(asyncio.run(staff.erase_again(os.environ, options.list)))


def age_out(options: argparse.Namespace) -> int:
    """Delete what is older than bot/content/retention.yml says."""
    from bot import staff

    return _print(asyncio.run(staff.age_out(os.environ)))


def decide(options: argparse.Namespace) -> int:
    """Decide upon an expression of interest; its applicant is told by e-mail."""
    from bot import staff

    done = staff.decide(os.environ, options.reference, options.status, options.note, options.by)
    return _print(asyncio.run(done))


def announce(options: argparse.Namespace) -> int:
    """Send news to everybody who follows a partnership."""
    from bot import staff

    return _print(asyncio.run(staff.announce(os.environ, options.partnership, options.file, options.by)))


def register_contact(options: argparse.Namespace) -> int:
    """Register an address that a partnership's own people gave; it must be confirmed by the letter there."""
    from bot import staff

    done = staff.register_contact(os.environ, options.partnership, options.address, options.by)
    return _print(asyncio.run(done))


def remove_contact(options: argparse.Namespace) -> int:
    """Take a partnership's address out again."""
    from bot import staff

    done = staff.remove_contact(os.environ, options.partnership, options.address, options.by)
    return _print(asyncio.run(done))


def mail_retry(options: argparse.Namespace) -> int:
    """Try the mails that were given up once more, for example after the mail server was put right."""
    from bot import staff

    return _print(asyncio.run(staff.mail_retry(os.environ)))


def due_lines(today: date, days: int) -> list[str]:
    """One line a fact that holds and was last checked more than `days` days ago, and a count."""
    from bot.content.loader import load_sheets

    newest = [history[-1] for sheet in load_sheets().values() for history in sheet.facts.values()]
    due = [fact for fact in newest if fact.checked_on < today - timedelta(days=days)]
    due.sort(key=lambda fact: (fact.checked_on, fact.sheet, fact.name))
    lines = [
        f"{fact.checked_on}  {fact.sheet}.{fact.name}  {fact.source.title}  {fact.source.url or ''}".rstrip()
        for fact in due
    ]
    return [*lines, f"{len(due)} of {len(newest)} facts were last checked more than {days} days ago."]


def _say(line: str) -> None:
    print(line, flush=True)


def _print(lines: Iterable[str]) -> int:
    for line in lines:
        print(line)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bot", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="command")
    named = {
        "run": run,
        "migrate": migrate,
        "seed": seed,
        "lookups": lookups,
        "facts-due": facts_due,
        "meanings": meanings,
        "export": export,
        "erase": erase,
        "erase-again": erase_again,
        "age-out": age_out,
        "decide": decide,
        "announce": announce,
        "register-contact": register_contact,
        "remove-contact": remove_contact,
        "mail-retry": mail_retry,
    }
    added = {}
    for name, command in named.items():
        added[name] = commands.add_parser(name, help=command.__doc__, description=command.__doc__)
        added[name].set_defaults(command=command)
    added["run"].add_argument("--logs", type=Path, default=launch.LOGS, help="folder of the log files")
    added["lookups"].add_argument("--check", action="store_true", help="compare only; exit 1 when stale")
    added["facts-due"].add_argument("--days", type=int, default=DAYS, help=f"default: {DAYS}")
    _add_options_of_staff(added)
    return parser


def _add_options_of_staff(added: dict[str, argparse.ArgumentParser]) -> None:
    for name in ("export", "erase"):
        added[name].add_argument("--email", required=True, metavar="ADDRESS")
    added["erase"].add_argument("--yes", action="store_true", help="really erase it")
    lists = added["erase-again"].add_mutually_exclusive_group()
    lists.add_argument("--list", type=Path, metavar="FILE", help="a list written before the restore")
    lists.add_argument(
        "--write-list", type=Path, metavar="FILE", help="only write the list, to keep it apart"
    )
    added["decide"].add_argument("reference", metavar="REFERENCE")
    added["decide"].add_argument("status", choices=DECISIONS)
    added["decide"].add_argument("--note", help="what the applicant is told besides")
    for name in ("announce", "register-contact", "remove-contact"):
        added[name].add_argument("partnership", metavar="PARTNERSHIP", help="its id, as on its page")
    for name in ("register-contact", "remove-contact"):
        added[name].add_argument("address", metavar="ADDRESS")
    added["announce"].add_argument("file", metavar="FILE", type=Path, help="the news, as plain text")
    for name in ("decide", "announce", "register-contact", "remove-contact"):
        added[name].add_argument("--by", default="staff", help="who, for the audit log; default: staff")
