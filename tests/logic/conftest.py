"""Cases from YAML files, and the call they are held against: a small sheet made here, and the real one."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.content.loader import load_sheet
from bot.logic.facts import Certainty, Fact, FactSheet, Source

CASES = Path(__file__).parent / "cases"
SOURCE = Source("test", "Made for the tests")
CHECKED_ON = date(2026, 11, 22)
VALUES: dict[str, tuple[Any, ...]] = {
    "eligible_organisation_types": (
        ("cluster_organisation", "business_network", "technology_centre", "science_park"),
    ),
    "eligible_eu_countries": (("DE", "ES", "FR", "GB", "IT", "PL", "RO"),),
    "cosme_countries_2015": (("IS", "MD", "ME", "MK", "TR"),),
    "cosme_countries_pending_2015": (("AL", "AM", "BA", "RS", "UA"),),
    "cosme_countries_2018": (("AL", "AM", "BA", "IS", "MD", "ME", "MK", "RS", "TR", "UA", "XK"),),
    "cosme_country_list_2016": (None,),
    "least_partner_countries": (3,),
    "own_legal_entity": (True,),
    "own_legal_entity_types": (("cluster_organisation", "business_network"),),
    "eccp_profile": (True,),
    "priority_themes": (("kets", "advanced_manufacturing", "space_data", "textiles", "tourism"),),
    "opened_in": ("May 2016",),
    "closing_date": (date(2016, 12, 31), date(2017, 3, 31)),
}
WITHIN = {
    "three_d_printing": ("advanced_manufacturing",),
    "metal_printing": ("three_d_printing",),
    "space_data": ("aerospace",),
    "photonics": ("kets",),
    "lighting": ("smart_cities", "photonics"),
    "circle": ("other_circle",),
    "other_circle": ("circle",),
}


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test that takes `<file>_case` runs once for each case of `cases/<file>.yml`."""
    for argument in metafunc.fixturenames:
        if argument.endswith("_case"):
            path = CASES / f"{argument.removesuffix('_case')}.yml"
            cases = yaml.safe_load(path.read_text(encoding="utf-8"))
            metafunc.parametrize(
                argument, cases, ids=[str(case.get("name", case.get("says")))[:60] for case in cases]
            )


@pytest.fixture
def small_call() -> FactSheet:
    """A call with few values, so that a case says what it needs."""
    return call_with({})


@pytest.fixture(params=["small", "real"])
def call(request: pytest.FixtureRequest, small_call: FactSheet) -> FactSheet:
    """What holds for the small sheet must hold for the one that is shown."""
    return small_call if request.param == "small" else load_sheet("escp-s3-eoi-2016")


@pytest.fixture
def within() -> dict[str, tuple[str, ...]]:
    """Which theme is a part of which, two circles included."""
    return WITHIN


@pytest.fixture
def call_made_with() -> Any:
    """Builds a sheet from the usual values and some of one's own; None takes a fact away."""
    return call_with


def call_with(changed: dict[str, tuple[Any, ...] | None]) -> FactSheet:
    values = {name: entries for name, entries in {**VALUES, **changed}.items() if entries is not None}
    return FactSheet(
        "small", "A small call", {name: tuple(_fact(name, one) for one in values[name]) for name in values}
    )


def _fact(name: str, value: Any) -> Fact:
    certainty = Certainty.NOT_FOUND if value is None else Certainty.STATED
    return Fact("small", name, value, SOURCE, CHECKED_ON, certainty)
