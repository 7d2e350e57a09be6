"""The values of an expression of interest as a person reads them."""

from __future__ import annotations

from bot.content.lexicon import load_lexicon
from bot.content.phrases import has_phrase, phrase

ENTITY_OF_FIELD = {
    "organisation_type": "organisation_type",
    "country": "country",
    "region": "region",
    "theme": "theme",
    "partnership": "partnership",
    "partnership_id": "partnership",
}


def field_label(field: str) -> str:
    """What the field is called."""
    return phrase(f"label.{field.removesuffix('_id')}")


def value_in_words(field: str, value: str) -> str:
    """The name behind an id; what is no id of ours stays as it was written."""
    if field == "role" and has_phrase(f"role.{value}"):
        return phrase(f"role.{value}")
    entity, lexicon = ENTITY_OF_FIELD.get(field), load_lexicon()
    if entity and value in lexicon.ids(entity):
        return lexicon.name_of(entity, value)
    return value
