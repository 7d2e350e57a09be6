"""May they take part? Every requirement judged, what is still to ask, and the smallest change towards yes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bot.logic.calls import CallStatus, call_status
from bot.logic.facts import FactSheet
from bot.logic.profile import Profile
from bot.logic.requirements import (
    call_open,
    country,
    eccp_profile,
    organisation_type,
    own_legal_entity,
    partner_countries,
    theme,
)
from bot.logic.verdicts import REASONS, Change, Outcome, Verdict

__all__ = [
    "REASONS",
    "Assessment",
    "Change",
    "Outcome",
    "Verdict",
    "assess",
    "call_open",
    "country",
    "eccp_profile",
    "organisation_type",
    "own_legal_entity",
    "partner_countries",
    "theme",
]

ROUTES = {
    "region": "s3p_industry",
    "public_authority": "s3p_industry",
    "sme": "cluster",
    "company": "cluster",
    "individual": "cluster",
}
ROUTE_CHANGES = {"s3p_industry": "change_take_region_route", "cluster": "change_join_through_cluster"}
CHANGES = {  # what would help, by the reason that stands in the way
    "organisation_type_depends": "change_name_eligible_body",
    "organisation_type_unclear": "change_name_eligible_body",
    "country_cosme_pending": "change_confirm_country",
    "country_cosme_later": "change_confirm_country",
    "country_not_listed": "change_confirm_country",
    "partner_countries_none": "change_find_partners",
    "partner_countries_too_few": "change_add_partner_countries",
    "partner_countries_hang_on_list": "change_confirm_or_add_partner_countries",
    "theme_wider_than_priority": "change_link_theme_to_priority",
    "theme_not_named": "change_link_theme_to_priority",
    "own_legal_entity_no": "change_apply_through_legal_entity",
    "eccp_profile_no": "change_get_eccp_profile",
    "call_not_open": "change_wait_for_opening",
    "call_closed": "change_see_what_came_after",
}
ASKED_BY_REASON = {  # reasons that mean: this question has not been answered, in the order to ask
    "organisation_type_not_asked": "organisation_type",
    "country_not_asked": "country",
    "partner_countries_not_asked": "partner_countries",
    "theme_not_asked": "theme",
    "own_legal_entity_not_asked": "own_legal_entity",
    "eccp_profile_not_asked": "eccp_profile",
}


@dataclass(frozen=True)
class Assessment:
    """All verdicts in their fixed order, and what follows from them.

    `missing` are the requirements still to ask, in the order to ask them: none where another route is the
    answer. `route` is "s3p_industry" (regions), "cluster" (companies) or None.
    """

    verdicts: tuple[Verdict, ...]
    overall: Outcome
    smallest_change: tuple[Change, ...]
    missing: tuple[str, ...]
    route: str | None

    def verdict(self, requirement: str) -> Verdict:
        """The verdict on one requirement; raises KeyError for a name that is none."""
        return {verdict.requirement: verdict for verdict in self.verdicts}[requirement]


def assess(
    profile: Profile, call: FactSheet, on: date, within: Mapping[str, Sequence[str]] | None = None
) -> Assessment:
    """Judge everything that is known. A closed call does not end the asking: the rest is still explained."""
    verdicts = (
        organisation_type(profile, call),
        country(profile, call),
        partner_countries(profile, call),
        theme(profile, call, within),
        own_legal_entity(profile, call),
        eccp_profile(profile, call),
        call_open(profile, call, on),
    )
    type_met = verdicts[0].outcome is Outcome.MET
    route = None if type_met else ROUTES.get(profile.organisation_type or "")
    return Assessment(
        verdicts=verdicts,
        overall=_overall(verdicts),
        smallest_change=tuple(_changes(verdicts, route, call_status(call, on))),
        missing=() if route else _missing(verdicts, profile),
        route=route,
    )


def _overall(verdicts: Sequence[Verdict]) -> Outcome:
    outcomes = {verdict.outcome for verdict in verdicts}
    return next((one for one in (Outcome.NOT_MET, Outcome.UNKNOWN) if one in outcomes), Outcome.MET)


def _missing(verdicts: Sequence[Verdict], profile: Profile) -> tuple[str, ...]:
    """Own legal entity is asked once the type is known: of others than cluster bodies it is not asked."""
    asked = tuple(ASKED_BY_REASON[one.reason] for one in verdicts if one.reason in ASKED_BY_REASON)
    return asked if profile.organisation_type else tuple(one for one in asked if one != "own_legal_entity")


def _changes(verdicts: Sequence[Verdict], route: str | None, status: CallStatus) -> Iterator[Change]:
    """What would make it a yes. After the end nothing does; another route replaces everything else."""
    if status is CallStatus.CLOSED and route != "s3p_industry":
        if route:
            yield Change("organisation_type", ROUTE_CHANGES[route], verdicts[0].detail)
        yield Change("call_open", CHANGES["call_closed"], verdicts[-1].detail)
        return
    if route:
        yield Change("organisation_type", ROUTE_CHANGES[route], verdicts[0].detail)
        return
    for verdict in verdicts:
        if verdict.reason in CHANGES:
            yield Change(verdict.requirement, CHANGES[verdict.reason], verdict.detail)
