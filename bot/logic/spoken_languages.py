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
    languages?|languages? (?:is|are)|learn
    """)
BEFORE = pattern(
    rf"\b(?:{SPEAKING}\s+(?:(?:only|also|it|good|some|in|to)\s+)*|(?:in|into|auf|en|po|em)\s+)"
    r"(?:english\s*(?:,|or|and)\s*)?$"
)
ONLY_OF_LANGUAGES = pattern(r"\b(?:auf|po)\s+$")
AFTER = pattern(r"\s*(?:$|[.,;:!?)]|(?:too|please|only|instead|as\s+well|if|also|is|because)\b)")
LANGUAGE = pattern(rf"\s+{any_of('language|version|translation|text|speaking|speaker|speakers|wording')}\b")


def spoken_languages(text: str, spans: Sequence[Span]) -> set[Span]:
    """The spans among these names of countries that are languages."""
    languages = [span for span in spans if folded(text[span[0] : span[1]]) in SPOKEN]
    found: set[Span] = set()
    for group in enumerations(text, languages):
        start, end = group[0][0], group[-1][1]
        spoken = BEFORE.search(text, 0, start) and AFTER.match(text, end)
        if spoken or LANGUAGE.match(text, end) or ONLY_OF_LANGUAGES.search(text, 0, start):
            found.update(group)
    return found
