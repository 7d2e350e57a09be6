"""Which questions an expression of interest asks, in which order, and how each answer is read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from bot.logic.checked import Checked
from bot.logic.choices import (
    SKIPPED,
    Mentions,
    read_country,
    read_organisation_type,
    read_region,
    read_role,
    read_theme,
)
from bot.logic.contact import read_email
from bot.logic.eoi_texts import read_contact_name, read_motivation, read_organisation, read_title
from bot.logic.yes_no import read_consent

__all__ = ["FIELDS", "OPTIONAL", "PERSONAL", "SKIPPED", "missing_fields", "next_field", "read_field"]

# Consent stands before the first personal field: nothing personal is asked for without it.
FIELDS: Mapping[str, tuple[str, ...]] = {
    "join": (
        "organisation",
        "organisation_type",
        "country",
        "region",
        "theme",
        "role",
        "motivation",
        "consent",
        "contact_name",
        "email",
    ),
    "propose": (
        "title",
        "theme",
        "organisation",
        "organisation_type",
        "country",
        "region",
        "role",
        "motivation",
        "consent",
        "contact_name",
        "email",
    ),
}
OPTIONAL = ("region",)
PERSONAL = ("contact_name", "email")

READERS: Mapping[str, Callable[[str, Mentions], Checked]] = {
    "organisation": lambda text, _: read_organisation(text),
    "title": lambda text, _: read_title(text),
    "motivation": lambda text, _: read_motivation(text),
    "contact_name": lambda text, _: read_contact_name(text),
    "email": lambda text, _: read_email(text),
    "consent": lambda text, _: read_consent(text),
    "role": lambda text, _: read_role(text),
    "organisation_type": read_organisation_type,
    "country": read_country,
    "region": read_region,
    "theme": read_theme,
}


def read_field(field: str, text: str, mentions: Mentions | None = None) -> Checked:
    """Read an answer to this question. `mentions` maps an entity to the ids found in the text."""
    return READERS[field](text, mentions or {})


def missing_fields(values: Mapping[str, Any], kind: str = "join") -> tuple[str, ...]:
    """The questions a submission still needs, in the order to ask them; an optional one is never missing.

    A consent other than "yes" is missing.
    """
    return tuple(field for field in FIELDS[kind] if field not in OPTIONAL and not _answered(field, values))


def next_field(values: Mapping[str, Any], kind: str = "join") -> str | None:
    """The question to ask next, optional ones included until answered or skipped; None: all is there."""
    return next((field for field in FIELDS[kind] if not _answered(field, values)), None)


def _answered(field: str, values: Mapping[str, Any]) -> bool:
    value = values.get(field)
    return value in ("yes", True) if field == "consent" else bool(value)
