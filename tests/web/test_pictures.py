"""The pictures: what they show is said in words, and the map comes from its script."""

from __future__ import annotations

import json
from datetime import date

import pytest

from bot.content.call_status import CALL
from bot.content.loader import load_sheet
from bot.logic.profile import Profile
from bot.logic.requirements import partner_countries
from bot.web.pictures.coverage import coverage
from bot.web.pictures.dates import dates
from bot.web.pictures.europe import FILE, load_europe
from bot.web.pictures.make_europe import CODES, HEIGHT, WIDTH, clipped, main, simplified

SQUARE = [[0, 0], [10, 0], [0, 10], [-10, 0], [0, -10]]
"""Steps around a square of ten degrees."""

TOPOLOGY = {
    "transform": {"scale": [1, 1], "translate": [5, 45]},
    "arcs": [SQUARE, [[0, 0], [0.01, 0], [0, 0.01], [-0.01, -0.01]]],
    "objects": {
        "countries": {
            "geometries": [
                {"type": "Polygon", "id": "276", "arcs": [[0]]},
                {"type": "MultiPolygon", "id": "999", "arcs": [[[~0]], [[1]]]},
                {"type": "Polygon", "id": "470", "arcs": [[1]]},
                {"type": "Polygon", "id": "010", "arcs": [[0]]},
            ]
        }
    },
}


def test_the_script_draws_each_country_and_leaves_out_what_nobody_would_see(tmp_path):
    read, written = tmp_path / "countries.json", tmp_path / "europe.json"
    read.write_text(json.dumps(TOPOLOGY))
    main(str(read), str(written))
    picture = json.loads(written.read_text())
    assert set(picture["countries"]) == {"DE", "land"}
    assert picture["countries"]["DE"].startswith("M")
    assert "Natural Earth" in picture["source"]


def test_what_reaches_beyond_the_picture_is_cut_off():
    assert clipped([(-50.0, 10.0), (50.0, 10.0), (50.0, 60.0), (-50.0, 60.0)]) == [
        (0.0, 10.0),
        (50.0, 10.0),
        (50.0, 60.0),
        (0.0, 60.0),
    ]
    assert clipped([(WIDTH + 1.0, HEIGHT + 1.0)] * 3) == []


def test_a_line_keeps_its_corners_and_loses_what_is_nearly_straight():
    assert simplified([(0, 0), (5, 0.1), (10, 0), (10, 10)]) == [(0, 0), (10, 0), (10, 10)]


def test_the_map_is_small_and_has_every_country_of_its_list_but_the_tiniest():
    assert FILE.stat().st_size < 60_000
    assert set(CODES.values()) - set(load_europe()["countries"]) <= {"MT", "AD"}


@pytest.mark.parametrize("day", [date(2015, 1, 1), date(2016, 9, 1), date(2026, 11, 22)])
def test_today_stays_in_the_picture_on_any_day(day):
    drawn = str(dates(day))
    places = [float(part.split('"')[0]) for part in drawn.split('cx="')[1:]]
    assert len(places) == 4
    assert all(0 <= place <= 640 for place in places)
    assert f"Today: {day.day} {day:%B %Y}." in drawn


def test_countries_are_counted_only_once_they_are_known():
    call = load_sheet(CALL)
    assert coverage(partner_countries(Profile(country="ES"), call)) is None
    drawn = str(coverage(partner_countries(Profile(partner_countries=()), call)))
    assert drawn.count('class="open"') == 6
    many = ("ES", "FR", "IT", "PL", "PT", "DE", "NL", "BE")
    drawn = str(coverage(partner_countries(Profile(partner_countries=many), call)))
    assert drawn.count("<rect") == 6
    assert "Belgium" in drawn
