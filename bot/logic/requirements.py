"""One function a requirement: what the profile says, held against the facts of the call.

Unknown, never "not met", until the person has answered.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from bot.logic.calls import CallStatus, call_status, days_left
from bot.logic.countries import COUNTED, HANGING, Standing, by_standing, standing
from bot.logic.facts import FactSheet
from bot.logic.profile import Profile
from bot.logic.verdicts import Outcome, Verdict

MET, NOT_MET, UNKNOWN = Outcome.MET, Outcome.NOT_MET, Outcome.UNKNOWN

NOT_ADDRESSED = {  # types that the call does not address, and that it is certain to mean
    "region": "organisation_type_region",
    "public_authority": "organisation_type_public_authority",
    "sme": "organisation_type_sme",
    "company": "organisation_type_company",
    "individual": "organisation_type_individual",
}
DEPENDING = (
    "university",
    "research_organisation",
    "incubator",
    "ngo",
    "investor",
    "hospital",
    "school",
    "cultural_institution",
)  # may run an eligible body, or act as one
COUNTRY_REASONS = {
    Standing.MEMBER_STATE: (MET, "country_eu"),
    Standing.COSME_2015: (MET, "country_cosme_2015"),
    Standing.COSME_PENDING: (UNKNOWN, "country_cosme_pending"),
    Standing.COSME_LATER: (UNKNOWN, "country_cosme_later"),
    Standing.NOT_LISTED: (NOT_MET, "country_not_listed"),
}
CALL_REASONS = {
    CallStatus.NOT_OPEN: (NOT_MET, "call_not_open"),
    CallStatus.OPEN: (MET, "call_open"),
    CallStatus.EXTENDED: (MET, "call_extended"),
    CallStatus.CLOSING_SOON: (MET, "call_closing_soon"),
    CallStatus.CLOSED: (NOT_MET, "call_closed"),
}


def organisation_type(profile: Profile, call: FactSheet) -> Verdict:
    """Is it one of the kinds of organisation the call addresses?"""
    fact = call.fact("eligible_organisation_types")
    kind = profile.organisation_type
    detail = {"organisation_type": kind or ""}
    if kind is None:
        return Verdict("organisation_type", UNKNOWN, fact, "organisation_type_not_asked")
    if kind in fact.value:
        return Verdict("organisation_type", MET, fact, "organisation_type_eligible", detail)
    if kind in NOT_ADDRESSED:
        return Verdict("organisation_type", NOT_MET, fact, NOT_ADDRESSED[kind], detail)
    reason = "organisation_type_depends" if kind in DEPENDING else "organisation_type_unclear"
    return Verdict("organisation_type", UNKNOWN, fact, reason, detail)


def country(profile: Profile, call: FactSheet) -> Verdict:
    """Is it in a Member State of the time, or in a country that took part in COSME?"""
    if profile.country is None:
        return Verdict("country", UNKNOWN, call.fact("eligible_eu_countries"), "country_not_asked")
    level, fact = standing(profile.country, call)
    outcome, reason = COUNTRY_REASONS[level]
    return Verdict("country", outcome, fact, reason, {"country": profile.country})


def partner_countries(profile: Profile, call: FactSheet) -> Verdict:
    """Do all of them together come from enough different countries?

    Counts countries, not partners, and the own country as one of them. Countries that no list names do
    not count; those whose COSME agreement came later, or was pending, leave it open.
    """
    fact = call.fact("least_partner_countries")
    least: int = fact.value
    if profile.partner_countries is None:
        return Verdict(
            "partner_countries", UNKNOWN, fact, "partner_countries_not_asked", {"least": str(least)}
        )
    own = () if profile.country is None else (profile.country,)
    sorted_out = by_standing((*own, *profile.partner_countries), call)
    counted = tuple(one for level in COUNTED for one in sorted_out[level])
    hanging = tuple(one for level in HANGING for one in sorted_out[level])
    left_out = sorted_out[Standing.NOT_LISTED]
    outcome, reason = _judge_countries(profile, sorted_out, len(counted), len(hanging), least)
    detail = {
        "least": str(least),
        "count": str(len(counted)),
        "missing": str(max(0, least - len(counted))),  # to be sure; fewer do if the hanging ones count
        "missing_at_least": str(max(0, least - len(counted) - len(hanging))),
        "counted": " ".join(counted),
        "hanging": " ".join(hanging),
        "not_counted": " ".join(left_out),
    }
    return Verdict("partner_countries", outcome, fact, reason, detail, _count_notes(own, left_out))


def theme(profile: Profile, call: FactSheet, within: Mapping[str, Sequence[str]] | None = None) -> Verdict:
    """Is the theme a priority, or part of one? `within` maps a theme to the wider ones it belongs to.

    A theme that is not named stays unknown: the list of priorities gives examples and is not closed.
    """
    fact = call.fact("priority_themes")
    if not profile.theme:
        return Verdict("theme", UNKNOWN, fact, "theme_not_asked")
    for one in profile.theme:
        if one in fact.value:
            return Verdict("theme", MET, fact, "theme_priority", {"theme": one})
    wider = {one: _wider(one, within or {}) for one in profile.theme}
    for one, above in wider.items():
        named = [by for by in above if by in fact.value]
        if named:
            return Verdict("theme", MET, fact, "theme_within_priority", {"theme": one, "by": named[0]})
    for one in profile.theme:
        parts = [named for named in fact.value if one in _wider(named, within or {})]
        if parts:
            detail = {"theme": one, "named": " ".join(parts)}
            return Verdict("theme", UNKNOWN, fact, "theme_wider_than_priority", detail)
    return Verdict("theme", UNKNOWN, fact, "theme_not_named", {"theme": " ".join(profile.theme)})


def own_legal_entity(profile: Profile, call: FactSheet) -> Verdict:
    """Is it a legal body of its own? Asked of cluster organisations and business networks only."""
    fact = call.fact("own_legal_entity")
    kind = profile.organisation_type
    if kind is not None and kind not in call.fact("own_legal_entity_types").value:
        known = kind in call.fact("eligible_organisation_types").value or kind in NOT_ADDRESSED
        if known:
            return Verdict(
                "own_legal_entity", MET, fact, "own_legal_entity_not_required", {"organisation_type": kind}
            )
        return Verdict(
            "own_legal_entity", UNKNOWN, fact, "own_legal_entity_hangs_on_type", {"organisation_type": kind}
        )
    if profile.own_legal_entity is None:
        return Verdict("own_legal_entity", UNKNOWN, fact, "own_legal_entity_not_asked")
    if profile.own_legal_entity:
        return Verdict("own_legal_entity", MET, fact, "own_legal_entity_yes")
    return Verdict("own_legal_entity", NOT_MET, fact, "own_legal_entity_no")


def eccp_profile(profile: Profile, call: FactSheet) -> Verdict:
    """Has it a published ECCP profile? Without one it cannot publish a partner search request."""
    fact = call.fact("eccp_profile")
    if profile.eccp_profile is None:
        return Verdict("eccp_profile", UNKNOWN, fact, "eccp_profile_not_asked")
    if profile.eccp_profile:
        return Verdict("eccp_profile", MET, fact, "eccp_profile_yes")
    return Verdict("eccp_profile", NOT_MET, fact, "eccp_profile_no")


def call_open(profile: Profile, call: FactSheet, on: date) -> Verdict:
    """Does the call take expressions of interest on this day? The profile does not matter."""
    status = call_status(call, on)
    outcome, reason = CALL_REASONS[status]
    closing = call.fact("closing_date")
    fact = call.fact("opened_in") if status is CallStatus.NOT_OPEN else closing
    detail = {
        "closing_date": closing.value.isoformat(),
        "first_closing_date": call.history("closing_date")[0].value.isoformat(),
        "days_left": str(days_left(call, on)),
    }
    return Verdict("call_open", outcome, fact, reason, detail)


def _judge_countries(
    profile: Profile, sorted_out: Mapping[Standing, tuple[str, ...]], counted: int, hanging: int, least: int
) -> tuple[Outcome, str]:
    if len(sorted_out[Standing.MEMBER_STATE]) >= least:
        return MET, "partner_countries_enough"
    if counted >= least:
        return MET, "partner_countries_enough_with_cosme"
    if counted + hanging >= least:
        return UNKNOWN, "partner_countries_hang_on_list"
    if profile.country is None:
        return UNKNOWN, "partner_countries_own_unknown"
    return NOT_MET, "partner_countries_too_few" if profile.partner_countries else "partner_countries_none"


def _count_notes(own: tuple[str, ...], left_out: tuple[str, ...]) -> tuple[str, ...]:
    notes = []
    if set(left_out) - set(own):
        notes.append("note_partners_not_counted")
    if set(left_out) & set(own):
        notes.append("note_own_country_not_counted")
    return tuple(notes)


def _wider(theme_id: str, within: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """Everything the theme belongs to, nearest first; a circle in the mapping does no harm."""
    found: list[str] = []
    waiting = list(within.get(theme_id, ()))
    while waiting:
        one = waiting.pop(0)
        if one not in found and one != theme_id:
            found.append(one)
            waiting.extend(within.get(one, ()))
    return tuple(found)
