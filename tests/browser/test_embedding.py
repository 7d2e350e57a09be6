"""The chat on another site: one script tag, a frame without cookies, Escape, the count of what is unread."""

from __future__ import annotations

from contextlib import asynccontextmanager

import pytest
import pytest_asyncio
from aiohttp import web
from aiohttp.test_utils import unused_port
from playwright.async_api import expect

from tests.browser.conftest import Site
from tests.browser.test_chat_page import ask, log
from tests.web.doors import open_door

pytestmark = pytest.mark.asyncio(loop_scope="session")  # one browser for all


@pytest_asyncio.fixture(loop_scope="session")
async def guest():
    """Another site: `localhost` is to a browser a stranger to 127.0.0.1. Its page is strict about scripts."""
    pages = {"html": ""}

    async def page(_):
        headers = {"Content-Security-Policy": pages["policy"]}
        return web.Response(text=pages["html"], content_type="text/html", headers=headers)

    app = web.Application()
    app.router.add_get("/", page)
    site = Site(unused_port())
    site.url, site.pages = f"http://localhost:{site.port}", pages
    await site.start(app)
    yield site
    await site.stop()


@pytest_asyncio.fixture(loop_scope="session")
async def door(database_file, tmp_path, guest):
    async with open_door(database_file, tmp_path, patience=2.0, BOT_EMBED_ORIGINS=guest.url) as opened:
        yield opened


@pytest.fixture
def embed(guest, site, chromium):
    """Opens the other site with our script on it."""

    @asynccontextmanager
    async def embed(options="", *, width=1280, height=800):
        guest.pages["policy"] = f"default-src 'none'; script-src {site.url}; frame-src {site.url}"
        guest.pages["html"] = (
            f'<!doctype html><html lang="en"><title>Guest</title><main><h1>Guest</h1>'
            f'<button data-callguide-open>Ask us</button></main><script src="{site.url}/embed.js" {options}'
            f" async></script>"
        )
        context = await chromium.new_context(viewport={"width": width, "height": height})
        page = await context.new_page()
        complaints = []
        page.on("console", lambda said: complaints.extend([said.text] if said.type == "error" else []))
        await page.goto(guest.url)
        yield page
        await context.close()
        assert [text for text in complaints if "favicon" not in text] == []

    return embed


def knob(page):
    return page.get_by_role("button", name="Ask about the call")


async def framed(page):
    """The page in the frame, once it is there."""
    await expect(page.locator("callguide-widget iframe")).to_be_visible()
    frame = page.frame_locator("callguide-widget iframe")
    await expect(frame.locator("callguide-chat.ready")).to_be_attached()
    return frame


async def test_a_conversation_on_another_site_by_keyboard_alone(door, embed):
    async with embed() as page:
        await expect(page.locator("callguide-widget iframe")).to_have_count(0)  # nothing is loaded before
        await knob(page).focus()
        await page.keyboard.press("Enter")
        frame = await framed(page)
        await expect(frame.get_by_role("textbox", name="Your message")).to_be_focused()
        await page.keyboard.type("hi")
        await page.keyboard.press("Enter")
        await expect(frame.get_by_role("log")).to_contain_text("About: hi")
        await page.keyboard.press("Escape")
        await expect(page.locator("callguide-widget .panel")).to_be_hidden()
        await expect(knob(page)).to_be_focused()
        await expect(knob(page)).to_have_attribute("aria-expanded", "false")
    assert door.engine.texts == ["hi"]


async def test_a_conversation_without_cookie_or_storage_is_left_for_a_new_one(embed):
    async with embed() as page:
        await knob(page).click()
        frame = await framed(page)
        await ask(frame, "my secret")
        await expect(log(frame)).to_contain_text("About: my secret")
        assert await page.context.cookies() == []
        await frame.get_by_role("link", name="New conversation").click()
        await frame.get_by_role("button", name="Start a new conversation").click()
        await expect(log(frame)).not_to_contain_text("secret")
        await ask(frame, "hello")
        await expect(log(frame)).to_contain_text("About: hello")


async def test_answers_that_come_while_it_is_closed_are_counted_until_it_is_opened(door, embed):
    door.engine.seconds = 0.5
    async with embed() as page:
        await page.get_by_role("button", name="Ask us").click()
        frame = await framed(page)
        await ask(frame, "hi")
        await frame.get_by_role("button", name="Close the chat").click()
        await expect(page.get_by_role("button", name="Ask us")).to_be_focused()
        await expect(page.locator("callguide-widget .count")).to_have_text("2 new")
        await knob(page).click()
        await expect(page.locator("callguide-widget .count")).to_be_hidden()
        await expect(log(frame)).to_contain_text("About: hi")


