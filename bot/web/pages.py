"""The pages, put together from templates; every value is escaped on its way in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from html import escape
from pathlib import Path
from string import Template

from bot.clock import BRUSSELS
from bot.content.retention import Retention, load_retention
from bot.content.sources import day_in_words
from bot.mail.folder import Kept
from bot.web.sessions import LIFE_SECONDS
from bot.web.text import LIMIT
from bot.web.wording import Wording

FOLDER = Path(__file__).parent / "pages"
STATIC = Path(__file__).parent / "static"
DAY_SECONDS = 24 * 3600
FOR_SCRIPT = (
    "again",
    "bot",
    "change",
    "connecting",
    "countries",
    "entry",
    "failure",
    "lead",
    "left",
    "new_tab",
    "offline",
    "print",
    "receipt",
    "received",
    "reference",
    "save",
    "state_met",
    "state_not_met",
    "state_unknown",
    "step",
    "themes",
    "too_long",
    "unseen",
    "unsent",
    "waiting",
    "why",
    "you",
)
"""Sentences that the page's script says; it finds them as data-* attributes."""

PLACES = {
    "chat": ("index", "chat"),
    "questions": ("questions", "question"),
    "eligibility": ("eligibility",),
    "partnerships": ("partnerships", "partnership"),
    "eoi": ("eoi", "step", "check", "receipt", "save", "own", "code", "change", "changed", "withdraw"),
}
"""Which pages belong to each entry of the navigation; the first is what the entry leads to."""

WELCOME = ("hello", "greeting", "honesty", "begin_with")
THEMES = ("light", "dark")
OPTIONS: dict[str, tuple[str, ...]] = {"position": ("right", "left"), "theme": ("", *THEMES)}
"""What the page about embedding can show on itself; the first of each is what holds where nothing is said."""


class Pages:
    """The few pages there are, in one frame that says the fixed day and whose service this is."""

    def __init__(self, wording: Wording, as_of: date | None, *, mailbox: bool = False) -> None:
        self._wording = wording
        self._as_of = as_of
        self._mailbox = mailbox
        self._frame = _template("frame")

    def with_mailbox(self) -> Pages:
        """The same pages with a link to the mailbox of the demonstration."""
        return Pages(self._wording, self._as_of, mailbox=True)

    def index(self) -> str:
        """The chat."""
        return self._framed("index", chat=self._chat())

    def embed(self, theme: str) -> str:
        """The chat alone, for a frame; `theme` is light, dark or the visitor's own."""
        shown = f' data-theme="{theme}"' if theme in THEMES else ""
        return _template("embed").substitute(
            chat=self._chat(framed=True),
            theme=shown,
            banner=self._banner(),
            independent=escape(self._wording.page("independent")),
        )

    def embedding(self, website: str, chosen: Mapping[str, str]) -> str:
        """How other sites embed the chat. `chosen` options are at work on the page; unknown ones are not."""
        known = {name: chosen[name] for name, values in OPTIONS.items() if chosen.get(name) in values[1:]}
        return self._framed(
            "embedding",
            website=escape(website),
            options="".join(f' data-{name}="{value}"' for name, value in known.items()),
        )

    def _chat(self, *, framed: bool = False) -> str:
        words = {f"data-{key.replace('_', '-')}": self._wording.page(key) for key in FOR_SCRIPT}
        attributes = {"data-limit": str(LIMIT), **words} | ({"data-framed": ""} if framed else {})
        return _template("chat").substitute(
            attributes=" ".join(f'{name}="{escape(value)}"' for name, value in attributes.items()),
            suggestions="".join(
                f'<li><button type="button" class="choice">{escape(question)}</button></li>'
                for question in self._wording.suggestions
            ),
            **{key: escape(self._wording.page(key)) for key in WELCOME},
        )

    def privacy(self) -> str:
        """What happens to what people write."""
        kept = (f"<li>{escape(self._retention(one))}</li>" for one in load_retention().values() if one.days)
        return self._framed("privacy", days=str(LIFE_SECONDS // DAY_SECONDS), retention="".join(kept))

    def _retention(self, one: Retention) -> str:
        return self._wording.page("kept_for", purpose=one.purpose, days=str(one.days))

    def new(self) -> str:
        """Asks whether the conversation shall be left for a new one."""
        return self._framed("new")

    def mailbox(self, mails: Sequence[Kept]) -> str:
        """The mails of the demonstration, in full."""
        nothing = f"<p>{escape(self._wording.page('mailbox_empty'))}</p>"
        return self._framed("mailbox", mails="".join(map(self._mail, mails)) or nothing)

    def not_found(self) -> str:
        """Nothing here, and the way back."""
        return self._framed("not_found")

    def failed(self) -> str:
        """Something broke, and the way on."""
        return self._framed("failed")

    def _framed(self, name: str, **values: str) -> str:
        title, _, main = _template(name).substitute(values).partition("\n")
        return self.framed(name, title, main)

    def framed(self, name: str, title: str, main: str) -> str:
        """Title and content, markup both, in the frame of every page; `name` is for the style sheet."""
        return self._frame.substitute(
            title=title,
            main=main,
            page=name.replace("_", "-"),
            banner=self._banner(),
            independent=escape(self._wording.page("independent")),
            mailbox_link=self._mailbox_link(),
            **{f"at_{entry}": _mark(name, names) for entry, names in PLACES.items()},
        )

    def _mail(self, mail: Kept) -> str:
        moment = mail.sent_at.astimezone(BRUSSELS)
        when = f"{day_in_words(moment.date())}, {moment:%H:%M:%S}"
        sent = self._wording.page("mailbox_sent", recipient=mail.recipient, when=when)
        return (
            f'<section class="letter"><h2>{escape(mail.subject)}</h2>'
            f'<p class="sent">{escape(sent)}</p><pre>{escape(mail.text)}</pre></section>'
        )

    def _mailbox_link(self) -> str:
        if not self._mailbox:
            return ""
        return f' <a href="/mailbox">{escape(self._wording.page("mailbox_link"))}</a>'

    def _banner(self) -> str:
        if self._as_of is None:
            return ""
        day = f"{self._as_of.day} {self._as_of:%B %Y}"
        return f'<p class="banner">{escape(self._wording.page("demonstration", day=day))}</p>'


def _mark(name: str, names: Sequence[str]) -> str:
    """How the entry of the navigation with these pages says that the visitor is there."""
    if name not in names:
        return ""
    return f' aria-current="{"page" if name == names[0] else "true"}"'


def _template(name: str) -> Template:
    return Template((FOLDER / f"{name}.html").read_text(encoding="utf-8"))
