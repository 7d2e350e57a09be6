"""Logs to stderr: a constant event name and facts as keywords; no word of a visitor, no address.

JSON lines, or a console rendering when stderr is a terminal. The standard library's loggers go the same way.
Works with the structlog of both environments (23.3 and 26.1).
"""

from __future__ import annotations

import logging
import re
import sys
import traceback
from collections.abc import Mapping, MutableMapping
from typing import Any, TextIO

import structlog
from structlog.typing import Processor

from bot.logic.errors import ContentInvalid, FactMissing, UnknownSheet
from bot.settings import SettingsError

OURS = ("bot", "actions")  # loggers that follow the chosen level; foreign ones say warnings and errors only
ADDRESS = re.compile(r"[^\s@<>\"'(),;:=\[\]]{1,64}@[^\s@<>\"'(),;:=\[\]]{1,255}")
LONGEST_VALUE = 20_000
DEEPEST = 6
DEEPEST_CHAIN = 8
# Errors whose message speaks of content, code or machine. Other messages may repeat what somebody typed.
TELLING = (
    ContentInvalid,
    FactMissing,
    SettingsError,
    UnknownSheet,
    AttributeError,
    ImportError,
    NameError,
    OSError,
    TypeError,
)


def configure(level: str = "info", stream: TextIO | None = None) -> None:
    """Set up structlog and logging for this process; may be called again, after a library set up its own.

    A logger is bound at its first use and stays so: call this before anything logs.
    """
    stream = stream or sys.stderr
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        add_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        exception_without_words,
        redact,
    ]
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, _renderer(stream)],
        )
    )
    _take_over(handler)
    for name in OURS:
        logging.getLogger(name).setLevel(level.upper())


def _take_over(handler: logging.Handler) -> None:
    """Every logger of the process ends in this handler, those with handlers of their own (Sanic) too."""
    for logger in logging.root.manager.loggerDict.values():
        if isinstance(logger, logging.Logger):
            logger.handlers.clear()
            logger.propagate = True
    logging.root.handlers[:] = [handler]
    logging.root.setLevel(logging.WARNING)
    logging.captureWarnings(True)


def _renderer(stream: TextIO) -> Processor:
    if stream.isatty():
        return structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
    return structlog.processors.JSONRenderer()


def add_level(logger: Any, method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """The level by one name on both structlogs; the older one calls `log.exception` a level of its own."""
    event["level"] = "error" if method == "exception" else method
    return event


def exception_without_words(
    logger: Any, method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Replace `exc_info` by frames and error types: no local variable, no message that may quote a person."""
    given = event.pop("exc_info", None)
    if given is True:
        given = sys.exc_info()
    error = given[1] if isinstance(given, tuple) else given
    if isinstance(error, BaseException):
        event["exception"] = "\ncaused by:\n".join(_told(error))
    return event


def _told(error: BaseException | None) -> list[str]:
    told: list[str] = []
    while error is not None and len(told) < DEEPEST_CHAIN:
        message = f": {error}" if isinstance(error, TELLING) else ""
        inside = [type(part).__name__ for part in getattr(error, "exceptions", ())]
        name = f"{type(error).__module__}.{type(error).__qualname__}{message}"
        frames = "".join(traceback.format_tb(error.__traceback__, limit=-20))
        told.append(f"{frames}{name}{' of ' + ', '.join(inside) if inside else ''}")
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return told


def redact(logger: Any, method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Take e-mail addresses out of every text, however deep it sits."""
    for key, value in event.items():
        if not key.startswith("_"):  # structlog's own notes about the record
            event[key] = _clean(value)
    return event


def _clean(value: Any, depth: int = 0) -> Any:
    if value is None or isinstance(value, (bool, int, float)):
        return value
    if depth < DEEPEST and isinstance(value, Mapping):
        return {_clean(str(key), depth + 1): _clean(item, depth + 1) for key, item in value.items()}
    if depth < DEEPEST and isinstance(value, (list, tuple, set, frozenset)):
        return [_clean(item, depth + 1) for item in value]
    text = str(value)
    return ADDRESS.sub("[e-mail]", text[:LONGEST_VALUE])
