"""What is known about the organisation that asks. None means: not asked yet, or not answered."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace


@dataclass(frozen=True)
class Profile:
    """The answers so far, as ids of the lexicon.

    An empty `partner_countries` is an answer ("no partner yet"), None is not. `region` decides nothing
    in this call: no number of regions is asked for, it serves the partner search.
    """

    organisation_type: str | None = None
    country: str | None = None
    region: str | None = None
    theme: tuple[str, ...] | None = None
    partner_countries: tuple[str, ...] | None = None
    own_legal_entity: bool | None = None
    eccp_profile: bool | None = None


def merge(older: Profile, newer: Profile) -> Profile:
    """The older profile with everything that the newer one knows; what is None in the newer one stays."""
    news = {field.name: getattr(newer, field.name) for field in fields(Profile)}
    return replace(older, **{name: value for name, value in news.items() if value is not None})


def known(profile: Profile) -> tuple[str, ...]:
    """The names of the fields that have been answered, in their fixed order."""
    return tuple(field.name for field in fields(Profile) if getattr(profile, field.name) is not None)
