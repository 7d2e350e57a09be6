"""How long answers take: one after the other, several clients at once, late in a conversation."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from statistics import median
from uuid import uuid4

import aiohttp
import yaml

from benchmarks.speed_peers import ROUTE, Peer

TURNS_OF_A_TALK = 5
EARLY, LATE, SAME = 5, 200, 10  # turns that are compared, and how many of each


def messages(folder: Path, count: int) -> list[str]:
    """Different English sentences that the assistant has not learnt, in a mixed order that repeats itself."""
    found: list[str] = []
    for file in sorted(folder.glob("*.yml")):
        if file.stem != "languages":
            found += _examples(file)
    different = sorted({text for text in found if "[" not in text and not text.startswith("/")})
    return random.Random(5).sample(different, count)


def _examples(file: Path) -> list[str]:
    loaded = yaml.safe_load(file.read_text(encoding="utf-8"))
    lines = [line for one in loaded["nlu"] for line in one["examples"].splitlines()]
    return [line.strip().removeprefix("- ") for line in lines if line.strip()]


class Talker:
    """Talks to one peer on kept connections; every answer must be there."""

    def __init__(self, peer: Peer) -> None:
        self._peer = peer

    async def __aenter__(self) -> Talker:
        self._session = aiohttp.ClientSession(
            headers=self._peer.headers, timeout=aiohttp.ClientTimeout(total=60)
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._session.close()

    async def ask(self, sender: str, message: str) -> float:
        """Milliseconds until the answer."""
        began = time.perf_counter()
        body = {"sender": sender, "message": message}
        async with self._session.post(self._peer.url + ROUTE, json=body) as response:
            answers = await response.json()
            if response.status != 200 or (not answers and self._peer.name != "stock"):
                raise RuntimeError(
                    f"{self._peer.name} answered {response.status} with {len(answers)} replies"
                )
        return (time.perf_counter() - began) * 1000


async def one_by_one(peer: Peer, texts: Iterable[str]) -> list[float]:
    """Milliseconds of each message, in talks of a few turns."""
    times, sender = [], ""
    async with Talker(peer) as talker:
        for number, text in enumerate(texts):
            if number % TURNS_OF_A_TALK == 0:
                sender = f"one-{uuid4().hex}"
            times.append(await talker.ask(sender, text))
    return times


async def at_once(peer: Peer, texts: Sequence[str], clients: int) -> float:
    """Messages a second when so many clients talk at once, each in talks of its own."""
    waiting = list(reversed(texts))

    async def client(talker: Talker) -> None:
        while waiting:
            sender = f"many-{uuid4().hex}"
            for _ in range(min(TURNS_OF_A_TALK, len(waiting))):
                if waiting:
                    await talker.ask(sender, waiting.pop())

    began = time.perf_counter()
    async with Talker(peer) as talker:
        await asyncio.gather(*(client(talker) for _ in range(clients)))
    return len(texts) / (time.perf_counter() - began)


async def late_to_early(peer: Peer, texts: Sequence[str]) -> float:
    """One long talk that says the same few things again and again: late turns / early ones, medians."""
    sender, times = f"long-{uuid4().hex}", []
    async with Talker(peer) as talker:
        for turn in range(LATE + SAME):
            times.append(await talker.ask(sender, texts[turn % SAME]))
    return median(times[LATE:]) / median(times[EARLY : EARLY + SAME])


async def second_of_two(peer: Peer, text: str, pairs: int) -> list[float]:
    """Of two messages sent at once in one talk, the second / a single one."""
    ratios = []
    async with Talker(peer) as talker:
        for _ in range(pairs):
            sender = f"two-{uuid4().hex}"
            await talker.ask(sender, text)
            alone = await talker.ask(sender, text)
            both = await asyncio.gather(talker.ask(sender, text), talker.ask(sender, text))
            ratios.append(max(both) / alone)
    return ratios
