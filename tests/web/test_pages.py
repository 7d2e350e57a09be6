"""The pages: what each must say, and what protects whoever reads it."""

from __future__ import annotations

import re
from html import escape
from html.parser import HTMLParser

import pytest

from bot.content.retention import load_retention
from bot.web.pages import FOR_SCRIPT, STATIC, Pages
from bot.web.sessions import COOKIE
from bot.web.wording import Wording, load_wording
from tests.web.doors import open_door

HTML = {"Accept": "text/html,application/xhtml+xml"}
UNFRAMED = ["/", "/embedding", "/privacy", "/new", "/mailbox", "/no-such-page"]
PAGES = [*UNFRAMED, "/embed"]


class Outline(HTMLParser):
    """The tags of a page with their attributes; complains when one is not closed."""

    VOID = frozenset({"meta", "link", "img", "br", "input"})

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


@pytest.mark.parametrize("path", PAGES)
async def test_every_page_says_the_day_and_whose_service_it_is(client, path):
    text = await (await client.get(path, headers=HTML)).text()
    assert "Demonstration: this page behaves as on 1 March 2017." in text
    assert "This is an independent assistant, not a service of the European Commission." in text


async def test_without_a_fixed_day_no_page_speaks_of_a_demonstration(database_file, tmp_path, aiohttp_client):
    async with open_door(database_file, tmp_path, BOT_AS_OF="") as door:
        client = await aiohttp_client(door.app)
        for path in PAGES:
            text = await (await client.get(path, headers=HTML)).text()
            assert "Demonstration" not in text
            assert "not a service of the European Commission" in text


@pytest.mark.parametrize("path", PAGES)
async def test_every_page_is_well_formed_and_has_no_inline_script_or_style(client, path):
    outline = Outline(await (await client.get(path, headers=HTML)).text())
    assert ("html", {"lang": "en"}) in outline.tags
    assert [tag for tag, _ in outline.tags].count("h1") == 1
    assert [tag for tag, _ in outline.tags].count("main") == 1
    for tag, attributes in outline.tags:
        assert tag != "style"
        assert tag != "script" or "src" in attributes
        assert not any(name == "style" or name.startswith("on") for name in attributes)


@pytest.mark.parametrize("path", PAGES)
async def test_no_page_asks_another_host_for_anything(client, path):
    outline = Outline(await (await client.get(path, headers=HTML)).text())
    for _, attributes in outline.tags:
        for name in ("src", "href", "action"):
            assert (attributes.get(name) or "/").startswith(("/", "#"))


@pytest.mark.parametrize("path", [*UNFRAMED, "/health", "/metrics", "/static/chat.js", "/socket.io/?EIO=4"])
async def test_every_answer_carries_its_safety_headers(client, path):
    headers = (await client.get(path)).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "Server" not in headers
    assert "Access-Control-Allow-Origin" not in headers


async def test_over_tls_the_browser_is_told_to_stay_there(database_file, tmp_path, aiohttp_client):
    async with open_door(database_file, tmp_path, BOT_TRUSTED_PROXIES="127.0.0.1") as door:
        client = await aiohttp_client(door.app)
        response = await client.get("/", headers={"X-Forwarded-Proto": "https"})
        assert "Strict-Transport-Security" in response.headers
        assert "Secure" in response.headers["Set-Cookie"]


async def test_the_first_visit_begins_a_conversation_that_later_visits_find_again(door, client):
    first = await client.get("/")
    cookie = first.headers["Set-Cookie"]
    assert all(flag in cookie for flag in ("HttpOnly", "SameSite=Lax", "Max-Age=2592000", "Path=/"))
    assert first.headers["Cache-Control"] == "no-store"
    session = door.sessions.read(first.cookies[COOKIE].value)
    second = await client.get("/")
    assert door.sessions.read(second.cookies[COOKIE].value).conversation_id == session.conversation_id


@pytest.mark.parametrize("cookie", ["", "forged", "web-x.y.z", "\\udcff"])
async def test_a_cookie_that_is_not_ours_begins_a_new_conversation(door, client, cookie):
    response = await client.get("/", headers={"Cookie": f"{COOKIE}={cookie}"})
    assert response.status == 200
    assert door.sessions.read(response.cookies[COOKIE].value)


async def test_the_privacy_page_says_how_long_everything_is_kept(client):
    page = await (await client.get("/privacy", headers=HTML)).text()
    for kept in load_retention().values():
        assert (f"{escape(kept.purpose)} {kept.days} days." in page) is (kept.days is not None)


async def test_a_new_conversation_is_begun_on_demand_only_from_our_own_page(door, client):
    before = door.sessions.read((await client.get("/")).cookies[COOKIE].value)
    foreign = await client.post("/new", headers={"Origin": "https://evil.example"}, allow_redirects=False)
    assert foreign.status == 403
    assert COOKIE not in foreign.cookies
    own = {"Origin": f"http://{client.host}:{client.port}"}
    response = await client.post("/new", headers=own, allow_redirects=False)
    assert (response.status, response.headers["Location"]) == (303, "/")
    assert door.sessions.read(response.cookies[COOKIE].value).conversation_id != before.conversation_id


async def test_an_unknown_address_is_a_page_for_people_and_a_reason_for_programs(client):
    page = await client.get("/no-such-page", headers=HTML)
    assert (page.status, page.content_type) == (404, "text/html")
    assert "There is nothing at this address" in await page.text()
    program = await client.get("/no-such-page")
    assert (program.status, (await program.json())["error"]) == (404, "not_found")


@pytest.mark.parametrize(
    "path",
    [
        "/conversations/x/tracker",
        "/model",
        "/status",
        "/static/../app.py",
        "/static/%2e%2e/app.py",
        "/static/",
    ],
)
async def test_nothing_of_the_engine_or_of_our_code_is_served(client, path):
    response = await client.get(path)
    assert response.status in {403, 404}


async def test_a_bug_is_a_page_with_a_way_on(client, monkeypatch):
    def broken(self):
        raise RuntimeError("secret detail")

    monkeypatch.setattr(Pages, "privacy", broken)
    response = await client.get("/privacy", headers=HTML)
    assert response.status == 500
    text = await response.text()
    assert "Something went wrong on our side" in text
    assert "secret detail" not in text


def test_sentences_are_escaped_on_their_way_into_a_page():
    page = dict.fromkeys(load_wording().keys("page"), '<b>"$x"</b>') | {"suggestions": ["<i>$y</i>"]}
    text = Pages(Wording({"visitor": {}, "page": page, "api": {}}), None).index()
    assert "<b>" not in text
    assert "<i>$y" not in text
    assert "&lt;b&gt;&quot;$x&quot;&lt;/b&gt;" in text


def test_the_script_finds_every_sentence_it_says_and_no_other():
    script = "".join(path.read_text(encoding="utf-8") for path in STATIC.glob("*.js"))
    named = set(re.findall(r"(?:this\.dataset|words)\.(\w+)", script)) - {"limit", "replace"}
    snake = {re.sub(r"([A-Z])", lambda match: "_" + match[1].lower(), name) for name in named}
    assert snake == set(FOR_SCRIPT)


def test_the_script_never_writes_markup():
    for path in STATIC.glob("*.js"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(
            r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|new Function", text
        )
