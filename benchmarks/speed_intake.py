"""500 people send an expression of interest at the same time: is each there once, and whose it is?

`python -m benchmarks.speed_intake [--people 500]`, through front door, engine and action server. Every tenth
person presses the last "yes" twice, every twentieth is cut off while it is answered and sends it again, as
the widget does: with the same id. Read from the database afterwards, not from what clients saw, but for the
receipts. Exit code 1 when anything is wrong.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import re
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp

from benchmarks.speed import PLAIN, RIGHT
from benchmarks.speed_order import AT_ONCE, WAIT_SECONDS
from benchmarks.speed_peers import ROUTE, Peer, callguide

ANSWERS = (
    "I want to propose a new partnership", "Green chips for town {number}", "semiconductors",
    "Fictional Centre {number}", "Technology centre", "Belgium", "Flanders", "Lead",
    "We want to build pilot line {number} with partners from three countries.", "I agree",
    "My name is Sam Sample", "p{number}@example.org",
)  # fmt: skip
YES = "yes"
TWICE, CUT = 10, 20
CUT_AFTER = 0.02  # seconds: while it is being answered
REFERENCE, NUMBER = re.compile(r"EOI-[0-9A-Z-]+"), re.compile(r"\d+")


@dataclass
class Person:
    """One of them, with the receipts that came back for the last answer."""

    number: int
    session: aiohttp.ClientSession
    url: str
    receipts: list[str] = field(default_factory=list)

    async def send(self) -> None:
        """The whole form, and the last answer as often as this one sends it."""
        for place, text in enumerate(ANSWERS):
            await self._say(text.format(number=self.number), f"m{place}")
        if self.number % CUT == 1:
            with contextlib.suppress(asyncio.TimeoutError):
                await asyncio.wait_for(self._say(YES, "yes"), CUT_AFTER)
        times = 2 if self.number % TWICE == 0 else 1
        for answers in await asyncio.gather(*(self._say(YES, "yes") for _ in range(times))):
            said = " ".join(str(one["text"]) for one in answers)
            self.receipts.append((REFERENCE.findall(said) or [said[:60]])[0])

    async def _say(self, text: str, message_id: str) -> list[dict[str, Any]]:
        body = {"sender": f"p{self.number}", "message": text, "message_id": message_id}
        async with self.session.post(self.url, json=body) as response:
            answers: list[dict[str, Any]] = await response.json()
            response.raise_for_status()
            return answers


def main() -> int:
    """Run, count, and say what was wrong."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.speed_intake", description=__doc__)
    parser.add_argument("--people", type=int, default=500)
    people = parser.parse_args().people
    with tempfile.TemporaryDirectory(prefix="callguide-intake-") as name:
        peer = callguide(Path(name))
        try:
            peer.wait_for(RIGHT["callguide"], PLAIN)
            began = time.monotonic()
            receipts = asyncio.run(send_all(peer, people))
            seconds = time.monotonic() - began
        finally:
            peer.end()
        wrong = check(Path(name) / "callguide.db", receipts)
    print(f"{people} people, {seconds:.0f} s")
    for what, count in wrong.items():
        print(f"  {what}: {count}")
    return int(any(wrong.values()))


async def send_all(peer: Peer, people: int) -> dict[int, list[str]]:
    """The references that each was shown."""
    free = asyncio.Semaphore(AT_ONCE)
    limit = aiohttp.ClientTimeout(total=WAIT_SECONDS)
    async with aiohttp.ClientSession(headers=peer.headers, timeout=limit) as session:

        async def one(number: int) -> Person:
            async with free:
                person = Person(number, session, peer.url + ROUTE)
                await person.send()
                return person

        done = await asyncio.gather(*(one(number) for number in range(people)))
    return {person.number: person.receipts for person in done}


def check(file: Path, receipts: dict[int, list[str]]) -> dict[str, int]:
    """What is stored, beside what was sent and what was shown."""
    with sqlite3.connect(file) as kept:
        rows = list(kept.execute("SELECT email, organisation, title, motivation, reference FROM eois"))
        mails = Counter(
            reference
            for (reference,) in kept.execute("SELECT reference FROM outbox WHERE kind = 'eoi_receipt'")
        )
    stored = Counter(email for email, *_ in rows)
    of = {email: reference for email, *_, reference in rows}
    return {
        "not stored": sum(stored[f"p{number}@example.org"] == 0 for number in receipts),
        "stored more than once": sum(count > 1 for count in stored.values()),
        "references used twice": len(rows) - len({row[-1] for row in rows}),
        "crossed": sum(len(set(NUMBER.findall(" ".join(row[:-1])))) != 1 for row in rows),
        "shown another reference": sum(
            set(shown) != {of.get(f"p{number}@example.org")} for number, shown in receipts.items()
        ),
        "without one mail with the receipt": sum(mails[row[-1]] != 1 for row in rows),
    }


if __name__ == "__main__":
    sys.exit(main())
