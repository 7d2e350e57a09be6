"""Settings: environment variables `BOT_*`, read once at the start; what is wrong stops it by name.

`SETTINGS` is the list, with meaning and default. The README shows it, and a test compares the two.
Runs on both Pythons, on the standard library alone.
"""

from __future__ import annotations

import difflib
import hashlib
import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Any

from bot import setting_values as values
from bot.logic.errors import BotError

PURPOSES = ("engine", "actions", "session", "codes", "forms", "my data")
LOOPBACK = "127.0.0.1"
MAIL_FROM = "Callguide <callguide@localhost.localdomain>"


class SettingsError(BotError):
    """A setting is unknown, missing or malformed; the message names it and says what would be right."""


@dataclass(frozen=True)
class Setting:
    """One environment variable. `secret` ones are never shown, neither in errors nor in logs."""

    name: str
    meaning: str
    default: str | None  # None: there is none, it must be given
    parse: Callable[[str], Any]
    secret: bool = False

    @property
    def field(self) -> str:
        """The attribute of `Settings` that holds it: BOT_ENGINE_PORT is `engine_port`."""
        return self.name.removeprefix("BOT_").lower()


@dataclass(frozen=True)
class Settings:
    """What the assistant was told at its start. What must not be seen is left out of the repr."""

    database_url: str = field(repr=False)  # may hold a password
    secret_key: str = field(repr=False)
    rest_token: str = field(repr=False)
    smtp_url: str = field(repr=False)  # may hold a password
    as_of: date | None
    host: str
    port: int
    engine_port: int
    engines: int
    actions_port: int
    public_url: str
    mail_from: str
    mailbox: Path
    log_level: str
    rate_per_minute: int
    rest_rate_per_minute: int
    trusted_proxies: tuple[IPv4Network | IPv6Network, ...]
    embed_origins: tuple[str, ...]

    @property
    def website(self) -> str:
        """Where visitors find the website, for links in mail."""
        return self.public_url or f"http://{self.host}:{self.port}/"

    @property
    def engine_urls(self) -> tuple[str, ...]:
        """Where the front door finds the engines, on ports one after the other; always loopback."""
        ports = range(self.engine_port, self.engine_port + self.engines)
        return tuple(f"http://{LOOPBACK}:{port}" for port in ports)

    @property
    def actions_url(self) -> str:
        """Where the engine finds the action server; always loopback."""
        return f"http://{LOOPBACK}:{self.actions_port}"

    def secret_for(self, purpose: str) -> str:
        """The secret of one purpose. Whoever learns it can work out neither the key nor the other ones."""
        if purpose not in PURPOSES:
            raise SettingsError(f"No secret is called {purpose!r}; there are: {', '.join(PURPOSES)}.")
        return hmac.new(self.secret_key.encode(), purpose.encode(), hashlib.sha256).hexdigest()


def read_settings(environ: Mapping[str, str]) -> Settings:
    """Every setting, checked; raises `SettingsError` for the first one that is unknown, missing or wrong."""
    _refuse_unknown(environ)
    settings = Settings(**{setting.field: _value(setting, environ) for setting in SETTINGS})
    if settings.smtp_url and settings.mail_from == MAIL_FROM:
        raise SettingsError("BOT_MAIL_FROM is not set. Where BOT_SMTP_URL is, mail needs a sender of yours.")
    return settings


def read_setting(name: str, environ: Mapping[str, str]) -> Any:
    """One setting, for commands that need no secret key; unknown names are refused all the same."""
    _refuse_unknown(environ)
    return _value(next(setting for setting in SETTINGS if setting.name == name), environ)


def to_environ(settings: Settings) -> dict[str, str]:
    """The variables that give these settings back, for the processes that we start."""
    held = {entry.name: getattr(settings, entry.name) for entry in fields(settings)}
    return {setting.name: _as_text(held[setting.field]) for setting in SETTINGS}


def _as_text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, tuple):
        return ",".join(str(item) for item in value)
    return value.isoformat() if isinstance(value, date) else str(value)


