"""Questions, the check and partnerships as pages: what they say, addresses to share, hostile addresses."""

from __future__ import annotations

import re

import pytest

from bot.content.answers import load_answers
from bot.logic.errors import ContentInvalid
from bot.web.plain.html import Html, prose, tag
from bot.web.plain.words import load_words, words

GOOD_CASE = (
    "/eligibility?type=cluster_organisation&country=ES&partner=IT&partner=PL"
    "&theme=textiles&legal=yes&eccp=yes"
)
PAGES = [
    "/chat",
    "/questions",
    "/questions?q=deadline",
    "/questions/call_closing_date",
    "/eligibility",
    GOOD_CASE,
    "/partnerships",
    "/partnerships/s3p-hydrogen",
    "/eoi",
    "/eoi/own",
    "/eoi/own/code",
    "/about",
    "/accessibility",
]
HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' or 1=1 --",
    "\x00",
    "%",
    "�" * 500,
]


@pytest.mark.parametrize("path", PAGES)
async def test_every_page_has_one_heading_safe_markup_and_no_foreign_request(visitor, path):
    page = await visitor.sees(path)
    assert visitor.status == 200
    assert len(re.findall("<h1[ >]", page)) == 1
    assert not re.search(r"<style|<script|\son\w+=|style=", page)
    assert not re.search(r'(?:src|action)="(?:https?:)?//', page)
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    labelled = set(re.findall(r'<label for="([^"]+)"', page))
    fields = re.findall(r'<(?:input type="(?!hidden)[a-z]+"|select|textarea) id="([^"]+)"', page)
    assert set(fields) <= labelled


@pytest.mark.parametrize("path", ["/questions/none", "/partnerships/none", "/partnerships/%3Cscript%3E"])
async def test_what_is_not_there_is_said(visitor, path):
    await visitor.sees(path)
    assert visitor.status == 404
    assert "There is nothing at this address" in visitor.page


@pytest.mark.parametrize("text", HOSTILE)
async def test_hostile_addresses_are_only_words(visitor, text):
    for path, names in (
        ("/eligibility", ("type", "country", "partner", "theme", "legal", "eccp")),
        ("/partnerships", ("theme", "country", "programme", "q", "page")),
        ("/questions", ("q",)),
    ):
        for name in names:
            await visitor.opens(path, {name: text})
            assert visitor.status == 200
            assert "<script" not in visitor.page
            assert "<img src=x" not in visitor.page


async def test_a_good_case_is_told_requirement_by_requirement_with_sources(visitor):
    await visitor.sees(GOOD_CASE)
    assert "Yes, by what you told me you may take part." in visitor.words
    assert visitor.page.count('<li class="met">') == 7
    assert "3 of at least 3 countries are certain: Spain, Italy and Poland." in visitor.words
    assert "Checked on" in visitor.page
    assert "As on 1 March 2017." in visitor.page
    assert "smallest change" not in visitor.page


async def test_a_case_that_lacks_something_is_told_what_would_help(visitor):
    await visitor.sees("/eligibility?type=cluster_organisation&country=ES&partner=IT&legal=no")
    assert visitor.page.count('<li class="not_met">') == 2
    assert visitor.page.count('<li class="unknown">') == 2
    assert "still open" in visitor.page
    assert "The smallest change that would make it a yes" in visitor.page
    await visitor.sees("/eligibility?type=cluster_organisation&country=ES&partner=IT&partner=UA")
    assert "It hangs on: Ukraine." in visitor.words
    await visitor.sees("/eligibility?type=sme")
    assert "Companies take part through their cluster." in visitor.words
    assert "Countries of the partnership" not in visitor.page


async def test_answers_that_are_not_on_the_list_or_contradict_are_refused_at_their_field(visitor):
    await visitor.sees("/eligibility?type=emperor&partner=none&partner=IT&country=ES")
    assert 'href="#type"' in visitor.page
    assert "take one of them back" in visitor.page
    assert "Result" not in visitor.page
    await visitor.sees("/eligibility?partner=none")
    assert "so far you have 0" in visitor.words or "do not know it yet" in visitor.words


