"""Names in a message become entities with the ids of the lexicon, in role, and marked when ruled out."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import structlog
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.constants import INTENT_MESSAGE_PREFIX
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.content.lexicon import GROUP, Phrase, load_lexicon
from bot.engine.addresses import addresses
from bot.engine.name_finder import NameFinder
from bot.engine.ordinals import ordinals
from bot.logic.errors import ContentInvalid
from bot.logic.mentions import Mention, resolve
from bot.logic.placed_words import placed_words
from bot.logic.roles import OWN

FILE = "names.json"
EMPTY: dict[str, list[Any]] = {"names": [], "not_names": [], "ordinary_words": [], "heard": []}

log = structlog.get_logger()


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class GazetteerExtractor(GraphComponent, EntityExtractorMixin):
    """Finds what the lookup tables name, e-mail addresses, and places in a list ("the second one").

    The tables give the phrases, so that a changed name is changed training data; the lexicon gives the ids.
    Both are kept with the model, which then needs neither.
    """

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> GazetteerExtractor:
        return cls(model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> GazetteerExtractor:
        """The component as it was trained."""
        with model_storage.read_from(resource) as folder:
            kept = json.loads((folder / FILE).read_text(encoding="utf-8"))
        return cls(model_storage, resource, kept)

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """Changes when a name moves to another id or an ordinary word is added: no table shows that."""
        lexicon = load_lexicon()
        known = [sorted(lexicon.names), sorted(lexicon.not_names), sorted(lexicon.ordinary_words)]
        return hashlib.sha256(json.dumps(known).encode("ascii")).hexdigest()

    def __init__(
        self, model_storage: ModelStorage, resource: Resource, kept: dict[str, Any] | None = None
    ) -> None:
        self._model_storage = model_storage
        self._resource = resource
        self._finder = _finder(kept or EMPTY)

    def train(self, training_data: TrainingData) -> Resource:
        """Take the names from the lookup tables, and keep them with the model."""
        lexicon = load_lexicon()
        kept = {
            "names": list(_named_in(training_data)),
            "not_names": list(lexicon.not_names),
            "ordinary_words": sorted(lexicon.ordinary_words),
            "heard": sorted(_heard_in(training_data)),
        }
        if not kept["names"]:
            log.warning("lookup_tables_missing")
        with self._model_storage.write_to(self._resource) as folder:
            (folder / FILE).write_text(json.dumps(kept, ensure_ascii=False), encoding="utf-8")
        self._finder = _finder(kept)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Add the entities of each message to those it has."""
        for message in messages:
            text = message.get(TEXT) or ""
            if text.startswith(INTENT_MESSAGE_PREFIX):
                continue
            entities = [_as_entity(one) for one in self.mentions(text)]
            message.set(
                ENTITIES,
                [*message.get(ENTITIES, []), *self.add_extractor_name(entities)],
                add_to_output=True,
            )
        return messages

    def mentions(self, text: str) -> tuple[Mention, ...]:
        """What the text names."""
        found = resolve(text, (*self._finder.find(text), *addresses(text), *ordinals(text)))
        return tuple(member for one in found for member in _members(one))


def _members(one: Mention) -> Iterator[Mention]:
    """Every country of a group; nobody sits in a group."""
    if not one.value.startswith(GROUP):
        yield one
    elif one.role != OWN:
        yield from (replace(one, value=code) for code in one.value.removeprefix(GROUP).split("|"))


def _finder(kept: dict[str, Any]) -> NameFinder:
    names = [Phrase(*one) for one in kept["names"]]
    return NameFinder(names, kept["not_names"], kept["ordinary_words"], kept["heard"])


def _heard_in(training_data: TrainingData) -> set[str]:
    """The words of the examples: what people say here, and so no slip for a name."""
    texts = (message.get(TEXT) or "" for message in training_data.nlu_examples)
    return {word.text for text in texts for word in placed_words(text) if word.text.isalpha()}


def _named_in(training_data: TrainingData) -> Iterator[Phrase]:
    lexicon = load_lexicon()
    for table in training_data.lookup_tables:
        for text in table["elements"]:
            phrase = lexicon.meant_by(table["name"], text)
            if phrase is None:
                raise ContentInvalid(
                    f"lookup {table['name']}: {text!r} is not in the lexicon; run `make lookups`"
                )
            yield phrase


def _as_entity(one: Mention) -> dict[str, Any]:
    entity: dict[str, Any] = {
        "entity": one.entity,
        "start": one.start,
        "end": one.end,
        "value": one.value,
        "text": one.text,
    }
    if one.role:
        entity["role"] = one.role
    if one.negated:
        entity["negated"] = True
    return entity
