"""What a partnership is found by: terms that any index takes as they are."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from bot.logic.partnership_criteria import Asked, Neighbourhood
from bot.logic.partnership_ranking import standing
from bot.logic.partnership_steps import Steps
from bot.logic.partnership_terms import LONGEST, FoundBy, decoded, encoded, terms_of
from bot.logic.partnerships import COORDINATOR, Membership, Partnership, PartnershipQuery
from bot.logic.term_logic import All, Any, Term, Without, all_of, any_of

ANY_TEXT = st.text(st.characters())  # also NUL and half characters
ONE = Partnership(
    id="one",
    name="Textile Clusters",
    acronym="TEX4IM",
    programme="escp-s3",
    themes=("textiles",),
    thematic_area="Made for textiles",
    priorities=("New fibres",),
    lead_regions=(),
    coordinator=None,
    members=(
        Membership("Next Tecnotessile", "next", "technology_centre", COORDINATOR, "ITC4", "Lombardy", "IT"),
        Membership(None, None, "region", "member", None, "A region", None),
    ),
    countries=("ES",),
    year=2017,
    status="",
    source_url=None,
    source_urls=(),
    confidence="high",
)


@given(ANY_TEXT)
def test_a_value_comes_back_whatever_is_in_it(value):
    assert decoded(encoded(value)) == value[:LONGEST]


@given(ANY_TEXT)
def test_a_term_has_no_sign_that_a_query_knows(value):
    assert set(encoded(value)) <= set("abcdefghijklmnopqrstuvwxyz0123456789-_")


@given(ANY_TEXT, ANY_TEXT)
def test_what_begins_alike_still_does_and_nothing_else(beginning, value):
    assert encoded(value).startswith(encoded(beginning)) == value[:LONGEST].startswith(beginning[:LONGEST])


def test_all_that_can_be_asked_for_is_a_term():
    found_by = FoundBy(terms_of(ONE))
    assert [found_by.of(kind) for kind in ("theme", "programme", "partnership")] == [
        ["textiles"],
        ["escp-s3"],
        ["one"],
    ]
    assert [decoded(one) for one in found_by.of("country")] == ["ES", "IT"]
    assert [decoded(one) for one in found_by.of("led_region")] == ["ITC4"]
    assert [decoded(one) for one in found_by.of("name")] == ["tex4im", "textile clusters"]
    assert found_by.of("about") == ["made", "textiles", "new", "fibres", "2017"]
    assert list(found_by.members()) == [("next", ["next", "tecnotessile"])]


def test_a_word_of_a_name_is_none_of_what_it_does():
    assert FoundBy(terms_of(ONE)).of("own") == ["tex4im", "textile", "clusters"]
    assert FoundBy(terms_of(replace(ONE, acronym=None))).of("own") == ["textile", "clusters"]


def test_all_of_what_can_never_be_met_is_never_met():
    one, two = Term("one"), Term("two")
    assert all_of((one, None)) is all_of(()) is any_of((None,)) is any_of(()) is None
    assert all_of((one,)) is any_of((one, one, None)) is one
    assert (all_of((one, two)), any_of((one, two))) == (All((one, two)), Any((one, two)))


def test_what_is_excluded_is_left_out_of_every_question_to_the_index():
    query = PartnershipQuery(
        programmes=("escp-s3",), countries=("ES",), without_countries=("GB",), text="a fibre"
    )
    steps = Steps(Asked(query, Neighbourhood()))
    questions = (
        steps.everything(),
        steps.whole_words(),
        steps.all_words(),
        steps.anything(),
        *steps.named(),
        *steps.nearest(),
    )
    assert all(isinstance(one, Without) for one in questions)


def test_where_each_criterion_can_be_met_in_one_way_all_are_tied():
    def is_tied(**query):
        return Asked(PartnershipQuery(**query), Neighbourhood(within={"b": ("a",)})).is_tied

    assert is_tied()
    assert is_tied(themes=("b",), countries=("ES",), without_themes=("a", "c"))
    assert not is_tied(themes=("a",))
    assert not is_tied(countries=("ES", "IT"))
    assert not is_tied(regions=("ITC4",))
    assert not is_tied(text="photonics")


def test_a_standing_counts_what_fails_before_what_is_nearly_met():
    around = Neighbourhood(near={"fashion": ("textiles",)})
    query = PartnershipQuery(themes=("fashion",), countries=("PT",))
    stands = standing("one", FoundBy(terms_of(ONE)), Asked(query, around))
    assert (stands.missing, stands.order) == (("theme", "country"), (1, 2, -3.0))
