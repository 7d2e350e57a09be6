"""Before anything starts: a key, ports that are free, commands that exist; each problem is one sentence."""

from __future__ import annotations

import os
import socket
import stat
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from bot import launch, ports
from bot.launch import LaunchError
from bot.ports import free_port
from bot.settings import read_settings
from bot.supervisor import Patience

KEY = "a-key-that-is-long-enough-for-a-test"


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def taken() -> Iterator[int]:
    """A port that somebody else listens on."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield int(other.getsockname()[1])


@pytest.fixture
def free() -> int:
    return free_port()


def test_a_demonstration_key_is_made_once_and_only_its_owner_may_read_it(
    tmp_path: Path, said: list[str], free: int
) -> None:
    first = launch.settings_for_run({"BOT_PORT": str(free)}, tmp_path, said.append)
    second = launch.settings_for_run({"BOT_PORT": str(free)}, tmp_path, said.append)
    file = tmp_path / "var/secret_key"
    assert first.secret_key == second.secret_key == file.read_text()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert said == [f"Made a secret key for the demonstration: {file}. For real use set BOT_SECRET_KEY."]


def test_a_given_key_is_used_and_none_is_made(tmp_path: Path, said: list[str], free: int) -> None:
    environ = {"BOT_SECRET_KEY": KEY, "BOT_PORT": str(free)}
    assert launch.settings_for_run(environ, tmp_path, said.append).secret_key == KEY
    assert list(tmp_path.iterdir()) == []
    assert said == []


def test_a_port_in_use_is_named_with_a_free_one(tmp_path: Path, said: list[str], taken: int) -> None:
    with pytest.raises(LaunchError) as caught:
        launch.settings_for_run({"BOT_SECRET_KEY": KEY, "PORT": str(taken)}, tmp_path, said.append)
    sentence, _, choice = str(caught.value).partition(" Choose another one: make run PORT=")
    assert sentence == f"Port {taken} on 127.0.0.1 is already in use."
    assert int(choice) != taken
    assert ports.why_not_listen("127.0.0.1", int(choice)) is None


def test_an_inner_port_in_use_is_replaced_unless_it_was_asked_for(
    tmp_path: Path, said: list[str], taken: int, free: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    environ = {"BOT_SECRET_KEY": KEY, "BOT_PORT": str(free)}
    real = ports.why_not_listen
    occupied = (5005, taken)
    monkeypatch.setattr(
        ports, "why_not_listen", lambda host, port: "In use." if port in occupied else real(host, port)
    )
    settings = launch.settings_for_run(environ, tmp_path, said.append)
    assert settings.engine_port not in (*occupied, free)
    with pytest.raises(LaunchError, match=r"^BOT_ENGINE_PORT: In use\."):
        launch.settings_for_run({**environ, "BOT_ENGINE_PORT": str(taken)}, tmp_path, said.append)


def test_the_children_get_the_settings_and_no_other_bot_variable(free: int) -> None:
    settings = read_settings({"BOT_SECRET_KEY": KEY, "BOT_PORT": str(free), "BOT_AS_OF": "2017-03-01"})
    started = launch.children(settings, {"PORT": "1", "PATH": "/bin"}, Path("/project"))
    assert [child.name for child in started] == ["engine", "actions", "front-door"]
    assert all(read_settings(child.env) == settings for child in started)
    assert all("PORT" not in child.env and child.env["PATH"] == "/bin" for child in started)
    assert started[0].ready_headers == {"Authorization": f"Bearer {settings.secret_for('engine')}"}
    assert started[2].ready_url == f"http://127.0.0.1:{free}/ready"
    assert KEY not in repr(started)


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("127.0.0.1", "http://127.0.0.1:8080"),
        ("0.0.0.0", "http://127.0.0.1:8080"),
        ("::", "http://[::1]:8080"),
        ("10.1.2.3", "http://10.1.2.3:8080"),
    ],
)
def test_the_address_can_be_opened_on_this_machine(host: str, address: str) -> None:
    assert launch.address_of(read_settings({"BOT_SECRET_KEY": KEY, "BOT_HOST": host})) == address


def test_ready_names_the_address_and_the_demonstration_day(said: list[str]) -> None:
    settings = read_settings({"BOT_SECRET_KEY": KEY, "BOT_AS_OF": "2017-03-01"})
    launch.tell_ready(settings, said.append)
    assert said[0] == "Callguide is ready: http://127.0.0.1:8080"
    assert settings.as_of == date(2017, 3, 1)
    assert "1 March 2017" in said[1]


def test_ready_names_no_day_when_it_is_the_real_one(said: list[str]) -> None:
    launch.tell_ready(read_settings({"BOT_SECRET_KEY": KEY}), said.append)
    assert said == ["Callguide is ready: http://127.0.0.1:8080", "Ctrl-C ends it."]


def test_each_engine_has_a_port_of_its_own_and_the_others_know_the_first(free: int) -> None:
    settings = read_settings({"BOT_SECRET_KEY": KEY, "BOT_ENGINE_PORT": "7000", "BOT_ENGINES": "3"})
    *engines, actions, door = launch.children(settings, {}, Path("/project"))
    assert [child.name for child in engines] == ["engine", "engine-2", "engine-3"]
    assert [child.env["BOT_ENGINE_PORT"] for child in (*engines, actions, door)] == [
        *("7000", "7001", "7002"),
        *("7000", "7000"),
    ]
    assert [child.ready_url for child in engines] == [
        f"{url}/webhooks/front_door/ready" for url in settings.engine_urls
    ]


def test_several_engines_need_as_many_free_ports_in_a_row(
    tmp_path: Path, said: list[str], free: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    environ = {"BOT_SECRET_KEY": KEY, "BOT_PORT": str(free), "BOT_ENGINES": "2", "BOT_ENGINE_PORT": "5005"}
    real = ports.why_not_listen
    monkeypatch.setattr(
        ports,
        "why_not_listen",
        lambda host, port: (
            {5005: None, 5006: "In use."}.get(port) if port in (5005, 5006) else real(host, port)
        ),
    )
    with pytest.raises(LaunchError, match=r"^BOT_ENGINE_PORT: In use\."):
        launch.settings_for_run(environ, tmp_path, said.append)
    del environ["BOT_ENGINE_PORT"]
    assert launch.settings_for_run(environ, tmp_path, said.append).engine_port not in (5005, 5006)


def test_without_the_engines_python_the_way_on_is_named(tmp_path: Path, said: list[str]) -> None:
    with pytest.raises(LaunchError, match="make install"):
        launch.run({"BOT_SECRET_KEY": KEY}, tmp_path, tmp_path / "log", said.append)


def test_the_database_is_filled_before_anything_starts(
    tmp_path: Path, said: list[str], monkeypatch: pytest.MonkeyPatch, free: int
) -> None:
    seen: list[str] = []

    async def started(*_: object) -> int:
        seen.append(f"started with {(tmp_path / 'new.db').exists()}")
        return 0

    (tmp_path / ".venv-engine/bin").mkdir(parents=True)
    (tmp_path / launch.ENGINE_PYTHON).touch()
    monkeypatch.setattr(launch, "train_and_serve", started)
    environ = {
        "BOT_SECRET_KEY": KEY,
        "BOT_PORT": str(free),
        "BOT_DATABASE_URL": f"sqlite+aiosqlite:///{tmp_path}/new.db",
    }
    assert launch.run(environ, tmp_path, tmp_path / "log", said.append) == 0
    assert said == ["The database is up to date."]
    assert seen == ["started with True"]


async def test_ctrl_c_during_training_starts_nothing(
    tmp_path: Path, said: list[str], monkeypatch: pytest.MonkeyPatch, free: int
) -> None:
    interrupting = "import os, signal, time; os.kill(os.getppid(), signal.SIGINT); time.sleep(60)"
    monkeypatch.setattr(launch, "engine_command", lambda *_: [sys.executable, "-c", interrupting])
    settings = read_settings({"BOT_SECRET_KEY": KEY, "BOT_PORT": str(free)})
    code = await launch.train_and_serve(settings, os.environ, tmp_path, tmp_path / "log", said.append)
    assert code == launch.ENDED_BY_KEYBOARD
    assert said == []


@pytest.mark.parametrize(("trained", "code"), [("raise SystemExit(5)", 1), ("pass", 1)])
async def test_training_comes_first_and_its_failure_stops_the_start(
    tmp_path: Path, said: list[str], monkeypatch: pytest.MonkeyPatch, trained: str, code: int, free: int
) -> None:
    def fake_command(folder: Path, command: str) -> list[str]:
        return [sys.executable, "-c", trained if command == "train" else "raise SystemExit(9)"]

    monkeypatch.setattr(launch, "engine_command", fake_command)
    settings = read_settings({"BOT_SECRET_KEY": KEY, "BOT_PORT": str(free)})
    environ = {**os.environ, "PYTHONPATH": str(tmp_path)}
    logs = tmp_path / "log"
    patience = Patience(ready=20, end=5, poll=0.05)
    assert await launch.train_and_serve(settings, environ, tmp_path, logs, said.append, patience) == code
    if trained == "pass":
        assert said[0] == f"Starting engine, actions, front-door; they log to {logs}/."
    else:
        assert said == ["Training failed with exit code 5; what it said stands above."]
