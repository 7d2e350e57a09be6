"""The catalogues that searches are measured in: always the same, found like real partnerships."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from benchmarks import speed_storage
from bot.logic.partnerships import PartnershipQuery
from bot.storage.database import open_database
from bot.storage.partnerships import PartnershipStore

SIZE = 300


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("catalogue") / "made-up.db"
    speed_storage.catalogue(made, SIZE)
    return made


def rows(file: Path) -> list[tuple[str, ...]]:
    with sqlite3.connect(file) as connection:
        found = connection.execute("SELECT place, partnership_id, terms FROM partnership_search").fetchall()
    connection.close()
    return found


def test_a_second_one_of_the_same_size_is_the_same(file: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.db"
    speed_storage.catalogue(again, SIZE)
    assert rows(again) == rows(file)
    assert len(rows(file)) > SIZE


async def test_made_up_partnerships_are_found_by_name_theme_and_misspelt_name(file: Path) -> None:
    database = open_database(f"sqlite+aiosqlite:///{file}")
    store = PartnershipStore(database)
    every = await store.search(PartnershipQuery(), limit=1000)
    one = next(hit.partnership for hit in every.hits if hit.partnership.id.startswith("made-up"))
    by_name = await store.search(PartnershipQuery(text=one.name, themes=one.themes[:1]))
    misspelt = await store.search(PartnershipQuery(text=f"{one.name.split()[0]}x"))
    await database.close()
    assert every.total == len(rows(file))
    assert by_name.hits[0].partnership == one
    assert one.id in [hit.partnership.id for hit in misspelt.hits]


def test_searches_in_it_are_measured_beside_the_database_alone(file: Path) -> None:
    for measured in (speed_storage.structured(file), speed_storage.free_words(file)):
        assert measured is not None
        assert set(measured) == {"ours", "raw"}
        assert all(value > 0 for value in measured.values())
