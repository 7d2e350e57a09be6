"""The chat on other sites: who may frame it, what it weighs, and what it loads."""

from __future__ import annotations

import gzip
import re

import pytest

from bot.settings import SettingsError, read_settings
from bot.web.pages import STATIC
from bot.web.sessions import COOKIE, FRAMED
from tests.web.doors import KEY, open_door

MOST_BYTES = 45_000
SITES = "https://www.example.org, http://intranet.example.org:8000"


async def test_without_a_setting_only_our_own_pages_may_frame_the_chat(client):
    response = await client.get("/embed")
    assert "frame-ancestors 'self';" in response.headers["Content-Security-Policy"]
    assert "X-Frame-Options" not in response.headers  # it knows no list of sites
    assert "Set-Cookie" not in response.headers


def behind_tls(database_file, tmp_path):
    """A front door that believes a proxy with TLS, and what that proxy adds."""
    return open_door(database_file, tmp_path, BOT_TRUSTED_PROXIES="127.0.0.1"), {"X-Forwarded-Proto": "https"}


async def test_over_tls_a_frame_gets_a_cookie_for_its_site_alone_that_leads_back(
    database_file, tmp_path, aiohttp_client
):
    opening, tls = behind_tls(database_file, tmp_path)
    async with opening as door:
        client = await aiohttp_client(door.app)
        (cookie,) = (await client.get("/embed", headers=tls)).headers.getall("Set-Cookie")
        value, *ways = cookie.split("; ")
        assert {"HttpOnly", "SameSite=None", "Secure", "Partitioned"} <= set(ways)
        name, _, token = value.partition("=")
        assert name == FRAMED
        known = door.sessions.read(token)
        again = (await client.get("/embed", headers={**tls, "Cookie": value})).headers["Set-Cookie"]
        assert f"{FRAMED}={known.conversation_id}." in again


async def test_on_our_own_pages_the_frame_keeps_to_our_own_cookie(database_file, tmp_path, aiohttp_client):
    opening, tls = behind_tls(database_file, tmp_path)
    async with opening as door:
        client = await aiohttp_client(door.app)
        own = {**tls, "Cookie": f"{COOKIE}={door.sessions.new().token}"}
        assert "Set-Cookie" not in (await client.get("/embed", headers=own)).headers


async def test_a_new_conversation_in_a_frame_is_a_new_one_for_its_cookie_too(
    database_file, tmp_path, aiohttp_client
):
    opening, tls = behind_tls(database_file, tmp_path)
    async with opening as door:
        client = await aiohttp_client(door.app)
        old = door.sessions.new()
        framed = {**tls, "Cookie": f"{FRAMED}={old.token}"}
        response = await client.post("/new", headers=framed, allow_redirects=False)
        given = [one for one in response.headers.getall("Set-Cookie") if one.startswith(FRAMED)]
        assert len(given) == 1
        assert old.conversation_id not in given[0]
        plain = await client.post("/new", headers=tls, allow_redirects=False)
        assert not [one for one in plain.headers.getall("Set-Cookie") if one.startswith(FRAMED)]


async def test_the_sites_of_the_setting_may_frame_the_chat_and_no_other_page(
    database_file, tmp_path, aiohttp_client
):
    async with open_door(database_file, tmp_path, BOT_EMBED_ORIGINS=SITES) as door:
        client = await aiohttp_client(door.app)
        allowed = "frame-ancestors 'self' https://www.example.org http://intranet.example.org:8000;"
        assert allowed in (await client.get("/embed")).headers["Content-Security-Policy"]
        for path in ("/", "/new", "/privacy", "/embedding", "/static/chat.js"):
            headers = (await client.get(path)).headers
            assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
            assert headers["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize(
    "sites",
    [
        "www.example.org",
        "https://",
        "https://*",
        "https://*.example.org",
        "https://example.org/path",
        "https://example.org:port",
        "https://user@example.org",
        "https://example.org; script-src *",
        "ftp://example.org",
    ],
)
def test_what_is_no_site_stops_the_start(sites):
    with pytest.raises(SettingsError, match="BOT_EMBED_ORIGINS"):
        read_settings({"BOT_SECRET_KEY": KEY, "BOT_EMBED_ORIGINS": sites})


async def test_other_sites_may_load_the_one_script_and_nothing_else(client):
    script = await client.get("/embed.js")
    assert script.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert script.content_type in ("text/javascript", "application/javascript")
    for path in ("/static/chat.js", "/static/style.css", "/embed"):
        headers = (await client.get(path)).headers
        assert headers["Cross-Origin-Resource-Policy"] == "same-origin"


async def test_everything_that_the_embedded_chat_loads_is_ours_and_weighs_little(client):
    """The script, the page in the frame, its styles, pictures and modules, each as small as gzip makes it."""
    loaded, waiting = {}, {"/embed.js", "/embed"}
    while waiting:
        path = waiting.pop()
        response = await client.get(path)
        assert response.status == 200, path
        text = await response.text()
        loaded[path] = len(gzip.compress(text.encode()))
        found = {one.replace("./", "/static/") for one in re.findall(r'from ?"(\./[^"]+)"', text)}
        if path == "/embed":
            found |= set(re.findall(r'<(?:link|script|img)[^>]* (?:href|src)="([^"]+)"', text))
        assert all(one.startswith("/static/") for one in found)
        waiting |= found - set(loaded)
    assert len(loaded) == 14
    assert sum(loaded.values()) < MOST_BYTES, loaded


async def test_a_theme_is_one_of_two_and_nothing_else_reaches_the_page(client):
    assert '<html lang="en" data-theme="dark">' in await (await client.get("/embed?theme=dark")).text()
    for theme in ("", "blue", '"><script>'):
        assert '<html lang="en">' in await (await client.get("/embed", params={"theme": theme})).text()


async def test_the_page_about_embedding_shows_the_chosen_options_on_itself(client):
    text = await (await client.get("/embedding?position=left&theme=dark")).text()
    assert '<script src="/embed.js" data-position="left" data-theme="dark" async></script>' in text
    text = await (await client.get("/embedding?position=%22%3E&theme=blue")).text()
    assert '<script src="/embed.js" async></script>' in text


async def test_the_page_about_embedding_names_the_address_that_visitors_see(
    database_file, tmp_path, aiohttp_client
):
    async with open_door(database_file, tmp_path, BOT_PUBLIC_URL="https://callguide.example.org/") as door:
        client = await aiohttp_client(door.app)
        text = await (await client.get("/embedding")).text()
        assert "https://callguide.example.org/embed.js" in text


def test_no_script_of_ours_speaks_to_any_other_place():
    for path in STATIC.glob("*.js"):
        text = re.sub(r"^// .*$", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
        assert re.findall(r"[a-z]+://[a-z]", text) == [], path.name
        assert "postMessage(" not in text.replace("postMessage(news, this.origin)", "").replace(
            "postMessage({ callguide: news }, home)", ""
        )
