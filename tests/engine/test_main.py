"""The commands of the engine: train when it must, serve what was trained."""

from __future__ import annotations

import functools
import os
from pathlib import Path

import pytest
from rasa.core import run
from rasa.core.agent import Agent

from bot.engine import __main__ as engine
from bot.engine import inputs, without_tensorflow
from bot.engine.linear_classifier import LinearIntentClassifier


def models(root: Path) -> list[str]:
    return sorted(path.name for path in (root / "models").glob("*.tar.gz"))


def test_training_leaves_one_model(tiny_project):
    assert len(models(tiny_project)) == 1


@pytest.fixture
def learned(monkeypatch):
    """How often the classifier was trained."""
    times = []
    real = LinearIntentClassifier.train

    @functools.wraps(real)  # Rasa looks at the types of the signature
    def train(self, training_data):
        times.append(1)
        return real(self, training_data)

    monkeypatch.setattr(LinearIntentClassifier, "train", train)
    return times


def change(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_what_has_not_changed_is_not_learned_again(copied_project, learned, capsys):
    assert engine.train(str(copied_project / "models")) == 0
    assert learned == []
    assert len(models(copied_project)) == 1
    assert "fits" in capsys.readouterr().out


def test_a_model_that_is_gone_is_trained_again(copied_project):
    folder = copied_project / "models"
    assert engine.train(str(folder)) == 0
    for name in models(copied_project):
        (folder / name).unlink()
    assert engine.train(str(folder)) == 0
    assert len(models(copied_project)) == 1


def test_a_changed_response_makes_a_new_model_and_the_old_one_goes(copied_project):
    change(copied_project / "domain.yml", '"Hello"', '"Good day"')
    assert engine.train(str(copied_project / "models")) == 0
    assert len(models(copied_project)) == 1
    new = Agent.load(str(copied_project / "models"))
    assert new.domain.responses["utter_hello"][0]["text"] == "Good day"


@pytest.mark.parametrize(
    ("file", "matters"),
    [
        ("content/answers/call.yml", False),
        ("content/phrases.yml", False),
        ("content/lexicon/themes.yml", True),
        ("content/languages.yml", True),
        ("content/partnerships.json", True),
        ("content/lexicon.py", True),
        ("logic/words.py", True),
        ("engine/__pycache__/rules.cpython-310.pyc", False),
    ],
)
def test_only_what_is_learnt_from_asks_for_another_training(tmp_path, monkeypatch, file, matters):
    monkeypatch.setattr(inputs, "CODE", tmp_path)
    before = inputs.fingerprint(tmp_path)
    (tmp_path / file).parent.mkdir(parents=True)
    (tmp_path / file).write_text("something", encoding="utf-8")
    assert (inputs.fingerprint(tmp_path) != before) == matters


def test_a_new_sentence_is_learned(copied_project, learned):
    change(copied_project / "data" / "nlu.yml", "    - later then\n", "    - later then\n    - so long\n")
    assert engine.train(str(copied_project / "models")) == 0
    assert learned == [1]
    assert len(models(copied_project)) == 1


def test_without_training_data_it_fails_and_keeps_the_model(copied_project):
    [before] = models(copied_project)
    for name in ("nlu.yml", "rules.yml"):
        (copied_project / "data" / name).unlink()
    assert engine.train(str(copied_project / "models")) != 0
    assert models(copied_project) == [before]


@pytest.mark.parametrize("command", ["train", "serve"])
def test_a_command_gets_the_models_folder_and_its_code_is_the_exit_code(command, monkeypatch):
    called = []
    monkeypatch.setattr(engine, "_quiet_start", lambda: called.append("quiet"))
    monkeypatch.setattr(engine, command, lambda models: called.append(models) or 3)
    assert engine.main([command, "--models", "elsewhere"]) == 3
    assert called == ["quiet", "elsewhere"]


@pytest.mark.parametrize("arguments", [[], ["fly"], ["train", "--fast"]])
def test_an_unknown_command_is_refused(arguments, capsys):
    with pytest.raises(SystemExit) as caught:
        engine.main(arguments)
    assert caught.value.code == 2
    assert "usage: python -m bot.engine" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("database", "conversations"),
    [
        ("sqlite+aiosqlite:///var/callguide.db", "sqlite:///var/conversations.db"),
        ("sqlite+aiosqlite:////srv/x/callguide.db", "sqlite:////srv/x/conversations.db"),
        ("sqlite+aiosqlite:///callguide.db", "sqlite:///conversations.db"),
        ("sqlite+aiosqlite:///var/a b.db?timeout=5", "sqlite:///var/conversations.db"),
        ("postgresql+asyncpg://u:p@h:5432/callguide", "postgresql+psycopg2://u:p@h:5432/callguide"),
        ("postgresql+asyncpg://u:p%40@h/c", "postgresql+psycopg2://u:p%40@h/c"),
        ("postgresql+asyncpg://u@h/c?ssl=require", "postgresql+psycopg2://u@h/c?sslmode=require"),
        ("postgresql+asyncpg:///c?host=/run/pg", "postgresql+psycopg2:///c?host=/run/pg"),
    ],
)
def test_conversations_lie_beside_the_database_or_inside_the_same_postgresql(
    database, conversations, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(Path, "mkdir", lambda *args, **options: None)
    assert engine.conversations_url(database) == conversations


def test_the_folder_of_the_conversations_is_made(tmp_path):
    url = engine.conversations_url(f"sqlite+aiosqlite:///{tmp_path}/new/deep/callguide.db")
    assert url == f"sqlite:///{tmp_path}/new/deep/conversations.db"
    assert (tmp_path / "new" / "deep").is_dir()


def test_serving_hands_rasa_addresses_and_secrets_by_environment_only(tmp_path, monkeypatch):
    given = {}
    monkeypatch.setattr(run, "serve_application", lambda **options: given.update(options))
    monkeypatch.setattr(
        without_tensorflow, "leave_out_tensorflow", lambda config: given.update(config=config)
    )
    for name in [name for name in os.environ if name.startswith("BOT_")]:
        monkeypatch.delenv(name)
    for name in ("ENGINE_SECRET", "ACTIONS_SECRET", "ACTIONS_WEBHOOK", "CONVERSATIONS_URL"):
        monkeypatch.setenv(name, "")
    monkeypatch.setenv("BOT_SECRET_KEY", "k" * 32)
    monkeypatch.setenv("BOT_DATABASE_URL", f"sqlite+aiosqlite:///{tmp_path}/callguide.db")
    monkeypatch.setenv("BOT_ENGINE_PORT", "15005")
    monkeypatch.setenv("BOT_ACTIONS_PORT", "15055")
    assert engine.serve("models") == 0
    assert (given["interface"], given["port"], given["enable_api"]) == ("127.0.0.1", 15005, False)
    assert given["model_path"] == "models"
    assert given["config"] == engine.ROOT / "config.yml"
    endpoints = given["endpoints"]
    assert endpoints.action.url == "http://127.0.0.1:15055/webhook"
    assert endpoints.action.headers["Authorization"] == f"Bearer {os.environ['ACTIONS_SECRET']}"
    assert endpoints.tracker_store.url == f"sqlite:///{tmp_path}/conversations.db"
    assert endpoints.tracker_store.type == "bot.engine.conversation_store.ConversationStore"
    secrets = {os.environ["ENGINE_SECRET"], os.environ["ACTIONS_SECRET"]}
    assert len(secrets) == 2
    assert not any("k" * 32 in secret for secret in secrets)
