"""Following a partnership by forms alone, and stopping it by the link of a mail, which proves no more."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot.storage.tables import CodeRow, FollowRow, OutboxRow
from tests.web.plain_forms import Visitor
from tests.web.test_plain_eoi import newest_code

ANNA = "anna@example.org"
TEX, EACN = "escps3-tex4im", "escps3-eacn"
AGREED = {"consent": "yes", "email": ANNA}


async def kept(door) -> list[FollowRow]:
    async with door.database.reading() as session:
        return list(await session.scalars(select(FollowRow).order_by(FollowRow.id)))


async def follows(door, visitor, one=TEX):
    await visitor.sees(f"/follow/{one}")
    await visitor.sends(f"/follow/{one}", **AGREED)
    if "six digits" in visitor.words:
        await visitor.sends(f"/follow/{one}/code", code=await newest_code(door))


@pytest.fixture
async def stranger(seeded_door, visitor, aiohttp_client):
    """Somebody else, with another cookie."""
    return Visitor(await aiohttp_client(visitor.server))


async def test_from_the_page_of_a_partnership_to_the_notices(seeded_door, visitor):
    await visitor.sees(f"/partnerships/{TEX}")
    assert f'href="/follow/{TEX}"' in visitor.page
    await visitor.sees(f"/follow/{TEX}")
    assert "Do you agree?" in visitor.words
    await visitor.sends(f"/follow/{TEX}", **AGREED)
    assert "on its way" in visitor.words
    await visitor.sends(f"/follow/{TEX}/code", code="soon")
    assert (visitor.status, "six digits" in visitor.words) == (422, True)
    await visitor.sends(f"/follow/{TEX}/code", code="000000")
    assert (visitor.status, await kept(seeded_door)) == (422, [])
    await visitor.sends(f"/follow/{TEX}/code", code=await newest_code(seeded_door))
    assert "You follow TEX4IM" in visitor.words
    assert ANNA in visitor.words
    [row] = await kept(seeded_door)
    assert (row.partnership_id, row.email, row.channel) == (TEX, ANNA, "web")
    await follows(seeded_door, visitor, EACN)
    assert len(await kept(seeded_door)) == 2
    await follows(seeded_door, visitor)
    assert "already" in visitor.words


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"email": ANNA}, "clear yes or no"),
        ({"consent": "no", "email": ANNA}, "Without your consent"),
        ({"consent": "yes", "email": "anna"}, "the @ is missing"),
    ],
)
async def test_without_consent_or_address_no_code_is_sent(seeded_door, visitor, given, reason):
    await visitor.sees(f"/follow/{TEX}")
    await visitor.sends(f"/follow/{TEX}", **given)
    assert (visitor.status, reason in visitor.words) == (422, True)
    async with seeded_door.database.reading() as session:
        assert await session.scalar(select(CodeRow.id)) is None


async def test_a_code_for_something_else_makes_nobody_follow(seeded_door, visitor):
    await visitor.sees(f"/follow/{TEX}")
    visitor.page = visitor.page.replace(f'action="/follow/{TEX}"', f'action="/follow/{TEX}/code"')
    await visitor.sends(f"/follow/{TEX}/code", code="123456")
    assert (visitor.path, await kept(seeded_door)) == (f"/follow/{TEX}", [])


async def test_too_many_codes_are_refused(visitor):
    await visitor.sees(f"/follow/{TEX}")
    before = visitor.page
    for _ in range(6):
        visitor.page = before
        await visitor.sends(f"/follow/{TEX}", **AGREED)
    assert "Too many codes" in visitor.words


async def test_a_partnership_that_nobody_knows_has_no_page(visitor):
    await visitor.sees("/follow/none-such")
    assert visitor.status == 404
    await visitor.sees(f"/follow/{TEX}")
    for after in ("", "/code"):
        shown = visitor.page
        visitor.page = shown.replace(f'action="/follow/{TEX}"', f'action="/follow/none-such{after}"')
        await visitor.sends(f"/follow/none-such{after}", **AGREED, code="123456")
        assert visitor.status == 404
        visitor.page = shown


async def test_the_link_of_a_mail_stops_these_notices_after_a_click_and_shows_nothing_else(
    seeded_door, visitor, stranger
):
    await follows(seeded_door, visitor)
    await follows(seeded_door, visitor, EACN)
    async with seeded_door.database.reading() as session:
        mail = await session.scalar(select(OutboxRow).where(OutboxRow.kind == "follow_begun"))
    path = mail.payload["link"].removeprefix(seeded_door.settings.website.rstrip("/"))
    await stranger.sees(path)
    assert "Stop the notices about TEX4IM?" in stranger.words
    assert ANNA not in stranger.page
    assert len(await kept(seeded_door)) == 2
    before = stranger.page
    await stranger.sends(path)
    assert "no more notices about TEX4IM" in stranger.words
    assert [row.partnership_id for row in await kept(seeded_door)] == [EACN]
    stranger.page = before
    await stranger.sends(path)
    assert "have stopped" in stranger.words
    await stranger.sees(path)
    assert "have stopped" in stranger.words


async def test_in_the_list_of_ones_own_they_are_shown_and_stopped(seeded_door, visitor, stranger):
    await follows(seeded_door, visitor)
    await visitor.sees("/eoi/own")
    assert "Stop the notices about TEX4IM" in visitor.words
    action, before = f"/eoi/own/follows/{TEX}", visitor.page
    await stranger.sees("/eoi/own")
    stranger.page = stranger.page.replace('action="/eoi/own"', f'action="{action}"')
    await stranger.sends(action)
    assert len(await kept(seeded_door)) == 1
    visitor.page = before
    await visitor.sends(action)
    assert (visitor.path, await kept(seeded_door)) == ("/eoi/own", [])
    assert "Partnerships that you follow" not in visitor.words
