"""What the value of each setting must be: texts come in, values go out, what does not do is said.

Each raises `ValueError` with a sentence of what would be right; `bot.settings` says which setting it was.
"""

from __future__ import annotations

import re
from datetime import date
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.utils import parseaddr
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from urllib.parse import urlsplit

LEAST_KEY = 32
LEAST_TOKEN = 16
MOST_ENGINES = 16
LOG_LEVELS = ("debug", "info", "warning", "error")


def database_url(text: str) -> str:
    if not text.startswith(("sqlite+aiosqlite:///", "postgresql+asyncpg://")):
        raise ValueError("it must start with sqlite+aiosqlite:/// or postgresql+asyncpg://")
    return text


def secret_key(text: str) -> str:
    if len(text) < LEAST_KEY:
        raise ValueError(f"at least {LEAST_KEY} characters are needed, hard to guess")
    return text


def rest_token(text: str) -> str:
    if text and (len(text) < LEAST_TOKEN or not text.isascii() or " " in text):
        raise ValueError(f"at least {LEAST_TOKEN} plain characters without spaces are needed, or nothing")
    return text


def day(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError("a day such as 2017-03-01 is needed, or nothing for the real date") from None


def host(text: str) -> str:
    if not text or any(character in text for character in " /@"):
        raise ValueError("an address to listen on is needed, such as 127.0.0.1")
    return text


def port(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and 0 < int(text) < 2**16):
        raise ValueError("a port from 1 to 65535 is needed")
    return int(text)


def engines(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and 0 < int(text) <= MOST_ENGINES):
        raise ValueError(f"a number of engines from 1 to {MOST_ENGINES} is needed")
    return int(text)


def folder(text: str) -> Path:
    if not text:
        raise ValueError("a folder is needed")
    return Path(text)


def log_level(text: str) -> str:
    if text.lower() not in LOG_LEVELS:
        raise ValueError(f"one of {', '.join(LOG_LEVELS)} is needed")
    return text.lower()


def rate(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and int(text) > 0):
        raise ValueError("a number of messages from 1 up is needed")
    return int(text)


def smtp_url(text: str) -> str:
    if not text:
        return text
    needed = "an address such as smtp://user:password@mail.example.org:587 or smtps://... is needed"
    if any(character.isspace() for character in text):
        raise ValueError(needed)
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        raise ValueError(needed) from None
    complete = parts.scheme in ("smtp", "smtps") and parts.hostname and port != 0
    if not complete or parts.path.strip("/") or parts.query or parts.fragment:
        raise ValueError(needed)
    if parts.username and not parts.password:
        raise ValueError("a user needs a password, each character other than letters and digits as %XX")
    return text


def public_url(text: str) -> str:
    if not text:
        return text
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname or any(map(str.isspace, text)):
        raise ValueError("an address such as https://callguide.example.org/ is needed")
    return text


def mail_from(text: str) -> str:
    needed = "an address such as Callguide <callguide@example.org> is needed"
    name, address = parseaddr(text)
    try:
        whole = str(Address(name, addr_spec=address))
    except (ValueError, IndexError, HeaderParseError):
        raise ValueError(needed) from None
    if not (address.isascii() and address.partition("@")[2]) or any(sign in text for sign in "\r\n"):
        raise ValueError(needed)
    return whole


def origins(text: str) -> tuple[str, ...]:
    return tuple(_origin(item.strip()) for item in text.split(",") if item.strip())


def _origin(text: str) -> str:
    needed = "sites such as https://www.example.org are needed, each without a path, separated by commas"
    try:
        parts = urlsplit(text)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise ValueError(needed) from None
    rest = parts.path or parts.query or parts.fragment or parts.username or parts.password
    if parts.scheme not in ("http", "https") or rest or not re.fullmatch(r"[a-z0-9.-]+", host):
        raise ValueError(needed)
    return f"{parts.scheme}://{host}" + (f":{port}" if port else "")


def networks(text: str) -> tuple[IPv4Network | IPv6Network, ...]:
    try:
        return tuple(ip_network(item.strip()) for item in text.split(",") if item.strip())
    except ValueError:
        raise ValueError("addresses or networks are needed, such as 10.0.0.2,192.168.0.0/24") from None
