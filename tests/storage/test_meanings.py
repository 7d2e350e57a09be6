"""What was chosen after "did you mean" comes back as it was kept, and goes when it is old."""

from datetime import datetime, timedelta, timezone

import pytest
from sqlalchemy import func, select

from bot.logic.errors import StorageAway
from bot.logic.meanings import Guess, MeaningChoice
from bot.storage.database import open_database
from bot.storage.meanings import DAYS_KEPT, MeaningStore
from bot.storage.tables import MeaningChoiceRow

NOW = datetime(2017, 3, 1, 10, 30, tzinfo=timezone.utc)
OFFERED = (Guess("find_partnerships", 0.45), Guess("faq/def_kets", 0.08))
CHOICE = MeaningChoice("c1", "en", OFFERED, "find_partnerships", "is photonics a thing here")
NEITHER = MeaningChoice("c2", None, OFFERED, None, None)


async def kept(database):
    async with database.reading() as session:
        return await session.scalar(select(func.count()).select_from(MeaningChoiceRow))


async def test_choices_come_back_in_the_order_they_were_made(database):
    store = MeaningStore(database, clock=lambda: NOW)
    assert await store.all() == []
    for choice in (CHOICE, NEITHER, CHOICE):
        await store.remember(choice)
    assert await store.all() == [CHOICE, NEITHER, CHOICE]


async def test_a_row_says_when_and_in_which_conversation(database):
    await MeaningStore(database, clock=lambda: NOW).remember(CHOICE)
    async with database.reading() as session:
        row = await session.scalar(select(MeaningChoiceRow))
    assert (row.conversation_id, row.created_at, row.language) == ("c1", NOW, "en")


async def test_what_is_too_old_is_not_shown_and_goes_with_the_next_choice(database):
    await MeaningStore(database, clock=lambda: NOW).remember(CHOICE)
    on_the_last_day = MeaningStore(database, clock=lambda: NOW + timedelta(days=DAYS_KEPT))
    assert await on_the_last_day.all() == [CHOICE]
    later = MeaningStore(database, clock=lambda: NOW + timedelta(days=DAYS_KEPT, seconds=1))
    assert await later.all() == []
    assert await kept(database) == 1
    await later.remember(NEITHER)
    assert await later.all() == [NEITHER]
    assert await kept(database) == 1


async def test_odd_characters_are_kept_as_far_as_a_database_can(database):
    store = MeaningStore(database, clock=lambda: NOW)
    await store.remember(MeaningChoice("c1", "en", (), None, "a\x00b \ud800 ' ; -- ü"))
    (choice,) = await store.all()
    assert choice.text == "ab � ' ; -- ü"


async def test_the_text_is_in_no_error_and_no_representation(database):
    assert "photonics" not in repr(CHOICE)
    away = open_database("postgresql://nobody@127.0.0.1:1/nothing")
    with pytest.raises(StorageAway) as error:
        await MeaningStore(away).remember(CHOICE)
    await away.close()
    assert "photonics" not in str(error.value)
