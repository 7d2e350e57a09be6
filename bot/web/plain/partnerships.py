"""The partnership search and one partnership, each at an address that can be shared."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from aiohttp import web

from bot.content.lexicon import load_lexicon
from bot.content.partnership_words import full_name, lead_line
from bot.content.search_words import reasons_of, results_head
from bot.logic.partnerships import Hit, PartnershipQuery, SearchPage
from bot.web.plain.desk import DESK
from bot.web.plain.fields import Choices, error_summary, select_field, text_field
from bot.web.plain.html import Html, link, prose, tag
from bot.web.plain.one_partnership import sheet
from bot.web.plain.visiting import page
from bot.web.plain.words import words
from bot.web.text import clean

routes = web.RouteTableDef()

PER_PAGE = 10
LONGEST_TEXT = 200
LONGEST_NUMBER = 4
KINDS = ("theme", "country", "programme")
WORDS, PAGE = "q", "page"


@routes.get("/partnerships")
async def partnerships(request: web.Request) -> web.Response:
    """What fits the criteria in the address; without any, all."""
    asked, errors = _asked(request)
    number = _page_number(request.query.get(PAGE, ""))
    query = PartnershipQuery(
        themes=_given(asked, "theme"),
        countries=_given(asked, "country"),
        programmes=_given(asked, "programme"),
        text=asked[WORDS] or None,
    )
    found = await request.app[DESK].partnerships.search(query, limit=PER_PAGE, offset=(number - 1) * PER_PAGE)
    title = words("partnerships.title")
    parts = (
        tag("h1", title),
        tag("p", words("partnerships.lead"), class_="lead"),
        error_summary(errors),
        _form(asked, errors),
        tag("div", prose(results_head(found, query)), role="status", class_="found"),
        tag("ol", (_hit(hit) for hit in found.hits), class_="hits", start=found.offset + 1),
        _pager(found, asked, number),
        None if found.hits else _ways_on(),
    )
    return page(request, "partnerships", title, parts)


@routes.get("/partnerships/{id}")
async def partnership(request: web.Request) -> web.Response:
    """Everything that is known of one, and openly what is not."""
    one = await request.app[DESK].partnerships.get(request.match_info["id"])
    if one is None:
        raise web.HTTPNotFound
    return page(request, "partnership", full_name(one), sheet(one))


def _asked(request: web.Request) -> tuple[dict[str, str], dict[str, str]]:
    """The criteria that are on the lists, and what is wrong with the others."""
    text = clean(request.query.get(WORDS, ""))[:LONGEST_TEXT]
    asked = {name: request.query.get(name, "") for name in KINDS}
    errors = {
        name: words("partnerships.odd_value")
        for name, value in asked.items()
        if value and value not in load_lexicon().ids(name)
    }
    return {**{name: "" if name in errors else value for name, value in asked.items()}, WORDS: text}, errors


def _given(asked: Mapping[str, str], name: str) -> tuple[str, ...]:
    return (asked[name],) if asked[name] else ()


def _page_number(given: str) -> int:
    """The page asked for; the first one where it is no number of a page."""
    is_number = given.isascii() and given.isdigit() and len(given) <= LONGEST_NUMBER
    return max(1, int(given)) if is_number else 1


def _form(asked: Mapping[str, str], errors: Mapping[str, str]) -> Html:
    choosing = (
        select_field(
            name,
            words(f"partnerships.{name}"),
            _choices(name),
            asked[name],
            error=errors.get(name, ""),
            empty=words("partnerships.any"),
        )
        for name in KINDS
    )
    writing = text_field(WORDS, words("partnerships.text"), asked[WORDS], kind="search", limit=LONGEST_TEXT)
    knob = tag("button", words("partnerships.search"), class_="button")
    form = tag("form", choosing, writing, knob, action="/partnerships", method="get", class_="filters")
    return tag("search", form, class_="not-printed")


def _choices(name: str) -> Choices:
    named = [(value, load_lexicon().name_of(name, value)) for value in load_lexicon().ids(name)]
    return named if name == "programme" else sorted(named, key=lambda choice: choice[1].casefold())


def _hit(hit: Hit) -> Html:
    one, reasons = hit.partnership, reasons_of(hit)
    about = f"{load_lexicon().name_of('programme', one.programme)} · {one.thematic_area}"
    return tag(
        "li",
        tag("h2", link(f"/partnerships/{one.id}", full_name(one))),
        tag("p", about, class_="hint"),
        tag("p", lead_line(one)),
        tag("p", words("partnerships.why", reasons=reasons), class_="hint") if reasons else None,
    )


def _pager(found: SearchPage, asked: Mapping[str, str], number: int) -> Html | None:
    pages = -(-found.total // PER_PAGE)
    if pages < 2:
        return None
    steps = (
        (number - 1, "previous", number > 1),
        (number + 1, "next", number < pages),
    )
    links = (
        link(_address(asked, to), words(f"partnerships.{name}"), rel="prev" if name == "previous" else "next")
        for to, name, there in steps
        if there
    )
    place = tag("span", words("partnerships.place", page=number, pages=pages))
    return tag("nav", place, links, class_="pager", aria_label=words("partnerships.pages"))


def _address(asked: Mapping[str, str], number: int) -> str:
    given = {name: value for name, value in asked.items() if value}
    return f"/partnerships?{urlencode({**given, PAGE: number})}"


def _ways_on() -> Html:
    ways = (("/partnerships", "all"), ("/eoi?kind=propose", "propose"))
    return tag("ul", (tag("li", link(address, words(f"partnerships.{name}"))) for address, name in ways))
