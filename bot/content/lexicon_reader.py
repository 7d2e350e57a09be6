"""Reads the lexicon files and refuses a phrase that would stand for two things."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from bot.content.lexicon_entries import (
    AMBIGUOUS,
    GROUP,
    Country,
    Lexicon,
    OrganisationType,
    Phrase,
    Programme,
    Region,
    Theme,
)
from bot.content.loader import CONTENT
from bot.content.organisation_names import organisation_phrases
from bot.content.phrase_book import PhraseBook
from bot.content.spellings import spellings
from bot.logic.errors import ContentInvalid
from bot.logic.mentions import slug

FOLDER = CONTENT / "lexicon"
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # in C where there is one: three times as fast
KEYS = {"name", "also", "other_languages", "exact", "country", "within", "near"}
NAME_KEYS = {"display", "also", "exact"}
COUNTED = {"theme", "organisation_type"}  # things one has several of: their names have plurals

FILES = {
    "country": "countries",
    "region": "regions",
    "theme": "themes",
    "organisation_type": "organisation_types",
    "programme": "programmes",
}

Entries = Mapping[str, Mapping[str, Any]]


def read_lexicon(folder: Path = FOLDER, content: Path = CONTENT) -> Lexicon:
    """The whole lexicon; raises `ContentInvalid` with the file and the phrase that is wrong."""
    entries = {entity: _entries(folder, name) for entity, name in FILES.items()}
    countries, regions, themes, types, programmes = entries.values()
    partnerships = _json(content / "partnerships.json")
    partnership_names = _yaml(folder, "partnership_names")["partnerships"]
    organisation_names = _yaml(folder, "organisation_names")
    listed_twice = tuple(tuple(group) for group in organisation_names["listed_twice"])
    organisations = {
        slug(one["organisation"]): one["organisation"] for one in _json(content / "organisations.json")
    }

    book = PhraseBook()
    for entity, listed in entries.items():
        book.add(_phrases(entity, listed))
    book.add(_groups(_yaml(folder, "country_groups")["groups"], set(countries)))
    book.add(_ambiguous(_yaml(folder, "organisation_types")["ambiguous"], set(types)))
    _partnership_phrases(book, partnerships, partnership_names)
    organisation_phrases(book, organisations, organisation_names["organisations"], listed_twice)

    return Lexicon(
        countries={id_: Country(id_, one["name"]) for id_, one in countries.items()},
        regions={id_: Region(id_, one["name"], one["country"]) for id_, one in regions.items()},
        themes={id_: _theme(id_, one) for id_, one in themes.items()},
        organisation_types={id_: OrganisationType(id_, one["name"]) for id_, one in types.items()},
        programmes={id_: Programme(id_, one["name"]) for id_, one in programmes.items()},
        partnerships={one["id"]: _display(one, partnership_names) for one in partnerships},
        organisations=organisations,
        partnership_themes=_partnership_themes(folder, set(themes)),
        not_names=tuple(_yaml(folder, "not_names")["phrases"]),
        ordinary_words=_ordinary_words(folder),
        names=book.names,
        by_key=book.by_key,
    )


def _json(path: Path) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    return rows


def _yaml(folder: Path, name: str) -> dict[str, Any]:
    text = (folder / f"{name}.yml").read_text(encoding="utf-8")
    data: dict[str, Any] = yaml.load(text, LOADER)  # noqa: S506  # both loaders are safe ones
    return data


def _ordinary_words(folder: Path) -> frozenset[str]:
    lines = (folder / "ordinary_words.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


def _entries(folder: Path, name: str) -> Entries:
    entries: dict[str, dict[str, Any]] = _yaml(folder, name)[name]
    for id_, entry in entries.items():
        unknown = set(entry) - KEYS
        if unknown or not isinstance(id_, str):
            raise ContentInvalid(f"{name}.yml: {id_!r}: not a word, or unknown keys {sorted(unknown)}")
    return entries


def _phrases(entity: str, entries: Entries) -> Iterator[Phrase]:
    for id_, entry in entries.items():
        yield from (Phrase(entity, text, id_, exact=True) for text in entry.get("exact", ()))
        english = [entry["name"], *entry.get("also", ())]
        if entity == "region":
            english = [*(text for text in english if "(" not in text), *([] if id_.isalpha() else [id_])]
            yield from (Phrase(entity, id_, id_, exact=True) for _ in range(id_.isalpha()))
        for text in english:
            spelt = spellings(text, plurals=entity in COUNTED) if entity != "region" else (text,)
            yield from (Phrase(entity, form, id_) for form in spelt)
        yield from (Phrase(entity, text, id_) for text in entry.get("other_languages", ()))


def _groups(groups: Mapping[str, Mapping[str, list[str]]], countries: set[str]) -> Iterator[Phrase]:
    for id_, group in groups.items():
        if len(group["countries"]) < 2 or not set(group["countries"]) <= countries:
            raise ContentInvalid(f"country_groups.yml: {id_}: needs two or more known countries")
        value = GROUP + "|".join(group["countries"])
        yield from (Phrase("country", text, value) for text in group["also"])


def _ambiguous(phrases: Mapping[str, list[str]], types: set[str]) -> Iterator[Phrase]:
    for text, kinds in phrases.items():
        if len(kinds) < 2 or not set(kinds) <= types:
            raise ContentInvalid(f"organisation_types.yml: ambiguous {text!r}: needs two or more known types")
        value = AMBIGUOUS + "|".join(kinds)
        yield from (Phrase("organisation_type", form, value) for form in spellings(text, plurals=True))


def _theme(id_: str, entry: Mapping[str, Any]) -> Theme:
    return Theme(id_, entry["name"], tuple(entry.get("within", ())), tuple(entry.get("near", ())))


def _partnership_phrases(book: PhraseBook, partnerships: Iterable[dict[str, Any]], names: Entries) -> None:
    """Declared names count as they are; a full name or acronym only where nothing else has that name."""
    given: list[Phrase] = []
    found: list[Phrase] = []
    known = {one["id"] for one in partnerships}
    for id_, entry in names.items():
        if id_ not in known or set(entry) - NAME_KEYS:
            raise ContentInvalid(f"partnership_names.yml: {id_!r}: unknown id or key")
    for one in partnerships:
        entry = names.get(one["id"], {})
        given += [Phrase("partnership", text, one["id"], exact=True) for text in entry.get("exact", ())]
        given += [Phrase("partnership", text, one["id"]) for text in entry.get("also", ())]
        full = one["name"]
        for text in (full, full.split(" (")[0], one["acronym"] or ""):
            found += [Phrase("partnership", text, one["id"])] if text else []
    book.add(given)
    book.add_where_free(found)


def _display(one: Mapping[str, Any], names: Entries) -> str:
    return str(names.get(one["id"], {}).get("display") or one["acronym"] or one["name"])


def _partnership_themes(folder: Path, themes: set[str]) -> dict[str, tuple[str, ...]]:
    listed = {id_: tuple(ids) for id_, ids in _yaml(folder, "partnership_themes")["partnerships"].items()}
    for id_, ids in listed.items():
        if not ids or not set(ids) <= themes:
            raise ContentInvalid(f"partnership_themes.yml: {id_}: needs themes of themes.yml")
    return listed
