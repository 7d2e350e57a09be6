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

LIFETIME = timedelta(minutes=10)
DIGITS = 6
TRIES = 5
WINDOW = timedelta(hours=1)
PER_ADDRESS, PER_CONVERSATION, PER_SOURCE = 5, 5, 20  # codes within one window
PROOF = timedelta(minutes=30)
GAP = r"[\s\-\u2010-\u2015]*"
CODE = re.compile(rf"(?<!\d)\d(?:{GAP}\d){{{DIGITS - 1}}}(?!\d)")


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
    """The six digits in a message, in any script, with spaces or dashes between them; else None."""
    found = CODE.search(text)
    if found is None:
        return None
    return "".join(str(unicodedata.decimal(char)) for char in found[0] if char.isdecimal())


def is_code(key: str, nonce: str, given: str) -> bool:
    """Does this message hold that code? Takes the same time whatever its digits are."""
    return hmac.compare_digest(code_for(key, nonce), digits_in(given) or "")


def normalised(value: str) -> str:
    """An address, a reference or a source as it is compared: without regard to case."""
    return value.strip().lower()


def digest_of(key: str, value: str) -> str:
    """What stands for an address, a reference or a source where only its like must be known again."""
    return hmac.new(key.encode(), f"digest\x00{normalised(value)}".encode(), hashlib.sha256).hexdigest()
