"""Answers in parts on the page: cards, checklist, progress, read-back and receipt."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.async_api import expect

from tests.browser.answers import ANSWERS, in_parts
from tests.browser.test_chat_page import HOSTILE, ask, connected, log
from tests.web.fake_engine import said

pytestmark = pytest.mark.asyncio(loop_scope="session")  # one browser for all


@pytest.fixture
def door(door):
    door.engine.says.update(ANSWERS)
    return door


async def test_partnerships_are_cards_with_what_is_known_and_nothing_else(visit):
    async with visit() as page:
        await ask(page, "cards")
        first, second = await expect_count(page.locator(".partner"), 2)
        await expect(first.get_by_role("heading", name="ONE")).to_be_visible()
        await expect(first).to_contain_text("Why it is here")
        await expect(first.locator("dd")).to_have_text(
            ["theme Photonics", "Photonics, Health", "Italy, Spain", "Cluster Example"]
        )
        link = first.get_by_role("link", name="Where ONE is described")
        assert await link.get_attribute("href") == "https://example.org/one"
        assert await second.inner_text() == "Second"
        assert "2. Second" not in await log(page).inner_text()  # not said twice


async def test_the_check_says_each_state_in_words(visit):
    async with visit() as page:
        await ask(page, "checklist")
        rows = page.locator(".checks > li")
        await expect(rows.locator("p:first-child")).to_have_text(
            ["Country: Met", "Own legal entity: Not met", "ECCP profile: Not yet known"]
        )
        await expect(page.locator(".card > ul").last).to_have_text("Let a legal entity apply.")
        await expect(page.locator(".card .source")).to_contain_text("The European news page")


async def test_the_form_says_how_far_it_is(visit):
    async with visit() as page:
        await ask(page, "progress")
        await expect(page.locator(".step")).to_have_text("Question 3 of 9: Region")
        await expect(log(page)).to_contain_text("In which region is your organisation?")


READ_IN_ORDER = {
    "cards": (
        "2 partnerships fit",
        "heading",
        "First of all",
        "Why it is here",
        "Themes",
        "Led by",
        "link",
        "Second",
    ),
    "checklist": (
        "Not as things stand",
        "Country",
        "Met",
        "Own legal entity",
        "Not met",
        "Not yet known",
        "smallest",
        "Source:",
    ),
    "progress": ("Question 3 of 9: Region", "In which region", "Skip"),
    "read back": (
        "Please check",
        "Organisation",
        "Cluster Example",
        "Change Organisation",
        "Region",
        "Shall I send",
        "Send it",
    ),
    "receipt": ("Thank you", "Receipt", "Reference", "EOI-EXAM-PLE1", "Received", "Print", "Save as text"),
}


@pytest.mark.parametrize("words", ANSWERS)
async def test_each_kind_of_answer_is_read_in_its_order_and_the_field_comes_last(visit, words):
    async with visit() as page:
        await ask(page, words)
        await expect(page.locator(".message.bot")).to_have_count(1)
        tree = await page.get_by_role("main").aria_snapshot()
        place = tree.index(words)
        for part in ("Callguide:", *READ_IN_ORDER[words], "textbox"):
            assert part in tree[place:], f"{part} is not after what should come before it:\n{tree}"
            place = tree.index(part, place) + 1


async def test_each_line_of_the_read_back_can_be_changed(door, visit):
    async with visit() as page:
        await ask(page, "read back")
        card = page.locator(".message.bot .card")
        await expect(card.locator("> p")).to_have_text(
            ["Please check your expression of interest:", "Shall I send it like this?"]
        )
        await expect(card.locator(".value")).to_have_text(
            ["Cluster Example", "Lombardy (Italy)", "First line\nsecond line"]
        )
        await page.get_by_role("button", name="Change Region").click()
        await expect(log(page)).to_contain_text("About: change the region")
    assert door.engine.texts[-1] == "change the region"


async def test_the_receipt_is_saved_as_a_text_and_printed_alone(visit, tmp_path):
    async with visit() as page:
        await ask(page, "hi")
        await ask(page, "receipt")
        paper = page.get_by_role("region", name="Receipt EOI-EXAM-PLE1")
        await expect(paper).to_contain_text("1 March 2017, 10:00 Brussels time")
        async with page.expect_download() as downloading:
            await paper.get_by_role("button", name="Save as text").click()
        download = await downloading.value
        assert download.suggested_filename == "EOI-EXAM-PLE1.txt"
        saved = Path(await download.path()).read_text(encoding="utf-8")
        assert "Reference: EOI-EXAM-PLE1\n" in saved
        assert "Region: Lombardy (Italy)\n" in saved
        await page.evaluate(
            """() => { window.print = () => {
                window.printed = document.querySelector(".prints") && document.body.className; }; }"""
        )
        await paper.get_by_role("button", name="Print").click()
        assert "prints-receipt" in await page.evaluate("window.printed")
        assert "prints-receipt" not in await page.evaluate("document.body.className")
        await page.evaluate(
            """() => { document.body.classList.add("prints-receipt");
                document.querySelector(".message:has(.receipt)").classList.add("prints"); }"""
        )
        await page.emulate_media(media="print")
        await expect(paper).to_be_visible()
        await expect(page.get_by_text("About: hi")).to_be_hidden()
        await expect(page.locator(".composer")).to_be_hidden()


async def test_a_reload_shows_the_same_parts(visit):
    async with visit() as page:
        for words in ANSWERS:
            await ask(page, words)
            await expect(page.locator("callguide-chat .dots")).to_have_count(0)
        await expect(page.locator(".receipt")).to_be_visible()
        before = await page.locator(".messages .card").all_inner_texts()
        await page.reload()
        await expect(page.locator(".receipt")).to_be_visible()
        assert await page.locator(".messages .card").all_inner_texts() == before


@pytest.mark.parametrize(
    "custom",
    [{"kind": "cards of tomorrow"}, {"kind": "constructor"}, {"kind": "partnerships"}, {"kind": "receipt"}],
)
async def test_parts_that_the_page_does_not_know_leave_the_text(door, visit, custom):
    door.engine.says["hi"] = [in_parts("All is said here.", custom)]
    async with visit() as page:
        await ask(page, "hi")
        await expect(page.locator(".message.bot .card")).to_have_text("Callguide: All is said here.")


async def test_each_message_says_when_it_was_said(visit):
    async with visit() as page:
        await ask(page, "hi")
        await expect(log(page)).to_contain_text("About: hi")
        times = page.locator(".message time")
        assert await times.count() == 2
        moments = await times.evaluate_all("all => all.map((one) => Date.now() - Date.parse(one.dateTime))")
        assert all(0 <= age < 60_000 for age in moments)


async def test_a_new_conversation_begins_in_place_after_a_question(visit):
    async with visit() as page:
        await ask(page, "my secret")
        await expect(log(page)).to_contain_text("About: my secret")
        way = page.get_by_role("link", name="New conversation")
        await way.focus()
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("dialog", name="Start a new conversation?")).to_be_visible()
        await page.keyboard.press("Escape")
        await expect(way).to_be_focused()
        await expect(log(page)).to_contain_text("my secret")
        await way.click()
        await page.get_by_role("button", name="Start a new conversation").click()
        await expect(log(page)).not_to_contain_text("my secret")
        await connected(page)
        await ask(page, "hello")
        await expect(log(page)).to_contain_text("About: hello")
        await page.reload()
        await expect(log(page)).to_contain_text("About: hello")
        await expect(log(page)).not_to_contain_text("my secret")


async def test_what_waits_for_its_answer_outlives_a_reload(door, visit):
    async with visit() as page:
        await connected(page)
        await page.context.set_offline(True)
        await expect(page.locator(".composer .status")).to_have_text("No connection. Trying again …")
        await ask(page, "while away")
        await page.context.set_offline(False)
        await page.reload()
        await expect(log(page)).to_contain_text("About: while away")
        await expect(page.locator(".message.user")).to_have_count(1)
    assert door.engine.texts == ["while away"]
    visit.complaints[:] = [text for text in visit.complaints if "ERR_INTERNET_DISCONNECTED" not in text]


BEFORE = ["<", ">", '"', "'", "&", "`", "{{", "}}", "\\", "/"]
AFTER = ["\u202e", "\u0007", "%00", "javascript:", "//evil.example/"]
STRINGS = [f"{sign}{words}{end}" for words in HOSTILE for sign in BEFORE for end in AFTER]
PLANT = Path(__file__).with_name("plant.js").read_text(encoding="utf-8")


async def test_five_hundred_hostile_strings_are_words_in_every_part(visit):
    """As message, as button, in each part of each kind: no dialog, no request, nothing but text."""
    assert len(set(STRINGS)) == 500
    async with visit() as page:
        await connected(page)
        await page.evaluate(
            """() => { window.reports = 0;
                document.addEventListener("securitypolicyviolation", () => { window.reports += 1; }); }"""
        )
        shown = await page.locator("callguide-chat").evaluate(
            PLANT,
            STRINGS,
        )
        assert all(shown)
        assert len(shown) == 500
        assert await page.evaluate("window.reports") == 0


async def test_hostile_words_in_a_read_back_survive_the_way_through_the_server(door, visit):
    words = HOSTILE[1]
    door.engine.says["hi"] = [
        in_parts(words, {"kind": "read_back", "lines": [{"label": words, "value": words, "say": words}]}),
        said("Shown."),
    ]
    async with visit() as page:
        await ask(page, "hi")
        await expect(page.locator(".read-back .value")).to_have_text(words)
        assert await page.locator(".messages img").count() == 0


async def expect_count(locator, count):
    await expect(locator).to_have_count(count)
    return await locator.all()
