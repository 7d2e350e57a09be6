"""What all tests may ask for."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator

import pytest
import structlog

from bot import log


@pytest.fixture
def logged() -> Iterator[io.StringIO]:
    """Everything that is logged, at the finest level, as a process of ours would write it."""
    handlers = logging.getLogger().handlers[:]
    stream = io.StringIO()
    log.configure("debug", stream)
    yield stream
    logging.getLogger().handlers[:] = handlers
    logging.captureWarnings(False)
    structlog.reset_defaults()
