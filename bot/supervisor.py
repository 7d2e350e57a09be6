"""Starts processes together and ends them together: none is left alone, none is left behind.

Each child leads a process group of its own and writes to a log file. When one dies all end, with the last
lines of its log on the screen; Ctrl-C, SIGTERM or a closed terminal ends all.
"""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import os
import signal
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp

LINES_SHOWN = 20
TAIL_BYTES = 64 * 1024
ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
SET_PARENT_DEATH_SIGNAL = 1  # linux/prctl.h
LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None


@dataclass(frozen=True)
class Child:
    """A process to keep. Ready when `ready_url` answers 200; without one, ready once started."""

    name: str
    argv: Sequence[str]
    env: Mapping[str, str] = field(repr=False)
    ready_url: str | None = None
    ready_headers: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True)
class Patience:
    """Seconds: until ready, from SIGTERM to SIGKILL, between lines of progress, between polls, an answer."""

    ready: float = 180.0
    end: float = 10.0
    progress: float = 5.0
    poll: float = 0.25
    answer: float = 5.0


class Supervisor:
    """Keeps the children of one run. `say` prints a line."""

    def __init__(
        self, folder: Path, logs: Path, say: Callable[[str], None] = print, patience: Patience | None = None
    ) -> None:
        self._folder = folder
        self._logs = logs
        self._say = say
        self._patience = patience or Patience()
        self._processes: dict[str, asyncio.subprocess.Process] = {}
        self._asked_to_end = asyncio.Event()

    async def __aenter__(self) -> Supervisor:
        for number in ENDING:
            asyncio.get_running_loop().add_signal_handler(number, self._end_was_asked)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._end_all()
        for number in ENDING:
            asyncio.get_running_loop().remove_signal_handler(number)

    async def step(self, name: str, argv: Sequence[str], env: Mapping[str, str]) -> int | None:
        """Run one command to its end, its output on the screen. None: an end was asked for meanwhile."""
        process = await self._start(name, argv, env, output=None)
        over, end = asyncio.create_task(process.wait()), asyncio.create_task(self._asked_to_end.wait())
        await asyncio.wait({over, end}, return_when=asyncio.FIRST_COMPLETED)
        end.cancel()
        if not over.done():
            over.cancel()
            return None
        return self._processes.pop(name).returncode

    async def keep(self, children: Sequence[Child], on_ready: Callable[[], None]) -> int:
        """Start all, report when ready, watch until one dies or an end is asked for; gives the exit code."""
        for child in children:
            with self._fresh_log(child.name).open("wb") as log:
                await self._start(child.name, child.argv, child.env, output=log.fileno())
        ready = asyncio.create_task(self._all_ready(children))
        death = asyncio.create_task(self._first_death())
        end = asyncio.create_task(self._asked_to_end.wait())
        try:
            await asyncio.wait({ready, death, end}, return_when=asyncio.FIRST_COMPLETED)
            if ready.done() and not (death.done() or end.done()):
                late = ready.result()
                if late:
                    return self._give_up(late)
                on_ready()
                await asyncio.wait({death, end}, return_when=asyncio.FIRST_COMPLETED)
            return 0 if end.done() else self._report_death(death.result())
        finally:
            for task in (ready, death, end):
                task.cancel()
            await asyncio.gather(ready, death, end, return_exceptions=True)

    async def _start(
        self, name: str, argv: Sequence[str], env: Mapping[str, str], *, output: int | None
    ) -> asyncio.subprocess.Process:
        process = await asyncio.create_subprocess_exec(
            *argv,
            env=dict(env),
            cwd=self._folder,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
            preexec_fn=_end_with_parent,
        )
        self._processes[name] = process
        return process

    async def _all_ready(self, children: Sequence[Child]) -> list[str]:
        """Wait for every child; the names of those that were not ready in time."""
        began = said = time.monotonic()
        waiting = [child for child in children if child.ready_url]
        limit = aiohttp.ClientTimeout(total=self._patience.answer)
        async with aiohttp.ClientSession(timeout=limit) as session:
            while True:
                waiting = [child for child in waiting if not await _is_ready(session, child)]
                now = time.monotonic()
                if not waiting or now - began > self._patience.ready:
                    return [child.name for child in waiting]
                if now - said >= self._patience.progress:
                    said = now
                    names = ", ".join(child.name for child in waiting)
                    self._say(f"  {now - began:3.0f} s: waiting for {names}")
                await asyncio.sleep(self._patience.poll)

    async def _first_death(self) -> str:
        waits = {asyncio.create_task(process.wait()): name for name, process in self._processes.items()}
        try:
            done, _ = await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in waits:
                task.cancel()
        return waits[next(iter(done))]

    def _end_was_asked(self) -> None:
        """The first signal asks politely; the second one waits for nobody."""
        if self._asked_to_end.is_set():
            for process in self._processes.values():
                _signal_group(process, signal.SIGKILL)
        self._asked_to_end.set()

    async def _end_all(self) -> None:
        for process in self._processes.values():
            _signal_group(process, signal.SIGTERM)
        waits = [asyncio.create_task(process.wait()) for process in self._processes.values()]
        if waits:
            await asyncio.wait(waits, timeout=self._patience.end)
        for process in self._processes.values():
            _signal_group(process, signal.SIGKILL)  # what the child itself started and left
        await asyncio.gather(*waits)
        self._processes.clear()

    def _fresh_log(self, name: str) -> Path:
        """The log of this run; that of the run before stays beside it as `.1`."""
        self._logs.mkdir(parents=True, exist_ok=True)
        path = self.log_of(name)
        if path.exists():
            path.replace(path.with_suffix(".log.1"))
        return path

    def log_of(self, name: str) -> Path:
        """Where this child writes."""
        return self._logs / f"{name}.log"

    def _report_death(self, name: str) -> int:
        code = self._processes[name].returncode or 0
        how = f"by signal {signal.Signals(-code).name}" if code < 0 else f"with exit code {code}"
        self._say(f"The {name} ended {how}, so all end.")
        self._show_log(name)
        return 1

    def _give_up(self, late: list[str]) -> int:
        self._say(f"Not ready within {self._patience.ready:.0f} s: {', '.join(late)}. All end.")
        for name in late:
            self._show_log(name)
        return 1

    def _show_log(self, name: str) -> None:
        lines = _last_lines(self.log_of(name))
        self._say(f"Last lines of {self.log_of(name)}:" if lines else f"{self.log_of(name)} is empty.")
        for line in lines:
            self._say(f"  | {line}")


async def _is_ready(session: aiohttp.ClientSession, child: Child) -> bool:
    try:
        async with session.get(str(child.ready_url), headers=child.ready_headers) as answer:
            return answer.status == 200
    except (aiohttp.ClientError, TimeoutError):
        return False


def _signal_group(process: asyncio.subprocess.Process, number: signal.Signals) -> None:
    with contextlib.suppress(
        ProcessLookupError, PermissionError
    ):  # it has ended, nobody is left of its group
        os.killpg(process.pid, number)


def _end_with_parent() -> None:
    """Runs in the child before it becomes the command: when we are killed outright, the kernel ends it."""
    if LIBC is not None:
        LIBC.prctl(SET_PARENT_DEATH_SIGNAL, signal.SIGTERM)


def _last_lines(path: Path) -> list[str]:
    with path.open("rb") as log:
        log.seek(0, os.SEEK_END)
        log.seek(max(0, log.tell() - TAIL_BYTES))
        return log.read().decode(errors="replace").splitlines()[-LINES_SHOWN:]
