"""From the greeting to the receipt before the whole assistant: by keyboard alone, and without JavaScript."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import expect

from tests.browser.test_chat_page import connected, field, log
from tests.browser.test_plain_pages import asks_for_a_code, sends, withdraws

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),  # one browser for all
    pytest.mark.xdist_group("assistant"),  # and one engine
]

REFERENCE = re.compile(r"EOI-\w{4}-\w{4}")
MOST_STEPS = 60
LOST = """() => {
  const at = document.activeElement;
  if (!at || at === document.body) return "nothing has the focus";
  const box = at.getBoundingClientRect();
  const within = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  if (!box.width || !box.height || !within) return "what has the focus is out of sight: " + at.outerHTML;
  const rings = [at, at.closest(".field")].filter(Boolean).map((one) => getComputedStyle(one));
  const isRinged = rings.some((one) => one.outlineStyle !== "none" && parseFloat(one.outlineWidth) >= 2);
  return isRinged ? "" : "nothing shows where the focus is: " + at.outerHTML;
}"""


class Keys:
    """Somebody with a keyboard and nothing else, who always sees where they are."""

    def __init__(self, page):
        self.page = page

    async def press(self, key):
        await self.page.keyboard.press(key)
        assert await self.page.evaluate(LOST) == "", key

    async def walk(self, key, aim):
        """Press the key until it is there; everything on the way must be seen."""
        steps = 0
        while not await aim.evaluate("aim => aim === document.activeElement"):
            steps += 1
            assert steps < MOST_STEPS, "it cannot be reached"
            await self.press(key)

    async def choose(self, name):
        """Go back from the field to the newest button of this name, and press it."""
        aim = self.page.locator(".messages").get_by_role("button", name=name, exact=True).last
        await expect(aim).to_be_visible()
        await self.walk("Shift+Tab", aim)
        await self.press("Enter")

    async def say(self, text, answer):
        """Type and send, and wait for the answer."""
        await self.walk("Tab", field(self.page))
        await self.page.keyboard.type(text)
        await self.press("Enter")
        await self.hears(answer)

    async def hears(self, answer):
        """Wait for the answer; until it is there and after it, the focus is in sight."""
        await expect(self.page.locator(".message").last).to_contain_text(answer)
        await expect(self.page.locator("callguide-chat .dots")).to_have_count(0)
        assert await self.page.evaluate(LOST) == ""


async def test_an_interest_is_sent_with_the_keyboard_alone(visit_assistant):
    async with visit_assistant() as page:
        await connected(page)
        keys = Keys(page)
        await keys.press("Tab")
        await expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
        await keys.press("Enter")
        await keys.say("hello", "I guide applicants")
        await keys.say("we want to join TEX4IM", "organisation")
        for text, answer in {
            "Fictional Cluster": "kind",
            "cluster organisation": "country",
            "Italy": "region",
        }.items():
            await keys.say(text, answer)
        await keys.choose("Skip")
        await keys.hears("theme")
        await keys.say("textiles", "partner")
        await keys.say("partner", "Why")
        await keys.say("We bring recycled fibres.", "agree")
        await keys.choose("I agree")
        await keys.hears("name")
        await keys.say("Anna Example", "e-mail")
        await keys.say("anna.keys@example.org", "check")
        await keys.choose("Change Organisation")
        await keys.hears("organisation")
        await keys.say("Another Fictional Cluster", "check")
        await keys.choose("Send it")
        receipt = page.get_by_role("region", name=re.compile("^Receipt EOI-"))
        await expect(receipt).to_contain_text(REFERENCE)
        await expect(receipt).to_contain_text("Another Fictional Cluster")
        await keys.walk("Shift+Tab", receipt.get_by_role("button", name="Print"))
        await expect(log(page)).to_contain_text("stored")


async def test_an_interest_is_sent_and_withdrawn_without_javascript(visit_assistant, assistant):
    async with visit_assistant("/partnerships?theme=textiles", java_script_enabled=False) as page:
        reference = await sends(page)
    async with visit_assistant("/eoi/own", java_script_enabled=False) as page:  # another device
        await asks_for_a_code(page)
        await withdraws(page, reference, assistant.newest_code())
