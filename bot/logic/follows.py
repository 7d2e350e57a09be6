"""Following a partnership: notices about it to an address that was proven, until they are stopped."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True)
class Follow:
    """Who gets notices about which partnership. Whoever has the token has the mail, and may stop them."""

    partnership_id: str
    address: str = field(repr=False)
    since: datetime
    token: str = field(repr=False)


def new_token() -> str:
    """What stands in the link of a mail: drawn at random, and written nowhere else."""
    return secrets.token_urlsafe(24)
