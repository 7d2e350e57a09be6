"""Where a request comes from."""

from __future__ import annotations

from ipaddress import ip_network

import pytest
from aiohttp.test_utils import make_mocked_request

from bot.web.addresses import client_address, is_https, is_same_origin

PROXIES = (ip_network("10.0.0.0/8"), ip_network("::1/128"))


def request_from(address: str, **headers: str):
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return make_mocked_request("GET", "/", headers=named).clone(remote=address)


@pytest.mark.parametrize(
    ("remote", "forwarded", "address"),
    [
        ("1.2.3.4", "", "1.2.3.4"),
        ("1.2.3.4", "9.9.9.9", "1.2.3.4"),
        ("10.0.0.1", "9.9.9.9", "9.9.9.9"),
        ("10.0.0.1", "8.8.8.8, 9.9.9.9", "9.9.9.9"),
        ("10.0.0.1", "9.9.9.9, 10.0.0.2", "9.9.9.9"),
        ("10.0.0.1", "", "10.0.0.1"),
        ("::1", "9.9.9.9", "9.9.9.9"),
        ("10.0.0.1", "<script>", "unknown"),
        ("2001:db8:1:2:3:4:5:6", "", "2001:db8:1:2::/64"),
        ("", "9.9.9.9", "unknown"),
    ],
)
def test_only_our_proxies_are_believed(remote, forwarded, address):
    headers = {"X_Forwarded_For": forwarded} if forwarded else {}
    assert client_address(request_from(remote, **headers), PROXIES) == address


def test_only_our_proxies_can_say_that_a_visitor_came_over_tls():
    assert is_https(request_from("10.0.0.1", X_Forwarded_Proto="https"), PROXIES)
    assert not is_https(request_from("1.2.3.4", X_Forwarded_Proto="https"), PROXIES)
    assert not is_https(request_from("10.0.0.1"), PROXIES)


@pytest.mark.parametrize(
    ("origin", "host", "same"),
    [
        (None, "here:8080", True),
        ("http://here:8080", "here:8080", True),
        ("https://Here:8080", "here:8080", True),
        ("http://here", "here:8080", False),
        ("http://there:8080", "here:8080", False),
        ("http://here:8080.evil.example", "here:8080", False),
        ("null", "here:8080", False),
        ("http://[broken", "here:8080", False),
        ("http://here:8080", None, False),
    ],
)
def test_a_page_of_another_host_is_foreign(origin, host, same):
    assert is_same_origin(origin, host) is same
