"""An expression of interest: what it holds, the consent behind it, and the receipt for it."""

from __future__ import annotations

import hashlib
import json
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.logic.checked import REFUSALS, Checked
from bot.logic.eoi_fields import FIELDS, OPTIONAL, SKIPPED, missing_fields, next_field, read_field
from bot.logic.words import listed, tokens

__all__ = [
    "FIELDS",
    "OPTIONAL",
    "REFUSALS",
    "SKIPPED",
    "Checked",
    "Consent",
    "Expression",
    "Receipt",
    "expression_from",
    "key_of_form",
    "missing_fields",
    "new_reference",
    "next_field",
    "read_field",
    "reference_in",
]

REFERENCE_ALPHABET = (
    "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # none of 0 O 1 I L U: read aloud and typed without doubt
)
GROUP = 4
REFERENCE = re.compile(
    rf"\b(EOI|DRAFT)\s?[-\u2010-\u2015]?\s?([{REFERENCE_ALPHABET}]{{4}})\s?[-\u2010-\u2015]?\s?([{REFERENCE_ALPHABET}]{{4}})\b",
    re.IGNORECASE,
)
REFERENCE_WORDS = listed("""
    reference|referenz|referenznummer|riferimento|referencia|numer|numeru|referencji|referentie|number|nummer|numero
    """)
LACKING = listed("""
    no|not|dont|havent|without|lost|forgot|forgotten|misplaced|kein|keine|verloren|vergessen|pas|plus|sans|perdu|non
    senza|perso|sin|perdi|perdido|sem|nao|nie|bez|zgubilem|zgubilam|geen|kwijt|vergeten
    """)
LONGEST_LACK = 9  # words
REQUIRED_TEXTS = (
    "organisation",
    "organisation_type",
    "country",
    "theme",
    "role",
    "contact_name",
    "email",
    "motivation",
)


@dataclass(frozen=True)
class Expression:
    """One expression of interest. `kind` is "join" (with `partnership_id`) or "propose" (with `title`).

    `region` is a NUTS code where the lexicon knows one, else the words given. The personal parts stay
    out of `repr`, so that no log line or traceback shows them.
    """

    kind: str
    partnership_id: str | None
    title: str | None
    organisation: str
    organisation_type: str
    country: str
    region: str | None
    theme: str
    role: str
    contact_name: str = field(repr=False)
    email: str = field(repr=False)
    motivation: str = field(repr=False)
    conversation_id: str = field(repr=False)
    channel: str


@dataclass(frozen=True)
class Consent:
    """What was agreed to, word for word, and when (UTC)."""

    version: str
    text: str
    language: str
    given_at: datetime


@dataclass(frozen=True)
class Receipt:
    """Proof of a stored expression: exists only after the commit. `submitted_at` is UTC."""

    reference: str
    submitted_at: datetime
    expression: Expression


def expression_from(
    kind: str,
    values: Mapping[str, str | None],
    *,
    partnership_id: str | None,
    conversation_id: str,
    channel: str,
) -> Expression:
    """The expression that a filled form stands for; raises ValueError while something is missing."""
    missing = missing_fields(values, kind)
    if missing:
        raise ValueError(f"not answered yet: {', '.join(missing)}")
    given = {name: value for name, value in values.items() if value not in (None, SKIPPED)}
    return Expression(
        kind=kind,
        partnership_id=partnership_id,
        title=given.get("title") if kind == "propose" else None,
        region=given.get("region"),
        conversation_id=conversation_id,
        channel=channel,
        **{name: str(given[name]) for name in REQUIRED_TEXTS},
    )


def new_reference() -> str:
    """A fresh reference such as EOI-7K3M-Q9TX; it names an expression and proves nothing."""
    letters = "".join(secrets.choice(REFERENCE_ALPHABET) for _ in range(2 * GROUP))
    return f"EOI-{letters[:GROUP]}-{letters[GROUP:]}"


def reference_in(text: str) -> str | None:
    """The first reference in a message, as it is written on the receipt: "eoi 7k3m q9tx" will do."""
    found = REFERENCE.search(text)
    return "-".join(found.groups()).upper() if found else None


def lacks_reference(text: str) -> bool:
    """ "I have no reference", "I lost the number": said of the reference, and wishing nothing."""
    words = set(tokens(text))
    return len(words) <= LONGEST_LACK and bool(words & REFERENCE_WORDS) and bool(words & LACKING)


def key_of_form(form_id: str) -> str:
    """The same for every retry of one form, on whatever device its draft was opened."""
    return hashlib.sha256(json.dumps({"form": form_id}).encode("ascii")).hexdigest()
