"""A real browser before the real front door."""

from __future__ import annotations

import shutil
from contextlib import asynccontextmanager

import pytest
import pytest_asyncio
from aiohttp import web
from aiohttp.test_utils import unused_port
from playwright.async_api import async_playwright, expect

from tests.dialogues import conftest as dialogues
from tests.web.doors import empty_database, open_door

NO_CHROMIUM = (
    "The browser tests need Chromium, and no program called chromium is here. Debian: apt install chromium."
)

expect.set_options(timeout=15_000)  # a slow machine is no fault of the page

assistant = dialogues.assistant


@pytest.fixture(scope="session")
def database_file(tmp_path_factory):
    return empty_database(tmp_path_factory.mktemp("database"))


@pytest_asyncio.fixture(loop_scope="session")
async def door(database_file, tmp_path):
    async with open_door(database_file, tmp_path, patience=2.0) as opened:
        yield opened


@pytest_asyncio.fixture(loop_scope="session")
async def site(door):
    """The front door, listening; it can be stopped and started again at the same address."""
    site = Site(unused_port())
    await site.start(door.app)
    yield site
    await site.stop()


class Site:
    """An app at a fixed port of loopback."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.url = f"http://127.0.0.1:{port}"
        self._runner: web.AppRunner | None = None

    async def start(self, app: web.Application) -> None:
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self.port).start()

    async def stop(self) -> None:
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def chromium():
    path = shutil.which("chromium") or pytest.fail(NO_CHROMIUM, pytrace=False)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="session")
async def visit(chromium, site):
    """Opens a page as a visitor; afterwards nothing may have gone wrong in the browser's own eyes."""
    visit = visits(chromium, site.url)
    yield visit
    assert visit.complaints == []


@pytest_asyncio.fixture(loop_scope="session")
async def visit_assistant(chromium, assistant):
    """The same, before the whole assistant with its engine."""
    assistant.set_day("2017-03-01")
    visit = visits(chromium, assistant.address)
    yield visit
    assert visit.complaints == []


def visits(chromium, url):
    """What opens pages there, and keeps what the browser complains of."""
    complaints = []

    @asynccontextmanager
    async def visit(path="/", *, width=1280, height=800, **options):
        context = await chromium.new_context(viewport={"width": width, "height": height}, **options)
        page = await context.new_page()
        page.on(
            "console", lambda message: complaints.append(message.text) if message.type == "error" else None
        )
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("dialog", lambda dialog: complaints.append(f"a dialog opened: {dialog.message}"))
        page.on("request", lambda request: _complain_of_strangers(request.url, url, complaints))
        try:
            await page.goto(url + path)
            yield page
        finally:
            await context.close()

    visit.complaints = complaints
    return visit


def _complain_of_strangers(url: str, ours: str, complaints: list[str]) -> None:
    is_ours = url.startswith((ours, ours.replace("http", "ws", 1)))
    complaints.extend([] if is_ours else [f"a request went to {url}"])
