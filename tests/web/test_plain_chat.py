"""The chat without JavaScript: forms that ask, pages that answer."""

from __future__ import annotations

import asyncio
import re
from html import unescape

import pytest

from bot.logic.errors import StorageAway
from bot.web import bodies
from bot.web.keys import TRANSCRIPT
from bot.web.sessions import COOKIE
from tests.web.doors import open_door
from tests.web.fake_engine import noted, said
from tests.web.test_pages import HTML, Outline

PAYLOAD = '/inform{"country":"IT"}'


async def shown(client, path="/chat"):
    """The page, as it is written."""
    response = await client.get(path, headers=HTML)
    text = await response.text()
    Outline(text)
    return text


def hidden(page: str) -> dict[str, str]:
    """The hidden fields of the page's last form."""
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page)
    return dict(found)


async def ask(client, text, **fields):
    """Send the form of a fresh page, and follow to the answer."""
    data = {**hidden(await shown(client)), "message": text, **fields}
    response = await client.post("/chat", data=data, headers=HTML)
    return response, await response.text()


async def test_a_question_is_answered_on_the_next_page(client):
    response, page = await ask(client, "When does it close?")
    assert (response.status, response.url.path) == (200, "/chat")
    assert [(one.status, one.headers["Location"]) for one in response.history] == [(303, "/chat#latest")]
    assert 'id="latest"' in page
    assert "When does it close?" in page
    assert "About: When does it close?" in page
    assert '<a href="https://example.org/news/call" rel="noopener noreferrer">' in page


async def test_a_button_sends_its_payload_and_shows_its_title(door, client):
    door.engine.says["hi"] = [said("Where are you?", Italy=PAYLOAD)]
    _, page = await ask(client, "hi")
    offer = re.search(r'<button name="choice" value="([^"]*)" class="choice">Italy</button>', page)
    _, page = await ask(client, "", choice=unescape(offer[1]))
    assert door.engine.texts == ["hi", PAYLOAD]
    assert '<span class="for-readers">You: </span><p dir="auto">Italy</p>' in page


async def test_the_first_page_offers_questions_to_begin_with(door, client):
    page = await shown(client)
    assert 'value="What is this call about?"' in page
    await ask(client, "", choice="What is this call about?")
    assert door.engine.texts == ["What is this call about?"]


async def test_a_form_that_is_sent_twice_is_one_message(door, client):
    data = {**hidden(await shown(client)), "message": "hi"}
    for _ in range(2):
        response = await client.post("/chat", data=data, headers=HTML)
        assert (await response.text()).count("About: hi") == 1
    assert door.engine.texts == ["hi"]


@pytest.mark.parametrize(("text", "reason"), [("", "in words"), ("x" * 2001, "The limit is 2,000")])
async def test_what_is_not_taken_stays_in_the_field_with_the_reason_linked_to_it(client, text, reason):
    response, page = await ask(client, text)
    assert response.status == 422
    assert reason in page
    assert '<a href="#message">' in page
    assert 'aria-describedby="message-hint message-error" aria-invalid="true"' in page
    assert f">{text}</textarea>" in page


async def test_a_failure_is_owned_up_to_and_the_question_can_be_sent_again(door, client):
    door.engine.fault = "failed"
    response, page = await ask(client, "hi")
    assert response.status == 503
    assert "Sorry, something went wrong on our side" in page
    assert ">hi</textarea>" in page


async def test_hostile_words_are_only_words(client):
    _, page = await ask(client, "<script>alert(1)</script> javascript:alert(1) &amp;")
    assert "<script" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert 'href="javascript' not in page


async def test_the_conversation_is_the_one_of_the_chat_with_javascript(door, client):
    await ask(client, "hi")
    cookies = client.session.cookie_jar.filter_cookies(client.make_url("/"))
    session = door.sessions.read(cookies[COOKIE].value)
    assert ("user", "hi") in await door.texts(session.conversation_id)


async def test_an_answer_in_another_language_says_so(door, client):
    door.engine.says["bonjour"] = [noted("fr"), said("The call closes.")]
    _, page = await ask(client, "bonjour")
    assert '<li class="message bot" lang="fr">' in page


@pytest.mark.parametrize("change", [{"form": "forged"}, {"form": "é"}, {"form": ""}])
async def test_a_form_without_our_mark_is_refused(door, client, change):
    data = {**hidden(await shown(client)), "message": "hi", **change}
    response = await client.post("/chat", data=data, headers=HTML)
    assert response.status == 403
    assert "does not belong to your visit" in await response.text()
    assert door.engine.texts == []


async def test_a_form_of_another_conversation_another_site_or_without_a_cookie_is_refused(door, client):
    data = {**hidden(await shown(client)), "message": "hi"}
    foreign = await client.post("/chat", data=data, headers={**HTML, "Origin": "https://evil.example"})
    assert foreign.status == 403
    client.session.cookie_jar.clear()
    assert (await client.post("/chat", data=data, headers=HTML)).status == 403
    await shown(client)
    assert (await client.post("/chat", data=data, headers=HTML)).status == 403
    assert door.engine.texts == []


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        ("application/json", 415),
        ("multipart/form-data; boundary=x", 415),
        ("application/x-www-form-urlencoded; charset=klingon", 400),
        ("application/x-www-form-urlencoded", 400),
    ],
)
async def test_an_odd_form_is_refused(client, kind, status):
    await shown(client)
    response = await client.post("/chat", data=b"message=\xff", headers={**HTML, "Content-Type": kind})
    assert response.status == status
    assert "could not be read" in await response.text()


async def test_too_many_forms_are_asked_to_wait(database_file, tmp_path, aiohttp_client):
    async with open_door(database_file, tmp_path, BOT_RATE_PER_MINUTE="1") as door:
        client = await aiohttp_client(door.app)
        data = {**hidden(await shown(client)), "message": "hi"}
        statuses = [(await client.post("/chat", data=data, headers=HTML)).status for _ in range(2)]
        assert statuses[-1] == 429


async def test_with_the_database_away_the_page_says_so_and_still_asks(door, client, monkeypatch):
    async def away(conversation_id):
        raise StorageAway

    monkeypatch.setattr(door.app[TRANSCRIPT], "history", away)
    page = await shown(client)
    assert "cannot be shown just now" in page
    assert "Your message" in page


async def test_a_form_that_does_not_come_is_a_408_with_a_page(client, monkeypatch):
    monkeypatch.setattr(bodies, "BODY_SECONDS", 0.05)

    async def stuck():
        yield b"message="
        await asyncio.Event().wait()

    headers = {**HTML, "Content-Type": "application/x-www-form-urlencoded"}
    response = await client.post("/chat", data=stuck(), headers=headers)
    assert response.status == 408
    assert "try again" in (await response.text()).lower()
