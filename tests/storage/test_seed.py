"""The catalogue is what content says, however often it is written."""

import json
import shutil
from datetime import datetime, timezone
from urllib.parse import urlparse

import pytest
from sqlalchemy import func, select

from bot.content.lexicon import load_lexicon
from bot.content.loader import CONTENT, NEVER_SHOWN
from bot.logic.errors import ContentInvalid
from bot.logic.partnerships import PartnershipQuery
from bot.storage import catalogue_tables as tables
from bot.storage.base import Base
from bot.storage.catalogue_rows import ORGANISATION_TYPES, catalogue_rows
from bot.storage.partnerships import PartnershipStore
from bot.storage.seed import BY_ID, seed

NOW = datetime(2017, 3, 1, tzinfo=timezone.utc)
FILES = ("partnerships.json", "organisations.json")


def content(name):
    return json.loads((CONTENT / name).read_text(encoding="utf-8"))


@pytest.fixture
def edited(tmp_path):
    """A copy of the content files that a test may change: edited(partnerships=function)."""

    def edit(change):
        for name in FILES:
            shutil.copy(CONTENT / name, tmp_path / name)
        partnerships = content("partnerships.json")
        change(partnerships)
        (tmp_path / "partnerships.json").write_text(json.dumps(partnerships), encoding="utf-8")
        return tmp_path

    return edit


async def count(database, table):
    async with database.reading() as session:
        return await session.scalar(select(func.count()).select_from(table))


async def test_every_partnership_and_organisation_of_the_files_is_there(catalogue):
    assert await count(catalogue, tables.PartnershipRow) == len(content("partnerships.json"))
    assert await count(catalogue, tables.OrganisationRow) == len(content("organisations.json"))
    members = sum(len(one["members"]) for one in content("partnerships.json"))
    assert await count(catalogue, tables.MembershipRow) == members


async def test_every_theme_has_its_everyday_words(catalogue):
    async with catalogue.reading() as session:
        with_words = set(await session.scalars(select(tables.ThemeSynonymRow.theme_id)))
    assert with_words == set(load_lexicon().themes)


async def test_a_second_time_writes_nothing(catalogue):
    assert await seed(catalogue, load_lexicon()) is False


async def test_what_content_changed_is_changed_and_nothing_else(database, edited):
    before = {table: await count(database, table) for table in Base.metadata.tables.values()}
    folder = edited(lambda partnerships: partnerships[0].update(notes="Looked at again."))
    assert await seed(database, load_lexicon(), folder=folder, clock=lambda: NOW) is True
    one = await PartnershipStore(database).get(content("partnerships.json")[0]["id"])
    assert one.notes == "Looked at again."
    assert {table: await count(database, table) for table in Base.metadata.tables.values()} == before


async def test_what_content_renamed_is_found_by_the_new_name_only(database, edited):
    renamed = content("partnerships.json")[0]["id"]
    folder = edited(lambda partnerships: partnerships[0].update(name="Zanzibar", acronym=None))
    await seed(database, load_lexicon(), folder=folder)
    store = PartnershipStore(database)
    page = await store.search(PartnershipQuery(text="zanzibar"))
    assert [hit.partnership.id for hit in page.hits] == [renamed]
    assert not (await store.search(PartnershipQuery(text="zanzibra"))).hits[0].exact
    await seed(database, load_lexicon())
    assert (await store.search(PartnershipQuery(text="zanzibar"))).hits == ()


async def test_a_partnership_that_content_dropped_is_kept_but_not_found(database, edited):
    folder = edited(lambda partnerships: partnerships.pop(0))
    dropped = content("partnerships.json")[0]
    await seed(database, load_lexicon(), folder=folder)
    store = PartnershipStore(database)
    page = await store.search(PartnershipQuery(partnerships=(dropped["id"],)))
    assert page.hits == ()
    assert (await store.get(dropped["id"])).name == dropped["name"]


async def test_a_partnership_that_comes_back_is_found_again(database, edited):
    await seed(database, load_lexicon(), folder=edited(lambda partnerships: partnerships.pop(0)))
    await seed(database, load_lexicon())
    first = content("partnerships.json")[0]["id"]
    assert (await PartnershipStore(database).search(PartnershipQuery(partnerships=(first,)))).total == 1


def test_a_country_that_the_lexicon_does_not_know_stops_the_start():
    partnership = {**content("partnerships.json")[0], "countries": ["Atlantis"]}
    with pytest.raises(ContentInvalid, match="Atlantis"):
        catalogue_rows([partnership], [], load_lexicon())


def test_a_kind_of_member_that_nobody_mapped_stops_the_start():
    partnership = content("partnerships.json")[0]
    partnership["members"][0]["type"] = "secret society"
    with pytest.raises(ContentInvalid, match="secret society"):
        catalogue_rows([partnership], [], load_lexicon())


def test_organisation_types_are_those_of_the_lexicon():
    assert set(filter(None, ORGANISATION_TYPES.values())) <= set(load_lexicon().organisation_types)


def test_rows_come_in_the_order_in_which_they_can_be_inserted():
    rows = catalogue_rows([], [], load_lexicon())
    order = [table.__tablename__ for table in rows]
    for table in rows:
        needed = {key.column.table.name for key in table.__table__.foreign_keys}
        assert needed <= {*order[: order.index(table.__tablename__)], table.__tablename__}
    assert set(BY_ID) < set(rows)


async def test_no_staging_host_is_ever_a_source_to_show(catalogue):
    page = await PartnershipStore(catalogue).search(PartnershipQuery(), limit=1000)
    shown = [
        url for hit in page.hits for url in (hit.partnership.source_url, *hit.partnership.source_urls) if url
    ]
    assert shown
    assert [url for url in shown if any(host in url for host in NEVER_SHOWN)] == []
    assert {urlparse(url).scheme for url in shown} <= {"http", "https"}


async def test_what_may_not_be_shown_is_kept_as_evidence(catalogue):
    async with catalogue.reading() as session:
        hidden = set(await session.scalars(select(tables.SourceRow.url).where(~tables.SourceRow.shown)))
    assert any("hosted-temp.com" in url for url in hidden)
