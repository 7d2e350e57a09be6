"""The commands answer on the command line; what they cannot do they say in one sentence."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
import yaml

from bot import cli, launch
from bot.clock import today_in_brussels
from bot.content.loader import load_sheets
from bot.logic.meanings import Guess, MeaningChoice
from bot.storage.database import open_database
from bot.storage.meanings import MeaningStore

ROOT = Path(__file__).resolve().parents[2]
STAFF = ("export", "erase", "erase-again", "age-out", "decide")


def test_help_lists_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(["--help"])
    assert ended.value.code == 0
    shown = capsys.readouterr().out
    for command in (*"run migrate seed lookups facts-due meanings".split(), *STAFF):
        assert f"\n    {command}" in shown


def test_facts_checked_today_are_not_due(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["facts-due", "--days", "36500"]) == 0
    assert capsys.readouterr().out.startswith("0 of ")


def test_facts_due_are_listed_oldest_first_with_their_source() -> None:
    later = today_in_brussels() + timedelta(days=4000)
    *lines, count = cli.due_lines(later, 180)
    facts = sum(len(sheet.facts) for sheet in load_sheets().values())
    assert len(lines) == facts > 0
    assert lines == sorted(lines, key=lambda line: line.split("  ")[:1])
    assert count == f"{facts} of {facts} facts were last checked more than 180 days ago."
    sheet, name = lines[0].split("  ")[1].split(".")
    assert load_sheets()[sheet].entry(name).source.title in lines[0]


def test_a_wrong_setting_is_one_sentence_and_exit_code_2(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BOT_DATABASE_URL", "mysql://somewhere")
    assert cli.main(["migrate"]) == 2
    shown = capsys.readouterr()
    assert shown.err.startswith("BOT_DATABASE_URL: ")
    assert shown.out == ""
    assert "mysql" not in shown.err


def test_ctrl_c_ends_without_a_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(launch, "run", interrupted)
    assert cli.main(["run"]) == 130


def test_run_passes_the_folder_of_logs_on(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    seen: list[object] = []
    monkeypatch.setattr(launch, "run", lambda environ, folder, logs, say: seen.append(logs) or say("x") or 0)
    assert cli.main(["run", "--logs", str(tmp_path)]) == 0
    assert seen == [tmp_path]


def test_lookups_are_written_and_then_found_fresh(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(launch, "ROOT", tmp_path)
    assert cli.main(["lookups", "--check"]) == 1
    assert capsys.readouterr().err.endswith("Run: make lookups\n")
    assert cli.main(["lookups"]) == 0
    assert cli.main(["lookups", "--check"]) == 0


def test_migrate_and_seed_fill_a_new_database(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "new" / "callguide.db"
    monkeypatch.setenv("BOT_DATABASE_URL", f"sqlite+aiosqlite:///{file}")
    assert cli.main(["migrate"]) == 0
    assert cli.main(["seed"]) == 0
    assert file.stat().st_size > 0


def test_what_people_meant_is_listed_for_review(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path / 'callguide.db'}"
    monkeypatch.setenv("BOT_DATABASE_URL", url)
    assert cli.main(["meanings"]) == 2
    assert "python -m bot migrate" in capsys.readouterr().err
    assert cli.main(["migrate"]) == 0
    assert cli.main(["meanings"]) == 0
    assert capsys.readouterr().out == "# Nobody has chosen a meaning yet.\n"

    async def choose() -> None:
        database = open_database(url)
        await MeaningStore(database).remember(
            MeaningChoice("c1", "en", (Guess("faq/call_money", 0.3),), "faq/call_money", "the money thing")
        )
        await database.close()

    asyncio.run(choose())
    assert cli.main(["meanings"]) == 0
    listed = yaml.safe_load(capsys.readouterr().out)
    assert listed == {"nlu": [{"intent": "faq/call_money", "examples": "- the money thing\n"}]}


def test_the_module_runs_as_a_command_from_any_folder(tmp_path: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "bot", "facts-due"],
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    assert "facts were last checked" in ended.stdout
