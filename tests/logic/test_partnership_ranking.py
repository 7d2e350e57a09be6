"""Who comes first, why, and what is said when nobody fits."""

from dataclasses import replace

import pytest

from bot.logic.partnership_criteria import Neighbourhood
from bot.logic.partnership_ranking import WEIGHTS, rank
from bot.logic.partnerships import Hit, Membership, Partnership, PartnershipQuery, Reason

AROUND = Neighbourhood(
    near={"textiles": ("packaging",), "photonics": ("lighting",)},
    within={"personalised_medicine": ("health",), "gene_therapy": ("personalised_medicine",)},
    region_country={"ITC4": "IT", "NL12": "NL"},
)
BLANK = Partnership(
    id="blank",
    name="Blank",
    acronym=None,
    programme="escp-4i",
    themes=(),
    thematic_area="",
    priorities=(),
    lead_regions=(),
    coordinator=None,
    members=(),
    countries=(),
    year=2018,
    status="",
    source_url=None,
    source_urls=(),
    confidence="high",
)


def partnership(one: str, *members: Membership, **known: object) -> Partnership:
    return replace(BLANK, id=one, **{"name": one.title(), "members": members, **known})


def member(
    country: str, region: str | None = None, organisation: str | None = None, kind: str = "region"
) -> Membership:
    return Membership(
        organisation, organisation and organisation.lower(), kind, "member", region, region, country
    )


def search(
    query: PartnershipQuery, *candidates: Partnership, around: Neighbourhood = AROUND
) -> tuple[Hit, ...]:
    return rank(candidates, query, around)


def found(hits: tuple[Hit, ...]) -> list[str]:
    return [hit.partnership.id for hit in hits]


def test_whoever_meets_all_criteria_comes_before_whoever_meets_some():
    both = partnership("both", member("ES"), themes=("textiles",), programme="s3p-industry", confidence="low")
    theme = partnership("theme", member("FR"), themes=("textiles",), programme="escp-s3")
    ranked = rank([theme, both], PartnershipQuery(themes=("textiles",), countries=("ES",)), AROUND)
    assert [hit.partnership.id for hit in ranked] == ["both", "theme"]
    assert [hit.missing for hit in ranked] == [(), ("country",)]


def test_an_exact_theme_comes_before_a_near_one():
    near, exact = partnership("near", themes=("packaging",)), partnership("zexact", themes=("textiles",))
    ranked = rank([near, exact], PartnershipQuery(themes=("textiles",)), AROUND)
    assert [(hit.partnership.id, hit.reasons) for hit in ranked] == [
        ("zexact", (Reason("theme", "textiles"),)),
        ("near", (Reason("near_theme", "packaging"),)),
    ]


@pytest.mark.parametrize("asked", ["health", "personalised_medicine", "gene_therapy"])
def test_a_part_of_the_theme_asked_for_is_the_theme(asked):
    hits = search(PartnershipQuery(themes=(asked,)), partnership("genes", themes=("gene_therapy",)))
    assert hits[0].reasons == (Reason("theme", "gene_therapy"),)
    assert hits[0].exact


def test_the_wider_theme_is_only_near():
    hits = search(
        PartnershipQuery(themes=("personalised_medicine",)), partnership("health", themes=("health",))
    )
    assert hits[0].reasons == (Reason("near_theme", "health"),)
    assert hits[0].missing == ("theme",)


def test_near_themes_are_near_in_both_directions():
    hits = search(PartnershipQuery(themes=("lighting",)), partnership("laser", themes=("photonics",)))
    assert hits[0].reasons == (Reason("near_theme", "photonics"),)


def test_a_member_in_the_region_comes_before_one_elsewhere_in_its_country():
    elsewhere = partnership("elsewhere", member("IT", "ITI1"))
    there = partnership("there", member("IT", "ITC4"), programme="s3p-industry", confidence="low")
    ranked = rank([elsewhere, there], PartnershipQuery(regions=("ITC4",)), AROUND)
    assert [hit.reasons for hit in ranked] == [
        (Reason("region", "ITC4"),),
        (Reason("region_country", "IT"),),
    ]


@pytest.mark.parametrize(
    ("asked", "there", "reason"),
    [
        ("NL1", "NL12", Reason("region", "NL12")),
        ("NL12", "NL1", Reason("region_around", "NL1")),
        ("NL12", "NL11", Reason("region_country", "NL")),
    ],
)
def test_a_region_inside_the_one_asked_for_counts_and_the_one_around_it_is_near(asked, there, reason):
    hits = search(PartnershipQuery(regions=(asked,)), partnership("water", member("NL", there)))
    assert hits[0].reasons == (reason,)


