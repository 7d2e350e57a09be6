"""An answer whose question nobody asked: a message that is an e-mail address or a code, and nothing else."""

from __future__ import annotations

from bot.logic.codes import CODE
from bot.logic.words import clean, listed, tokens

AT = "@"
AROUND_IT = listed("my|the|here|is|its|it|this|that|code|email|mail|address|number|try|use|to|and|please")


def is_bare_answer(text: str) -> bool:
    """Is there an address or a six-digit code in it, and no word that wishes or asks anything?

    The letters of an address mean nothing: "follow@example.org" follows nobody.
    """
    chunks = clean(text).split()
    rest = " ".join(chunk for chunk in chunks if AT not in chunk)
    without_code = CODE.sub(" ", rest)
    found = len(rest.split()) < len(chunks) or without_code != rest
    return found and "?" not in text and AROUND_IT.issuperset(tokens(without_code))
