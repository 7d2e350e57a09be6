from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.dialogues.assistant import Assistant


@pytest.fixture(scope="session")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """One assistant for the whole run; every dialogue is a conversation of its own."""
    running = Assistant(tmp_path_factory.mktemp("assistant"))
    yield running
    running.end()
