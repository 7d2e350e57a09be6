"""Sentences in content and their names in Python agree."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import bot.web
from bot.content import translations
from bot.content.loader import CONTENT
from bot.logic.errors import ContentInvalid
from bot.web.middleware import NAMES
from bot.web.pages import FOR_SCRIPT, WELCOME
from bot.web.wording import load_wording

WEB = Path(bot.web.__file__).parent
CALLS = {
    "refused": "visitor",
    "visitor": "visitor",
    "page": "page",
    "api": "api",
    "problem_text": "api",
    "problem": "api",
}


def named(group: str) -> Iterator[str]:
    """The keys of a group that stand as literals in calls of bot/web."""
    for path in WEB.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            function = (
                node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            )
            if CALLS.get(function) == group:
                arguments = (part for argument in node.args for part in ast.walk(argument))
                yield from (part.value for part in arguments if isinstance(part, ast.Constant) and part.value)


def test_every_sentence_for_visitors_is_written_and_used():
    assert set(named("visitor")) == load_wording().keys("visitor")


def test_every_reason_for_programs_is_written_and_used():
    assert set(named("api")) | set(NAMES.values()) == load_wording().keys("api")


def test_every_sentence_of_the_pages_is_written_and_used():
    used = {*named("page"), *FOR_SCRIPT, *WELCOME, "suggestions"}
    assert used == load_wording().keys("page")


def test_there_are_four_or_five_questions_to_begin_with():
    assert 4 <= len(load_wording().suggestions) <= 5
    assert not any(question.startswith("/") for question in load_wording().suggestions)


def test_a_foreign_group_stops_the_start(tmp_path, monkeypatch):
    (tmp_path / "web.yml").write_text("visitor: {}\npage: {}\napi: {}\nextra: {}\n")
    monkeypatch.setattr(translations, "CONTENT", tmp_path)
    load_wording.cache_clear()
    with pytest.raises(ContentInvalid):
        load_wording()
    load_wording.cache_clear()
    monkeypatch.setattr(translations, "CONTENT", CONTENT)
    assert load_wording()
