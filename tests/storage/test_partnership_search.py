"""The real catalogue, searched by each criterion and by mixes of them."""

import asyncio
import json
import random
from dataclasses import replace

import pytest
from rapidfuzz.distance import OSA
from sqlalchemy import text

from bot.content.lexicon import load_lexicon
from bot.content.loader import CONTENT
from bot.content.search_words import count_in_words, results_head
from bot.logic.folding import words_of
from bot.logic.partnership_criteria import Asked, Neighbourhood
from bot.logic.partnership_ranking import rank
from bot.logic.partnerships import COORDINATOR, LEADING_REGION, PartnershipQuery, Reason, SearchPage
from bot.storage import partnership_search
from bot.storage.near_names import NEARNESS, SHORTEST, near_names, slips_of
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


def test_a_misspelt_word_has_a_slip_in_common_with_what_was_meant():
    chance = random.Random(1)
    words = {word for name in catalogue_words() for word in (name, misspelt(name, chance))}
    near = [
        (one, other)
        for one in words
        for other in words
        if one < other
        and min(len(one), len(other)) >= SHORTEST
        and OSA.normalized_similarity(one, other, score_cutoff=NEARNESS)
        and not (one.isdigit() or other.isdigit())
    ]
    assert len(near) > 100
    assert [pair for pair in near if not slips_of(pair[0]) & slips_of(pair[1])] == []


def test_a_number_is_never_misspelt():
    assert slips_of("823961") == slips_of("abcd") == set()


def catalogue_words():
    found = json.loads((CONTENT / "partnerships.json").read_text(encoding="utf-8"))
    members = (member["organisation"] or "" for one in found for member in one["members"])
    described = (text for one in found for text in (one["name"], one["acronym"] or "", *one["priorities"]))
    return sorted({word for name in (*described, *members) for word in words_of(name)})


def misspelt(word, chance):
    """The word with one, or if it is long two slips."""
    for _ in range(1 + (len(word) > 9)):
        place = chance.randrange(len(word))
        dropped, letter = word[:place] + word[place + 1 :], chance.choice("aeinrst")
        swapped = word[:place] + word[place : place + 2][::-1] + word[place + 2 :]
        word = chance.choice((dropped or word, swapped, word[:place] + letter + word[place:]))
    return word


LEXICON = load_lexicon()
VALUES = {
    "themes": [*LEXICON.themes],
    "countries": [*LEXICON.countries],
    "regions": [*LEXICON.regions, "IT", "NL1", "ES"],
    "programmes": [*LEXICON.programmes],
    "organisation_types": [*LEXICON.organisation_types],
    "organisations": ["lyonbiopole", "no such"],
    "partnerships": ["s3p-water", "escps3-tex4im"],
    "without_themes": [*LEXICON.themes],
    "without_countries": [*LEXICON.countries],
}
SIGNS = [
    '"',
    "'",
    "*",
    "(",
    ")",
    ":",
    "^",
    "-",
    "+",
    "{",
    "}",
    "|",
    "&",
    "!",
    "\\",
    "\x00",
    "\ud800",
    "é",
    "ж",
]
PLAIN_WORDS = [*catalogue_words(), "AND", "OR", "NOT", "NEAR", "own", "theme=photonics", "boats", "the"]


def random_query(chance, field):
    """A search by this field, and by others or not."""
    names = {field, *(name for name in VALUES if chance.random() < 0.15)} - {"text"}
    query = {name: tuple(chance.sample(VALUES[name], chance.choice((1, 1, 2)))) for name in sorted(names)}
    if field == "text" or chance.random() < 0.2:
        words = [chance.choice(PLAIN_WORDS) for _ in range(chance.randint(1, 3))]
        words = [misspelt(word, chance) if chance.random() < 0.3 else word for word in words]
        query["text"] = chance.choice((" ", " ", *SIGNS)).join(words)
    return PartnershipQuery(**query, led=chance.random() < 0.2, together=chance.random() < 0.2)


