"""What the model made of the last texts: many people ask the same, and a page offers questions to press."""

from __future__ import annotations

import copy
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import Any

Parse = Callable[[str], Awaitable[dict[str, Any]]]

KEPT = 2000
LONGEST = 200  # characters; nobody sends the same long text twice
PERSONAL = "@"  # a text with an address in it is not kept


class RememberedParses:
    """Parses a text, or knows it from the last time: what the model says depends on the text alone."""

    def __init__(self, parse: Parse, keep: int = KEPT) -> None:
        self._parse = parse
        self._keep = keep
        self._known: OrderedDict[str, dict[str, Any]] = OrderedDict()

    async def __call__(self, text: str) -> dict[str, Any]:
        """The parse data of this text, the caller's own to change."""
        known = self._known.get(text)
        if known is None:
            known = await self._parse(text)
            if len(text) > LONGEST or PERSONAL in text:
                return known
            self._known[text] = known
            if len(self._known) > self._keep:
                self._known.popitem(last=False)
        else:
            self._known.move_to_end(text)
        return copy.deepcopy(known)

    def forget(self) -> None:
        """Let go of every text: somebody's words were erased."""
        self._known.clear()
