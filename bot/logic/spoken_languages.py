"""Names of countries' people that only say which language is spoken: "can we apply in French?"."""

from __future__ import annotations

from collections.abc import Sequence

from bot.logic.cue_words import any_of, pattern
from bot.logic.enumerations import Span, enumerations
from bot.logic.folding import folded
from bot.logic.words import listed

SPOKEN = listed("""
    bulgarian|croatian|czech|danish|dutch|estonian|finnish|french|german|greek|hungarian|irish|italian|latvian
    lithuanian|maltese|polish|portuguese|romanian|slovak|slovenian|spanish|swedish|norwegian|icelandic|turkish
    ukrainian|serbian|albanian|russian|chinese|japanese
    francais|deutsch|italiano|espanol|portugues|polski|polsku|nederlands
    """)
SPEAKING = any_of(r"""
    speaks?|speaking|spoken|understands?|translat(?:e[ds]?|ing|ions?)|written|writ(?:e|ing)|repl(?:y|ies)
    languages?|languages? (?:is|are)|learn|reads?|knows?|tongue|tongue is
    """)
BEFORE = pattern(
    rf"\b(?:{SPEAKING}\s+(?:(?:only|also|it|good|some|any|in|to)\s+)*"
    r"|translat\w+\s+from\s+|(?:in|into|auf|en|po|em)\s+)"
    r"(?:english\s*(?:,|or|and)\s*)?$"
)
SPEAKS = pattern(r"\b(?:speaks?|spoke|fluent in)\s+(?:(?:only|also|good|some|any|fluent)\s+)*$")
ONLY_OF_LANGUAGES = pattern(r"\b(?:auf|po)\s+$")
FINE = any_of("fine|ok|okay|possible|allowed|accepted|welcome|good enough")
AFTER = pattern(
    rf"\s*(?:$|[.,;:!?)]|(?:too|please|only|instead|as\s+well|if|also|is|because|here|there|at\s+all|well"
    rf"|into|(?:or|and|nor|to)\s+english|are\s+(?:\w+\s+)?{FINE}|{FINE})\b)"
)
IS = pattern(r"\b(?:is|are|would)\s+$")
IS_FINE = pattern(rf"\s+(?:be\s+)?(?:also\s+)?{FINE}\b")
WHAT_IS_SPOKEN = any_of(r"""
    language|version|translation|text|speaking|speakers?|native speakers?|wording|spoken|lessons?
    class(?:es)?|courses?|teachers?|grammar|dictionar(?:y|ies)|keyboard|subtitles|translators?|interpreters?
    (?:is |are )?(?:also |still )?(?:spoken|understood)
    (?:is |are |as )?(?:an?|the|your|our|one of the) (?:\w+ ){0,2}languages?
    """)
LANGUAGE = pattern(rf"[\s-]+{WHAT_IS_SPOKEN}\b")
MINE = pattern(r"\b(?:my|your)\s+$")
WELL_OR_BADLY = any_of("bad|poor|rusty|weak|good|great|limited|better|basic|fluent|terrible|awful|perfect")
HOW_WELL = pattern(rf"\s+(?:is|isn['’]?t|was)\s+(?:\w+\s+){{0,2}}?{WELL_OR_BADLY}\b")


def spoken_languages(text: str, spans: Sequence[Span]) -> set[Span]:
    """The spans among these names of countries that are languages."""
    languages = [span for span in spans if folded(text[span[0] : span[1]]) in SPOKEN]
    found: set[Span] = set()
    for group in enumerations(text, languages):
        start, end = group[0][0], group[-1][1]
        if _is_spoken(text, start, end):
            found.update(group)
    return found


def _is_spoken(text: str, start: int, end: int) -> bool:
    if LANGUAGE.match(text, end):
        return True
    if SPEAKS.search(text, 0, start) or ONLY_OF_LANGUAGES.search(text, 0, start):
        return True
    if IS.search(text, 0, start) and IS_FINE.match(text, end):
        return True
    if MINE.search(text, 0, start) and HOW_WELL.match(text, end):
        return True
    return BEFORE.search(text, 0, start) is not None and AFTER.match(text, end) is not None
