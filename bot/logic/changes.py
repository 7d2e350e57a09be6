"""Which answer a person wants to correct: "change my e-mail", "the region is wrong", "contact person"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.logic.cue_words import any_of, pattern
from bot.logic.words import listed, tokens

LONGEST_REQUEST = 14  # words; a longer message tells something and corrects nothing by name
LONGEST_NAME = 3
SKIPPED_WORDS = listed("the|our|my|your|his|her|its|of|a|an|for|in|to|s")
FIELD_NAMES = {
    "organisation": listed("""
        organisation|organization|organisation name|organization name|name organisation
        name organization|name cluster|cluster name|name company|company name|company|institution
        organisations name|organizations name
        """),
    "organisation_type": listed("""
        organisation type|organization type|type organisation|type organization|type|kind organisation
        kind organization|organisations type
        """),
    "title": listed("""
        title|working title|project title|partnership title|title partnership|name partnership
        partnership name|title project|title proposal
        """),
    "country": listed("country|nation|state"),
    "region": listed("region|nuts|nuts code|nuts region"),
    "theme": listed("theme|topic|sector|subject|thematic area|theme area|priority|field activity"),
    "role": listed("role|role partnership"),
    "motivation": listed("motivation|reason|reasons|motivation text|why we want|message"),
    "consent": listed("consent|agreement|permission"),
    "contact_name": listed("""
        contact|contact person|contact name|contact persons name|contact person name|name contact
        name contact person|person contact|name|first name|last name|surname|family name|person name
        """),
    "email": listed("""
        email|emails|mail|mail address|email address|address|contact email|contact persons email
        contact person email|email contact|email contact person|email person|contact address
        contact mail
        """),
}
NAMED = {tuple(name.split()): field for field, names in FIELD_NAMES.items() for name in names}
POLITE = listed("""
    please|i|we|want|would|like|need|have|to|id|wed|can|could|you|may|let|me|us|should|must|just|also
    still|now|actually|sorry|oops|wait|hey|ok|okay|well|and|but|no|yes
    """)
CHANGING = listed("""
    change|correct|edit|fix|modify|update|replace|alter|amend|rewrite|redo|retype|rephrase|adapt|adjust
    revise|set|use|another|different|wrong|incorrect|chnage|correction
    """)
WRONG = listed("""
    is wrong|was wrong|are wrong|is not correct|is not right|is incorrect|isnt right|isnt correct
    has a typo|has typo|is misspelt|is misspelled|has changed|is outdated|should be|must be
    has a mistake|contains a mistake|needs to change|has to change|is false|is not my|is not our
    is actually|is really|is in fact|should read|should say
    """)
BACK = re.compile(
    r"(?:(?:please|can|could|may|i|we|want|would|like|to|let|me|us|one|step|a) )*"
    r"(?:go back|back|step back|go to the previous question|previous question|previous|undo|zuruck|retour"
    r"|atras|indietro|voltar|wstecz|terug)"
    r"(?: (?:please|one|step|a|to|the|previous|last|question|bitte))*"
)
OVER = pattern(
    r"(?:(?:please|ok|okay|no|sorry|wait|stop|can|could|we|i|lets|let|us|me|want|would|like|to) )*"
    + any_of("""
    (?:start|begin)(?: it)?(?: all)? (?:again|over|over again|anew|afresh)(?: please)?
    (?:start|begin|again|back)(?: again)?(?: all over)? (?:from|to|at) (?:scratch|the (?:beginning|start))
    (?:restart|reset)(?: (?:the|this) (?:check|form))?|from scratch|from the beginning|all over again
    (?:noch(?: )?mal|wieder) von vorne|von vorne|neu anfangen|recommencer|depuis le debut|empezar de nuevo
    ricominciamo|da capo|recomecar|od nowa|od poczatku|opnieuw beginnen
    """)
)
CORRECTING = listed("no|sorry|actually|oops|correction|meant|mean|mistake|mistyped|wrong|rather|instead|wait")
WRONGS = tuple(tuple(phrase.split()) for phrase in WRONG)


def field_named(text: str) -> str | None:
    """The first field that the message names, in any of its everyday names; None when it names none."""
    words = _without_addresses(text)
    return next(_fields_in(words), None) if len(words) <= LONGEST_REQUEST else None


def asks_to_change(text: str) -> bool:
    """Does the message ask to correct a field by its name (and not merely use the word)?"""
    words = _without_addresses(text)
    if len(words) > LONGEST_REQUEST or next(_fields_in(words), None) is None:
        return False
    wish = next((place for place, word in enumerate(words) if word not in POLITE), len(words))
    if words[wish : wish + 1] and words[wish] in CHANGING and _names_a_field(words[wish + 1 :]):
        return True
    return any(_contains(words, phrase) for phrase in WRONGS)


def starts_over(text: str) -> bool:
    """Is it the wish to begin again with the first question, and nothing else?"""
    return OVER.fullmatch(" ".join(tokens(text))) is not None


def goes_back(text: str) -> bool:
    """Is it the wish to go back to the question before, and nothing else?"""
    return BACK.fullmatch(" ".join(tokens(text))) is not None


def corrects(text: str) -> bool:
    """Does a message take back what was said before: "no, Austria", "sorry, I meant Austria"?"""
    words = tokens(text)
    return len(words) <= LONGEST_REQUEST and not CORRECTING.isdisjoint(words)


def _names_a_field(words: tuple[str, ...]) -> bool:
    """Does a field's name come next, articles and the like apart?"""
    kept = tuple(word for word in words if word not in SKIPPED_WORDS and word not in CHANGING)
    return any(kept[:length] in NAMED for length in range(1, LONGEST_NAME + 1))


def _fields_in(words: tuple[str, ...]) -> Iterator[str]:
    kept = tuple(word for word in words if word not in SKIPPED_WORDS)
    start = 0
    while start < len(kept):
        for length in range(min(LONGEST_NAME, len(kept) - start), 0, -1):
            field = NAMED.get(kept[start : start + length])
            if field or length == 1:
                if field:
                    yield field
                start += length
                break


def _without_addresses(text: str) -> tuple[str, ...]:
    return tokens(" ".join(word for word in text.split() if "@" not in word))


def _contains(words: tuple[str, ...], phrase: tuple[str, ...]) -> bool:
    return any(words[start : start + len(phrase)] == phrase for start in range(len(words)))
