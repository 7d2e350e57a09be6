"""What reading one answer gives: the value to keep, or the reason why it was not taken."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Checked:
    """Either a value or a refusal; the refusal is a key that names the wording, one of `REFUSALS`.

    `options` are the ids to choose from where an answer named several (for buttons).
    """

    value: str | None = None
    refusal: str | None = None
    options: tuple[str, ...] = ()


REFUSALS = (
    "too_long",
    "organisation_is_yes_no",
    "organisation_is_email",
    "organisation_is_question",
    "organisation_not_given",
    "organisation_too_short",
    "organisation_unreadable",
    "title_is_yes_no",
    "title_not_given",
    "title_too_short",
    "title_unreadable",
    "motivation_too_short",
    "type_unknown",
    "type_several",
    "country_unknown",
    "country_several",
    "region_is_country",
    "region_several",
    "region_unclear",
    "theme_unknown",
    "theme_several",
    "role_unknown",
    "role_several",
    "consent_needed",
    "consent_unclear",
    "name_is_yes_no",
    "name_is_email",
    "name_is_question",
    "name_has_no_letters",
    "name_not_given",
    "name_too_short",
    "name_unreadable",
    "email_without_at",
    "email_malformed",
    "email_several",
    "contact_missing",
    "phone_too_long",
    "phone_too_short",
)
