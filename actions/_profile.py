"""What is known about the organisation that asks, between slots and logic."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from actions._heard import OWN, PARTNER, Heard
from bot.content.lexicon import load_lexicon
from bot.content.phrases import enumerate_in_words, phrase
from bot.content.verdict_words import names
from bot.logic.changes import corrects
from bot.logic.choices import read_organisation_type
from bot.logic.own_statements import all_in_one_country, are_several, said_to_have
from bot.logic.profile import Profile

PREFIX = "eligibility__"
YES, NO, NOT_KNOWN = "yes", "no", "unknown"  # a slot that was answered "I do not know" is not asked again
NO_PARTNERS = "none"
TRUTH = {YES: True, NO: False}


def profile_of(slots: Mapping[str, Any]) -> Profile:
    """The profile that the slots hold; what the person does not know is None, like what was not asked."""
    partners = slots.get("eligibility__partner_countries")
    known = [one for one in partners or [] if one not in (NO_PARTNERS, NOT_KNOWN)]
    theme = [one for one in slots.get("eligibility__theme") or [] if one != NOT_KNOWN]
    return Profile(
        organisation_type=_known(slots.get("eligibility__organisation_type")),
        country=_known(slots.get("eligibility__country")),
        region=slots.get("eligibility__region"),
        theme=tuple(theme) or None,
        partner_countries=None if partners in (None, [NOT_KNOWN]) else tuple(known),
        own_legal_entity=TRUTH.get(slots.get("eligibility__own_legal_entity") or ""),
        eccp_profile=TRUTH.get(slots.get("eligibility__eccp_profile") or ""),
    )


def learnt(said: Heard, slots: Mapping[str, Any]) -> dict[str, Any]:
    """Slots from what a message says about the asker: kind, place, theme, partners. Only what is news."""
    told: dict[str, Any] = {}
    kinds = {"organisation_type": said.ids("organisation_type")}
    kind = read_organisation_type(said.text, kinds).value  # "a cluster of SMEs" is a cluster
    if kind:
        told["eligibility__organisation_type"] = kind
    if not said.names_a_group:  # "partners in the Baltics": in which of them?
        told.update(_places(said, slots))
    themes = said.ids("theme")
    if themes:
        told["eligibility__theme"] = list(themes)
    for field, has in stated(said).items():
        told[PREFIX + field] = YES if has else NO
    return {name: value for name, value in told.items() if slots.get(name) != value}


def stated(said: Heard) -> dict[str, bool]:
    """What a message states about a legal entity of the asker's own and about its ECCP profile."""
    return {} if said.is_button else said_to_have(said.text)


def _places(said: Heard, slots: Mapping[str, Any]) -> dict[str, Any]:
    """The own place and the partners'. Without a cue the first place is the own one, others are partners'."""
    regions = load_lexicon().regions
    own, partners = list(said.countries(OWN)), list(said.countries(PARTNER))
    before = [
        one
        for one in slots.get("eligibility__partner_countries") or []
        if one not in (NO_PARTNERS, NOT_KNOWN)
    ]
    gone = set(before).intersection(said.ids("country", negated=True))
    uncued_places, is_known = said.countries(None), bool(slots.get("eligibility__country"))
    if not (own or partners or is_known) and corrects(said.text):  # "in Germany, sorry, I mean Austria"
        uncued_places = uncued_places[-1:]
    for uncued in uncued_places:
        if not own and not gone and not is_known:
            own.append(uncued)
        elif uncued not in own:
            partners.append(uncued)
    if len(own) > 1 and are_several(said.text):
        partners = [*own[1:], *partners]
    if len(own) == 1 and not partners and all_in_one_country(said.text):
        partners = list(own)
    changed: dict[str, Any] = {}
    if own:
        changed["eligibility__country"] = own[0]
        named = [
            one for one in said.ids("region", OWN, None) if one in regions and regions[one].country == own[0]
        ]
        if named or own[0] != slots.get("eligibility__country"):
            changed["eligibility__region"] = named[0] if named else None
    if partners or gone:
        kept = [one for one in before if one not in gone]
        changed["eligibility__partner_countries"] = [*dict.fromkeys([*kept, *partners])] or [NO_PARTNERS]
    return changed


def noted(changed: Mapping[str, Any]) -> str:
    """The facts just learnt, read back in one sentence, so that a misunderstanding shows at once."""
    facts: list[str] = []
    lexicon = load_lexicon()
    kind = changed.get("eligibility__organisation_type")
    if kind and kind != NOT_KNOWN:
        facts.append(lexicon.name_of("organisation_type", kind))
    country, region = changed.get("eligibility__country"), changed.get("eligibility__region")
    if region:
        place = lexicon.name_of("country", lexicon.regions[region].country)
        facts.append(f"{lexicon.name_of('region', region)} ({place})")
    elif country and country != NOT_KNOWN:
        facts.append(lexicon.name_of("country", country))
    theme = [one for one in changed.get("eligibility__theme") or [] if one != NOT_KNOWN]
    if theme:
        facts.append(names("theme", theme))
    partners = changed.get("eligibility__partner_countries")
    if partners == [NO_PARTNERS]:
        facts.append(phrase("eligibility.noted_no_partners"))
    elif partners and partners != [NOT_KNOWN]:
        facts.append(phrase("eligibility.noted_partners", countries=names("country", partners)))
    facts += [
        phrase(f"eligibility.noted_{field}_{changed[PREFIX + field]}")
        for field in ("own_legal_entity", "eccp_profile")
        if changed.get(PREFIX + field) in TRUTH
    ]
    return phrase("eligibility.noted", facts=enumerate_in_words(facts)) if facts else ""


def _known(value: str | None) -> str | None:
    return None if value == NOT_KNOWN else value