def _refuse_unknown(environ: Mapping[str, str]) -> None:
    known = [setting.name for setting in SETTINGS]
    for name in sorted(environ):
        if name.startswith("BOT_") and name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            hint = f"Did you mean {near[0]}?" if near else f"Known are: {', '.join(known)}."
            raise SettingsError(f"{name} is not a setting. {hint}")


def _value(setting: Setting, environ: Mapping[str, str]) -> Any:
    given = environ.get(setting.name)
    if given is None and setting.name == "BOT_PORT":
        given = environ.get("PORT")
    if given is None:
        if setting.default is None:
            raise SettingsError(
                f"{setting.name} is not set. It is {setting.meaning[0].lower()}{setting.meaning[1:]}"
            )
        given = setting.default
    try:
        return setting.parse(given.strip())
    except ValueError as error:
        shown = "what is set" if setting.secret else repr(given)
        raise SettingsError(f"{setting.name}: {shown} does not do; {error}.") from None


SETTINGS = (
    Setting(
        "BOT_DATABASE_URL",
        "Database of partnerships, expressions of interest and transcripts: SQLite or PostgreSQL.",
        "sqlite+aiosqlite:///var/callguide.db",
        values.database_url,
        secret=True,
    ),
    Setting(
        "BOT_SECRET_KEY",
        f"The key that all secrets are derived from, at least {values.LEAST_KEY} characters."
        " `make run` makes one for the demonstration.",
        None,
        values.secret_key,
        secret=True,
    ),
    Setting(
        "BOT_REST_TOKEN",
        f"Token of the REST channel, at least {values.LEAST_TOKEN} characters; empty: the channel is off.",
        "",
        values.rest_token,
        secret=True,
    ),
    Setting(
        "BOT_AS_OF",
        "The day that decides what is open, such as `2017-03-01`; empty: the real date."
        " `make run` sets the demonstration day where nothing is set.",
        "",
        values.day,
    ),
    Setting("BOT_HOST", "Address that the front door listens on.", LOOPBACK, values.host),
    Setting("BOT_PORT", "Port of the front door; `PORT` does the same.", "8080", values.port),
    Setting("BOT_ENGINE_PORT", "Port of the engine, on loopback only.", "5005", values.port),
    Setting(
        "BOT_ENGINES", "How many engines run, on the ports from `BOT_ENGINE_PORT` on.", "1", values.engines
    ),
    Setting("BOT_ACTIONS_PORT", "Port of the action server, on loopback only.", "5055", values.port),
    Setting(
        "BOT_SMTP_URL",
        "Mail server: `smtp://user:password@host:587` (STARTTLS; none on loopback without a user) or"
        " `smtps://`; empty: mail stays in `BOT_MAILBOX`.",
        "",
        values.smtp_url,
        secret=True,
    ),
    Setting(
        "BOT_PUBLIC_URL",
        "Address of the website as visitors see it, for links in mail;"
        " empty: host and port of the front door.",
        "",
        values.public_url,
    ),
    Setting(
        "BOT_MAIL_FROM",
        "Sender of all mail; must be set where `BOT_SMTP_URL` is.",
        MAIL_FROM,
        values.mail_from,
    ),
    Setting(
        "BOT_MAILBOX",
        "Folder that mail is put into where no mail server is set, one file a mail.",
        "var/mailbox",
        values.folder,
    ),
    Setting(
        "BOT_LOG_LEVEL", f"How much is logged: {', '.join(values.LOG_LEVELS)}.", "info", values.log_level
    ),
    Setting("BOT_RATE_PER_MINUTE", "Messages a minute that one visitor may send.", "60", values.rate),
    Setting(
        "BOT_REST_RATE_PER_MINUTE", "Messages a minute that the REST token may send.", "600", values.rate
    ),
    Setting(
        "BOT_TRUSTED_PROXIES",
        "Addresses or networks whose `X-Forwarded-For` is believed, separated by commas.",
        "",
        values.networks,
    ),
    Setting(
        "BOT_EMBED_ORIGINS",
        "Sites that may show the chat in a frame or speak with it themselves, such as `https://www.example.org`,"
        " separated by commas; empty: none but our own pages.",
        "",
        values.origins,
    ),
)
