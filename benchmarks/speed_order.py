"""10,000 messages of 500 conversations over two engines: is one lost, doubled, out of order or crossed?

`python -m benchmarks.speed_order [--conversations 500] [--messages 20] [--engines 2]`. Every message says
whose it is and its number. Every conversation talks at the same time as the others; what came in and what was
answered is read from the databases afterwards, not from what clients saw. Exit code 1 when anything is wrong.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sqlite3
import sys
import tempfile
import time
from collections import Counter, defaultdict
from pathlib import Path

import aiohttp

from benchmarks.speed import PLAIN, RIGHT
from benchmarks.speed_peers import ROUTE, Peer, callguide

AT_ONCE = 16  # under way at one time: more would wait longer than the ten seconds that every answer has
WAIT_SECONDS = 60


def main() -> int:
    """Run, count, and say what was wrong."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.speed_order", description=__doc__)
    parser.add_argument("--conversations", type=int, default=500)
    parser.add_argument("--messages", type=int, default=20)
    parser.add_argument("--engines", type=int, default=2)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="callguide-order-") as name:
        peer = callguide(Path(name), engines=given.engines)
        try:
            peer.wait_for(RIGHT["callguide"], PLAIN)
            began = time.monotonic()
            refused = asyncio.run(talk(peer, given.conversations, given.messages))
            seconds = time.monotonic() - began
        finally:
            peer.end()
        wrong = check(Path(name), given.conversations, given.messages)
    sent = given.conversations * given.messages
    print(f"{sent} messages, {given.conversations} conversations, {given.engines} engines, {seconds:.0f} s")
    for what, count in {**{f"refused, {why}": count for why, count in refused.items()}, **wrong}.items():
        print(f"  {what}: {count}")
    return int(bool(refused or any(wrong.values())))


def text_of(conversation: int, number: int) -> str:
    """A message that says whose it is."""
    return f"When does the call close? {conversation:04}x{number:03}"


async def talk(peer: Peer, conversations: int, messages: int) -> Counter[str]:
    """All conversations at once, each message after the answer to the one before; which were refused."""
    free = asyncio.Semaphore(AT_ONCE)
    limit = aiohttp.ClientTimeout(total=WAIT_SECONDS)
    async with aiohttp.ClientSession(headers=peer.headers, timeout=limit) as session:
        refused: Counter[str] = Counter()

        async def one(conversation: int) -> None:
            for number in range(messages):
                body = {"sender": f"c{conversation}", "message": text_of(conversation, number)}
                body["message_id"] = f"m{conversation}-{number}"
                async with free, session.post(peer.url + ROUTE, json=body) as response:
                    answers = await response.json()
                if response.status != 200:
                    refused[str(response.status)] += 1
                    continue
                refused.update(said["metadata"]["error"] for said in answers if "error" in said["metadata"])

        await asyncio.gather(*(one(number) for number in range(conversations)))
    return refused


def check(folder: Path, conversations: int, messages: int) -> dict[str, int]:
    """What the engines kept and what the transcript kept, beside what was sent."""
    heard: dict[str, list[str]] = defaultdict(list)
    with sqlite3.connect(folder / "conversations.db") as kept:
        for sender, data in kept.execute(
            "SELECT sender_id, data FROM events WHERE type_name = 'user' ORDER BY sender_id, place"
        ):
            heard[sender].append(json.loads(data)["text"])
    with sqlite3.connect(folder / "callguide.db") as kept:
        written = list(kept.execute("SELECT conversation_id, author, text FROM messages ORDER BY seq"))
    said: dict[str, list[str]] = defaultdict(list)
    answered: Counter[str] = Counter()
    for conversation, author, text in written:
        if author == "user":
            said[conversation].append(text)
        else:
            answered[conversation] += 1
    expected = {text_of(c, 0): [text_of(c, n) for n in range(messages)] for c in range(conversations)}
    return {
        "lost or doubled for the engines": _differ(heard, expected, sort=True),
        "out of order for the engines": _differ(heard, expected, sort=False),
        "lost or doubled in the transcript": _differ(said, expected, sort=True),
        "out of order in the transcript": _differ(said, expected, sort=False),
        "crossed": sum(
            len({text[-8:-4] for text in texts}) > 1 for texts in (*heard.values(), *said.values())
        ),
        "without an answer": sum(answered[one] < len(texts) for one, texts in said.items()),
    }


def _differ(kept: dict[str, list[str]], expected: dict[str, list[str]], *, sort: bool) -> int:
    """In how many conversations it is not what was sent."""
    found = {
        texts[0] if not sort else min(texts): sorted(texts) if sort else texts for texts in kept.values()
    }
    return sum(found.get(first) != texts for first, texts in expected.items())


if __name__ == "__main__":
    sys.exit(main())