def test_on_a_tie_escp_s3_then_confidence_then_the_name_decides():
    candidates = [
        partnership("b"),
        partnership("a", confidence="medium"),
        partnership("z", programme="escp-s3", confidence="low"),
        partnership("É"),
        partnership("unsure", confidence="hearsay"),
    ]
    assert found(search(PartnershipQuery(), *candidates)) == ["z", "b", "É", "a", "unsure"]


def test_more_of_what_was_asked_comes_first():
    one, two = partnership("a", member("ES")), partnership("b", member("ES"), member("IT"))
    assert found(search(PartnershipQuery(countries=("ES", "IT")), one, two)) == ["b", "a"]


def test_when_nothing_meets_everything_the_nearest_are_given_with_what_they_fail():
    hydrogen = partnership("hydrogen", member("ES"), themes=("textiles",))
    malta = partnership("malta", member("MT"), themes=("water",))
    hits = search(PartnershipQuery(themes=("textiles",), countries=("MT",)), malta, hydrogen)
    assert found(hits) == ["hydrogen", "malta"]
    assert [hit.missing for hit in hits] == [("country",), ("theme",)]


def test_what_meets_no_criterion_is_no_hit():
    query = PartnershipQuery(themes=("textiles",), programmes=("innosup",))
    assert search(query, partnership("other")) == ()


def test_what_is_excluded_stays_out_even_of_the_nearest():
    genes = partnership("genes", member("ES"), themes=("gene_therapy",))
    london = partnership("london", countries=("GB",))
    query = PartnershipQuery(programmes=("escp-4i",), without_themes=("health",), without_countries=("GB",))
    assert search(query, genes, london) == ()


def test_members_count_for_the_country_where_the_source_has_no_list_of_countries():
    hits = search(
        PartnershipQuery(countries=("PT",)),
        partnership("a", member("PT")),
        partnership("b", countries=("PT",)),
    )
    assert found(hits) == ["a", "b"]


def test_each_kind_of_criterion_gives_its_own_reason():
    one = partnership("one", member("ES", "ES51", "Aei", "cluster_organisation"), themes=("textiles",))
    query = PartnershipQuery(
        themes=("textiles",),
        countries=("ES",),
        regions=("ES51",),
        programmes=("escp-4i",),
        organisation_types=("cluster_organisation",),
        organisations=("aei",),
        partnerships=("one",),
    )
    kinds = [reason.kind for reason in search(query, one)[0].reasons]
    assert kinds == [
        "partnership",
        "theme",
        "region",
        "country",
        "organisation",
        "organisation_type",
        "programme",
    ]


TEX = partnership(
    "tex", member("ES", organisation="Tèxtils"), name="Textile Clusters for Modernisation", acronym="TEX4IM"
)


@pytest.mark.parametrize(
    ("text", "reasons"),
    [
        ("tex4im", [Reason("name", "TEX4IM")]),
        ("what is TEX4IM?", [Reason("name", "TEX4IM")]),
        ("textile clusters", [Reason("name", "TEX4IM")]),
        ("modernisation", [Reason("word", "modernisation")]),
        ("MODERN", [Reason("word", "modern")]),
        ("textils", [Reason("organisation", "tèxtils")]),
        ("modernisation of boats", [Reason("word", "modernisation")]),
    ],
)
def test_free_words_meet_names_descriptions_and_members(text, reasons):
    hits = search(PartnershipQuery(text=text), TEX)
    assert list(hits[0].reasons) == reasons
    assert hits[0].exact is ("boats" not in text)


def test_short_words_must_be_whole_words():
    assert search(PartnershipQuery(text="te"), TEX) == ()


def test_a_name_spelt_nearly_so_is_near_not_exact():
    around = Neighbourhood(near_names={"tex": "TEX4IM"})
    hits = search(PartnershipQuery(text="TEX4MI"), TEX, around=around)
    assert hits[0].reasons == (Reason("near_name", "TEX4IM"),)
    assert hits[0].missing == ("text",)


def test_text_without_a_word_asks_nothing():
    assert found(search(PartnershipQuery(text=" ?! \x00 the"), TEX)) == ["tex"]


def test_every_reason_that_can_be_given_has_a_weight_and_near_ones_weigh_less():
    assert WEIGHTS["near_theme"] < WEIGHTS["theme"]
    assert WEIGHTS["region_country"] < WEIGHTS["region_around"] < WEIGHTS["region"]
    assert WEIGHTS["near_name"] < WEIGHTS["name"]


def test_where_both_countries_are_wanted_one_of_them_is_not_enough():
    both = partnership("both", member("ES"), member("RS"), countries=("ES", "RS"))
    one = partnership("one", member("ES"), countries=("ES",))
    ranked = search(PartnershipQuery(countries=("ES", "RS"), together=True), one, both)
    assert [(hit.partnership.id, hit.missing) for hit in ranked] == [("both", ()), ("one", ("country",))]
