"""One-time codes: six digits that follow from our key and a nonce, and are kept nowhere."""

from __future__ import annotations

import hashlib
import hmac
from datetime import timedelta

LIFETIME = timedelta(minutes=10)
DIGITS = 6


def code_for(key: str, nonce: str) -> str:
    """The digits of the code that was asked for under this nonce."""
    digest = hmac.new(key.encode(), nonce.encode(), hashlib.sha256).digest()
    return f"{int.from_bytes(digest, 'big') % 10**DIGITS:0{DIGITS}}"
