"""Mails as the stores put them into the outbox, one of each kind with everything in it."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

from bot.logic.mail import Mail

NOW = datetime(2017, 3, 1, 10, 30, tzinfo=timezone.utc)
KEY = "a key that codes follow from"
SENDER = "Callguide <callguide@example.org>"
EXPRESSION: dict[str, Any] = {
    "kind": "join",
    "partnership_id": "escps3-tex4im",
    "title": None,
    "organisation": "Cluster Ñandú",
    "organisation_type": "cluster_organisation",
    "country": "ES",
    "region": "ES51",
    "theme": "textiles",
    "role": "partner",
    "contact_name": "Ada Example",
    "email": "ada@example.org",
    "motivation": "To modernise",
    "channel": "web",
}
PAYLOADS: dict[str, dict[str, Any]] = {
    "eoi_receipt": {**EXPRESSION, "submitted_at": NOW.isoformat(), "language": "en"},
    "eoi_changed": {
        "reference": "EOI-AAAA-BBBB",
        "differences": [
            {"field": "country", "before": "ES", "after": "IT"},
            {"field": "region", "before": "ES51", "after": None},
            {"field": "role", "before": "partner", "after": "lead"},
        ],
        "language": "en",
    },
    "eoi_withdrawn": {"reference": "EOI-AAAA-BBBB", "language": "en"},
    "eoi_address_changed": {"reference": "EOI-AAAA-BBBB", "language": "en"},
    "eoi_decision": {"reference": "EOI-AAAA-BBBB", "status": "matched", "note": "TEX4IM", "language": "en"},
    "draft_saved": {"reference": "DRAFT-AAAA-BBBB", "link": "http://127.0.0.1:8080/", "language": "en"},
    "contact_asked": {
        "partnership_id": "escps3-tex4im",
        "link": "http://127.0.0.1:8080/contact/t",
        "language": "en",
    },
    "interest_withdrawn": {
        "reference": "EOI-AAAA-BBBB",
        "partnership_id": "escps3-tex4im",
        "language": "en",
    },
    "interest_erased": {
        "partnership_id": "escps3-tex4im",
        "submitted_at": NOW.isoformat(),
        "language": "en",
    },
    "new_follower": {"partnership_id": "escps3-tex4im", "language": "en"},
    "follow_begun": {
        "partnership_id": "escps3-tex4im",
        "link": "http://127.0.0.1:8080/following/t",
        "language": "en",
    },
    "follow_news": {
        "partnership_id": "escps3-tex4im",
        "link": "http://127.0.0.1:8080/following/t",
        "text": "TEX4IM meets.\nEverybody is welcome.",
        "language": "en",
    },
    "code": {"nonce": "n", "language": "en"},
    "interest_notice": {**EXPRESSION, "language": "en"},
    "conversation": {
        "conversation_id": "web-1",
        "last": 2,
        "said": [
            {"author": "user", "at": NOW.isoformat(), "text": "When does it close?"},
            {"author": "bot", "at": NOW.isoformat(), "text": "Soon.\nBe quick."},
        ],
        "is_cut": False,
        "language": "en",
    },
    "ticket_received": {"reference": "T-AAAA-BBBB", "language": "en"},
}

WITHOUT = (
    "code",
    "conversation",
    "contact_asked",
    "follow_begun",
    "follow_news",
    "new_follower",
)  # a reference


def mail(kind: str = "eoi_receipt", **changes: Any) -> Mail:
    """A mail of this kind; `changes` are fields of its payload, or of the mail itself."""
    own = {
        name: changes.pop(name)
        for name in tuple(changes)
        if name in Mail.__dataclass_fields__ and name != "kind"
    }
    return Mail(**{
        "id": 7,
        "kind": kind,
        "recipient": "ada@example.org",
        "reference": None if kind in WITHOUT else PAYLOADS[kind].get("reference", "EOI-AAAA-BBBB"),
        "payload": {**PAYLOADS[kind], **changes},
        "created_at": NOW,
        "tries": 0,
        **own,
    })  # fmt: skip
