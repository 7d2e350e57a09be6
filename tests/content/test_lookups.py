"""The lookup tables hold the names of the lexicon, and are told apart from stale ones."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from bot.content.lexicon import load_lexicon
from bot.content.lookups import FOLDER, lookup_files, stale, write


def test_every_name_of_the_lexicon_stands_in_the_table_of_its_entity() -> None:
    files = lookup_files(load_lexicon())
    for entity, text, _ in load_lexicon().phrases():
        assert f"    - {text}\n" in files[f"{entity}.yml"]


def test_a_table_is_training_data_as_rasa_reads_it() -> None:
    for name, text in lookup_files(load_lexicon()).items():
        (entry,) = yaml.safe_load(text)["nlu"]
        assert f"{entry['lookup']}.yml" == name
        assert all(line.startswith("- ") for line in entry["examples"].splitlines())


@pytest.mark.parametrize("name", ["country.yml", "gone.yml"])
def test_a_changed_or_superfluous_table_is_stale_until_it_is_written_again(tmp_path: Path, name: str) -> None:
    write(tmp_path)
    assert stale(tmp_path) == []
    (tmp_path / FOLDER / name).write_text("nlu: []\n", encoding="utf-8")
    assert stale(tmp_path) == [name]
    write(tmp_path)
    assert stale(tmp_path) == []
