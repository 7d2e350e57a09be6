"""The gazetteer, trained and loaded as Rasa does it, over a table of messages."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.training_data.loading import load_data
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.content.lexicon import GROUP, load_lexicon
from bot.engine.gazetteer import GazetteerExtractor
from bot.logic.errors import ContentInvalid

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
CASES = [
    pytest.param(text, id=f"{group}: {text!r}")
    for group, texts in yaml.safe_load((HERE / "cases" / "entities.yml").read_text(encoding="utf-8")).items()
    for text in texts
]
MARKED = re.compile(
    r"\[(?P<text>[^|\]]+)\|(?P<entity>\w+):(?P<value>[^\]>!]+)(?:>(?P<role>\w+))?(?P<negated>!)?\]"
)
NAME = GazetteerExtractor.__name__


class Trained:
    """A model storage with the component in it."""

    def __init__(self, folder: Path) -> None:
        self.storage = LocalModelStorage.create(folder)
        self.resource = Resource("gazetteer")
        self.context = ExecutionContext(GraphSchema({}))

    def train(self, training_data: TrainingData) -> GazetteerExtractor:
        component = GazetteerExtractor.create({}, self.storage, self.resource, self.context)
        assert component.train(training_data) == self.resource
        return component

    def load(self) -> GazetteerExtractor:
        return GazetteerExtractor.load({}, self.storage, self.resource, self.context)


def lookups() -> TrainingData:
    names: dict[str, list[str]] = {}
    for entity, text, _ in load_lexicon().phrases():
        names.setdefault(entity, []).append(text)
    return TrainingData(lookup_tables=[{"name": one, "elements": texts} for one, texts in names.items()])


@pytest.fixture(scope="module")
def gazetteer(tmp_path_factory: pytest.TempPathFactory) -> GazetteerExtractor:
    trained = Trained(tmp_path_factory.mktemp("model"))
    trained.train(lookups())
    return trained.load()


def entities(component: GazetteerExtractor, text: str | None) -> list[dict[str, Any]]:
    (message,) = component.process([Message({"text": text})])
    found: list[dict[str, Any]] = message.get("entities", [])
    return found


def read(marked: str) -> tuple[str, list[dict[str, Any]]]:
    """The message without marks, and the entities it should have."""
    text, expected, place = "", [], 0
    for mark in MARKED.finditer(marked):
        text += marked[place : mark.start()]
        entity = {
            "entity": mark["entity"],
            "start": len(text),
            "end": len(text) + len(mark["text"]),
            "value": mark["value"],
            "text": mark["text"],
            "extractor": NAME,
        }
        if mark["role"]:
            entity["role"] = mark["role"]
        if mark["negated"]:
            entity["negated"] = True
        expected.append(entity)
        text += mark["text"]
        place = mark.end()
    return text + marked[place:], expected


@pytest.mark.parametrize("marked", CASES)
def test_every_entity_is_found_where_it_stands_and_nothing_else(
    gazetteer: GazetteerExtractor, marked: str
) -> None:
    text, expected = read(marked)
    assert entities(gazetteer, text) == expected


def test_every_phrase_of_the_lexicon_is_found_with_its_id(gazetteer: GazetteerExtractor) -> None:
    missed = {
        (entity, text)
        for entity, text, value in load_lexicon().phrases()
        if not {(one["entity"], one["value"]) for one in entities(gazetteer, text)}.issuperset(
            (entity, one) for one in value.removeprefix(GROUP).split("|" if value.startswith(GROUP) else "\n")
        )
    }
    assert missed == set()


def test_a_name_for_several_countries_is_each_of_them_but_nobodys_own(gazetteer: GazetteerExtractor) -> None:
    found = entities(gazetteer, "any Nordic clusters, not Benelux ones?")
    assert [one["value"] for one in found if one["entity"] == "country" and not one.get("negated")] == [
        *("DK", "FI", "IS", "NO", "SE")
    ]
    assert [one["value"] for one in found if one.get("negated")] == ["BE", "LU", "NL"]
    assert {one["text"] for one in found if one["entity"] == "country"} == {"Nordic", "Benelux"}
    found = entities(gazetteer, "we are in Scandinavia and have partners from the Baltic states")
    assert [(one["value"], one["role"]) for one in found] == [
        (code, "partner") for code in ("EE", "LT", "LV")
    ]


def test_entities_of_other_extractors_stay(gazetteer: GazetteerExtractor) -> None:
    message = Message({"text": "Spain", "entities": [{"entity": "topic", "value": "x"}]})
    gazetteer.process([message])
    assert [one["entity"] for one in message.get("entities")] == ["topic", "country"]
    assert "entities" in message.as_dict(only_output_properties=True)


def test_a_message_without_text_has_no_entities(gazetteer: GazetteerExtractor) -> None:
    assert entities(gazetteer, None) == []


@pytest.mark.parametrize(
    "text", ["Spain " * 800, "a@" * 2500, "(" * 5000, "x" * 5000, "in " * 1600, "\ud800 Spain"]
)
def test_no_message_is_too_strange(gazetteer: GazetteerExtractor, text: str) -> None:
    for one in entities(gazetteer, text):
        assert one["text"] == text[one["start"] : one["end"]]


def test_no_word_of_a_message_is_kept(gazetteer: GazetteerExtractor) -> None:
    entities(gazetteer, "my secret is xylophonist")
    assert "xylophonist" not in gazetteer._finder._vocab.strings


def test_the_loaded_component_is_the_trained_one(tmp_path: Path) -> None:
    trained = Trained(tmp_path)
    fresh = trained.train(TrainingData(lookup_tables=[{"name": "country", "elements": ["Spain"]}]))
    assert entities(fresh, "Spain and Italy") == entities(trained.load(), "Spain and Italy")
    assert [one["value"] for one in entities(trained.load(), "Spain and Italy")] == ["ES"]


def test_without_lookup_tables_addresses_and_places_in_a_list_are_still_found(tmp_path: Path) -> None:
    component = Trained(tmp_path).train(TrainingData())
    assert [one["entity"] for one in entities(component, "the second one in Spain, a@example.org")] == [
        "ordinal",
        "email",
    ]


def test_a_phrase_that_the_lexicon_does_not_know_stops_the_training(tmp_path: Path) -> None:
    with pytest.raises(ContentInvalid, match="Atlantis"):
        Trained(tmp_path).train(TrainingData(lookup_tables=[{"name": "country", "elements": ["Atlantis"]}]))


def test_the_committed_tables_are_read_by_rasa_and_known(tmp_path: Path) -> None:
    component = Trained(tmp_path).train(load_data(str(ROOT / "data" / "nlu" / "lookups")))
    assert [one["value"] for one in entities(component, "Lombardy, TEX4IM and chamber of commerce")] == [
        "ITC4",
        "escps3-tex4im",
        "ambiguous:business_network|public_authority",
    ]


def test_a_name_that_moves_to_another_id_changes_the_fingerprint(monkeypatch: pytest.MonkeyPatch) -> None:
    before = GazetteerExtractor.fingerprint_addon({})
    lexicon = load_lexicon()
    moved = (lexicon.names[0]._replace(value="XX"), *lexicon.names[1:])
    monkeypatch.setattr(
        "bot.engine.gazetteer.load_lexicon", lambda: type(lexicon)(**{**vars(lexicon), "names": moved})
    )
    assert GazetteerExtractor.fingerprint_addon({}) != before
    monkeypatch.undo()
    assert GazetteerExtractor.fingerprint_addon({}) == before


def test_ordinary_words_are_no_words_of_names() -> None:
    from bot.logic.placed_words import phrase_key

    single = {phrase_key(one.text) for one in load_lexicon().names if not one.exact}
    assert load_lexicon().ordinary_words & single == set()
