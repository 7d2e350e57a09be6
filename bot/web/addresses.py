"""Where a request comes from, as far as that can be believed."""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import IPv4Network, IPv6Network, ip_address
from urllib.parse import urlsplit

from aiohttp import web

Networks = Sequence[IPv4Network | IPv6Network]
SHARED_PREFIX = 64


def client_address(request: web.BaseRequest, trusted: Networks) -> str:
    """The nearest address that is no proxy of ours; of IPv6 the network, because one visitor has many."""
    address = request.remote or ""
    forwarded = request.headers.get("X-Forwarded-For", "").split(",")
    while _is_trusted(address, trusted) and forwarded and forwarded[-1].strip():
        address = forwarded.pop().strip()
    return _shared(address)


def is_https(request: web.BaseRequest, trusted: Networks) -> bool:
    """Did the visitor come over TLS, here or at a proxy of ours?"""
    if _is_trusted(request.remote or "", trusted):
        return request.headers.get("X-Forwarded-Proto", request.scheme) == "https"
    return request.scheme == "https"


def is_same_origin(origin: str | None, host: str | None) -> bool:
    """Does the page that asks come from the host that is asked? Programs send no origin, and no cookie."""
    return origin is None or (host is not None and _host(origin) == host.lower())


def _host(origin: str) -> str:
    try:
        return urlsplit(origin).netloc.lower()
    except ValueError:
        return ""


def _is_trusted(address: str, trusted: Networks) -> bool:
    try:
        parsed = ip_address(address)
    except ValueError:
        return False
    return any(parsed in network for network in trusted if network.version == parsed.version)


def _shared(address: str) -> str:
    try:
        parsed = ip_address(address)
    except ValueError:
        return "unknown"
    if parsed.version == 6:
        return str(IPv6Network((parsed, SHARED_PREFIX), strict=False))
    return address
