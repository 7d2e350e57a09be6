"""Processes start together and end together; the one that failed is named, with its last lines."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.ports import free_port
from bot.supervisor import Child, Patience, Supervisor

SLEEPER = "import time; print('up', flush=True); time.sleep(60)"
DEAF = (
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); open(r'{flag}', 'w'); time.sleep(60)"
)
SERVER = """
import http.server, sys
class Ready(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200 if self.headers.get("Authorization") == "Bearer ok" else 503)
        self.end_headers()
http.server.HTTPServer(("127.0.0.1", {port}), Ready).serve_forever()
"""
QUICK = Patience(ready=20.0, end=5.0, progress=0.2, poll=0.05)


def child(name: str, code: str, **ready: object) -> Child:
    return Child(name, [sys.executable, "-c", code], dict(os.environ), **ready)  # type: ignore[arg-type]


def server(name: str, port: int) -> Child:
    url = f"http://127.0.0.1:{port}/ready"
    return child(name, SERVER.format(port=port), ready_url=url, ready_headers={"Authorization": "Bearer ok"})


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return "State:\tZ" not in Path(f"/proc/{pid}/status").read_text()


async def until(what: Callable[[], bool]) -> None:
    """Wait for something that other processes do; the time limit only ends a test that has failed."""
    async with asyncio.timeout(20):
        while not what():
            await asyncio.sleep(0.02)


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def supervisor(tmp_path: Path, said: list[str]) -> Supervisor:
    return Supervisor(tmp_path, tmp_path / "log", said.append, QUICK)


@pytest.fixture
def free() -> int:
    return free_port()


async def test_ready_is_reported_once_all_answer(supervisor: Supervisor, said: list[str], free: int) -> None:
    async with supervisor:
        run = asyncio.create_task(
            supervisor.keep([server("door", free), child("worker", SLEEPER)], lambda: said.append("ready"))
        )
        await until(lambda: "ready" in said)
        assert not run.done()
        os.kill(os.getpid(), signal.SIGTERM)
        assert await run == 0
    assert said.count("ready") == 1


async def test_all_end_when_one_dies_and_its_last_lines_are_shown(
    supervisor: Supervisor, said: list[str], tmp_path: Path
) -> None:
    dying = child("engine", "import sys; [print('line', n) for n in range(30)]; sys.exit(7)")
    async with supervisor:
        code = await supervisor.keep([child("actions", SLEEPER), dying], lambda: None)
        pids = [process.pid for process in supervisor._processes.values()]
    assert code == 1
    assert "The engine ended with exit code 7, so all end." in said
    assert [line for line in said if line.startswith("  | ")] == [f"  | line {n}" for n in range(10, 30)]
    assert len(pids) == 2
    assert not any(alive(pid) for pid in pids)


async def test_an_end_with_code_0_is_a_failure_too(supervisor: Supervisor, said: list[str]) -> None:
    async with supervisor:
        assert await supervisor.keep([child("engine", "pass")], lambda: None) == 1
    assert said[0] == "The engine ended with exit code 0, so all end."
    assert said[1].endswith("engine.log is empty.")


async def test_a_killed_child_is_named_with_its_signal(supervisor: Supervisor, said: list[str]) -> None:
    suicide = "import os, signal; os.kill(os.getpid(), signal.SIGKILL)"
    async with supervisor:
        assert await supervisor.keep([child("actions", suicide)], lambda: None) == 1
    assert said[0] == "The actions ended by signal SIGKILL, so all end."


async def test_a_child_that_never_gets_ready_is_named(tmp_path: Path, said: list[str], free: int) -> None:
    patience = Patience(ready=1.0, end=5.0, progress=0.1, poll=0.05)
    late = child("front-door", SLEEPER, ready_url=f"http://127.0.0.1:{free}/ready")
    async with Supervisor(tmp_path, tmp_path / "log", said.append, patience) as supervisor:
        code = await supervisor.keep([late, child("actions", SLEEPER)], lambda: said.append("ready"))
    assert code == 1
    assert any(line.endswith("s: waiting for front-door") for line in said)
    assert "Not ready within 1 s: front-door. All end." in said
    assert "ready" not in said
    assert said[-1] == "  | up"


async def test_what_does_not_hear_sigterm_is_killed_with_what_it_started(
    tmp_path: Path, said: list[str]
) -> None:
    flag, inner_flag = tmp_path / "deaf", tmp_path / "inner"
    inner = DEAF.format(flag=inner_flag)
    outer = (
        f"import subprocess, sys; p = subprocess.Popen([sys.executable, '-c', {inner!r}]);"
        f"open(r'{tmp_path / 'pid'}', 'w').write(str(p.pid));" + DEAF.format(flag=flag)
    )
    patience = Patience(ready=20, end=0.3, progress=5, poll=0.05)
    async with Supervisor(tmp_path, tmp_path / "log", said.append, patience) as supervisor:
        run = asyncio.create_task(supervisor.keep([child("engine", outer)], lambda: None))
        await until(lambda: flag.exists() and inner_flag.exists())
        os.kill(os.getpid(), signal.SIGINT)
        assert await run == 0
    inner_pid = int((tmp_path / "pid").read_text())
    await until(lambda: not alive(inner_pid))


async def test_a_second_ctrl_c_does_not_wait(tmp_path: Path, said: list[str]) -> None:
    flag = tmp_path / "deaf"
    patience = Patience(ready=20, end=600, progress=5, poll=0.05)
    async with (
        asyncio.timeout(20),
        Supervisor(tmp_path, tmp_path / "log", said.append, patience) as supervisor,
    ):
        run = asyncio.create_task(supervisor.keep([child("e", DEAF.format(flag=flag))], lambda: None))
        await until(flag.exists)
        os.kill(os.getpid(), signal.SIGINT)
        assert await run == 0
        asyncio.get_running_loop().call_later(0.1, os.kill, os.getpid(), signal.SIGINT)


async def test_the_log_of_the_run_before_is_kept(supervisor: Supervisor, tmp_path: Path) -> None:
    for word in ("first", "second"):
        async with supervisor:
            await supervisor.keep([child("engine", f"print({word!r})")], lambda: None)
    assert (tmp_path / "log/engine.log").read_text() == "second\n"
    assert (tmp_path / "log/engine.log.1").read_text() == "first\n"


async def test_a_step_gives_its_exit_code(supervisor: Supervisor) -> None:
    async with supervisor:
        assert await supervisor.step("train", [sys.executable, "-c", "raise SystemExit(3)"], os.environ) == 3


async def test_a_step_is_ended_by_sigterm(supervisor: Supervisor) -> None:
    async with supervisor:
        step = asyncio.create_task(supervisor.step("train", [sys.executable, "-c", SLEEPER], os.environ))
        await until(lambda: "train" in supervisor._processes)
        pid = supervisor._processes["train"].pid
        os.kill(os.getpid(), signal.SIGTERM)
        assert await step is None
    assert not alive(pid)


async def test_children_end_when_the_supervisor_itself_is_killed(tmp_path: Path) -> None:
    born = (
        "import os, time; open('pid', 'w').write(str(os.getpid())); os.rename('pid', 'born'); time.sleep(60)"
    )
    code = textwrap.dedent(f"""
        import asyncio, os, sys
        from pathlib import Path
        from bot.supervisor import Child, Supervisor
        async def main():
            folder = Path({str(tmp_path)!r})
            child = Child("engine", [sys.executable, "-c", {born!r}], os.environ)
            async with Supervisor(folder, folder / "log") as supervisor:
                await supervisor.keep([child], lambda: None)
        asyncio.run(main())
    """)
    outer = await asyncio.create_subprocess_exec(sys.executable, "-c", code)
    await until((tmp_path / "born").exists)
    outer.kill()
    await outer.wait()
    pid = int((tmp_path / "born").read_text())
    await until(lambda: not alive(pid))
