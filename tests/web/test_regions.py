"""The points of regions: each one that the catalogue needs, in its country, and made by its script."""

from __future__ import annotations

import json
from itertools import pairwise

import pytest

from bot.content.lexicon import load_lexicon
from bot.content.loader import CONTENT
from bot.web.pictures import make_regions
from bot.web.pictures.europe import load_europe
from bot.web.pictures.make_europe import MIDDLE, projected
from bot.web.pictures.make_regions import PARTS, main
from bot.web.pictures.regions import load_regions

Point = tuple[float, float]

WHOLE_COUNTRIES = {"EE0", "LT0", "LU0", "LV0", "MT0", "SI0"}
"""The only codes of the catalogue without a point: the shape of the country shows them."""

COAST = 3.0
"""How far outside the simplified shape of its country a point may lie, in units of the picture."""

TOWNS = """lat,lon,name,admin1,admin2,cc
52,15,Here,North,,PL
54,17,There,Else,South,PL
10,90,Elsewhere,Else,,PL
10,90,Abroad,North,South,US
"""


def place_of(code: str) -> Point:
    return pair(load_regions()[code])


def pair(written: str) -> Point:
    x, y = written.split()
    return float(x), float(y)


def edges(path: str) -> list[tuple[Point, Point]]:
    """Every edge of every ring of a path."""
    rings = ([pair(corner) for corner in ring.rstrip("Z").split("L")] for ring in path.split("M")[1:])
    return [edge for ring in rings for edge in pairwise([*ring, ring[0]])]


def is_inside(point: Point, path: str) -> bool:
    """Does a ray from the point to the right cross the edges an odd number of times?"""
    x, y = point
    crossed = (a + (y - b) * (c - a) / (d - b) for (a, b), (c, d) in edges(path) if (b > y) != (d > y))
    return sum(place > x for place in crossed) % 2 == 1


def is_near(point: Point, path: str) -> bool:
    """Inside, or a step away from it."""
    x, y = point
    steps = ((x + across, y + down) for across in (-COAST, 0, COAST) for down in (-COAST, 0, COAST))
    return any(is_inside(step, path) for step in steps)


def test_inside_is_told_from_outside_also_where_a_shape_has_a_hole():
    ring = "M0 0L30 0L30 30L0 30ZM10 10L20 10L20 20L10 20Z"
    assert [is_inside(point, ring) for point in ((5, 5), (15, 15), (40, 5))] == [True, False, False]
    assert [is_near(point, ring) for point in ((32, 5), (40, 5))] == [True, False]


def test_every_region_of_the_catalogue_has_a_point_or_is_a_whole_country():
    catalogue = json.loads((CONTENT / "partnerships.json").read_text(encoding="utf-8"))
    needed = {member["nuts_code"] for one in catalogue for member in one["members"]} - {None}
    assert needed - WHOLE_COUNTRIES == set(load_regions()) == set(PARTS)
    assert needed >= WHOLE_COUNTRIES


@pytest.mark.parametrize("code", PARTS)
def test_a_point_lies_in_the_country_of_its_region(code):
    assert is_near(place_of(code), load_europe()["countries"][load_lexicon().regions[code].country])


def test_hardly_a_point_needs_the_coast():
    shapes, regions = load_europe()["countries"], load_lexicon().regions
    outside = [code for code in PARTS if not is_inside(place_of(code), shapes[regions[code].country])]
    assert outside == ["NL42"]


def test_points_are_where_their_towns_are():
    assert place_of("BE1") == pytest.approx(projected(4.35, 50.85), abs=1)  # Brussels
    assert place_of("DE6") == pytest.approx(projected(10.0, 53.55), abs=2)  # Hamburg
    assert place_of("ES30") == pytest.approx(projected(-3.7, 40.42), abs=4)  # Madrid


def test_the_script_takes_the_towns_of_the_parts_in_the_country_and_no_others(tmp_path, monkeypatch):
    monkeypatch.setattr(make_regions, "PARTS", {"PL99": ("North", "South"), "PL98": ("North",)})
    read, written = tmp_path / "towns.csv", tmp_path / "regions.json"
    read.write_text(TOWNS)
    main(str(read), str(written))
    picture = json.loads(written.read_text())
    (x, y), (right, up) = MIDDLE, projected(17, 54)
    assert pair(picture["regions"]["PL98"]) == (x, y)
    assert pair(picture["regions"]["PL99"]) == pytest.approx(((x + right) / 2, (y + up) / 2), abs=0.5)
    assert "GeoNames" in picture["source"]


def test_the_script_stops_where_a_part_has_no_town(tmp_path, monkeypatch):
    monkeypatch.setattr(make_regions, "PARTS", {"PL99": ("North", "Nowhere")})
    read = tmp_path / "towns.csv"
    read.write_text(TOWNS)
    with pytest.raises(SystemExit, match="PL99: the file has no town in Nowhere"):
        main(str(read), str(tmp_path / "regions.json"))


async def test_each_region_of_a_partnership_has_a_dot_and_a_word(visitor):
    await visitor.sees("/partnerships/s3p-hydrogen")
    assert visitor.page.count('class="region lead"><title>') == 4
    assert visitor.page.count('class="region member"><title>') == 1
    assert "<title>Aragon (led from here), Spain</title>" in visitor.page
    for said in (
        "Dots mark its regions, which are listed below the map.",
        "France: Auvergne-Rhône-Alpes (led from here), Normandie (led from here)",
        "Slovakia: Košice Region",
        "A dot is the middle of the towns of a region.",
        "CC BY 3.0",
    ):
        assert said in visitor.words


async def test_the_small_dots_lie_on_top_of_the_large(visitor):
    await visitor.sees("/partnerships/s3p-sport")
    assert visitor.page.rindex('class="region lead"') < visitor.page.index('class="region member"')


async def test_a_region_without_a_dot_is_told_in_words(visitor):
    await visitor.sees("/partnerships/s3p-bio")
    assert "Netherlands: Randstad region (led from here)" in visitor.words
    assert "Without a dot, because no middle is known: Randstad region." in visitor.words
    await visitor.sees("/partnerships/s3p-batteries")
    assert "Slovenia: the whole country (led from here)" in visitor.words
    assert "Without a dot" not in visitor.words


async def test_without_regions_no_dot_is_spoken_of(visitor):
    await visitor.sees("/partnerships/innosup-neptune")
    assert 'class="picture map"' in visitor.page
    assert 'class="region' not in visitor.page
    assert "Regions, by country" not in visitor.words
    assert "GeoNames" not in visitor.words
