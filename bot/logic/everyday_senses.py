"""Names of places in everyday senses: dishes, customs and treaties ("greek salad"), and the verb "polish"."""

from __future__ import annotations

from collections.abc import Sequence

from bot.logic.cue_words import any_of, pattern
from bot.logic.enumerations import Span
from bot.logic.folding import folded

THING = any_of(r"""
    fr(?:y|ies)|toast|salads?|sprouts?|pizzas?|pasta|cheese|chocolates?|waffles?|beers?|pancakes?
    pastr(?:y|ies)|delight|coffee|breakfast|bread|stew|goulash|sausages?|ham|yogh?urt|mustard|dressing
    cuisine|restaurants?|takeaway|pubs?|meatballs?|schnitzel|salami|eggs?|rolls?|truffles?|sauce|crisps
    chips|tea|dumplings|moussaka|cream|omelette|courage|treat|uncle|oven|auction|doors?|windows?|holidays?
    baths?|roulette|kiss|horn|press|bulldogs?|shepherds?|setter|terrier|sheepdog|(?:army )?kni(?:fe|ves)
    watch(?:es)?|clocks?|bank account|chard|guard|accent|dolls?|cabinets?|inquisition|siesta|flu|moss|plait
    braid|manicure|summer(?! school)|ink|burns?|whispers|standoff|dream|football|pie|guitar|gods?|goddess
    traged(?:y|ies)|mytholog\w+|alphabet|waltz|mafia|jokes?|weather|songs?|fairy tale|bear market|passports?
    visas?|agreement|treaty|convention|protocol|accords?|wall|marathon|olympics
    """)
TRADE = any_of(r"""
    clusters?|industr\w+|compan\w+|firms?|makers?|producers?|production|manufactur\w+|export\w*|sectors?
    associations?|networks?|smes?|start-?ups?|partners?|technolog\w+|research\w*|business\w*|suppliers?
    trade|farmers?|growers?
    """)
IS_THING = pattern(rf"\s+{THING}\b(?!\s+(?:\w+\s+){{0,2}}?{TRADE}\b)")
TREATY_OF = pattern(r"\b(?:treaty|treaties|battle) of\s+$")

POLISHED = pattern(r"\s+(?:it|this|that|these|those|the|my|our|your|their|his|her|its|up|off)\b")
WHO = any_of("""
    you|we|i|they|please|help me|help us|let me|let us|let['’]?s
    (?:want|need|like|have|try|trying|going|how|time|help) to
    """)
WHO_POLISHES = pattern(rf"\b{WHO}\s+$")


def everyday_senses(text: str, spans: Sequence[Span]) -> set[Span]:
    """The spans among these names of places that name no place."""
    return {span for span in spans if _is_everyday(text, *span)}


def _is_everyday(text: str, start: int, end: int) -> bool:
    if folded(text[start:end]) == "polish" and _is_verb(text, start, end):
        return True
    return IS_THING.match(text, end) is not None or TREATY_OF.search(text, 0, start) is not None


def _is_verb(text: str, start: int, end: int) -> bool:
    """ "Polish it up", "can you polish business plans"; but "the Polish", and "we, Polish clusters"."""
    if POLISHED.match(text, end):
        return True
    return text[start].islower() and WHO_POLISHES.search(text, 0, start) is not None
