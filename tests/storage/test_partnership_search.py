"""The real catalogue, searched by each criterion and by mixes of them."""

import pytest

from bot.logic.partnerships import COORDINATOR, LEADING_REGION, PartnershipQuery, Reason
from bot.storage.near_names import near_names
from bot.storage.partnerships import PartnershipStore


@pytest.fixture
def store(catalogue):
    return PartnershipStore(catalogue)


@pytest.fixture
def search(store):
    async def run(limit=100, offset=0, **query):
        return await store.search(PartnershipQuery(**query), limit=limit, offset=offset)

    return run


def ids(page):
    return [hit.partnership.id for hit in page.hits]


@pytest.mark.parametrize(
    ("query", "expected", "reason"),
    [
        ({"themes": ("hydrogen",)}, "s3p-hydrogen", Reason("theme", "hydrogen")),
        ({"countries": ("MT",)}, "s3p-water", Reason("country", "MT")),
        ({"regions": ("SE224",)}, "s3p-nano", Reason("region", "SE224")),
        ({"programmes": ("innosup",)}, "innosup-amulet", Reason("programme", "innosup")),
        (
            {"organisation_types": ("science_park",)},
            "escps3-tex4im",
            Reason("organisation_type", "science_park"),
        ),
        ({"partnerships": ("s3p-i40",)}, "s3p-i40", Reason("partnership", "s3p-i40")),
        ({"text": "tex4im"}, "escps3-tex4im", Reason("name", "TEX4IM")),
        ({"text": "Water Smart Territories"}, "s3p-water", Reason("name", "WST")),
        ({"text": "geothermal"}, "escp4i-geoenergy", Reason("word", "geothermal")),
    ],
)
async def test_each_criterion_finds_what_it_should_and_says_why(search, query, expected, reason):
    page = await search(**query)
    hit = next(hit for hit in page.hits if hit.partnership.id == expected)
    assert reason in hit.reasons
    assert not page.nearest


async def test_every_hit_of_a_country_really_has_it(search):
    page = await search(countries=("PL",))
    assert page.total == len(page.hits) > 5
    assert all("PL" in hit.partnership.countries for hit in page.hits)


async def test_a_mix_meets_every_criterion(search):
    page = await search(themes=("textiles",), countries=("PT",), programmes=("escp-s3",))
    assert ids(page) == ["escps3-tex4im"]
    assert {reason.kind for reason in page.hits[0].reasons} == {"theme", "country", "programme"}


async def test_excluded_countries_and_themes_are_left_out(search):
    everything = ids(await search(themes=("textiles", "fashion")))
    without = await search(themes=("textiles", "fashion"), without_countries=("PT",))
    assert 0 < without.total < len(everything)
    assert all("PT" not in hit.partnership.countries for hit in without.hits)
    assert "escps3-tex4im" not in ids(await search(countries=("PT",), without_themes=("textiles",)))


async def test_nothing_asked_is_everything_with_escp_s3_first(search):
    page = await search()
    assert page.total == 59
    assert [hit.partnership.programme for hit in page.hits[:9]] == ["escp-s3"] * 9


async def test_nothing_found_gives_the_nearest_and_what_failed(search):
    page = await search(themes=("hydrogen",), countries=("MT",))
    assert page.nearest
    assert page.unmatched
    assert page.hits[0].reasons
    assert all(not hit.exact for hit in page.hits)


async def test_a_country_without_any_partnership_finds_nothing_and_says_which_criterion_failed(search):
    page = await search(countries=("CY",))
    assert (page.hits, page.total, page.nearest, page.unmatched) == ((), 0, True, ("country",))


async def test_a_region_without_member_offers_its_country(search):
    page = await search(regions=("ITG1",))
    assert page.nearest
    assert page.hits[0].reasons == (Reason("region_country", "IT"),)


async def test_a_larger_region_finds_the_members_inside_it(search):
    assert "s3p-water" in ids(await search(regions=("NL1",)))


async def test_pages_follow_each_other_without_gap_or_repeat(search):
    whole = ids(await search(countries=("FR",)))
    pages = [await search(countries=("FR",), limit=5, offset=offset) for offset in range(0, len(whole), 5)]
    assert [one for page in pages for one in ids(page)] == whole
    assert {page.total for page in pages} == {len(whole)}
    assert ids(await search(countries=("FR",), limit=5, offset=1000)) == []


async def test_accents_do_not_matter(search):
    assert (
        ids(await search(text="Lyonbiopole")) == ids(await search(text="LYONBIOPÔLE")) == ["escps3-s3martmed"]
    )


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("TEX4MI", "escps3-tex4im"), ("hydrogeen", "s3p-hydrogen"), ("Lyonbiopol", "escps3-s3martmed")],
)
async def test_a_name_with_a_slip_is_offered_as_near(search, typed, meant):
    page = await search(text=typed)
    assert meant in ids(page)


async def test_words_that_name_nothing_find_nothing(search):
    page = await search(text="qwertzuiop")
    assert (page.hits, page.unmatched) == ((), ("text",))


@pytest.mark.parametrize(
    "text",
    [
        "'; DROP TABLE partnerships; --",
        "100%",
        "_",
        "%%%",
        "\\",
        '"',
        "\x00",
        "\ud800",
        "🚀",
        "שלום",
        "x" * 5000,
        "a b " * 2000,
    ],
)
async def test_hostile_words_are_only_words(search, text):
    await search(text=text)
    assert (await search()).total == 59


@pytest.mark.parametrize(
    "criterion", ["themes", "countries", "regions", "programmes", "organisations", "partnerships"]
)
async def test_ids_nobody_knows_find_nothing(search, criterion):
    page = await search(**{criterion: ("no'such%", "\x00")})
    assert (page.hits, page.nearest) == ((), True)


async def test_details_of_one_tell_who_leads(store):
    one = await store.get("escps3-tex4im")
    assert one.coordinator == "Next Technology Tecnotessile"
    assert [member.organisation for member in one.members if member.role == COORDINATOR] == [
        "Next Technology Tecnotessile (NTT)"
    ]
    assert (one.programme, one.confidence, one.linked_partnership) == ("escp-s3", "high", "s3p-textile")
    assert "textiles" in one.themes


async def test_leading_regions_are_named_and_are_members(store):
    one = await store.get("s3p-bio")
    assert one.lead_regions == ("Randstad region", "Lombardy")
    leading = [(member.region_name, member.region) for member in one.members if member.role == LEADING_REGION]
    assert leading == [("Randstad region", None), ("Lombardy", "ITC4")]
    assert {member.organisation_type for member in one.members} == {"region"}


async def test_an_unknown_lead_is_none(store):
    one = await store.get("s3p-photonics")
    assert (one.coordinator, one.lead_regions, one.members) == (None, (), ())


async def test_a_partnership_found_only_on_staging_mirrors_has_no_address_to_show(store):
    one = await store.get("eoi-pimi")
    assert all("hosted-temp" not in url for url in one.source_urls)
    assert one.source_url == (one.source_urls[0] if one.source_urls else None)


async def test_greek_and_british_regions_lie_in_their_countries(search):
    assert (await search(regions=("EL43",))).hits[0].partnership.countries.count("GR") == 1
    assert "GB" in (await search(regions=("UKL",))).hits[0].partnership.countries


async def test_an_unknown_partnership_is_none(store):
    assert await store.get("nonesuch") is None
    assert await store.get("'; --\x00") is None


def test_short_words_are_never_nearly_something():
    assert near_names(("textil", "dia"), [("a", "DIB"), ("b", "Textile")]) == {"b": "Textile"}
