"""What the tests of the engine share."""

from __future__ import annotations

import shutil

import pytest

from bot.engine import __main__ as engine
from tests.engine.tiny_project import write_project


@pytest.fixture(scope="session")
def tiny_project(tmp_path_factory):
    """A project of a few sentences with its trained model, made once; `models` in it holds the model."""
    root = write_project(tmp_path_factory.mktemp("tiny") / "project")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(root)  # Rasa keeps its cache where it is started
        patch.setattr(engine, "ROOT", root)
        assert engine.train(str(root / "models")) == 0
    return root


@pytest.fixture
def copied_project(tiny_project, tmp_path, monkeypatch):
    """The same, for a test that changes it."""
    root = tmp_path / "project"
    shutil.copytree(tiny_project, root)
    monkeypatch.chdir(root)
    monkeypatch.setattr(engine, "ROOT", root)
    return root