async def test_messages_of_strangers_change_nothing(embed):
    async with embed() as page:
        await knob(page).click()
        frame = await framed(page)
        await page.evaluate("window.postMessage({callguide: 'close'}, '*')")
        await page.evaluate("window.postMessage({callguide: 'unread', count: 9}, '*')")
        await ask(frame, "hi")
        await expect(log(frame)).to_contain_text("About: hi")
        await expect(page.locator("callguide-widget .panel")).to_be_visible()
        await expect(page.locator("callguide-widget .count")).to_be_hidden()


async def test_options_place_it_theme_it_and_open_it_without_taking_the_focus(embed):
    async with embed('data-position="left" data-theme="dark" data-open data-label="Ask"') as page:
        frame = await framed(page)
        await expect(frame.locator("html")).to_have_attribute("data-theme", "dark")
        assert (await page.locator("callguide-widget .panel").bounding_box())["x"] < 100
        assert await page.evaluate("document.activeElement === document.body")
        await expect(page.get_by_role("button", name="Ask", exact=True)).to_be_visible()


async def test_on_a_small_screen_it_fills_the_screen_and_can_be_closed(embed):
    async with embed(width=320, height=600) as page:
        await knob(page).click()
        frame = await framed(page)
        box = await page.locator("callguide-widget iframe").bounding_box()
        assert (box["width"], box["height"]) == (320, 600)
        await frame.get_by_role("button", name="Close the chat").click()
        await expect(knob(page)).to_be_focused()


async def test_a_site_that_is_not_on_the_list_cannot_show_it(chromium, site, guest):
    guest.pages["policy"] = "default-src 'self' http:"
    guest.pages["html"] = f'<iframe src="{site.url}/embed" title="x"></iframe>'
    stranger = guest.url.replace("localhost", "127.0.0.1")  # the same machine by a name nobody allowed
    context = await chromium.new_context()
    page = await context.new_page()
    said = []
    page.on("console", lambda message: said.append(message.text))
    await page.goto(stranger)
    await expect(page.frame_locator("iframe").locator("callguide-chat")).to_have_count(0)
    await context.close()
    assert any("frame-ancestors" in text for text in said)


async def test_the_page_about_embedding_is_its_own_example(visit):
    async with visit("/embedding?theme=dark") as page:
        await page.get_by_role("button", name="Ask the assistant").click()
        frame = await framed(page)
        await expect(frame.locator("html")).to_have_attribute("data-theme", "dark")
        await ask(frame, "hi")
        await expect(log(frame)).to_contain_text("About: hi")
        await page.locator("iframe.inline").scroll_into_view_if_needed()
        await expect(page.frame_locator("iframe.inline").locator("callguide-chat")).to_be_attached()


async def test_over_tls_the_frame_finds_its_conversation_again_where_it_may_store_nothing(
    database_file, tmp_path, guest, chromium
):
    """The cookie is kept for the one site around the frame. The proxy with TLS is played by its header."""
    settings = {"BOT_EMBED_ORIGINS": guest.url, "BOT_TRUSTED_PROXIES": "127.0.0.1"}
    async with open_door(database_file, tmp_path, patience=2.0, **settings) as door:
        site = Site(unused_port())
        await site.start(door.app)
        guest.pages["policy"] = f"default-src 'none'; frame-src {site.url}"
        guest.pages["html"] = f'<!doctype html><title>Guest</title><iframe src="{site.url}/embed"></iframe>'
        context = await chromium.new_context(extra_http_headers={"X-Forwarded-Proto": "https"})
        page = await context.new_page()
        await page.goto(guest.url)
        frame = page.frame_locator("iframe")
        await ask(frame, "my secret")
        await expect(log(frame)).to_contain_text("About: my secret")
        (cookie,) = await context.cookies()
        assert cookie["name"] == "callguide_framed"
        assert cookie["partitionKey"].startswith("http://localhost")
        assert cookie["httpOnly"]
        assert cookie["secure"]
        await page.reload()
        await expect(log(frame)).to_contain_text("About: my secret")
        await frame.get_by_role("link", name="New conversation").click()
        await frame.get_by_role("button", name="Start a new conversation").click()
        await expect(log(frame)).not_to_contain_text("secret")
        await page.reload()
        await ask(frame, "hello")
        await expect(log(frame)).to_contain_text("About: hello")
        await expect(log(frame)).not_to_contain_text("secret")
        await context.close()
        await site.stop()
