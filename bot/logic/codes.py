"""One-time codes: six digits that follow from our key and a nonce, and are kept nowhere.

Addresses and sources that are only counted, or only known again, are kept as digests under the same key.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import unicodedata
from datetime import timedelta
from enum import Enum

from bot.logic.words import tokens

LIFETIME = timedelta(minutes=10)
DIGITS = 6
TRIES = 5
WINDOW = timedelta(hours=1)
PER_ADDRESS, PER_CONVERSATION, PER_SOURCE = 5, 5, 20  # codes within one window
PROOF = timedelta(minutes=30)
GAP = r"[\s\-\u2010-\u2015]*"
CODE = re.compile(rf"(?<!\d)\d(?:{GAP}\d){{{DIGITS - 1}}}(?!\d)")
LOOKALIKE = str.maketrans("OoIl", "0011")
MISREAD = re.compile(rf"(?<![^\W_])[\dOoIl]{{3}}{GAP}[\dOoIl]{{3}}(?![^\W_])")
LEAST_DIGITS = 3
WRONG_CODE = re.compile(
    r"\b(?:code|it|that|this|number)\b.*\b"
    r"(?:(?:not|doesnt|wont|isnt|never) (?:\w+ )?(?:work|accept|valid|right|correct)\w*"
    r"|wrong|invalid|refused|rejected|expired|fails?)\b"
)
SEND_AGAIN = re.compile(
    r"\bre ?send\b|\b(?:another|new|second|fresh|different) (?:code|mail|email|one)\b"
    r"|^(?:please )?(?:once more|again)$"
    r"|\b(?:send|mail|email|need|want|get|give|request|code)\b.*\b(?:again|anew|once more|one more)\b"
    r"|\b(?:no|not|didnt|havent|hasnt|never|nothing|isnt|where|wheres|waiting)\b"
    r".*\b(?:code|mail|email|arriv\w*|receiv\w*|got|gotten|come|came|inbox)\b"
)


class Asked(Enum):
    """What became of the wish for a code. Whether anything is stored under the address is not said."""

    SENT = "sent"
    TOO_OFTEN = "too_often"


class Proven(Enum):
    """What became of a code that was given. TOO_MANY: this was the last try with it, or one more."""

    RIGHT = "right"
    WRONG = "wrong"
    TOO_MANY = "too_many"
    EXPIRED = "expired"
    NONE_ASKED = "none_asked"


def code_for(key: str, nonce: str) -> str:
    """The digits of the code that was asked for under this nonce."""
    digest = hmac.new(key.encode(), nonce.encode(), hashlib.sha256).digest()
    return f"{int.from_bytes(digest, 'big') % 10**DIGITS:0{DIGITS}}"


def digits_in(text: str) -> str | None:
    """The six digits in a message, in any script, with spaces or dashes between them; else None.

    O for 0, and I or l for 1, are taken where the message has no six digits and such a word looks like them.
    """
    found = CODE.search(text)
    if found is not None:
        return "".join(str(unicodedata.decimal(char)) for char in found[0] if char.isdecimal())
    misread = MISREAD.search(text)
    if misread is None or sum(char.isdecimal() for char in misread[0]) < LEAST_DIGITS:
        return None
    read = misread[0].translate(LOOKALIKE)
    return "".join(str(unicodedata.decimal(char)) for char in read if char.isdecimal())


def says_code_is_wrong(text: str) -> bool:
    """ "The code does not work": what counts as a code is to be said."""
    return WRONG_CODE.search(_spoken(text)) is not None


def wants_code_again(text: str) -> bool:
    """ "Send it again", "I did not get the code": while a code is waited for, and for nothing else."""
    return SEND_AGAIN.search(_spoken(text)) is not None


def _spoken(text: str) -> str:
    return " ".join(tokens(text))


def is_code(key: str, nonce: str, given: str) -> bool:
    """Does this message hold that code? Takes the same time whatever its digits are."""
    return hmac.compare_digest(code_for(key, nonce), digits_in(given) or "")


def normalised(value: str) -> str:
    """An address, a reference or a source as it is compared: without regard to case."""
    return value.strip().lower()


def digest_of(key: str, value: str) -> str:
    """What stands for an address, a reference or a source where only its like must be known again."""
    return hmac.new(key.encode(), f"digest\x00{normalised(value)}".encode(), hashlib.sha256).hexdigest()
