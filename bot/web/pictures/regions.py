"""The points of regions on the map."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path

FILE = Path(__file__).parent / "regions.json"


@cache
def load_regions() -> Mapping[str, str]:
    """The point of each region as "x y", as make_regions.py has written them."""
    points: dict[str, str] = json.loads(FILE.read_text(encoding="utf-8"))["regions"]
    return points
