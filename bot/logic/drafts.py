"""An expression of interest that is not sent yet: what was answered, and how to come back to it."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.logic.eoi import GROUP, REFERENCE_ALPHABET


@dataclass(frozen=True)
class Draft:
    """What was answered so far; `email` leads back to it. `saved_at`: when its writer asked to keep it."""

    form_id: str
    reference: str
    conversation_id: str = field(repr=False)
    answers: Mapping[str, Any] = field(repr=False)
    email: str | None = field(repr=False)
    created_at: datetime
    updated_at: datetime
    saved_at: datetime | None


def new_draft_reference() -> str:
    """A fresh reference such as DRAFT-7K3M-Q9TX; it names a draft and proves nothing."""
    letters = "".join(secrets.choice(REFERENCE_ALPHABET) for _ in range(2 * GROUP))
    return f"DRAFT-{letters[:GROUP]}-{letters[GROUP:]}"
