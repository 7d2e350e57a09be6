"""The lexicon: names, ids, and that one name means one thing."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.content.lexicon import AMBIGUOUS, load_lexicon
from bot.content.lexicon_reader import FOLDER, read_lexicon
from bot.content.loader import CONTENT
from bot.content.lookups import stale
from bot.content.organisation_names import short_forms
from bot.content.spellings import spellings
from bot.logic.errors import ContentInvalid
from bot.logic.mentions import slug
from bot.logic.placed_words import phrase_key

LEXICON = load_lexicon()
ROOT = CONTENT.parents[1]
PARTNERSHIPS = json.loads((CONTENT / "partnerships.json").read_text(encoding="utf-8"))
ORGANISATIONS = json.loads((CONTENT / "organisations.json").read_text(encoding="utf-8"))
THEMES = {
    "textiles",
    "creative_industries",
    "tourism",
    "photonics",
    "advanced_materials",
    "nanotechnology",
    "micro_nano_electronics",
    "industrial_biotechnology",
    "advanced_manufacturing",
    "three_d_printing",
    "industry_4_0",
    "digital_transformation",
    "digital_platforms",
    "big_data",
    "artificial_intelligence",
    "cybersecurity",
    "ict",
    "service_innovation",
    "business_models",
    "resource_efficiency",
    "circular_economy",
    "space_data",
    "aerospace",
    "automotive",
    "mobility",
    "medical_technology",
    "personalised_medicine",
    "health",
    "agrifood",
    "packaging",
    "bioeconomy",
    "chemicals",
    "hydrogen",
    "energy",
    "offshore_energy",
    "batteries",
    "water",
    "blue_economy",
    "mining",
    "construction",
    "smart_cities",
    "lighting",
    "sport",
    "social_economy",
    "kets",
}
TYPES = {
    "cluster_organisation",
    "business_network",
    "technology_centre",
    "science_park",
    "region",
    "sme",
    "university",
    "research_organisation",
    "company",
    "individual",
    "public_authority",
    "incubator",
    "ngo",
    "investor",
    "hospital",
    "school",
    "cultural_institution",
}
SIX_KETS = {
    "photonics",
    "advanced_materials",
    "nanotechnology",
    "micro_nano_electronics",
    "industrial_biotechnology",
    "advanced_manufacturing",
}


def value(entity: str, phrase: str) -> str | None:
    found = LEXICON.meant_by(entity, phrase)
    return found.value if found else None


def test_the_committed_lookup_tables_are_what_the_lexicon_says() -> None:
    assert stale(ROOT) == []


def test_every_theme_and_type_that_others_rely_on_is_there() -> None:
    assert set(LEXICON.themes) == THEMES
    assert set(LEXICON.organisation_types) == TYPES
    assert set(LEXICON.programmes) == {"escp-s3", "escp-4i", "escp-4x", "innosup", "s3p-industry"}


def test_every_partnership_has_themes_and_no_other_has() -> None:
    assert set(LEXICON.partnership_themes) == {one["id"] for one in PARTNERSHIPS} == set(LEXICON.partnerships)
    assert all(LEXICON.partnership_themes.values())


def test_every_organisation_has_the_slug_of_its_name_as_id() -> None:
    assert set(LEXICON.organisations) == {slug(one["organisation"]) for one in ORGANISATIONS}


def test_every_country_and_region_of_the_partnerships_is_known_by_the_same_name() -> None:
    countries = {one.name: one.id for one in LEXICON.countries.values()}
    for member in [member for one in PARTNERSHIPS for member in one["members"]] + ORGANISATIONS:
        country, code = member["country"], member["nuts_code"]
        assert country is None or country in countries
        if code is None:
            continue
        if code in LEXICON.regions:
            region = LEXICON.regions[code]
            assert (region.name, region.country) == (member["region"], countries[country])
        else:
            assert member["region"] == country, f"{code} is neither a region of ours nor a whole country"


def test_no_phrase_means_two_things_of_one_kind() -> None:
    meanings: dict[tuple[str, str], set[str]] = {}
    for entity, phrase, meant in LEXICON.phrases():
        meanings.setdefault((entity, phrase_key(phrase)), set()).add(meant)
    assert {key: values for key, values in meanings.items() if len(values) > 1} == {}


def test_no_phrase_means_things_of_two_kinds() -> None:
    kinds: dict[str, set[str]] = {}
    for entity, phrase, _ in LEXICON.phrases():
        kinds.setdefault(phrase_key(phrase), set()).add(entity)
    assert {key: found for key, found in kinds.items() if len(found) > 1} == {}


def test_every_id_has_a_phrase_and_a_name() -> None:
    named = {(entity, meant) for entity, _, meant in LEXICON.phrases()}
    for entity in ("country", "region", "theme", "organisation_type", "programme", "partnership"):
        for one in LEXICON.ids(entity):
            assert (entity, one) in named
            assert LEXICON.name_of(entity, one)
    answering = {
        value("organisation", LEXICON.name_of("organisation", one)) for one in LEXICON.ids("organisation")
    }
    assert {meant for entity, meant in named if entity == "organisation"} == answering


def test_themes_point_only_at_themes_and_never_at_themselves() -> None:
    for theme in LEXICON.themes.values():
        assert {*theme.within, *theme.near} <= set(LEXICON.themes) - {theme.id}


def test_the_six_key_enabling_technologies_and_no_other_are_directly_within_them() -> None:
    assert {theme.id for theme in LEXICON.themes.values() if "kets" in theme.within} == SIX_KETS


@pytest.mark.parametrize(
    ("entity", "phrase", "meant"),
    [
        ("country", "Deutschland", "DE"),
        ("country", "españa", "ES"),
        ("country", "Hellas", "GR"),
        ("country", "EL", "GR"),
        ("country", "uk", "GB"),
        ("country", "Kosovar", "XK"),
        ("country", "Norway", "NO"),
        ("country", "Luxembourg", "LU"),
        ("country", "Malta", "MT"),
        ("region", "lombardia", "ITC4"),
        ("region", "Île de France", "FR1"),
        ("region", "ile-de-france", "FR1"),
        ("region", "Baden Wurttemberg", "DE1"),
        ("region", "Milan", "ITC4"),
        ("region", "Warsaw", "PL9"),
        ("region", "ITC4", "ITC4"),
        ("region", "UKM", "UKM"),
        ("theme", "apparel", "textiles"),
        ("theme", "carmakers", "automotive"),
        ("theme", "H2", "hydrogen"),
        ("theme", "fiber optics", "photonics"),
        ("organisation_type", "technology center", "technology_centre"),
        ("organisation_type", "cluster organizations", "cluster_organisation"),
        ("organisation_type", "start-ups", "sme"),
        ("programme", "escp s3", "escp-s3"),
        ("programme", "going international", "escp-4i"),
        ("partnership", "tex4im", "escps3-tex4im"),
        ("partnership", "RegioTex", "s3p-textile"),
        ("organisation", "AREG", "aberdeen-renewable-energy-group-areg"),
        ("organisation", "Lyonbiopole", "lyonbiopole"),
        ("organisation", "moveo", "mov-eo"),
        ("country", "Atlantis", None),
        ("country", "IT", None),
        ("region", "Luxembourg", None),
        ("region", "Nice", None),
    ],
)
def test_a_name_stands_for(entity: str, phrase: str, meant: str | None) -> None:
    assert value(entity, phrase) == meant


def test_names_that_are_ordinary_words_count_only_as_written() -> None:
    exact = {one.text for one in LEXICON.names if one.exact}
    assert {"Turkey", "Polish", "MOVE", "CLEAN", "LED", "Marche", "DE", "DEC"} <= exact
    assert not {"Turkish", "UK", "Poland"} & exact


@pytest.mark.parametrize("code", ["IT", "IS", "NO", "BE", "AT", "IN", "ME", "AM", "AL", "SO", "TO"])
def test_country_codes_that_are_words_are_no_names(code: str) -> None:
    assert value("country", code) is None


def test_an_ambiguous_phrase_names_each_type_it_may_stand_for() -> None:
    assert (
        value("organisation_type", "Competence Center")
        == f"{AMBIGUOUS}technology_centre|cluster_organisation"
    )
    assert value("organisation_type", "cluster") == "cluster_organisation"
    assert value("organisation_type", "bakery") is None
    assert LEXICON.name_of("organisation_type", f"{AMBIGUOUS}sme|company") == "SME or Company"


def test_an_organisation_listed_twice_answers_under_one_id() -> None:
    twice = ("european-platform-for-sport-innovation-epsi", "epsi-european-platform-for-sport-innovation")
    assert [value("organisation", LEXICON.name_of("organisation", one)) for one in twice] == [twice[0]] * 2
    assert value("organisation", "EPSI - European Platform for Sport Innovation") == twice[0]


def test_an_unknown_id_has_no_name() -> None:
    with pytest.raises(KeyError):
        LEXICON.name_of("country", "ZZ")
    assert list(LEXICON.ids("colour")) == []


def test_english_names_have_plurals_and_american_spellings() -> None:
    assert list(spellings("test centre", plurals=True)) == [
        "test centre",
        "test center",
        "test centres",
        "test centers",
    ]
    assert list(spellings("battery", plurals=True)) == ["battery", "batteries"]
    assert list(spellings("photonics", plurals=True)) == ["photonics"]
    assert list(spellings("branch", plurals=True)) == ["branch", "branches"]
    assert list(spellings("digitalisation", plurals=False)) == ["digitalisation", "digitalization"]


def test_short_forms_of_an_organisation() -> None:
    assert list(short_forms("Aberdeen Renewable Energy Group (AREG)")) == [
        "Aberdeen Renewable Energy Group",
        "AREG",
    ]
    assert list(short_forms("UP-tex, later Euramaterials")) == ["UP-tex", "Euramaterials"]
    assert list(short_forms("digital worx GmbH")) == ["digital worx"]


def changed(tmp_path: Path, name: str, change: Any) -> Path:
    folder = tmp_path / "lexicon"
    shutil.copytree(FOLDER, folder)
    data = yaml.safe_load((folder / name).read_text(encoding="utf-8"))
    change(data)
    (folder / name).write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("name", "change", "says"),
    [
        ("countries.yml", lambda data: data["countries"]["FR"]["also"].append("spain"), "'spain'"),
        ("countries.yml", lambda data: data["countries"]["FR"].update(aslo=[]), "aslo"),
        ("countries.yml", lambda data: data["countries"]["FR"]["also"].append("-"), "no letter"),
        ("organisation_types.yml", lambda data: data["ambiguous"].update(hut=["sme"]), "'hut'"),
        ("partnership_themes.yml", lambda data: data["partnerships"].update({"s3p-ai": ["magic"]}), "s3p-ai"),
        ("partnership_names.yml", lambda data: data["partnerships"].update({"s3p-x": {}}), "s3p-x"),
        ("organisation_names.yml", lambda data: data["organisations"].update({"nobody": {}}), "nobody"),
    ],
)
def test_a_wrong_lexicon_file_is_refused_by_name(tmp_path: Path, name: str, change: Any, says: str) -> None:
    folder = changed(tmp_path, name, change)
    with pytest.raises(ContentInvalid, match=says):
        read_lexicon(folder)


def test_no_region_carries_the_name_of_a_country() -> None:
    countries = {phrase_key(one.name) for one in LEXICON.countries.values()}
    assert not countries & {phrase_key(one.name) for one in LEXICON.regions.values()}


def test_every_region_lies_in_a_known_country_that_its_code_begins_with() -> None:
    begins = {"GR": "EL", "GB": "UK"}
    for region in LEXICON.regions.values():
        assert region.country in LEXICON.countries
        assert region.id.startswith(begins.get(region.country, region.country))
