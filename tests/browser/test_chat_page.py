"""The chat page as people use it: by keyboard, by screen reader, on a small screen, on a bad day."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import expect

from bot.web.app import create_app
from bot.web.engine import EngineClient
from bot.web.plain.desk import open_desk
from tests.web.fake_engine import SOURCE, noted, said

pytestmark = pytest.mark.asyncio(loop_scope="session")  # one browser for all

COUNTRIES = {"Italy": '/inform{"country":"IT"}', "Spain": '/inform{"country":"ES"}'}


def field(page):
    return page.get_by_role("textbox", name="Your message")


def log(page):
    return page.get_by_role("log", name="Conversation")


async def ask(page, text):
    """Type and send."""
    await field(page).fill(text)
    await field(page).press("Enter")


async def connected(page):
    """Wait until the page has its history; before that, it would be put over what a test shows."""
    await expect(page.locator("callguide-chat.ready")).to_be_attached()


async def scrolls_sideways(page):
    return await page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")


async def test_a_question_is_asked_and_answered_with_the_keyboard_alone(door, visit):
    door.engine.says["hi"] = [said("Where are you?", **COUNTRIES)]
    async with visit() as page:
        for _ in range(20):
            await page.keyboard.press("Tab")
            if await field(page).evaluate("field => field === document.activeElement"):
                break
        await page.keyboard.type("hi")
        await page.keyboard.press("Enter")
        await expect(log(page)).to_contain_text("Where are you?")
        await expect(field(page)).to_be_focused()
        await expect(field(page)).to_have_value("")
        await page.keyboard.press("Shift+Tab")
        await expect(page.get_by_role("button", name="Spain")).to_be_focused()
        await page.keyboard.press("Enter")
        await expect(log(page)).to_contain_text("About: /inform")
        await expect(page.get_by_role("button", name="Spain")).to_be_focused()
    assert door.engine.texts == ["hi", COUNTRIES["Spain"]]


async def test_screen_readers_find_their_way_and_hear_who_speaks(visit):
    async with visit() as page:
        await ask(page, "When does it close?")
        await expect(log(page)).to_contain_text("About: When does it close?")
        await expect(log(page)).to_have_attribute("aria-live", "polite")
        tree = await page.get_by_role("main").aria_snapshot()
        order = ("Hello, I am", "You:", "When does it close?", "Callguide:", "About:", "Source:", "textbox")
        places = [tree.index(words) for words in order]
        assert places == sorted(places)
        for role in ("banner", "main", "contentinfo", "navigation"):
            await expect(page.get_by_role(role)).to_have_count(1)
        await expect(page.get_by_role("heading", level=1)).to_have_text("Chat with Callguide")


async def test_the_first_screen_greets_and_its_questions_are_sent_as_plain_text(door, visit):
    async with visit() as page:
        await expect(page.get_by_text("Hello, I am Callguide.")).to_be_visible()
        await expect(page.get_by_text("Demonstration: this page behaves as on 1 March 2017.")).to_be_visible()
        await expect(page.get_by_text("not a service of the European Commission")).to_be_visible()
        await page.get_by_role("button", name="Can our cluster take part?").click()
        await expect(log(page)).to_contain_text("About: Can our cluster take part?")
    assert door.engine.texts == ["Can our cluster take part?"]


async def test_the_source_is_a_quiet_line_of_its_answer_with_a_safe_link(visit):
    async with visit() as page:
        await ask(page, "hi")
        line = page.locator(".message.bot .card .source")
        await expect(line).to_contain_text("Source: The European news page (example.org")
        link = line.get_by_role("link")
        assert await link.get_attribute("href") == "https://example.org/news/call"
        assert await link.get_attribute("rel") == "noopener noreferrer"
        assert await page.locator(".message.bot").count() == 1


async def test_buttons_show_their_title_and_send_their_payload(door, visit):
    door.engine.says["hi"] = [said("Where are you?"), said(SOURCE, "utter_source", **COUNTRIES)]
    async with visit() as page:
        await ask(page, "hi")
        await page.get_by_role("button", name="Italy").dblclick()
        await expect(page.locator(".message.user .card")).to_have_text(["You: hi", "You: Italy"])
        await expect(log(page)).to_contain_text("About: /inform")
    assert door.engine.texts == ["hi", COUNTRIES["Italy"]]


async def test_a_reload_keeps_the_conversation_and_its_buttons_work(door, visit):
    door.engine.says["hi"] = [said("Where are you?"), said(SOURCE, "utter_source", **COUNTRIES)]
    async with visit() as page:
        await ask(page, "hi")
        await page.get_by_role("button", name="Italy").click()
        await expect(log(page)).to_contain_text("About: /inform")
        before = await page.locator(".messages .card").all_inner_texts()
        await page.reload()
        await expect(log(page)).to_contain_text("About: /inform")
        assert await page.locator(".messages .card").all_inner_texts() == before
        await page.get_by_role("button", name="Spain").click()
        await expect(page.locator(".message.user .card").last).to_have_text("You: Spain")
        await expect(page.locator(".message.bot")).to_have_count(3)
    assert door.engine.texts[-1] == COUNTRIES["Spain"]


async def test_two_tabs_show_the_same_conversation(visit):
    async with visit() as page:
        await ask(page, "first")
        await expect(log(page)).to_contain_text("About: first")
        tab = await page.context.new_page()
        await tab.goto(page.url)
        await expect(log(tab)).to_contain_text("About: first")
        await ask(page, "second")
        await expect(log(tab)).to_contain_text("You: second")
        await expect(log(tab)).to_contain_text("About: second")


async def test_another_browser_sees_nothing_of_it(visit):
    async with visit() as page, visit() as other:
        await ask(page, "my secret")
        await expect(log(page)).to_contain_text("About: my secret")
        await ask(other, "hello")
        await expect(log(other)).to_contain_text("About: hello")
        await other.reload()
        await expect(log(other)).to_contain_text("About: hello")
        assert "secret" not in await log(other).inner_text()


async def test_a_new_conversation_leaves_the_old_one_behind(visit):
    async with visit() as page:
        await ask(page, "my secret")
        await expect(log(page)).to_contain_text("About: my secret")
        await page.get_by_role("link", name="New conversation").click()
        await page.get_by_role("button", name="Start a new conversation").click()
        await ask(page, "hello")
        await expect(log(page)).to_contain_text("About: hello")
        assert "secret" not in await log(page).inner_text()


# --- bad days ---


async def test_a_slow_answer_is_announced_while_it_is_looked_up(door, visit):
    door.engine.seconds = 0.4
    async with visit() as page:
        status = page.locator(".composer .status")
        await ask(page, "hi")
        await expect(status).to_have_text("Callguide is looking it up …")
        assert await status.get_attribute("role") == "status"
        await expect(page.locator(".dots")).to_be_visible()
        await expect(log(page)).to_contain_text("About: hi")
        await expect(status).to_have_text("")
        await expect(page.locator(".dots")).to_have_count(0)


@pytest.mark.parametrize("fault", ["empty_list", "failed", "hang_up", "not_json"])
async def test_a_failed_answer_is_visible_and_the_message_can_be_sent_again(door, visit, fault):
    door.engine.fault = fault
    async with visit() as page:
        await ask(page, "hi")
        await expect(page.locator(".message.notice")).to_contain_text(
            "Sorry, something went wrong on our side"
        )
        door.engine.fault = ""
        await page.get_by_role("button", name="Send again").click()
        await expect(log(page)).to_contain_text("About: hi")
        await expect(page.get_by_role("button", name="Send again")).to_have_count(0)
        await expect(page.locator(".message.user")).to_have_count(1)


@pytest.mark.parametrize("reply", ["{}", "{text: ''}", "{text: null, metadata: null}"])
async def test_an_empty_reply_is_shown_as_a_failure(visit, reply):
    async with visit() as page:
        await connected(page)
        await page.locator("callguide-chat").evaluate(f"chat => chat.hear({reply})")
        await expect(page.locator(".message.notice")).to_contain_text("Sorry, no answer came back")


async def test_no_reply_at_all_is_shown_as_a_failure(visit):
    async with visit() as page:
        await connected(page)
        await page.locator("callguide-chat").evaluate(
            """chat => {
                chat.deliver = (entry) => chat.settle(entry, null, { outcome: "answered", replies: 0 });
                chat.send("hi");
            }"""
        )
        await expect(page.locator(".message.notice")).to_contain_text("Sorry, no answer came back")
        await expect(page.get_by_role("button", name="Send again")).to_be_visible()


async def test_a_refusal_is_shown_and_is_not_offered_again(door, visit):
    async with visit() as page:
        await ask(page, "/")
        await expect(page.locator(".message.notice")).to_contain_text("Please write your question in words")
        await expect(page.get_by_role("button", name="Send again")).to_have_count(0)
    assert door.engine.texts == []


async def test_when_the_connection_is_lost_the_page_says_so_and_what_was_typed_goes_out_later(
    door, site, visit
):
    async with visit() as page:
        await ask(page, "before")
        await expect(log(page)).to_contain_text("About: before")
        await site.stop()
        await expect(page.locator(".composer .status")).to_have_text("No connection. Trying again …")
        await ask(page, "while away")
        await expect(page.locator(".message.user .card").last).to_have_text("You: while away")
        client = EngineClient(door.engine.url, door.settings.secret_for("engine"))
        await site.start(
            create_app(
                door.settings,
                messages=door.messages,
                outbox=door.outbox,
                engine=client,
                ping=door.database.ping,
                desk=open_desk(door.settings, door.database),
            )
        )
        await expect(log(page)).to_contain_text("About: while away", timeout=20_000)
        await expect(page.locator(".message.user")).to_have_count(2)
        await expect(page.locator(".composer .status")).to_have_text("")
    visit.complaints[:] = [text for text in visit.complaints if "ERR_CONNECTION_REFUSED" not in text]


async def test_a_message_that_is_too_long_is_counted_kept_and_not_sent(door, visit):
    async with visit() as page:
        await field(page).fill("😀" * 1900)
        await expect(page.locator("#count")).to_have_text("100 characters left")
        await field(page).fill("a" * 2500)
        await expect(page.locator("#count")).to_have_text("Too long by 500 characters. The limit is 2,000.")
        await field(page).press("Enter")
        await page.get_by_role("button", name="Send", exact=True).click()
        assert len(await field(page).input_value()) == 2500
        assert await field(page).get_attribute("aria-invalid") == "true"
        await ask(page, "short")
        await expect(log(page)).to_contain_text("About: short")
    assert door.engine.texts == ["short"]


# --- looks ---


@pytest.mark.parametrize("path", ["/", "/privacy", "/new", "/mailbox", "/no-such-page"])
async def test_no_page_scrolls_sideways_at_320_pixels(visit, path):
    async with visit(path, width=320, height=600) as page:
        assert not await scrolls_sideways(page)
        await expect(page.get_by_role("contentinfo")).to_contain_text(
            "not a service of the European Commission"
        )
    visit.complaints[:] = [text for text in visit.complaints if "404" not in text]


async def test_on_a_small_phone_the_pages_are_in_a_menu_and_most_of_it_is_for_the_conversation(visit):
    async with visit(width=320, height=568) as page:
        await connected(page)
        assert (await log(page).bounding_box())["height"] > 568 * 0.6
        menu = page.get_by_role("button", name="Menu")
        await menu.focus()
        await page.keyboard.press("Enter")
        here = page.get_by_role("navigation").get_by_role("link", name="Chat", exact=True)
        await expect(here).to_have_attribute("aria-current", "page")
        await page.keyboard.press("Tab")
        await expect(here).to_be_focused()
        await page.keyboard.press("Escape")
        await expect(here).to_be_hidden()
        await expect(menu).to_be_focused()
        await menu.click()
        await page.get_by_role("link", name="New conversation").click()
        await page.get_by_role("button", name="Go on with the present one").click()
        await expect(menu).to_be_focused()
        await menu.click()
        await page.get_by_role("link", name="Questions").click()
        await expect(page.get_by_role("heading", level=1)).to_have_text("Questions and answers")


async def test_on_a_very_low_screen_the_field_stays_and_an_answer_is_shown_from_its_question_on(visit):
    async with visit(width=640, height=400) as page:
        await ask(page, "first")
        await expect(log(page)).to_contain_text("About: first")
        await ask(page, "second")
        await expect(page.get_by_text("You: second")).to_be_in_viewport()
        await expect(page.get_by_text("About: second")).to_be_in_viewport()
        await expect(page.get_by_text("You: first")).not_to_be_in_viewport()
        await expect(field(page)).to_be_in_viewport()
        await page.reload()
        await expect(page.get_by_text("About: second")).to_be_in_viewport()


async def test_a_conversation_with_long_words_does_not_scroll_sideways_at_320_pixels(door, visit):
    long = "Donaudampfschifffahrt" * 30
    url = "https://example.org/" + "path/" * 60
    door.engine.says["hi"] = [said(f"{long}\n- {long}\n\n{url}", "utter_answer", **{"A" * 80: "/affirm"})]
    async with visit(width=320, height=600) as page:
        await ask(page, "hi")
        await expect(page.locator(".message.bot ul.choices")).to_be_visible()
        await ask(page, "a" * 1990)
        await expect(page.locator(".message.bot")).to_have_count(2)
        assert not await scrolls_sideways(page)
        assert await page.locator(".log").evaluate("log => log.scrollWidth <= log.clientWidth")
        await expect(field(page)).to_be_in_viewport()


async def test_an_answer_is_paragraphs_and_lists(door, visit):
    door.engine.says["hi"] = [said("One.\nTwo.\n\n- first\n- second\n\nLast.")]
    async with visit() as page:
        await ask(page, "hi")
        card = page.locator(".message.bot .card")
        await expect(card.locator("p")).to_have_text(["One.Two.", "Last."])
        await expect(card.locator("li")).to_have_text(["first", "second"])


async def test_everything_to_click_is_at_least_24_pixels_high(door, visit):
    door.engine.says["hi"] = [said("Sure?", Yes="/affirm"), said(SOURCE, "utter_source")]
    async with visit(width=360, height=700) as page:
        await ask(page, "hi")
        await expect(page.get_by_role("button", name="Yes")).to_be_visible()
        door.engine.fault = "failed"
        await ask(page, "again")
        await expect(page.get_by_role("button", name="Send again")).to_be_visible()
        for target in await page.locator(
            "button:visible, header a:visible, footer a:visible, textarea"
        ).all():
            assert (await target.bounding_box())["height"] >= 24, await target.inner_text()


async def test_nothing_moves_for_those_who_asked_for_calm(door, visit):
    door.engine.seconds = 0.4
    async with visit(reduced_motion="reduce") as page:
        await ask(page, "hi")
        dot = page.locator(".dots i").first
        assert await dot.evaluate("dot => getComputedStyle(dot).animationName") == "none"
        await expect(log(page)).to_contain_text("About: hi")


async def test_with_forced_colours_edges_stay_visible(visit):
    async with visit(forced_colors="active") as page:
        for selector in (".choice", ".send", ".field"):
            style = await page.locator(selector).first.evaluate(
                "part => getComputedStyle(part).borderTopStyle"
            )
            assert style == "solid"


async def test_without_javascript_the_page_says_what_is_missing(visit):
    async with visit(java_script_enabled=False) as page:
        await expect(page.get_by_text("This chat needs JavaScript")).to_be_visible()
        await expect(page.locator("form.composer")).to_be_hidden()
        await expect(page.locator(".suggestions")).to_be_hidden()


# --- hostile words ---

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=https://evil.example/x onerror=alert(1)>",
    "<a href='javascript:alert(1)'>click</a>",
    "javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "<svg/onload=alert(1)>",
    "{{7*7}} ${alert(1)} $main",
    "&lt;script&gt;",
    "</textarea><iframe src=//evil.example>",
    "\"' onfocus=alert(1) autofocus='",
]


@pytest.mark.parametrize("words", HOSTILE)
async def test_hostile_words_are_shown_as_words(door, visit, words):
    door.engine.says[words] = [
        said(words, "utter_answer"),
        said(f"Source: {words}", "utter_source", **{words: "/affirm"}),
    ]
    async with visit() as page:
        await ask(page, words)
        for place in (".message.user .card", ".message.bot .card > p:first-of-type"):
            await expect(page.locator(place)).to_contain_text(words)
        source = f"Source: {words.replace('https://evil.example/x', 'evil.example')}"  # links there are short
        await expect(page.locator(".message.bot .source")).to_have_text(source)
        await expect(page.locator(".message .choice")).to_have_text(words.replace("_", " "))
        await page.reload()
        await expect(page.locator(".message.user .card")).to_contain_text(words)
        assert (
            await page.locator(".messages").locator("script, img, iframe, svg, a:not([href^=http])").count()
            == 0
        )


async def test_only_web_addresses_become_links_and_without_what_follows_them(door, visit):
    door.engine.says["hi"] = [
        said(
            "See https://example.org/a?b=1&c=2. Or (http://example.org/x), not ftp://example.org, "
            "javascript:alert(1), file:///etc/passwd or example.org."
        )
    ]
    async with visit() as page:
        await ask(page, "hi")
        await expect(log(page)).to_contain_text("file:///etc/passwd")
        links = await page.locator(".message a").evaluate_all("links => links.map((link) => link.href)")
    assert links == ["https://example.org/a?b=1&c=2", "http://example.org/x"]


async def test_a_sentence_in_another_language_is_marked_so_also_after_a_reload(door, visit):
    note = noted("pl")
    door.engine.says["Kiedy?"] = [note, said("On 31 March."), said(SOURCE, "utter_source")]
    async with visit() as page:
        await ask(page, "Kiedy?")
        await expect(log(page)).to_contain_text("On 31 March.")
        await expect_one_note(page, note["text"])
        await page.reload()
        await expect(log(page)).to_contain_text("On 31 March.")
        await expect_one_note(page, note["text"])


async def expect_one_note(page, text):
    """One bubble says its language, and the source is not hung to it."""
    await expect(page.locator(".message[lang]")).to_have_count(1)
    await expect(page.locator('.message.bot[lang="pl"]')).to_contain_text(text)
    await expect(page.locator(".message[lang] .source")).to_have_count(0)
    await expect(page.locator(".message.bot")).to_have_count(2)


async def test_right_to_left_text_is_set_right_to_left(visit):
    async with visit() as page:
        await ask(page, "مرحبا بكم")
        await expect(log(page)).to_contain_text(re.compile("About: مرحبا"))
        direction = await page.locator(".message.user .card p").evaluate(
            "card => getComputedStyle(card).direction"
        )
        assert direction == "rtl"
