"""How a message is cleaned before it is stored, and folded before it is compared."""

from __future__ import annotations

import re
import unicodedata

from bot.logic.folding import folded

JOINERS = {"\u200c", "\u200d"}  # needed inside some names and emoji; every other format character is dropped
APOSTROPHES = re.compile("['`´\u2018\u2019]")
TOKEN = re.compile(r"[^\W_]+")
E_MAIL_WORD = re.compile(r"\b(e)[- ](mails?)\b")


def clean(text: str) -> str:
    """One line without control characters, direction marks or broken surrogates, spaces collapsed."""
    return " ".join("".join(_readable(char) for char in unicodedata.normalize("NFC", text)).split())


def tokens(text: str) -> tuple[str, ...]:
    """The words in lower case without accents or apostrophes: "d'accord" -> daccord, "E-mail" -> email."""
    return tuple(TOKEN.findall(E_MAIL_WORD.sub(r"\1\2", APOSTROPHES.sub("", folded(text)))))


def listed(text: str) -> frozenset[str]:
    """The phrases of a list that is written with | between them, over as many lines as it takes."""
    return frozenset(phrase.strip() for phrase in text.replace("\n", "|").split("|") if phrase.strip())


def letters(text: str) -> int:
    """How many letters of any alphabet a text has."""
    return sum(char.isalpha() for char in text)


def _readable(char: str) -> str:
    category = unicodedata.category(char)
    if category == "Cc":
        return " "
    return "" if category in ("Cf", "Cs", "Co", "Cn") and char not in JOINERS else char
