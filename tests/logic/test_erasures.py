"""An address is taken out of what others wrote, however it is spelled; other addresses stay."""

from __future__ import annotations

from collections import Counter

import pytest

from bot.logic.erasures import NOTHING, Erased, without_address

ADA = "ada@example.org"


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("ada@example.org", "…"),
        ("Write to ADA@Example.ORG, please", "Write to …, please"),
        ("<ada@example.org>; 'ada@example.org'", "<…>; '…'"),
        ("ada @ example.org or ada＠example.org", "… or …"),
        ("It is ada@example.org.", "It is …."),
        ("It is ada@example.org.Thanks", "It is ….Thanks"),
        ("mailto:ada@example.org?subject=x", "mailto:…?subject=x"),
        ("lada@example.org", "lada@example.org"),
        ("x.ada@example.org", "x.ada@example.org"),
        ("x-ada@example.org and x+ada@example.org", "x-ada@example.org and x+ada@example.org"),
        ("ada@example.org.uk", "ada@example.org.uk"),
        ("ada@example.organic ada@example.org-x.eu", "ada@example.organic ada@example.org-x.eu"),
        ("ada@exampleXorg", "ada@exampleXorg"),
        ("", ""),
    ],
)
def test_only_this_address_is_left_out(text: str, left: str) -> None:
    assert without_address(text, ADA) == left


def test_it_is_found_at_any_depth() -> None:
    value = {"one": [ADA, 1, None, {"two": f"To {ADA}"}], "three": True}
    assert without_address(value, ADA) == {"one": ["…", 1, None, {"two": "To …"}], "three": True}


def test_two_erasures_add_up() -> None:
    one = Erased(Counter(eois=1), ("c1",), (ADA,))
    assert one + one + NOTHING == Erased(Counter(eois=2), ("c1", "c1"), (ADA, ADA))
    assert "c1" not in repr(one)
    assert ADA not in repr(one)
