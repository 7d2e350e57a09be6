"""What comes from elsewhere is what it says it is."""

from __future__ import annotations

import hashlib
import re

from bot.web.pages import STATIC

VENDOR = STATIC / "vendor"


def test_every_foreign_file_has_its_line_and_its_hash():
    listed = dict(
        re.findall(r"^\| `([^`]+)` .* `([0-9a-f]{64})` \|$", (VENDOR / "README.md").read_text(), re.MULTILINE)
    )
    files = {path.name for path in VENDOR.iterdir()} - {"README.md", "socket.io.LICENSE"}
    assert set(listed) == files
    for name, expected in listed.items():
        assert hashlib.sha256((VENDOR / name).read_bytes()).hexdigest() == expected


def test_the_version_named_is_the_version_inside():
    assert "socket.io-client` 4.8.4" in (VENDOR / "README.md").read_text()
    assert "Socket.IO v4.8.4" in (VENDOR / "socket.io.esm.min.js").read_text()[:200]


def test_the_licence_lies_beside_it():
    assert "The MIT License" in (VENDOR / "socket.io.LICENSE").read_text()
