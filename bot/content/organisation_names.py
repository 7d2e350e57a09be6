"""The names an organisation goes by: in full, its short form, its parts, and what editors add."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from bot.content.lexicon_entries import Phrase
from bot.content.phrase_book import PhraseBook
from bot.logic.errors import ContentInvalid

IN_BRACKETS = re.compile(r"^(?P<name>[^()]+?) \((?P<short>[^()]+)\)$")
PARTS = re.compile(r" - | / |, later ")
LEGAL_FORM = re.compile(r" (?:GmbH|e\.V\.|NV)$")
LONGEST_SHORT_FORM = 3  # letters; so short, capitals are the only sign that a name is meant


def organisation_phrases(
    book: PhraseBook,
    named: Mapping[str, str],
    editors: Mapping[str, Mapping[str, Any]],
    listed_twice: Iterable[tuple[str, ...]],
) -> None:
    """Put the names of all organisations into the book; who is listed twice answers under the first id."""
    first = {other: group[0] for group in listed_twice for other in group}
    unknown = (set(editors) | set(first)) - set(named)
    if unknown:
        raise ContentInvalid(f"organisation_names.yml: no organisation has the id {sorted(unknown)[0]!r}")
    given: list[Phrase] = []
    for id_, entry in editors.items():
        value = first.get(id_, id_)
        given += [Phrase("organisation", text, value, exact=True) for text in entry.get("exact", ())]
        given += [Phrase("organisation", text, value) for text in entry.get("also", ())]
    book.add(given)
    book.add_where_free(Phrase("organisation", name, first.get(id_, id_)) for id_, name in named.items())
    book.add_where_free(
        Phrase("organisation", part, first.get(id_, id_), exact=_needs_capitals(part))
        for id_, name in named.items()
        for part in short_forms(name)
    )


def short_forms(name: str) -> Iterator[str]:
    """What remains of a name without brackets, legal form, or the other name beside it."""
    bracketed = IN_BRACKETS.match(name)
    pieces = [bracketed["name"], bracketed["short"]] if bracketed else PARTS.split(name)
    for piece in pieces:
        for part in PARTS.split(piece):
            yield LEGAL_FORM.sub("", part)


def _needs_capitals(part: str) -> bool:
    return len(part) <= LONGEST_SHORT_FORM and part.isupper()
