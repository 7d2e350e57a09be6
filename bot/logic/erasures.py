"""What an erasure has done, and how an address is taken out of what others wrote."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

LEFT_OUT = "…"


@dataclass(frozen=True)
class Erased:
    """Rows by table, deleted or rid of the address.

    By `conversations` and `traces` (addresses, references) more has to go elsewhere.
    """

    rows: Counter[str]
    conversations: tuple[str, ...] = field(repr=False)
    traces: tuple[str, ...] = field(repr=False)

    def __add__(self, other: Erased) -> Erased:
        """Both together."""
        return Erased(
            self.rows + other.rows, self.conversations + other.conversations, self.traces + other.traces
        )


NOTHING = Erased(Counter(), (), ())


def without_address(value: Any, address: str) -> Any:
    """A text, or JSON with texts in it, in which this address stands no more; longer addresses stay."""
    return _without(value, _spelled(address))


def _without(value: Any, spelled: re.Pattern[str]) -> Any:
    if isinstance(value, str):
        return spelled.sub(LEFT_OUT, value)
    if isinstance(value, dict):
        return {key: _without(item, spelled) for key, item in value.items()}
    if isinstance(value, list):
        return [_without(item, spelled) for item in value]
    return value


def _spelled(address: str) -> re.Pattern[str]:
    """As people type it: in capitals or not, with spaces around the sign; not as the end of another one."""
    local, _, domain = address.strip().rpartition("@")
    return re.compile(
        rf"(?<![\w%+\-])(?<!\w\.){re.escape(local)}\s?[@＠]\s?{re.escape(domain)}(?![\w\-])(?!(?-i:\.[a-z0-9]))",
        re.IGNORECASE,
    )
