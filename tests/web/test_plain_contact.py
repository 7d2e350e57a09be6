"""The contact of a partnership confirms its address by the link in the letter, and removes it as easily."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot.clock import now_utc
from bot.storage.contacts import ContactStore
from bot.storage.tables import ContactRow

OFFICE = "office@example.com"


async def kept(door) -> list[ContactRow]:
    async with door.database.reading() as session:
        return list(await session.scalars(select(ContactRow)))


@pytest.fixture
async def path(seeded_door) -> str:
    """The address in the letter."""
    contacts = ContactStore(seeded_door.database, "")
    await contacts.register("escps3-tex4im", OFFICE, by="kim", now=now_utc())
    [row] = await kept(seeded_door)
    return f"/contact/{row.token}"


async def test_it_is_confirmed_by_a_click_and_not_by_opening_the_link(seeded_door, visitor, path):
    await visitor.sees(path)
    assert "Contact of TEX4IM" in visitor.words
    assert "not confirmed yet" in visitor.words
    assert OFFICE not in visitor.page
    assert [row.confirmed_at for row in await kept(seeded_door)] == [None]
    await visitor.sends(f"{path}/confirm")
    assert "is confirmed as the contact" in visitor.words
    assert "/confirm" not in visitor.page
    [row] = await kept(seeded_door)
    assert row.confirmed_at is not None


@pytest.mark.parametrize("confirmed", [True, False])
async def test_it_is_removed_at_any_time(seeded_door, visitor, path, confirmed):
    await visitor.sees(path)
    if confirmed:
        await visitor.sends(f"{path}/confirm")
    before = visitor.page
    for _ in range(2):
        visitor.page = before
        await visitor.sends(f"{path}/remove")
        assert "no contact here any more" in visitor.words
    assert await kept(seeded_door) == []


async def test_a_link_that_nobody_was_sent_shows_nothing(visitor, path):
    await visitor.sees(f"{path}x")
    assert "no contact here any more" in visitor.words
