"""Makes europe.json, the country shapes of our maps, from a file of the npm package world-atlas.

    npm pack world-atlas@2.0.2 && tar xzf world-atlas-2.0.2.tgz
    python -m bot.web.pictures.make_europe package/countries-50m.json bot/web/pictures/europe.json

The shapes are of Natural Earth (naturalearthdata.com, public domain); the package (ISC licence) packs them.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from math import cos, radians, sin, sqrt
from pathlib import Path
from typing import Any

Point = tuple[float, float]
Ring = list[Point]

WIDTH, HEIGHT = 600, 580
CENTRE = (52.0, 15.0)
SCALE = 860.0
MIDDLE = (312.0, 315.0)
TOLERANCE = 0.7
SMALLEST = 3.0
LEFT_OUT = {"010"}  # Antarctica, which this projection turns inside out
CODES = {
    "008": "AL", "020": "AD", "040": "AT", "056": "BE", "070": "BA", "100": "BG", "112": "BY", "191": "HR",
    "196": "CY", "203": "CZ", "208": "DK", "233": "EE", "234": "FO", "246": "FI", "250": "FR", "276": "DE",
    "300": "GR", "348": "HU", "352": "IS", "372": "IE", "380": "IT", "428": "LV", "440": "LT", "442": "LU",
    "470": "MT", "498": "MD", "499": "ME", "528": "NL", "578": "NO", "616": "PL", "620": "PT", "642": "RO",
    "688": "RS", "703": "SK", "705": "SI", "724": "ES", "752": "SE", "756": "CH", "792": "TR", "804": "UA",
    "807": "MK", "826": "GB",
}  # fmt: skip


def projected(longitude: float, latitude: float) -> Point:
    """Lambert's azimuthal equal-area projection around the middle of Europe, in units of the picture."""
    middle, across, up = radians(CENTRE[0]), radians(longitude - CENTRE[1]), radians(latitude)
    nearness = 1 + sin(middle) * sin(up) + cos(middle) * cos(up) * cos(across)
    stretch = SCALE * sqrt(2 / max(nearness, 1e-9))
    x = stretch * cos(up) * sin(across)
    y = stretch * (cos(middle) * sin(up) - sin(middle) * cos(up) * cos(across))
    return MIDDLE[0] + x, MIDDLE[1] - y


def simplified(line: Sequence[Point]) -> Ring:
    """The line without the points that nobody would miss (Douglas and Peucker)."""
    if len(line) < 3:
        return list(line)
    first, last = line[0], line[-1]
    distance, place = max(
        (_distance(point, first, last), number) for number, point in enumerate(line[1:-1], 1)
    )
    if distance <= TOLERANCE:
        return [first, last]
    return simplified(line[: place + 1])[:-1] + simplified(line[place:])


def _distance(point: Point, first: Point, last: Point) -> float:
    across, down = last[0] - first[0], last[1] - first[1]
    length = sqrt(across**2 + down**2)
    if not length:
        return sqrt((point[0] - first[0]) ** 2 + (point[1] - first[1]) ** 2)
    return abs(across * (first[1] - point[1]) - (first[0] - point[0]) * down) / length


def clipped(ring: Ring) -> Ring:
    """The part of a ring inside the picture (Sutherland and Hodgman)."""
    for axis, limit, sign in ((0, 0.0, 1), (0, float(WIDTH), -1), (1, 0.0, 1), (1, float(HEIGHT), -1)):
        ring = list(_cut(ring, axis, limit, sign))
    return ring


def _cut(ring: Ring, axis: int, limit: float, sign: int) -> Iterator[Point]:
    for before, point in zip([ring[-1], *ring] if ring else [], ring, strict=False):
        was_in, is_in = (sign * (one[axis] - limit) >= 0 for one in (before, point))
        if was_in != is_in:
            part = (limit - before[axis]) / (point[axis] - before[axis])
            yield tuple(start + part * (end - start) for start, end in zip(before, point, strict=True))  # type: ignore[misc]
        if is_in:
            yield point


def area(ring: Ring) -> float:
    """How much of the picture a ring covers."""
    pairs = zip(ring, [*ring[1:], *ring[:1]], strict=True)
    return abs(sum(one[0] * other[1] - other[0] * one[1] for one, other in pairs)) / 2


def shapes(topology: dict[str, Any]) -> dict[str, str]:
    """The outline of each country as the path of an SVG; all others together under "land"."""
    arcs = [simplified(arc) for arc in _arcs(topology)]
    paths: dict[str, list[str]] = {}
    for country in topology["objects"]["countries"]["geometries"]:
        if country.get("id") not in LEFT_OUT:
            written = _path(_rings(country, arcs))
            paths.setdefault(CODES.get(country.get("id", ""), "land"), []).append(written)
    joined = {code: "".join(parts) for code, parts in sorted(paths.items())}
    return {code: path for code, path in joined.items() if path}


def _arcs(topology: dict[str, Any]) -> Iterator[Ring]:
    (across, down), (left, low) = topology["transform"]["scale"], topology["transform"]["translate"]
    for steps in topology["arcs"]:
        x = y = 0
        line: Ring = []
        for step in steps:
            x, y = x + step[0], y + step[1]
            line.append(projected(x * across + left, y * down + low))
        yield line


def _rings(country: dict[str, Any], arcs: Sequence[Ring]) -> Iterator[Ring]:
    """Outer and inner rings; an arc with a negative number runs backwards."""
    parts = country["arcs"] if country["type"] == "MultiPolygon" else [country["arcs"]]
    for numbers in (ring for part in parts for ring in part):
        ring: Ring = []
        for number in numbers:
            ring += (arcs[number] if number >= 0 else arcs[~number][::-1])[:-1]
        yield ring


def _path(rings: Iterable[Ring]) -> str:
    seen = (clipped(ring) for ring in rings)
    return "".join(_drawn(ring) for ring in seen if len(ring) > 2 and area(ring) >= SMALLEST)


def _drawn(ring: Ring) -> str:
    points = dict.fromkeys(f"{x:.0f} {y:.0f}" for x, y in ring)
    return f"M{'L'.join(points)}Z"


def main(read: str, written: str) -> None:
    """Read the one file, write the other."""
    topology = json.loads(Path(read).read_text(encoding="utf-8"))
    picture = {
        "source": "Natural Earth (naturalearthdata.com), public domain; from npm world-atlas 2.0.2 (ISC)",
        "width": WIDTH,
        "height": HEIGHT,
        "countries": shapes(topology),
    }
    Path(written).write_text(json.dumps(picture, indent=0, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])  # pragma: no cover
