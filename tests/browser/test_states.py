"""Every state of the chat by the rules for accessibility, and its picture in var/screens to look at."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.async_api import expect

from tests.browser.accessibility import violations
from tests.browser.answers import ANSWERS
from tests.browser.test_chat_page import ask, connected, log, scrolls_sideways
from tests.web.fake_engine import SOURCE, said

pytestmark = pytest.mark.asyncio(loop_scope="session")  # one browser for all

SCREENS = Path(__file__).parents[2] / "var" / "screens"
LOOKS = {
    "wide": {"width": 1280, "height": 800},
    "narrow": {"width": 320, "height": 640},
    "dark": {"width": 900, "height": 800, "color_scheme": "dark"},
    "forced": {"width": 900, "height": 800, "forced_colors": "active"},
}
AWAY = ("ERR_INTERNET_DISCONNECTED", "ERR_CONNECTION")


@pytest.fixture(params=LOOKS)
def look(request, visit):
    """Opens a page in one of the looks; `check` looks at a state of it."""

    class Look:
        def __call__(self, path="/"):
            return visit(path, **LOOKS[request.param])

        async def check(self, page, state):
            await page.evaluate('document.querySelector(".log")?.scrollTo(0, 1e6)')
            SCREENS.mkdir(parents=True, exist_ok=True)
            await page.screenshot(path=SCREENS / f"{state}-{request.param}.png")
            assert await violations(page) == [], state
            assert not await scrolls_sideways(page)

    return Look()


async def opened_menu(page):
    """Small screens have the pages in a menu."""
    menu = page.get_by_role("button", name="Menu")
    if await menu.is_visible():
        await menu.click()


async def test_the_first_screen_what_waits_and_what_went_wrong(door, visit, look):
    door.engine.says["hi"] = [said("Where are you?"), said(SOURCE, "utter_source", Italy="/a", Spain="/b")]
    async with look() as page:
        await connected(page)
        await look.check(page, "open")
        await opened_menu(page)
        await look.check(page, "menu")
        await page.keyboard.press("Escape")
        door.engine.seconds = 1.5
        await ask(page, "hi")
        await expect(page.locator(".dots")).to_be_visible()
        await look.check(page, "waiting")
        await expect(page.get_by_role("button", name="Italy")).to_be_visible()
        await look.check(page, "buttons")
        door.engine.seconds, door.engine.fault = 0, "failed"
        await ask(page, "again")
        await expect(page.get_by_role("button", name="Send again")).to_be_visible()
        await look.check(page, "error")
        await page.context.set_offline(True)
        await expect(page.locator(".composer .status")).to_have_text("No connection. Trying again …")
        await look.check(page, "offline")
        await page.context.set_offline(False)
    visit.complaints[:] = [text for text in visit.complaints if not any(sign in text for sign in AWAY)]


async def test_every_kind_of_answer(door, look):
    door.engine.says.update(ANSWERS)
    for words in ANSWERS:
        async with look() as page:
            await ask(page, words)
            await expect(page.locator(".message.bot")).to_have_count(1)
            await look.check(page, words.replace(" ", "-"))


async def test_the_question_before_a_new_conversation(look):
    async with look() as page:
        await connected(page)
        await opened_menu(page)
        await page.get_by_role("link", name="New conversation").click()
        await expect(page.get_by_role("dialog")).to_be_visible()
        await look.check(page, "new")


async def test_the_widget_closed_and_open_and_what_is_in_its_frame(look):
    async with look("/embedding") as page:
        knob = page.get_by_role("button", name="Ask about the call")
        await expect(knob).to_be_visible()
        await look.check(page, "closed")
        await knob.click()
        frame = page.frame_locator("callguide-widget iframe")
        await expect(frame.locator("callguide-chat.ready")).to_be_attached()
        await look.check(page, "widget")
    async with look("/embed") as page:
        await ask(page, "hi")
        await expect(log(page)).to_contain_text("About: hi")
        await look.check(page, "frame")