async def test_a_search_can_be_shared_and_has_pages(visitor):
    await visitor.sees("/partnerships")
    assert "I know of 59 partnerships." in visitor.words
    assert "Page 1 of 6" in visitor.page
    assert 'rel="next"' in visitor.page
    assert 'rel="prev"' not in visitor.page
    await visitor.sees("/partnerships?programme=escp-4i&page=2")
    assert '<a href="/partnerships?programme=escp-4i&amp;page=1" rel="prev">' in visitor.page
    await visitor.sees("/partnerships?theme=textiles&country=ES")
    assert "theme Textiles" in visitor.words
    assert '<option value="textiles" selected>' in visitor.page
    await visitor.sees("/partnerships?page=999")
    assert visitor.status == 200


async def test_a_search_says_when_only_near_ones_or_none_are_there(visitor):
    await visitor.sees("/partnerships?theme=textiles&country=JP")
    assert "These come nearest" in visitor.words
    await visitor.sees("/partnerships?country=JP")
    assert "I found no partnership" in visitor.words
    assert "Propose a new partnership" in visitor.page


async def test_a_partnership_shows_its_lead_members_map_sources_and_gaps(visitor):
    await visitor.sees("/partnerships/s3p-hydrogen")
    for said in (
        "Leading regions: Aragon",
        "Countries of EHV-S3P",
        "leads: France, Netherlands and Spain; members: Slovakia",
        "Aragon Hydrogen Foundation (Aragon)",
        "Whether it had an EU grant",
        "How sure we are: medium.",
    ):
        assert said in visitor.words
    assert visitor.page.count('class="lead"><title>') == 3
    assert 'href="/eoi?partnership=s3p-hydrogen"' in visitor.page
    await visitor.sees("/partnerships/escps3-digiclusters")
    assert "EUR " in visitor.words


async def test_what_is_not_known_of_a_partnership_is_said(visitor):
    await visitor.sees("/partnerships/s3p-ai")
    assert "Our sources name no country" in visitor.words
    assert "Who its members are." in visitor.words
    await visitor.sees("/partnerships/s3p-water")
    assert "Not on this map: Malta." in visitor.words
    await visitor.sees("/partnerships/s3p-chemicals")
    assert "Country not in our sources" in visitor.words


async def test_every_partnership_and_every_answer_has_a_page(visitor):
    pages = []
    for number in range(1, 7):
        await visitor.sees(f"/partnerships?page={number}")
        pages += re.findall(r'<h2><a href="(/partnerships/[^"]+)"', visitor.page)
    assert len(set(pages)) == 59
    for path in (*pages, *(f"/questions/{topic}" for topic in load_answers())):
        await visitor.sees(path)
        assert visitor.status == 200, path
        assert (
            "Source" in visitor.page or "stored copy" in visitor.page or "Where this is from" in visitor.page
        )


async def test_questions_are_found_by_their_words_and_nothing_fitting_is_said(visitor):
    await visitor.sees("/questions?q=When+does+the+call+close%3F")
    assert visitor.page.index("/questions/call_closing_date") < visitor.page.index("The call</h2>")
    await visitor.sees("/questions?q=penguins")
    assert 'No written answer fits "penguins".' in visitor.words
    await visitor.sees("/questions?q=the+of")
    assert "No written answer fits" in visitor.words


async def test_a_question_that_no_page_answers_can_be_asked_at_once(seeded_door, visitor):
    await visitor.sees("/questions?q=penguins")
    await visitor.sends("/chat", choice="penguins")
    assert seeded_door.engine.texts == ["penguins"]
    assert "About: penguins" in visitor.page


async def test_the_line_of_dates_says_in_words_what_it_shows(visitor):
    await visitor.sees("/questions")
    assert (
        "First closing date: 31 December 2016. Closing date: 31 March 2017. Today: 1 March 2017."
        in visitor.words
    )


def test_markup_escapes_everything_but_markup():
    assert tag("p", "<b>", Html("<i></i>"), None, ["&"], class_='a"b', hidden=True, id=None) == (
        '<p class="a&quot;b" hidden>&lt;b&gt;<i></i>&amp;</p>'
    )
    assert prose("one\ntwo\n\n- three\n• four") == (
        '<p dir="auto">one<br>two</p><ul><li dir="auto">three</li><li dir="auto">four</li></ul>'
    )


def test_a_sentence_that_is_missing_is_a_fault_of_the_content():
    for key in ("none.such", "eoi.progress"):
        with pytest.raises(ContentInvalid):
            words(key)
    assert all(text.strip() for text in load_words().values())
