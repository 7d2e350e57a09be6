"""E-mail addresses in a message, found in one pass over it; and what only looks like an address."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.logic.mentions import NOT_A_NAME, Mention

CHUNK = re.compile(r"\S+")
OPENING = "<([{\"'“‘«„*_"
CLOSING = ">)]}\"'”’».,;:!?*_"
MAIL_TO = "mailto:"
LOCAL_LONGEST, LONGEST = 64, 254
FORBIDDEN = frozenset('<>()[]{},;:"\\`| ')
TOP_LEVEL_SHORTEST = 2


def addresses(text: str) -> Iterator[Mention]:
    """E-mail addresses as entity `email`; web addresses and broken e-mail addresses as no name at all."""
    for chunk in CHUNK.finditer(text):
        word = chunk[0]
        if "@" not in word and "://" not in word and not word.lower().startswith("www."):
            continue
        start = chunk.start() + len(word) - len(word.lstrip(OPENING))
        end = chunk.end() - (len(word) - len(word.rstrip(CLOSING)))
        if text[start:end].lower().startswith(MAIL_TO):
            start += len(MAIL_TO)
        if start >= end:
            continue
        written = text[start:end]
        if looks_like_an_address(written):
            yield Mention("email", written, start, end, written)
        else:
            yield Mention(NOT_A_NAME, "", start, end, written)


def looks_like_an_address(written: str) -> bool:
    """One @, something before it, a domain with a dot after it; whether mail arrives is another matter."""
    local, at, domain = written.partition("@")
    labels = domain.split(".")
    return (
        bool(at)
        and "@" not in domain
        and 0 < len(local) <= LOCAL_LONGEST
        and len(written) <= LONGEST
        and FORBIDDEN.isdisjoint(written)
        and not local.startswith(".")
        and not local.endswith(".")
        and ".." not in local
        and len(labels) > 1
        and all(label and not label.startswith("-") and not label.endswith("-") for label in labels)
        and all(char.isalnum() or char == "-" for label in labels for char in label)
        and len(labels[-1]) >= TOP_LEVEL_SHORTEST
        and not labels[-1].isdigit()
    )
