"""The pages without JavaScript in a real browser: complete without any, and by the rules, narrow or dark."""

from __future__ import annotations

import hashlib
import re

import pytest
import pytest_asyncio
from playwright.async_api import expect

from tests.browser.accessibility import AXE, violations
from tests.web.doors import open_door, seeded_database
from tests.web.fake_engine import said
from tests.web.test_plain_eoi import ANSWERS, newest_code

pytestmark = pytest.mark.asyncio(loop_scope="session")  # one browser for all

PAGES = [
    "/chat",
    "/questions",
    "/questions?q=penguins",
    "/questions/call_closing_date",
    "/eligibility",
    "/eligibility?type=cluster_organisation&country=ES&partner=IT&partner=UA&theme=textiles&legal=no",
    "/eligibility?type=emperor",
    "/partnerships",
    "/partnerships?theme=textiles&country=JP",
    "/partnerships/s3p-hydrogen",
    "/partnerships/s3p-ai",
    "/eoi",
    "/eoi/own",
    "/eoi/own/code",
    "/conversation/mail",
    "/conversation/mail/code",
    "/about",
    "/accessibility",
]
CHOSEN = ("country", "theme")
PICKED = {"organisation_type": "Cluster organisation", "role": "Partner", "consent": "I agree"}


@pytest.fixture(scope="session")
def database_file(tmp_path_factory):
    return seeded_database(tmp_path_factory.mktemp("seeded"))


@pytest_asyncio.fixture(loop_scope="session")
async def door(database_file, tmp_path):
    async with open_door(database_file, tmp_path, patience=2.0) as opened:
        yield opened


async def by_the_rules(page):
    """No rule is broken, and nothing scrolls sideways. To tell, axe itself needs JavaScript."""
    assert await violations(page) == []
    assert await page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]


async def as_it_is(page):
    """Where JavaScript is switched off, only what a person does is tested."""


async def answers(page, field, value):
    """Fill in the question that is shown, as a person does, and go on."""
    if field in PICKED:
        await page.get_by_label(PICKED[field], exact=True).check()
    elif field in CHOSEN:
        await page.locator(f"#{field}").select_option(value)
    else:
        await page.locator(f"#{field}").fill(value)
    await page.get_by_role("button", name="Continue").click()


@pytest.mark.parametrize("look", ["light", "dark"])
@pytest.mark.parametrize("path", PAGES)
async def test_a_page_is_by_the_rules_on_a_small_screen(visit, path, look):
    async with visit(path, width=320, color_scheme=look) as page:
        await by_the_rules(page)


async def sends(page, look_at=as_it_is):
    """From a search to the receipt; returns the reference."""
    await page.get_by_role("link", name="TEX4IM").click()
    await page.get_by_role("link", name="Express interest in TEX4IM").click()
    await page.get_by_role("button", name="Begin", exact=True).click()
    for field, value in ANSWERS.items():
        await expect(page.locator(f"#{field}")).to_be_visible()
        await look_at(page)
        await answers(page, field, value)
    await expect(page.get_by_role("heading", level=1)).to_have_text("Check your answers")
    await look_at(page)
    await page.get_by_role("button", name="Send the expression of interest").dblclick()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Your expression of interest is stored")
    await look_at(page)
    return await page.locator(".reference").inner_text()


async def asks_for_a_code(page):
    """Say whose expressions of interest are to be shown."""
    await page.get_by_label("E-mail address").fill("anna@example.org")
    await page.get_by_role("button", name="Send a code").click()


async def withdraws(page, reference, code, look_at=as_it_is):
    """Give the code, look at the status, and withdraw."""
    await page.get_by_label("Code of six digits").fill(code)
    await page.get_by_role("button", name="Continue").click()
    await expect(page.get_by_text("No decision is recorded yet.")).to_have_count(1)
    await look_at(page)
    await page.get_by_role("link", name=f"Withdraw {reference}").click()
    await look_at(page)
    await page.get_by_role("button", name="Yes, withdraw it").click()
    await expect(page.get_by_text("Withdrawn on")).to_be_visible()


@pytest.mark.parametrize(("scripts", "look_at"), [(False, as_it_is), (True, by_the_rules)])
async def test_from_start_to_receipt_status_and_withdrawal(door, visit, scripts, look_at):
    async with visit("/partnerships?theme=textiles", java_script_enabled=scripts) as page:
        reference = await sends(page, look_at)
    async with visit("/eoi/own", java_script_enabled=scripts) as page:  # another device
        await asks_for_a_code(page)
        await withdraws(page, reference, await newest_code(door), look_at)


async def test_a_wrong_answer_is_found_by_the_link_in_the_summary(visit):
    async with visit("/eoi", java_script_enabled=False) as page:
        await page.get_by_role("button", name="Begin a proposal").click()
        await page.get_by_role("button", name="Continue").click()
        await page.get_by_role("alert").get_by_role("link").press("Enter")
        await expect(page.locator("#title")).to_be_focused()
        described = re.compile("Error: This is too short for a title")
        await expect(page.locator("#title")).to_have_accessible_description(described)
    visit.complaints[:] = [text for text in visit.complaints if "422 (Unprocessable" not in text]


async def test_the_chat_without_javascript_holds_a_conversation_with_buttons(door, visit):
    door.engine.says["hi"] = [said("Where are you?", Italy='/inform{"country":"IT"}')]
    async with visit("/", java_script_enabled=False) as page:
        await page.get_by_role("link", name="chat without JavaScript").click()
        await page.get_by_label("Your message").fill("hi")
        await page.get_by_role("button", name="Send").click()
        await expect(page.get_by_text("Where are you?")).to_be_visible()
        await page.get_by_role("button", name="Italy").press("Enter")
        await expect(page.get_by_text('About: /inform{"country":"IT"}')).to_be_visible()


RESULT_IN_ORDER = (
    "banner",
    "navigation",
    "main",
    'heading "Check whether you may take part" [level=1]',
    'heading "Result" [level=2]',
    "Not met",
    "Countries of the partnership",
    "Sources:",
    'heading "Change the answers" [level=2]',
    "What kind of organisation are you?",
    'button "Check"',
    "contentinfo",
)


async def test_a_result_is_read_before_the_form_that_changes_it(visit):
    async with visit(PAGES[5]) as page:
        tree = await page.locator("body").aria_snapshot()
        place = 0
        for part in RESULT_IN_ORDER:
            assert part in tree[place:], f"{part} is not after what should come before it:\n{tree}"
            place = tree.index(part, place) + 1


async def test_a_receipt_and_a_result_print_without_what_is_for_the_screen(visit):
    async with visit(PAGES[5], java_script_enabled=False) as page:
        await page.emulate_media(media="print")
        await expect(page.get_by_role("heading", name="Result")).to_be_visible()
        await expect(page.get_by_role("button", name="Check")).to_be_hidden()
        await expect(page.get_by_role("navigation", name="Pages")).to_be_hidden()


async def test_the_rules_are_the_ones_that_are_named():
    readme = (AXE.parent / "README.md").read_text(encoding="utf-8")
    assert hashlib.sha256(AXE.read_bytes()).hexdigest() in readme
    assert "axe v4.14.1" in AXE.read_text(encoding="utf-8")[:100]
