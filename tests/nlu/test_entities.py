"""How well names are recognised in messages annotated by hand, against the bars in entities/bars.yml.

Runs on the engine's Python; the extractor is made from the lexicon, so no trained model is needed. With
`-s` it prints the table and every miss. A name counts as right when the same id stands at the same place; its
role and whether it is ruled out are judged apart, among the names that are right. Ordinals and addresses are
not judged.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml

from bot.engine.gazetteer import GazetteerExtractor
from bot.logic.mentions import HAS_A_ROLE
from tests.engine.test_gazetteer import Trained, entities, lookups
from tests.nlu.test_entity_data import FILES, KINDS, NONE, Annotated, Entity, messages

BARS = yaml.safe_load((Path(__file__).parent / "entities" / "bars.yml").read_text(encoding="utf-8"))
ALL = "all"


class Reading(NamedTuple):
    """One message, and what the extractor sees in it."""

    message: Annotated
    found: tuple[Entity, ...]

    @property
    def missed(self) -> list[Entity]:
        places = {one.place for one in self.found}
        return [one for one in self.message.entities if one.place not in places]

    @property
    def invented(self) -> list[Entity]:
        places = {one.place for one in self.message.entities}
        return [one for one in self.found if one.place not in places]

    @property
    def pairs(self) -> list[tuple[Entity, Entity]]:
        """Each entity that is right: as it was annotated, and as it was found."""
        found = {one.place: one for one in self.found}
        return [(one, found[one.place]) for one in self.message.entities if one.place in found]


class Score(NamedTuple):
    """How many entities there are, how many were found, how many of these are right."""

    expected: int
    found: int
    right: int

    @property
    def precision(self) -> float:
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        return self.right / self.expected if self.expected else 1.0

    @property
    def f1(self) -> float:
        both = self.expected + self.found
        return 2 * self.right / both if both else 1.0


def score(readings: Iterable[Reading]) -> Score:
    rows = list(readings)
    expected, found = sum(len(row.message.entities) for row in rows), sum(len(row.found) for row in rows)
    return Score(expected, found, sum(len(row.pairs) for row in rows))


def of_file(readings: Iterable[Reading], file: str) -> list[Reading]:
    return [reading for reading in readings if file in (ALL, reading.message.file)]


def judged(readings: Iterable[Reading]) -> dict[str, list[bool]]:
    """For each thing said beside a name, whether it was understood; a place ruled out has no role."""
    results: dict[str, list[bool]] = {"role": [], "no_role": [], "negated": [], "not_negated": []}
    for expected, found in (pair for reading in readings for pair in reading.pairs):
        results["negated" if expected.negated else "not_negated"].append(found.negated == expected.negated)
        if expected.entity in HAS_A_ROLE and not expected.negated:
            results["role" if expected.role else "no_role"].append(found.role == expected.role)
    return results


def share(values: Iterable[bool]) -> float:
    counted = list(values)
    return sum(counted) / len(counted)


def untouched(readings: Iterable[Reading]) -> float:
    """Of the messages without an entity, the share in which none was found."""
    return share(not reading.found for reading in of_file(readings, NONE))


def table(readings: list[Reading]) -> str:
    """A line for each file and for all of them, then roles and negation, then what went wrong."""
    names = ("messages", "entities", "found", "right", "precision", "recall", "f1")
    lines = ["".join([f"{'file':15}", *(f"{name:>11}" for name in names)])]
    for file in [*sorted(FILES), ALL]:
        rows = of_file(readings, file)
        one = score(rows)
        counts = (len(rows), one.expected, one.found, one.right)
        shares = (one.precision, one.recall, one.f1)
        cells = [*(f"{count:>11}" for count in counts), *(f"{100 * value:>11.1f}" for value in shares)]
        lines.append("".join([f"{file:15}", *cells]))
    lines.append(f"messages without entities, nothing found: {100 * untouched(readings):.1f}")
    for name, results in judged(readings).items():
        lines.append(f"{name}: {100 * share(results):.1f} of {len(results)}")
    return "\n".join([*lines, *(line for reading in readings for line in misses(reading))])


def misses(reading: Reading) -> list[str]:
    """What is wrong in one message, a line each."""
    text, file = reading.message.text, reading.message.file
    lines = [f"{file}: {text!r} missed {named(one, text)}" for one in reading.missed]
    lines += [f"{file}: {text!r} invented {named(one, text)}" for one in reading.invented]
    for expected, found in reading.pairs:
        role_matters = expected.entity in HAS_A_ROLE and not expected.negated
        if expected.negated != found.negated or (role_matters and expected.role != found.role):
            lines.append(f"{file}: {text!r} read {named(found, text)} for {named(expected, text)}")
    return lines


def named(one: Entity, text: str) -> str:
    beside = [one.role or "", "negated" if one.negated else ""]
    return " ".join([f"{text[one.start : one.end]!r}", f"{one.entity}={one.value}", *filter(None, beside)])


@pytest.fixture(scope="module")
def extractor(tmp_path_factory: pytest.TempPathFactory) -> GazetteerExtractor:
    trained = Trained(tmp_path_factory.mktemp("model"))
    trained.train(lookups())
    return trained.load()


@pytest.fixture(scope="module")
def readings(extractor: GazetteerExtractor) -> list[Reading]:
    """Every annotated message, read once."""
    found = [Reading(message, read(extractor, message.text)) for message in messages()]
    print(f"\n{table(found)}")
    return found


def read(extractor: GazetteerExtractor, text: str) -> tuple[Entity, ...]:
    """The names in a message; ordinals and addresses are left out."""
    return tuple(
        Entity(
            one["entity"],
            one["value"],
            one["start"],
            one["end"],
            one.get("role"),
            bool(one.get("negated")),
        )
        for one in entities(extractor, text)
        if one["entity"] in KINDS
    )


def test_every_file_of_messages_has_a_bar_and_no_bar_stands_alone() -> None:
    assert set(BARS) == {"f1", "untouched", "understood"}
    assert set(BARS["f1"]) == FILES - {NONE} | {ALL}
    assert set(BARS["understood"]) == set(judged([]))
    bars = [*BARS["f1"].values(), *BARS["understood"].values(), BARS["untouched"]]
    assert [bar for bar in bars if not 0 < bar <= 1] == []


@pytest.mark.parametrize("file", sorted(BARS["f1"]))
def test_names_are_found_where_they_stand(readings: list[Reading], file: str) -> None:
    rows = of_file(readings, file)
    assert score(rows).f1 >= BARS["f1"][file], [line for row in rows for line in misses(row)]


def test_nothing_is_found_where_nothing_is_named(readings: list[Reading]) -> None:
    touched = [line for row in of_file(readings, NONE) for line in misses(row)]
    assert untouched(readings) >= BARS["untouched"], touched


@pytest.mark.parametrize("name", sorted(BARS["understood"]))
def test_roles_and_negation_are_understood(readings: list[Reading], name: str) -> None:
    wrong = [line for row in readings for line in misses(row)]
    assert share(judged(readings)[name]) >= BARS["understood"][name], wrong


SPAIN, ITALY = Entity("country", "ES", 0, 5), Entity("country", "IT", 10, 15)
TEXT = "Spain and Italy"


@pytest.mark.parametrize(
    ("expected", "found", "precision", "recall", "f1"),
    [
        ((SPAIN, ITALY), (SPAIN, ITALY), 1.0, 1.0, 1.0),
        ((SPAIN, ITALY), (SPAIN,), 1.0, 0.5, 2 / 3),
        ((SPAIN,), (SPAIN, ITALY), 0.5, 1.0, 2 / 3),
        ((SPAIN,), (SPAIN._replace(end=6),), 0.0, 0.0, 0.0),
        ((SPAIN,), (SPAIN._replace(value="PT"),), 0.0, 0.0, 0.0),
        ((), (), 1.0, 1.0, 1.0),
        ((SPAIN,), (), 1.0, 0.0, 0.0),
        ((), (SPAIN,), 0.0, 1.0, 0.0),
    ],
)
def test_a_name_is_right_when_its_id_stands_at_its_place(
    expected: tuple[Entity, ...], found: tuple[Entity, ...], precision: float, recall: float, f1: float
) -> None:
    counted = score([Reading(Annotated(TEXT, "mixed", expected), found)])
    assert (counted.precision, counted.recall, counted.f1) == (precision, recall, pytest.approx(f1))


def test_role_and_negation_are_judged_apart() -> None:
    expected = (SPAIN._replace(role="own"), ITALY._replace(negated=True))
    reading = Reading(Annotated(TEXT, "mixed", expected), (SPAIN, ITALY._replace(role="partner")))
    assert judged([reading]) == {"role": [False], "no_role": [], "negated": [False], "not_negated": [True]}
    assert misses(reading) == [
        f"mixed: {TEXT!r} read 'Spain' country=ES for 'Spain' country=ES own",
        f"mixed: {TEXT!r} read 'Italy' country=IT partner for 'Italy' country=IT negated",
    ]


def test_every_miss_is_named() -> None:
    reading = Reading(Annotated(TEXT, "mixed", (SPAIN,)), (ITALY,))
    assert misses(reading) == [
        f"mixed: {TEXT!r} missed 'Spain' country=ES",
        f"mixed: {TEXT!r} invented 'Italy' country=IT",
    ]
