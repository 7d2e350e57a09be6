"""Wishes about the last answer: to hear it again, shorter or in simpler words, or where it comes from."""

from __future__ import annotations

from bot.logic.cue_words import any_of, pattern
from bot.logic.words import listed, tokens

POLITE = any_of("""
    please|pls|sorry|pardon|ok|okay|hm+|and|can|could|would|you|oh|bitte|graag|svp|sil|vous|plait|por|per|favore?
    prosze|alstublieft
    """)
AGAIN = pattern(
    rf"(?:{POLITE} )*"
    + any_of(r"""
    (?:repeat|rephrase)(?: (?:that|this|it|yourself|the (?:answer|last one)))?
    say (?:that|this|it) (?:again|once more|in other words|differently|simpler|shorter)
    come again|once more|what was that|what did you (?:just )?say
    (?:make it |a bit |bit |keep it |much )?(?:shorter|simpler|briefer|easier)(?: words| version| answer)?
    (?:(?:explain|say|put) (?:that|it) )?in (?:short|brief|a nutshell)
    (?:(?:explain|say|put) (?:that|it) )?in (?:simpler?|plain|easy|other) (?:words|terms|english|language)
    (?:that is |thats |this is )?(?:way |much )?too (?:long|complicated|difficult|hard|much text)
    (?:explain (?:it |that |this )?)?like (?:im|i am|i were) (?:five|5)|tldr|tl dr
    i (?:dont|do not|didnt|did not|cant|cannot) (?:understand|get|follow)(?: (?:that|this|it|you))?
    i (?:dont|do not|didnt|did not|cant|cannot) (?:understand|get|follow) (?:the|your|this) answer
    noch(?: )?mal|noch einmal|wiederhol\w*(?: das)?|(?:das )?(?:kurzer|einfacher)|zu lang|in einfachen worten
    das verstehe ich nicht|ich verstehe (?:das |es )?nicht
    repete\w*|plus (?:court|simple)(?:ment)?|trop long|je (?:ne )?comprends pas|en mots simples
    ripet\w*|piu (?:breve|corto|semplice)|troppo lungo|non (?:ho capito|capisco)|in parole semplici
    repit\w*|repet\w*|otra vez|mas (?:corto|breve|simple|sencillo)|demasiado largo|no (?:lo )?entiendo
    mais (?:curto|breve|simples)|muito longo|nao (?:entendo|percebo|entendi|percebi)|outra vez
    powtorz\w*|krocej|prosciej|za dlugie|nie rozumiem|jeszcze raz
    herhaal\w*(?: dat)?|korter|eenvoudiger|simpeler|te lang|nog een keer|niet begrepen
    (?:dat )?(?:ik )?(?:begrijp|snap) (?:ik )?(?:dat |het )?niet
    """)
    + rf"(?: (?:again|{POLITE}))*"
)
LONGEST = 10  # words
SOURCES = listed("""
    source|sources|quelle|quellen|fonte|fonti|fontes|fuente|fuentes|zrodlo|zrodla|zrodel|bron|bronnen
    """)


def wants_it_again(text: str) -> bool:
    """ "Repeat that", "shorter please", "in simple words", "no entiendo"; and nothing else."""
    words = tokens(text)
    return len(words) <= LONGEST and AGAIN.fullmatch(" ".join(words)) is not None


def asks_for_sources(text: str) -> bool:
    """Does it name sources, as in "which sources do you use?"."""
    return not SOURCES.isdisjoint(tokens(text))
