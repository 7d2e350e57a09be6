"""Mail leaves while the front door is open; in the demonstration it can be read on this machine only."""

from __future__ import annotations

import asyncio
from datetime import datetime, timezone

import pytest
from aiohttp.test_utils import make_mocked_request
from sqlalchemy import insert

from bot.logic.errors import StorageAway
from bot.mail.folder import FolderSender, newest
from bot.mail.letters import Writer
from bot.mail.smtp import SmtpSender
from bot.storage.tables import OutboxRow
from bot.web import keys
from bot.web.app import _sender
from bot.web.mailbox import may_see_mailbox
from tests.mail.mails import KEY, NOW, SENDER, mail
from tests.mail.servers import MailServer
from tests.web.doors import Door, open_door

HTML = {"Accept": "text/html"}
LINK = '<a href="/mailbox">Mailbox of the demonstration</a>'


async def put(door: Door, kind: str = "eoi_receipt", **changes) -> None:
    await FolderSender(door.settings.mailbox).send(Writer(SENDER, KEY).letter_for(mail(kind, **changes), NOW))


async def write(door: Door, **values) -> None:
    row = {
        "kind": "eoi_withdrawn",
        "recipient": "ada@example.org",
        "reference": "EOI-AAAA-BBBB",
        "payload": {"language": "en"},
        "created_at": datetime(2017, 3, 1, tzinfo=timezone.utc),
        "due_at": datetime(2017, 3, 1, tzinfo=timezone.utc),
    }
    async with door.database.writing() as session:
        await session.execute(insert(OutboxRow), [row | values])


async def until(condition) -> None:
    async with asyncio.timeout(10):
        while not condition():
            await asyncio.sleep(0.01)


async def test_what_is_due_leaves_while_the_front_door_is_open(door, aiohttp_client):
    await write(door)
    client = await aiohttp_client(door.app)
    await until(lambda: newest(door.settings.mailbox))
    page = await (await client.get("/mailbox", headers=HTML)).text()
    assert "Withdrawn: your expression of interest EOI-AAAA-BBBB" in page


async def test_with_a_mail_server_mail_leaves_by_it_and_no_page_shows_it(
    database_file, tmp_path, aiohttp_client
):
    server = MailServer()
    await server.start()
    environ = {"BOT_SMTP_URL": server.url, "BOT_MAIL_FROM": SENDER}
    async with open_door(database_file, tmp_path, **environ) as door:
        await write(door)
        client = await aiohttp_client(door.app)
        await until(lambda: server.mails)
        assert (await client.get("/mailbox", headers=HTML)).status == 404
        assert LINK not in await (await client.get("/", headers=HTML)).text()
        assert isinstance(_sender(door.settings), SmtpSender)
    await server.stop()


async def test_mails_are_listed_newest_first_in_full_and_say_why_they_are_here(door, client):
    await put(door, "eoi_receipt", id=1)
    await put(door, "code", id=2)
    response = await client.get("/mailbox", headers=HTML)
    page = await response.text()
    assert response.headers["Cache-Control"] == "no-store"
    assert page.index("Your code for Callguide") < page.index("Received: your expression")
    assert "To ada@example.org, 1 March 2017, 11:30:00, Brussels time" in page
    assert "Cluster Ñandú" in page
    assert "No mail leaves this machine" in page
    assert "exists only in the demonstration" in page


async def test_what_people_wrote_is_escaped(door, client):
    await put(door, organisation="<script>alert(1)</script> $main", contact_name="</pre><b>Ada</b>")
    page = await (await client.get("/mailbox", headers=HTML)).text()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; $main" in page
    assert "<b>" not in page


async def test_an_empty_mailbox_says_so_and_every_page_leads_there(client):
    assert "There is no mail yet." in await (await client.get("/mailbox", headers=HTML)).text()
    for path in ("/", "/privacy", "/new", "/mailbox"):
        assert LINK in await (await client.get(path, headers=HTML)).text()


async def test_on_the_real_date_there_is_no_mailbox(database_file, tmp_path, aiohttp_client):
    async with open_door(database_file, tmp_path, BOT_AS_OF="") as door:
        client = await aiohttp_client(door.app)
        page = await client.get("/mailbox", headers=HTML)
        assert page.status == 404
        assert "There is nothing at this address" in await page.text()
        assert LINK not in await (await client.get("/", headers=HTML)).text()


@pytest.mark.parametrize(
    ("remote", "headers", "sees"),
    [
        ("127.0.0.1", {"Host": "127.0.0.1:8080"}, True),
        ("::1", {"Host": "[::1]:8080"}, True),
        ("127.0.0.1", {"Host": "localhost:8080"}, True),
        ("10.0.0.5", {"Host": "127.0.0.1:8080"}, False),
        ("", {"Host": "127.0.0.1:8080"}, False),
        ("127.0.0.1", {"Host": "callguide.example.org"}, False),  # a proxy here, or a name pointed here
        ("127.0.0.1", {"Host": "127.0.0.1.evil.example"}, False),
        ("127.0.0.1", {"Host": "localhost", "X-Forwarded-For": "10.0.0.5"}, False),
        ("127.0.0.1", {"Host": "localhost", "X-Forwarded-For": "127.0.0.1"}, False),
        ("127.0.0.1", {"Host": "localhost", "Forwarded": "for=10.0.0.5"}, False),
        ("127.0.0.1", {"Host": "localhost", "Via": "1.1 proxy"}, False),
        ("127.0.0.1", {"Host": "localhost", "X-Real-IP": "10.0.0.5"}, False),
    ],
)
async def test_only_a_browser_on_this_machine_sees_it(door, remote, headers, sees):
    request = make_mocked_request("GET", "/mailbox", headers=headers, app=door.app).clone(remote=remote)
    assert may_see_mailbox(request) is sees


async def test_metrics_count_mails_by_state_and_do_without_while_the_database_is_away(
    door, client, monkeypatch
):
    postman = door.app[keys.POSTMAN]
    await postman.stop()
    await write(door)
    await write(door, tries=1)
    await write(door, due_at=None)
    await write(door, due_at=None, problem="too late")
    text = await (await client.get("/metrics")).text()
    for state in ("waiting", "failing", "given_up", "too_late"):
        assert f'callguide_outbox{{state="{state}"}} 1.0' in text

    async def away():
        raise StorageAway("OperationalError")

    monkeypatch.setattr(door.outbox, "counts", away)
    response = await client.get("/metrics")
    assert response.status == 200
    assert "callguide_outbox{" not in await response.text()
