"""The pages, put together from templates; every value is escaped on its way in."""

from __future__ import annotations

from datetime import date
from html import escape
from pathlib import Path
from string import Template

from bot.storage.meanings import DAYS_KEPT
from bot.web.sessions import LIFE_SECONDS
from bot.web.text import LIMIT
from bot.web.wording import Wording

FOLDER = Path(__file__).parent / "pages"
STATIC = Path(__file__).parent / "static"
DAY_SECONDS = 24 * 3600
FOR_SCRIPT = (
    "again",
    "bot",
    "connecting",
    "failure",
    "left",
    "new_tab",
    "offline",
    "too_long",
    "unsent",
    "waiting",
    "you",
)
"""Sentences that the page's script says; it finds them as data-* attributes."""

WELCOME = ("hello", "greeting", "honesty", "begin_with")


class Pages:
    """The few pages there are, in one frame that says the fixed day and whose service this is."""

    def __init__(self, wording: Wording, as_of: date | None) -> None:
        self._wording = wording
        self._as_of = as_of
        self._frame = _template("frame")

    def index(self) -> str:
        """The chat."""
        words = {f"data-{key.replace('_', '-')}": self._wording.page(key) for key in FOR_SCRIPT}
        attributes = {"data-limit": str(LIMIT), **words}
        return self._framed(
            "index",
            attributes=" ".join(f'{name}="{escape(value)}"' for name, value in attributes.items()),
            suggestions="".join(
                f'<li><button type="button" class="choice">{escape(question)}</button></li>'
                for question in self._wording.suggestions
            ),
            **{key: escape(self._wording.page(key)) for key in WELCOME},
        )

    def privacy(self) -> str:
        """What happens to what people write."""
        return self._framed("privacy", days=str(LIFE_SECONDS // DAY_SECONDS), choice_days=str(DAYS_KEPT))

    def new(self) -> str:
        """Asks whether the conversation shall be left for a new one."""
        return self._framed("new")

    def not_found(self) -> str:
        """Nothing here, and the way back."""
        return self._framed("not_found")

    def failed(self) -> str:
        """Something broke, and the way on."""
        return self._framed("failed")

    def _framed(self, name: str, **values: str) -> str:
        title, _, main = _template(name).substitute(values).partition("\n")
        return self._frame.substitute(
            title=title,
            main=main,
            page=name.replace("_", "-"),
            banner=self._banner(),
            independent=escape(self._wording.page("independent")),
        )

    def _banner(self) -> str:
        if self._as_of is None:
            return ""
        day = f"{self._as_of.day} {self._as_of:%B %Y}"
        return f'<p class="banner">{escape(self._wording.page("demonstration", day=day))}</p>'


def _template(name: str) -> Template:
    return Template((FOLDER / f"{name}.html").read_text(encoding="utf-8"))
