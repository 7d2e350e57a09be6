"""Where the words of each language lie, and what a translation lacks beside the English words.

`answers/call.yml` is translated in `answers.fr/call.yml`, `phrases.yml` in `phrases.fr.yml`. A translation
has everything that the English words have: topics, keys, call statuses, placeholders, next steps and facts.
The facts themselves are in sheets that no language has for itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from bot.content.languages import ENGLISH, load_languages
from bot.content.loader import CONTENT
from bot.logic.errors import ContentInvalid

FOLDERS = ("answers", "letters")
FILES = ("phrases.yml", "steps.yml", "web.yml", "consent.yml")
# A translation of an older consent text has its older version.
SAME = {"next", "facts", "gap", "version", "placeholders", "passed_on"}
BY_STATUS = "short"
ANY_STATUS = "any"
PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
NUMBER = re.compile(r"\d+")


def content_of(name: str, language: str) -> Path:
    """The file or folder with the words of this language; raises `ContentInvalid` when it lacks some."""
    if language != ENGLISH:
        _refuse_incomplete(CONTENT, language)
    return _beside(CONTENT / name, language)


def translations(content: Path = CONTENT) -> list[str]:
    """The languages that any file is there for, besides English."""
    folders = (path for name in FOLDERS for path in content.glob(f"{name}.*") if path.is_dir())
    files = (path for name in FILES for path in content.glob(f"{Path(name).stem}.*.yml"))
    return sorted({path.name.split(".")[1] for path in (*folders, *files)})


def missing(language: str, content: Path = CONTENT) -> list[str]:
    """What keeps this translation from being one, a line each; nothing when it is complete."""
    if language not in load_languages():
        return [f"{language} is no language of languages.yml"]
    lines: list[str] = []
    for name in FILES:
        lines += _file_against_english(content / name, _beside(content / name, language))
    for name in FOLDERS:
        folder = _beside(content / name, language)
        english = {path.name for path in (content / name).glob("*.yml")}
        for file in sorted(english | {path.name for path in folder.glob("*.yml")}):
            lines += _file_against_english(content / name / file, folder / file)
    return lines


@cache
def _refuse_incomplete(content: Path, language: str) -> None:
    lines = missing(language, content)
    if lines:
        raise ContentInvalid("\n".join(lines))


def _beside(path: Path, language: str) -> Path:
    return path if language == ENGLISH else path.with_name(f"{path.stem}.{language}{path.suffix}")


def _file_against_english(english: Path, translated: Path) -> Iterator[str]:
    where = (
        translated.name
        if translated.parent == english.parent
        else f"{translated.parent.name}/{translated.name}"
    )
    if not translated.is_file():
        yield f"{where} is missing"
    elif not english.is_file():
        yield f"{where} has no English file beside it"
    else:
        for line in _differences("", _read(english), _read(translated)):
            yield f"{where}: {line}"


def _read(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def _differences(key: str, english: Any, translated: Any) -> Iterator[str]:
    """What differs at this place: in what there is, never in how it is worded."""
    last = key.rpartition(".")[2]
    if last in SAME:
        if translated != english:
            yield f"{key} is {translated!r}, in English {english!r}"
    elif last == BY_STATUS:
        yield from _same_keys(key, _by_status(english), _by_status(translated))
    elif isinstance(english, dict) and isinstance(translated, dict):
        yield from _same_keys(key, english, translated)
    elif isinstance(english, list) and isinstance(translated, list) and len(english) == len(translated):
        for place, (one, other) in enumerate(zip(english, translated, strict=True), 1):
            yield from _differences(f"{key}.{place}", one, other)
    elif isinstance(english, str) and isinstance(translated, str) and translated.strip():
        yield from _same_contents(key, english, translated)
    else:
        yield f"{key or 'the file'} is empty or of another shape"


def _by_status(texts: Any) -> dict[str, Any]:
    return texts if isinstance(texts, dict) else {ANY_STATUS: texts}


def _same_keys(key: str, english: dict[str, Any], translated: dict[str, Any]) -> Iterator[str]:
    prefix = f"{key}." if key else ""
    yield from (f"{prefix}{one} is missing" for one in english if one not in translated)
    yield from (f"{prefix}{one} is not in English" for one in translated if one not in english)
    for one in (one for one in english if one in translated):
        yield from _differences(f"{prefix}{one}", english[one], translated[one])


def _same_contents(key: str, english: str, translated: str) -> Iterator[str]:
    """The same placeholders; and no number of its own, which would be a fact without a source."""
    ours, theirs = set(PLACEHOLDER.findall(english)), set(PLACEHOLDER.findall(translated))
    yield from (f"{key}: {{{one}}} is missing" for one in sorted(ours - theirs))
    yield from (f"{key}: {{{one}}} is not in English" for one in sorted(theirs - ours))
    numbers = _numbers(translated) - _numbers(english)
    yield from (f"{key}: the number {one} is not in English" for one in sorted(numbers))


def _numbers(text: str) -> set[str]:
    return set(NUMBER.findall(PLACEHOLDER.sub("", text)))
