"""Logs carry event names and facts; never a local variable, an address or words of a visitor."""

from __future__ import annotations

import io
import json
import logging
import warnings
from collections.abc import Iterator
from typing import Any

import pytest
import structlog

from bot.log import configure
from bot.logic.errors import ContentInvalid

SAID = "Anna Musterfrau"


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    """What was logged. Afterwards the loggers of this process are as they were."""
    root, handlers, level = logging.root, logging.root.handlers[:], logging.root.level
    text = io.StringIO()
    configure("info", text)
    yield text
    root.handlers[:] = handlers
    root.setLevel(level)
    logging.captureWarnings(False)
    structlog.reset_defaults()


def lines(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_an_event_is_one_json_line_with_its_facts(stream: io.StringIO) -> None:
    structlog.get_logger("bot.web").info("message_taken", channel="web", messages=2)
    (line,) = lines(stream)
    assert (line["event"], line["channel"], line["messages"]) == ("message_taken", "web", 2)
    assert (line["level"], line["logger"]) == ("info", "bot.web")
    assert line["timestamp"].endswith("Z")


def test_addresses_are_taken_out_however_deep(stream: io.StringIO) -> None:
    structlog.get_logger("bot.web").info(
        "seen anna@example.org", to="<anna@example.org>", deep={"list": [("bo@exämple.eu",)]}
    )
    assert "@" not in stream.getvalue()
    (line,) = lines(stream)
    assert line["event"] == "seen [e-mail]"
    assert line["deep"] == {"list": [["[e-mail]"]]}


def test_a_traceback_shows_frames_but_neither_locals_nor_quoted_words(stream: io.StringIO) -> None:
    def parse(said_by_visitor: str) -> int:
        return int(said_by_visitor)

    try:
        parse(SAID)
    except ValueError:
        structlog.get_logger("actions.eoi").exception("action_failed", action="action_submit_eoi")
    (line,) = lines(stream)
    assert "in parse" in line["exception"]
    assert line["exception"].endswith("builtins.ValueError")
    assert line["level"] == "error"
    assert SAID not in stream.getvalue()


def test_a_message_about_machine_or_content_is_kept_with_its_cause(stream: io.StringIO) -> None:
    try:
        try:
            raise ConnectionRefusedError("port 5432 refuses")
        except OSError as error:
            raise ContentInvalid("calls.yml: unknown key") from error
    except ContentInvalid:
        structlog.get_logger("bot.storage").exception("storage_failed")
    (line,) = lines(stream)
    assert "ContentInvalid: calls.yml: unknown key" in line["exception"]
    assert "caused by" in line["exception"]
    assert line["exception"].endswith("ConnectionRefusedError: port 5432 refuses")


def test_foreign_loggers_go_the_same_way_from_warning_up(stream: io.StringIO) -> None:
    foreign = logging.getLogger("sanic.error")
    foreign.addHandler(logging.StreamHandler(io.StringIO()))
    foreign.propagate = False
    configure("debug", stream)
    foreign.info("user said: hello")
    foreign.warning("mail to %s", "anna@example.org")
    (line,) = lines(stream)
    assert (line["event"], line["level"], line["logger"]) == ("mail to [e-mail]", "warning", "sanic.error")


def test_a_foreign_traceback_is_cleaned_too(stream: io.StringIO) -> None:
    try:
        {}[SAID]
    except KeyError:
        logging.getLogger("asyncio").exception("Task exception was never retrieved")
    (line,) = lines(stream)
    assert line["exception"].endswith("builtins.KeyError")
    assert 'Musterfrau"' not in line["exception"].splitlines()[-1]


def test_the_level_is_kept(stream: io.StringIO) -> None:
    configure("error", stream)
    structlog.get_logger("bot.web").warning("slow_answer")
    assert stream.getvalue() == ""


def test_python_warnings_are_logged(stream: io.StringIO) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(False)
        logging.captureWarnings(True)
        warnings.warn("old api", DeprecationWarning, stacklevel=1)
    (line,) = lines(stream)
    assert line["logger"] == "py.warnings"


def test_hostile_text_stays_one_line_and_breaks_nothing(stream: io.StringIO) -> None:
    structlog.get_logger("bot.web").info("odd", text="a\nb\x00\ud800 \u202e", other=object())
    (line,) = lines(stream)
    assert line["text"] == "a\nb\x00\ud800 \u202e"


def test_a_terminal_gets_readable_lines(stream: io.StringIO) -> None:
    terminal = Terminal()
    configure("info", terminal)
    try:
        raise OSError("disk full")
    except OSError:
        structlog.get_logger("bot.web").exception("not_stored", to="anna@example.org")
    shown = terminal.getvalue()
    assert "not_stored" in shown
    assert "disk full" in shown
    assert "anna@" not in shown
