"""One question of an expression of interest: how it is shown, and how its answer is read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.content.consent import consent_text
from bot.content.lexicon import load_lexicon
from bot.content.phrases import phrase
from bot.logic.checked import Checked
from bot.logic.eoi_fields import SKIPPED, read_field
from bot.logic.eoi_texts import LIMITS
from bot.web.plain.fields import Choices, long_field, radio_field, select_field, text_field
from bot.web.plain.html import Html, joined, prose, tag
from bot.web.plain.words import words

LISTED = ("partnership", "organisation_type", "country", "theme")
"""Questions whose answer is chosen from a list of the lexicon."""

ROLES = ("partner", "lead", "associated")
YES, NO, SKIP = "yes", "no", "skip"
FILLED = {
    "organisation": "organization",
    "contact_name": "name",
    "email": "email",
    "region": "address-level1",
}
"""What browsers may fill in by themselves (WCAG 1.3.5)."""

CONSENT = "consent"


def read_answer(field: str, given: str) -> Checked:
    """What the form says, read as in the chat: a choice stands for its id, words for themselves."""
    lexicon = load_lexicon()
    if field == "partnership":
        known = given in lexicon.partnerships
        return Checked(given) if known else Checked(refusal="partnership_missing")
    if field in LISTED:
        named = [given] if given in lexicon.ids(field) else []
        return read_field(field, given, {field: named})
    if field == "region":
        meant = lexicon.meant_by("region", given)
        return read_field(field, given.strip() or SKIP, {"region": [meant.value] if meant else []})
    return read_field(field, given)


def refusal_words(checked: Checked) -> str:
    """Why an answer was not taken."""
    if checked.refusal == "partnership_missing":
        return words("eoi.join_missing")
    return phrase(f"refusal.{checked.refusal}")


def question(field: str, value: Any, error: str = "") -> Html:
    """The question with what was answered before."""
    label = words(f"eoi.ask_{field}")
    hint = words("eoi.why", reason=phrase(f"why.{field}"))
    shown = "" if value in (None, SKIPPED) else str(value)
    if field == CONSENT:
        return _consent(label, value, error)
    if field == "role":
        roles = [(role, phrase(f"role.{role}").capitalize()) for role in ROLES]
        return radio_field(field, label, roles, shown, hint=hint, error=error)
    if field == "organisation_type":
        return radio_field(field, label, choices_of(field), shown, hint=hint, error=error)
    if field in LISTED:
        empty = words("eoi.choose")
        return select_field(field, label, choices_of(field), shown, hint=hint, error=error, empty=empty)
    if field == "motivation":
        return long_field(field, label, shown, hint=hint, error=error)
    if field == "region" and shown in load_lexicon().regions:
        shown = load_lexicon().name_of("region", shown)
    return text_field(
        field,
        label,
        shown,
        hint=hint,
        error=error,
        kind="email" if field == "email" else "text",
        fill=FILLED.get(field),
        limit=LIMITS.get(field),
    )


def choices_of(field: str) -> Choices:
    """Everything that can be chosen, by name; kinds of organisation in the order of the call."""
    lexicon = load_lexicon()
    named = [(one, lexicon.name_of(field, one)) for one in lexicon.ids(field)]
    return named if field == "organisation_type" else sorted(named, key=lambda one: one[1].casefold())


def _consent(label: str, value: Mapping[str, str] | None, error: str) -> Html:
    """The words as they are kept, then a clear yes or no."""
    agreed = YES if value else ""
    answers = [(YES, words("eoi.agree")), (NO, words("eoi.refuse"))]
    return joined(
        tag("div", prose(consent_text()), class_="consent"),
        radio_field(CONSENT, label, answers, agreed, error=error),
    )
