"""What may be kept of a message for people to learn from: the words, without ways to reach somebody."""

from __future__ import annotations

import re

from bot.logic.words import clean

LONGEST_KEPT = 300  # characters; a question is shorter
LEFT_OUT = "…"
MOST_DIGITS_KEPT = 6  # a telephone number, an account, a registration or a day of birth has more
AT = r"(?:@|＠|\(at\)|\[at\])"
ADDRESS = re.compile(rf"\S+\s?{AT}\s?\S+|\S*{AT}\S*", re.IGNORECASE)
LINK = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
REFERENCE = re.compile(r"\b(?:EOI|DRAFT|T)\s?-\s?[A-Z0-9]{4}\s?-\s?[A-Z0-9]{4}\b", re.IGNORECASE)
DIGITS = re.compile(r"\+?\d(?:[\s()./\-–]*\d)*")
YEARS = re.compile(r"(?:19|20)\d\d ?[-–/] ?(?:19|20)\d\d")


def without_contacts(text: str) -> str:
    """The message without e-mail and web addresses, reference numbers, telephone numbers and long numbers."""
    line = clean(text)
    for pattern in (ADDRESS, LINK, REFERENCE):
        line = pattern.sub(LEFT_OUT, line)
    return DIGITS.sub(_unless_long, line)[:LONGEST_KEPT]


def _unless_long(number: re.Match[str]) -> str:
    digits = sum(char.isdigit() for char in number[0])
    return number[0] if digits <= MOST_DIGITS_KEPT or YEARS.fullmatch(number[0]) else LEFT_OUT
