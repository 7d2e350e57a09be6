"""Sentences of the plain pages and their names in Python agree."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import bot.web
from bot.web.plain.words import load_words

WEB = Path(bot.web.__file__).parent
KEY = re.compile(r"[a-z]+\.[a-z_]*[a-z]")


def named() -> Iterator[str]:
    """Every key that stands in the code, as a pattern; what is filled in stands for any word."""
    for path in (*(WEB / "plain").glob("*.py"), *(WEB / "pictures").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and KEY.fullmatch(str(node.value)):
                yield re.escape(node.value)
            if isinstance(node, ast.JoinedStr):
                yield "".join(
                    re.escape(str(part.value)) if isinstance(part, ast.Constant) else "[a-z_]+"
                    for part in node.values
                )


def test_every_sentence_is_named_in_the_code():
    patterns = [re.compile(pattern) for pattern in set(named()) if "\\." in pattern]
    unused = [key for key in load_words() if not any(pattern.fullmatch(key) for pattern in patterns)]
    assert unused == []


def test_every_name_in_the_code_is_a_sentence():
    groups = {key.partition(".")[0] for key in load_words()}
    literals = {pattern.replace("\\", "") for pattern in named() if KEY.fullmatch(pattern.replace("\\", ""))}
    missing = {one for one in literals if one.partition(".")[0] in groups} - set(load_words())
    assert missing - PHRASES == set()


PHRASES = {"eoi.stored_line", "eoi.changing"}
"""Keys of phrases.yml, which the same code says, too."""
