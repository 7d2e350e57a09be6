"""Filling in and sending the forms of the pages without JavaScript, as a browser does."""

from __future__ import annotations

from html import unescape
from html.parser import HTMLParser

from tests.web.test_pages import HTML, Outline


class Forms(HTMLParser):
    """The forms of a page: where each goes, and what it would send as it stands."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.forms: dict[str, dict[str, str]] = {}
        self._fields: dict[str, str] = {}
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "form":
            self._fields = self.forms.setdefault(given["action"], {})
        if tag == "input" and given.get("type") == "hidden":
            self._fields[given["name"]] = given["value"]


class Visitor:
    """Somebody at the website without JavaScript. `page` is what is shown, `status` its status."""

    def __init__(self, client) -> None:
        self._client = client
        self.server = client.server
        self.page = ""
        self.status = 0
        self.path = ""

    async def sees(self, path: str) -> str:
        """Open an address."""
        await self._show(await self._client.get(path, headers=HTML))
        return self.page

    async def opens(self, path: str, query: dict[str, str]) -> str:
        """Open an address with these values in it."""
        await self._show(await self._client.get(path, params=query, headers=HTML))
        return self.page

    async def sends(self, action: str, **fields: str) -> str:
        """Send the form of this page that goes there."""
        hidden = Forms(self.page).forms[action]
        await self._show(await self._client.post(action, data={**hidden, **fields}, headers=HTML))
        return self.page

    async def answers(self, **fields: str) -> str:
        """Send the form of the question that is shown."""
        action = next(one for one in Forms(self.page).forms if "/step/" in one or "/change/" in one)
        return await self.sends(action, **fields)

    async def _show(self, response) -> None:
        self.page = await response.text()
        self.status, self.path = response.status, response.url.path
        Outline(self.page)

    @property
    def words(self) -> str:
        """The page as it reads."""
        return unescape(self.page)
