"""Inside a form: is it the question just asked that the person asks about, and not the call?"""

from __future__ import annotations

from bot.logic.cue_words import any_of, pattern
from bot.logic.words import tokens

ABOUT_IT = pattern(
    r"(?:(?:and|but|hm+|ok|okay|sorry|wait|please) )*"
    + any_of(r"""
    what (?:should|shall|do|can|must|may) (?:i|we) (?:write|enter|put|say|answer|type|choose)(?: here| now)?
    what do you (?:mean|want|need|want to know|want to hear)(?: by (?:that|this|it))?(?: here| now)?
    what (?:does|do) (?:that|this|it) mean(?: here)?
    (?:which|what) (?:types|kinds|options|choices|roles|answers|possibilities)(?: of \w+)?(?: \w+){0,4}
    (?:(?:can|could) you )?give (?:me |us )?an example(?: please)?
    how (?:long|short) (?:may|can|should|must|shall) (?:it|this|that|the (?:text|answer)) be
    do (?:i|we) (?:really )?(?:have|need) to(?: answer| tell| say| give)?(?: this| that| it)?
    (?:must|need) (?:i|we) (?:answer|say|tell)(?: this| that| it)?
    is (?:this|that|it) (?:required|mandatory|optional|necessary|compulsory|needed)
    i (?:dont|do not) (?:understand|get)(?: (?:the|this|your) question| what you (?:mean|want))?
    was (?:soll|muss|kann) ich (?:hier )?(?:eingeben|schreiben|angeben|antworten|eintragen)(?: hier)?
    was (?:meinst du|meinen sie|ist gemeint)(?: damit)?
    (?:que|quoi|quest ce que) (?:dois je|je dois) (?:ecrire|mettre|repondre)(?: ici)?
    que (?:debo|tengo que) (?:escribir|poner|responder)(?: aqui)?
    (?:che )?cosa devo (?:scrivere|mettere|rispondere)(?: qui)?
    o que (?:devo|tenho de) (?:escrever|responder)(?: aqui)?
    co mam (?:tu )?(?:wpisac|napisac)
    wat moet ik (?:hier )?(?:invullen|schrijven|antwoorden)
    """)
)


def asks_about_the_question(text: str) -> bool:
    """ "What should I write here?", "which types are there?", "do I have to?" """
    return ABOUT_IT.fullmatch(" ".join(tokens(text))) is not None
