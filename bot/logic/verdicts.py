"""A verdict on one requirement, and the keys of everything a verdict can say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from bot.logic.facts import Fact


class Outcome(str, Enum):
    """Unknown is an answer of its own: not asked yet, or the sources do not settle it."""

    MET = "met"
    NOT_MET = "not_met"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Verdict:
    """One requirement judged, with the fact that decides.

    `reason` names the wording. `detail` holds what the wording needs: ids (several parted by a space),
    numbers and ISO dates, as text. `notes` are reasons to be said along, if any.
    """

    requirement: str
    outcome: Outcome
    fact: Fact
    reason: str
    detail: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Change:
    """One change on the way to "yes"; `reason` names the wording, `detail` is as in a verdict."""

    requirement: str
    reason: str
    detail: Mapping[str, str] = field(default_factory=dict)


# Every key that names a wording: verdicts by requirement, then notes, then changes.
REASONS = (
    "organisation_type_not_asked",
    "organisation_type_eligible",
    "organisation_type_region",
    "organisation_type_public_authority",
    "organisation_type_sme",
    "organisation_type_company",
    "organisation_type_individual",
    "organisation_type_depends",
    "organisation_type_unclear",
    "country_not_asked",
    "country_eu",
    "country_cosme_2015",
    "country_cosme_pending",
    "country_cosme_later",
    "country_not_listed",
    "partner_countries_not_asked",
    "partner_countries_own_unknown",
    "partner_countries_enough",
    "partner_countries_enough_with_cosme",
    "partner_countries_hang_on_list",
    "partner_countries_none",
    "partner_countries_too_few",
    "theme_not_asked",
    "theme_priority",
    "theme_within_priority",
    "theme_wider_than_priority",
    "theme_not_named",
    "own_legal_entity_not_asked",
    "own_legal_entity_yes",
    "own_legal_entity_no",
    "own_legal_entity_not_required",
    "own_legal_entity_hangs_on_type",
    "eccp_profile_not_asked",
    "eccp_profile_yes",
    "eccp_profile_no",
    "call_not_open",
    "call_open",
    "call_extended",
    "call_closing_soon",
    "call_closed",
    "note_partners_not_counted",
    "note_own_country_not_counted",
    "change_take_region_route",
    "change_join_through_cluster",
    "change_name_eligible_body",
    "change_confirm_country",
    "change_find_partners",
    "change_add_partner_countries",
    "change_confirm_or_add_partner_countries",
    "change_link_theme_to_priority",
    "change_apply_through_legal_entity",
    "change_get_eccp_profile",
    "change_wait_for_opening",
    "change_see_what_came_after",
)
