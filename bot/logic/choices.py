"""Reading the answers that are ids of the lexicon (type, country, region, theme) or one of three roles."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from bot.logic.checked import Checked
from bot.logic.eoi_texts import LIMITS
from bot.logic.words import clean, letters, listed, tokens
from bot.logic.yes_no import yes_or_no

Mentions = Mapping[str, Sequence[str]]

SKIPPED = "-"  # an optional question that was answered with "skip": asked, and not to be asked again
ELIGIBLE_FIRST = ("cluster_organisation", "business_network", "technology_centre", "science_park")
SKIPPING = listed("""
    skip|skip it|skip this|pass|none|no region|not relevant|n a|na|i dont know|dont know|idk|no idea
    not sure|next|later|no answer|leave it empty|nothing|national|whole country|the whole country
    all regions|go on|move on|carry on|proceed|continue|keep going|next question|next one|no thanks
    uberspringen|weiter|nachste|nachste frage|keine angabe|weiss nicht|weiss ich nicht|ich weiss nicht
    passer|passe|sauter|ignorer|suivant|suivante|aucune|aucune region|je ne sais pas
    saltar|omitir|paso|siguiente|ninguna|ninguna region|no se|no lo se
    saltare|salta|avanti|nessuna|nessuna regione|non so|non lo so
    pular|avancar|seguinte|proxima|nenhuma|nenhuma regiao|nao sei
    pomin|pomijam|dalej|zadna|zaden region|brak|nie wiem|nie dotyczy
    overslaan|sla over|volgende|geen regio|weet ik niet|ik weet het niet
    """)
REGION_OPENING = re.compile(
    r"(?:(?:we are|we're|i am|i'm|it is|it's|(?:our|my|the) region is)\s+)?(?:(?:based|located)\s+)?"
    r"(?:(?:in|from)\s+)?(?:the region (?:of|is)\s+|region (?:of\s+)?)?",
    re.IGNORECASE,
)
NEGATED = re.compile(
    r"\b(?:not|dont|do not|never|no|without|rather than|instead of|cannot|cant)"
    r"(?: (?!but|just|only)\w+){0,4}? "
    r"(?:lead\w*|coordinat\w+|partners?|associated?|observers?)"
)
ROLE_WORDS = (  # in this order: "associated partner" is not a partner, "lead partner" neither
    (
        "associated",
        r"\b(?:associat\w+|affiliat\w+|observ\w+|follow(?:er)?s?\b|support(?:er|ing)\w*"
        r"|advis(?:or|er|ory)\w*|third party)"
        r"(?: (?:partner|member|role)s?)?",
    ),
    (
        "lead",
        r"\b(?:lead\w*|co ?ordinat\w+|in charge|head\b|chair\b|run it|manag(?:e|ing|er)\b)"
        r"(?: (?:partner|organi[sz]ation|role)s?)?",
    ),
    ("partner", r"\b(?:partners?|partnering|members?)\b"),
)
TAKING_PART = re.compile(r"\b(?:participa\w+|tak(?:e|ing) part|join\w*|contribut\w+|be in|count us in)\b")


def read_organisation_type(text: str, mentions: Mentions) -> Checked:
    """The type named. Of several, the only one the call names ("a cluster of SMEs" is a cluster)."""
    named = _distinct(mentions, "organisation_type")
    eligible = [kind for kind in named if kind in ELIGIBLE_FIRST]
    if len(eligible) == 1:
        return Checked(eligible[0])
    return _one_of(named, "type_unknown", "type_several")


def read_country(text: str, mentions: Mentions) -> Checked:
    """The country of the organisation."""
    return _one_of(_distinct(mentions, "country"), "country_unknown", "country_several")


def read_theme(text: str, mentions: Mentions) -> Checked:
    """The one theme the expression is filed under; of several the person picks the main one."""
    return _one_of(_distinct(mentions, "theme"), "theme_unknown", "theme_several")


def read_region(text: str, mentions: Mentions) -> Checked:
    """A region code, or the words given where no code is known; "no" and "skip" pass the question over."""
    named = _distinct(mentions, "region")
    if named:
        return _one_of(named, "region_unclear", "region_several")
    if yes_or_no(text) is False or " ".join(tokens(text)) in SKIPPING:
        return Checked(SKIPPED)
    if _distinct(mentions, "country"):
        return Checked(refusal="region_is_country")
    line = clean(text)
    opening = REGION_OPENING.match(line)
    name = (line[opening.end() :] if opening else line).strip(" .!,")
    if yes_or_no(text) or letters(name) < 2 or not set("<>{}@/?").isdisjoint(name):
        return Checked(refusal="region_unclear")
    return Checked(name) if len(name) <= LIMITS["region"] else Checked(refusal="too_long")


def read_role(text: str) -> Checked:
    """lead, partner or associated, from everyday words; what is ruled out ("not the lead") does not count."""
    line = NEGATED.sub(" ", " ".join(tokens(text)))
    named = []
    for role, pattern in ROLE_WORDS:
        line, hits = re.subn(pattern, " ", line)
        if hits:
            named.append(role)
    if not named and TAKING_PART.search(line):
        named.append("partner")
    return _one_of(tuple(named), "role_unknown", "role_several")


def _distinct(mentions: Mentions, entity: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(mentions.get(entity, ())))


def _one_of(named: Sequence[str], unknown: str, several: str) -> Checked:
    if not named:
        return Checked(refusal=unknown)
    return Checked(named[0]) if len(named) == 1 else Checked(refusal=several, options=tuple(named))
