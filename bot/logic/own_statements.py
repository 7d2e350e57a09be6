"""What people say in the check of their own case.

Answers to "do you have ...?" that are put as a statement ("we are a registered association", "not yet"),
and the question how the case stands.
"""

from __future__ import annotations

import re

from bot.logic.words import listed, tokens
from bot.logic.yes_no import CONDITION_PHRASES, FILLERS, NO_PHRASES, YES_PHRASES, yes_or_no

NEGATIVE = NO_PHRASES | listed("""
    none|havent|hasnt|isnt|arent|doesnt|didnt|neither|nor|lack|lacks|lacking|yet|nothing|unfortunately|unregistered
    unpublished
    """)
DOUBT = (CONDITION_PHRASES - {"only"}) | listed("""
    will|soon|plan|planning|intend|trying|applied|applying|pending|process|preparing|know|sure|think|believe|guess
    draft|review|probably|possibly|idea|clue|unclear
    """)
HAVING = listed("have|has|got|own|exists|do|does|are|is|there")
HAS = {
    "own_legal_entity": HAVING
    | listed("""
    registered|association|foundation|company|gmbh|ggmbh|ev|ltd|limited|sarl|srl|asbl|eeig|incorporated|statutes
    cooperative|legal|entity|personality|nonprofit|verein|since
    """),
    "eccp_profile": HAVING | listed("published|online|registered|listed|profile|visible|since"),
}
LACKS = {
    "own_legal_entity": listed("""
    department|unit|project|division|informal|hosted|initiative|part|faculty|office|team|within|inside
    """),
    "eccp_profile": frozenset[str](),
}
NAMED = {
    "own_legal_entity": re.compile(
        r"legal (?:entity|entities|personality|person|body|status)|rechtspersonlichkeit|rechtspersoonlijkheid"
        r"|personnalite juridique|personalidad juridica|personalita giuridica|personalidade juridica"
        r"|osobowosc\w* prawn\w+"
    ),
    "eccp_profile": re.compile(
        r"(?:eccp|cluster collaboration platform) (?:profile?|profil|profiel)\b"
        r"|\b(?:profile?|profilem?|perfil|profilo|profiel)(?: \w+){0,4} (?:eccp|platform)\b"
        r"|\b(?:registered|listed|published)(?: \w+){0,2} eccp\b"
    ),
}
WITHOUT = listed("""
    no|not|without|none|neither|never|lack|lacks|lacking|missing|dont|doesnt|havent|hasnt|isnt|arent|kein|keine
    keinen|nicht|ohne|sans|pas|sin|senza|non|sem|nao|bez|nie|zonder|geen|unpublished|unregistered
    """)
WITH = listed("""
    with|have|has|got|own|our|my|published|registered|listed|is|are|mit|haben|hat|avec|avons|con|tenemos|abbiamo|com
    temos|z|mamy|met|hebben
    """)
ASKING = listed("need|needs|needed|must|should|require|requires|required|whether|what|which|how|why|would")
OPENS_A_QUESTION = listed("do|does|did|is|can|could|may|must|will|would|should|shall")
OF_OTHERS = listed("partner|partners|member|members|they|their|them")
CLAUSES = re.compile(
    r"[.!?;:,\n]+|\b(?:and|but|und|aber|et|mais|y|pero|e|ma|mas|i|ale|en|maar)\b", re.IGNORECASE
)
ALL_THE_SAME = listed("both|all|same")
SEVERAL = listed("""
    two|three|four|five|six|2|3|4|5|6|us|partners|clusters|organisations|organizations|networks|centres|centers|parks
    """)
OTHERS_OF_OURS = listed("members|smes|companies|firms|offices|regions|cities")
VERDICT_WORDS = listed("""
    missing|fail|met|fulfilled|short|change|yes|obstacle|problem|outcome|verdict|result|sum|fit|fits|qualify|hinders
    eligible|stand|certain|reliable|binding
    """)
NON_PROFIT = re.compile(r"\bnon[- ]profit\b", re.IGNORECASE)  # its "non" is no no
LONGEST_STATEMENT = 20  # words; a longer text is a story that holds more than this answer


def says_to_have(field: str, text: str) -> bool | None:
    """True, False, or None where it is not clear: a question, a doubt, a plan, both at once.

    `field` is a requirement that is asked with yes or no: own_legal_entity, eccp_profile.
    """
    plain, words = yes_or_no(text), tokens(NON_PROFIT.sub("nonprofit", text))
    if plain is not None or "?" in text or len(words) > LONGEST_STATEMENT:
        return plain
    first = next((word for word in words if word not in FILLERS), "")
    if first in NO_PHRASES or words[:2] in (("not", "yet"), ("none", "yet")):
        return False
    if not DOUBT.isdisjoint(words):
        return None
    is_negative = not NEGATIVE.isdisjoint(words) or not LACKS[field].isdisjoint(words)
    if first in YES_PHRASES:
        return None if is_negative else True
    if is_negative:
        return False
    return True if not HAS[field].isdisjoint(words) else None


def said_to_have(text: str) -> dict[str, bool]:
    """What a message states along the way: "a cluster without its own legal entity", "with ECCP profile".

    Only the clause that names it counts, and neither a question nor a plan does.
    """
    told: dict[str, bool] = {}
    has: bool | None = None  # "without a legal entity and an ECCP profile" says it once for both
    for clause in CLAUSES.split(text):
        words = tokens(clause)
        named = [field for field, name in NAMED.items() if name.search(" ".join(words))]
        asked = words[:1] and words[0] in OPENS_A_QUESTION
        if not named or asked or not (DOUBT | ASKING | OF_OTHERS).isdisjoint(words):
            has = None
            continue
        if not WITHOUT.isdisjoint(words):
            has = False
        elif not WITH.isdisjoint(words):
            has = True
        if has is not None:
            told.update(dict.fromkeys(named, has))
    return told


def asks_for_the_verdict(text: str) -> bool:
    """Is it how the case stands that is asked, and not why a question is put?"""
    return not VERDICT_WORDS.isdisjoint(tokens(text))


def all_in_one_country(text: str) -> bool:
    """Is the country named that of all partners ("two clusters, both Italian")? Members do not count."""
    return are_several(text) and not ALL_THE_SAME.isdisjoint(tokens(text))


def are_several(text: str) -> bool:
    """Do several speak as one: "we are three clusters from Latvia, Estonia and Finland"?"""
    words = set(tokens(text))
    return bool(words & SEVERAL) and not words & OTHERS_OF_OURS
