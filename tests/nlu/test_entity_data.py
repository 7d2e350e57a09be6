"""Messages with the entities they hold, annotated by hand: read here, and checked against the lexicon."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from bot.content.lexicon import AMBIGUOUS, load_lexicon
from bot.logic.mentions import HAS_A_ROLE

FOLDER = Path(__file__).parent / "entities"
KINDS = ("country", "region", "theme", "organisation_type", "programme", "partnership", "organisation")
MISSPELT, NONE = "misspelt", "none"
FILES = {"countries", "regions", "themes", "organisations", "mixed", MISSPELT, NONE}
LEAST = {MISSPELT: 80, NONE: 60}
LEAST_OF_ALL = 330
KEYS = {"entity", "value", "text", "role", "negated"}
ROLES = {None, "own", "partner"}


class Entity(NamedTuple):
    """What stands between `start` and `end`, and how it is meant there."""

    entity: str
    value: str
    start: int
    end: int
    role: str | None = None
    negated: bool = False

    @property
    def place(self) -> tuple[str, str, int, int]:
        """Which id stands where, whatever its role."""
        return self[:4]


class Annotated(NamedTuple):
    """A message, the stem of its file, and the entities that a careful reader sees in it, in order."""

    text: str
    file: str
    entities: tuple[Entity, ...]


def entries() -> list[tuple[str, dict[str, Any]]]:
    """Every entry of the files as it is written, with the stem of its file."""
    return [
        (path.stem, entry)
        for path in sorted(FOLDER.glob("*.yml"))
        if path.name != "bars.yml"
        for entry in yaml.safe_load(path.read_text(encoding="utf-8"))["messages"]
    ]


def placed(text: str, written: list[dict[str, Any]]) -> tuple[Entity, ...]:
    """The entities with their places: each begins behind the one before it and cuts no word."""
    found: list[Entity] = []
    for one in written:
        whole = re.compile(rf"(?<!\w){re.escape(one['text'])}(?!\w)")
        match = whole.search(text, found[-1].end if found else 0)
        assert match, f"{one['text']!r} does not stand in {text!r}, or not in this order"
        role, negated = one.get("role"), one.get("negated", False)
        found.append(Entity(one["entity"], one["value"], match.start(), match.end(), role, negated))
    return tuple(found)


def messages() -> list[Annotated]:
    """All messages, with their entities in place."""
    return [Annotated(one["text"], file, placed(one["text"], one["entities"])) for file, one in entries()]


def known_as(entity: str, text: str) -> str | None:
    """The id that the lexicon gives this name; None for a name it does not have."""
    phrase = load_lexicon().meant_by(entity, text)
    return phrase.value if phrase else None


WRITTEN = [(file, one) for file, entry in entries() for one in entry["entities"]]


def test_there_are_enough_messages_of_each_kind() -> None:
    counts = Counter(file for file, _ in entries())
    assert set(counts) == FILES
    assert counts.total() >= LEAST_OF_ALL
    assert {file: counts[file] for file, least in LEAST.items() if counts[file] < least} == {}


def test_no_message_stands_twice() -> None:
    counts = Counter(entry["text"].casefold() for _, entry in entries())
    assert [text for text, times in counts.items() if times > 1] == []


def test_every_text_stands_in_its_message_in_order() -> None:
    assert [len(one.entities) for one in messages()] == [len(entry["entities"]) for _, entry in entries()]


def test_the_second_of_two_like_texts_is_placed_second() -> None:
    spain = {"entity": "country", "value": "ES", "text": "Spain"}
    first, second = placed("Spain, not in Spainland but in Spain", [spain, spain])
    assert (first.start, second.start) == (0, 31)


def test_every_value_is_an_id_of_the_lexicon() -> None:
    unknown = [
        one
        for _, one in WRITTEN
        if not set(one["value"].removeprefix(AMBIGUOUS).split("|")) <= set(load_lexicon().ids(one["entity"]))
    ]
    assert unknown == []


def test_a_name_that_is_spelt_right_is_one_of_the_lexicon() -> None:
    strange = [
        one
        for file, one in WRITTEN
        if file != MISSPELT and one["value"] != known_as(one["entity"], one["text"])
    ]
    assert strange == []


def test_a_misspelt_message_holds_a_name_that_is_not_in_the_lexicon() -> None:
    right = [
        entry["text"]
        for file, entry in entries()
        if file == MISSPELT and all(known_as(one["entity"], one["text"]) for one in entry["entities"])
    ]
    assert right == []


def test_only_the_messages_without_entities_hold_none() -> None:
    assert {file for file, entry in entries() if not entry["entities"]} == {NONE}
    assert {file for file, _ in WRITTEN} == FILES - {NONE}


def test_only_places_have_a_role() -> None:
    assert {one["entity"] for _, one in WRITTEN} == set(KINDS)
    assert {key for _, one in WRITTEN for key in one} == KEYS
    assert {one.get("role") for _, one in WRITTEN} == ROLES
    assert [one for _, one in WRITTEN if "role" in one and one["entity"] not in HAS_A_ROLE] == []


def test_no_name_is_annotated_twice() -> None:
    for message in messages():
        places = [one.place for one in message.entities]
        assert len(set(places)) == len(places), message.text
