"""Who is speaking: conversation ids that we made up ourselves, in tokens that only we can sign."""

from __future__ import annotations

import hashlib
import re
import secrets
from dataclasses import dataclass

from itsdangerous import BadSignature, TimestampSigner

COOKIE = "callguide_session"
FRAMED = "callguide_framed"
"""The same in a frame on another site: browsers keep it for that one site, apart from every other."""

LIFE_SECONDS = 30 * 24 * 3600
"""How long an applicant finds the conversation again; every visit starts the time anew."""

RANDOM_BYTES = 16
LONGEST_TOKEN = 200
CONVERSATION = re.compile(r"web-[A-Za-z0-9_-]{22}")


@dataclass(frozen=True)
class Session:
    """A conversation and the token that proves it."""

    conversation_id: str
    token: str


class Sessions:
    """Issues and reads the tokens. An id alone is never accepted, whoever sends it."""

    def __init__(self, secret: str, *, life_seconds: int = LIFE_SECONDS) -> None:
        self._signer = TimestampSigner(secret, salt="callguide.session", digest_method=hashlib.sha256)
        self._life = life_seconds

    def new(self) -> Session:
        """A conversation that nobody had before: 128 random bits."""
        return self.again(f"web-{secrets.token_urlsafe(RANDOM_BYTES)}")

    def again(self, conversation_id: str) -> Session:
        """The same conversation with a fresh token."""
        return Session(conversation_id, self._signer.sign(conversation_id).decode())

    def read(self, token: object) -> Session | None:
        """The session of a token; None when it is forged, foreign, expired or no token at all."""
        if not isinstance(token, str) or len(token) > LONGEST_TOKEN or not token.isascii():
            return None
        try:
            conversation_id = self._signer.unsign(token, max_age=self._life).decode()
        except BadSignature:
            return None
        return Session(conversation_id, token) if CONVERSATION.fullmatch(conversation_id) else None