def compared_one_by_one(whole, query):
    """The same search without an index: every partnership is ranked."""
    around = Neighbourhood(
        {one.id: one.near for one in LEXICON.themes.values()},
        {one.id: one.within for one in LEXICON.themes.values()},
        {one.id: one.country for one in LEXICON.regions.values()},
    )
    hits, words = rank(whole, query, around), Asked(query, around).words
    if words and all("text" in hit.missing for hit in hits):
        names = [
            (one.id, name)
            for one in whole
            for name in (one.acronym, one.name, *(member.organisation for member in one.members))
            if name
        ]
        hits = rank(whole, query, Neighbourhood(*around_of(around), near_names=near_names(words, names)))
    return tuple(hit for hit in hits if hit.exact) or hits


def around_of(around):
    return around.near, around.within, around.region_country


@pytest.mark.parametrize("field", [*VALUES, "text"])
async def test_the_index_finds_what_comparing_each_with_the_query_finds(store, field):
    whole = [hit.partnership for hit in (await store.search(PartnershipQuery(), limit=100)).hits]
    chance = random.Random(field)
    for _ in range(25):
        query = random_query(chance, field)
        expected = compared_one_by_one(whole, query)
        page = await store.search(query, limit=100)
        if page.left_out is None:
            assert (page.hits, page.total) == (expected, len(expected)), query
            assert page.nearest is not (bool(expected) and expected[0].exact)
        else:
            assert not expected or expected[0].missing
            assert page.hits == compared_one_by_one(whole, PartnershipQuery(**{**vars(query), "text": None}))


@pytest.mark.parametrize("field", ["themes", "regions", "text"])
async def test_where_not_all_are_compared_none_that_fails_less_is_overlooked(store, field, monkeypatch):
    whole = [hit.partnership for hit in (await store.search(PartnershipQuery(), limit=100)).hits]
    monkeypatch.setattr(partnership_search, "COMPARED", 2)
    chance = random.Random(field)
    for _ in range(25):
        query = random_query(chance, field)
        expected = compared_one_by_one(whole, query)
        page = await store.search(query, limit=100)
        if page.left_out is None:
            assert [failing(hit) for hit in page.hits[:1]] == [failing(hit) for hit in expected[:1]], query


def failing(hit):
    near = {"theme": {"near_theme"}, "region": {"region_around", "region_country"}, "text": {"near_name"}}
    kinds = {reason.kind for reason in hit.reasons}
    return sum(kinds.isdisjoint(near.get(name, ())) for name in hit.missing)


async def test_whoever_is_named_comes_first_where_not_all_are_compared(search, monkeypatch):
    monkeypatch.setattr(partnership_search, "COMPARED", 1)
    page = await search(text="personalised medicine")
    assert (ids(page)[0], page.total) == ("s3p-pm", 3)


async def test_what_is_more_than_can_be_counted_is_said_and_led_to_in_pages(search, monkeypatch):
    monkeypatch.setattr(partnership_search, "MOST", 7)
    pages = [await search(countries=("FR",), limit=5, offset=offset) for offset in (0, 5, 10)]
    assert [len(page.hits) for page in pages] == [5, 2, 0]
    assert [(page.total, page.more) for page in pages] == [(7, True)] * 3
    assert results_head(pages[0], PartnershipQuery(countries=("FR",))).startswith("More than 7 partnerships")
    assert results_head(await search(limit=5), PartnershipQuery()).startswith("I know of more than 7")
    assert not (await search(partnerships=("s3p-water",))).more
    assert count_in_words(replace(pages[0], total=1000)) == "more than 1,000"


async def test_where_too_many_have_the_beginning_those_with_the_word_count(search, monkeypatch):
    whole = {"escp4i-ec2i", "escp4i-adpack", "escp4i-move"}
    assert set(ids(await search(text="green"))) == {"s3p-chemicals", *whole}
    monkeypatch.setattr(partnership_search, "MOST", 2)
    assert set(ids(await search(text="green"))) < whole


async def test_the_index_of_sqlite_holds_what_its_table_holds(catalogue):
    async with catalogue.writing() as session:
        if session.get_bind().dialect.name == "sqlite":
            check = "INSERT INTO partnership_index (partnership_index, rank) VALUES ('integrity-check', 1)"
            await session.execute(text(check))


async def test_many_may_search_at_once(search):
    pages = await asyncio.gather(*(search(text=word) for word in ("textile", "water", "photonics") * 5))
    assert all(isinstance(page, SearchPage) and page.hits for page in pages)
