"""Ports of this machine: which are free, and why one is not."""

from __future__ import annotations

import os
import secrets
import socket

from bot.settings import LOOPBACK

LOWEST, BELOW = 10_000, 32_768
"""Below the ports that Linux gives to outgoing calls (`ip_local_port_range`).

A call to a port from which nothing answers yet may be given that same port to call from. It is then connected
to itself, and whoever was to listen there finds the port taken.
"""


def why_not_listen(host: str, port: int) -> str | None:
    """Why nothing can listen there, as a sentence; None when it can."""
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except socket.gaierror:
        return f"BOT_HOST={host} is not an address."
    except PermissionError:
        return f"Port {port} on {host} needs rights that this user does not have."
    except OSError as error:
        if "in use" in os.strerror(error.errno or 0):
            return f"Port {port} on {host} is already in use."
        return f"Nothing can listen on port {port} of {host}: {os.strerror(error.errno or 0)}."
    return None


def why_not_all(port: int, count: int) -> str | None:
    """The same for so many ports of loopback in a row."""
    problems = (why_not_listen(LOOPBACK, one) for one in range(port, port + count))
    return next(filter(None, problems), None)


def free_port(count: int = 1) -> int:
    """The first of so many ports in a row on loopback that can be listened on."""
    while True:
        first = LOWEST + secrets.randbelow(BELOW - LOWEST - count)
        if not why_not_all(first, count):
            return first
