"""A pass for a page that shows personal data: it names a conversation and holds for minutes.

Only we can make one. It proves nothing by itself: the page also asks whether the proof of that
conversation still holds.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from datetime import datetime, timedelta

LIFETIME = timedelta(minutes=10)
LONGEST = 600


def pass_for(key: str, conversation_id: str, now: datetime) -> str:
    """A pass that ends after `LIFETIME`; it may stand in an address."""
    ends = int((now + LIFETIME).timestamp())
    named = f"{ends}.{conversation_id}".encode()
    return base64.urlsafe_b64encode(_seal(key, named) + named).decode().rstrip("=")


def conversation_of(key: str, given: str, now: datetime) -> str | None:
    """The conversation of a pass that holds; None for any other text."""
    if len(given) > LONGEST or not given.isascii():
        return None
    try:
        raw = base64.b64decode(given + "=" * (-len(given) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
    seal, named = raw[: hashlib.sha256().digest_size], raw[hashlib.sha256().digest_size :]
    if not hmac.compare_digest(seal, _seal(key, named)):
        return None
    ends, _, conversation_id = named.decode().partition(".")
    return conversation_id if now.timestamp() < int(ends) else None


def _seal(key: str, named: bytes) -> bytes:
    return hmac.new(key.encode(), b"my data\x00" + named, hashlib.sha256).digest()
