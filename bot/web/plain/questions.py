"""Questions and answers by subject, each at an address of its own, and a search over them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from aiohttp import web

from bot.content.answers import Answer, answer_groups, load_answers, render
from bot.content.call_status import status_on
from bot.content.sources import source_line
from bot.content.steps import step_titles
from bot.logic.question_search import best_answers
from bot.web.pictures.dates import dates
from bot.web.plain.chat import ask_button
from bot.web.plain.desk import DESK
from bot.web.plain.fields import text_field
from bot.web.plain.html import Html, joined, link, linked, prose, tag
from bot.web.plain.visiting import page
from bot.web.plain.words import words
from bot.web.text import clean
from bot.web.visits import visit

routes = web.RouteTableDef()

QUESTION = "q"
LONGEST = 300
ORDER = (
    "call",
    "support",
    "regions",
    "results",
    "grant",
    "innosup",
    "after",
    "definitions",
    "meanings",
    "service",
)
PAGES = {
    "check_eligibility": "/eligibility",
    "find_partnerships": "/partnerships",
    "show_partnership": "/partnerships",
    "express_interest": "/eoi",
    "propose_partnership": "/eoi?kind=propose",
    "eoi_status": "/eoi/own",
    "continue_eoi": "/eoi/own",
}
"""Where a next step of an answer leads here; others are for the chat."""


@routes.get("/questions")
async def questions(request: web.Request) -> web.Response:
    """All of them, or what fits the words in the address."""
    asked = clean(request.query.get(QUESTION, ""))[:LONGEST]
    title = words("questions.title")
    session = visit(request)
    box = text_field(QUESTION, words("questions.search_label"), asked, kind="search", limit=LONGEST)
    knob = tag("button", words("questions.search"), class_="button")
    search = tag("search", tag("form", box, knob, action="/questions", method="get", class_="filters"))
    found = None
    if asked:
        found = joined(_found(request, asked), ask_button(request, session, asked))
    parts = (
        tag("h1", title),
        tag("p", words("questions.lead"), class_="lead"),
        search,
        found,
        dates(request.app[DESK].today()) if not asked else None,
        _groups(),
    )
    return page(request, "questions", title, parts, session=session)


@routes.get("/questions/{topic}")
async def question(request: web.Request) -> web.Response:
    """One answer with its sources."""
    answer = load_answers().get(request.match_info["topic"])
    if answer is None:
        raise web.HTTPNotFound
    status = status_on(request.app[DESK].today())
    said = [render(answer, status)]
    if answer.more:
        said.append(render(answer, status, more=True))
    facts = dict.fromkeys(fact for one in said for fact in one.facts)
    parts = (
        tag("p", link("/questions", words("questions.back")), class_="not-printed"),
        tag("h1", answer.title),
        prose(said[0].text),
        (tag("h2", words("questions.more")), prose(said[1].text)) if answer.more else None,
        tag("p", linked(source_line(facts)), class_="source"),
        _related(answer.next),
    )
    return page(request, "question", answer.title, parts)


def _found(request: web.Request, asked: str) -> Html:
    """What fits, or openly that nothing does."""
    status = status_on(request.app[DESK].today())
    topics = best_answers(asked, _searched(status))
    if not topics:
        said = (words("questions.nothing", question=asked), " ", words("questions.nothing_next"))
        return tag("p", said, role="status", class_="found")
    head = tag("h2", words("questions.found", question=asked), role="status")
    return joined(head, _list(load_answers()[topic] for topic in topics))


@cache
def _searched(status: str) -> dict[str, tuple[str, str]]:
    """Title and text of every answer for a state of the call."""
    searched = {}
    for topic, answer in load_answers().items():
        said = render(answer, status).text
        more = render(answer, status, more=True).text if answer.more else ""
        searched[topic] = (answer.title, f"{said} {more}")
    return searched


def _groups() -> Html:
    """Every subject with its questions."""
    answers, groups = load_answers(), answer_groups()
    sections = (
        (tag("h2", words(f"questions.{group}")), _list(answers[topic] for topic in groups[group]))
        for group in sorted(groups, key=ORDER.index)
    )
    return joined(*sections)


def _list(answers: Iterable[Answer]) -> Html:
    items = (tag("li", link(f"/questions/{one.topic}", one.title)) for one in answers)
    return tag("ul", items, class_="topics")


def _related(steps: Iterable[str]) -> Html | None:
    """Next questions, and steps that have a page."""
    answers, titles = load_answers(), step_titles()
    links = [
        link(f"/questions/{step}", answers[step].title)
        if step in answers
        else link(PAGES[step], titles[step])
        for step in steps
        if step in answers or step in PAGES
    ]
    if not links:
        return None
    items = (tag("li", one) for one in links)
    return joined(tag("h2", words("questions.related")), tag("ul", items, class_="not-printed"))
