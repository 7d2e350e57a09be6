"""What is left of a message that is kept: no way to reach or to tell a person."""

from __future__ import annotations

import pytest

from bot.logic.redaction import LONGEST_KEPT, without_contacts

LEFT_OUT = [
    "write to ada@example.org please",
    "write to ada @ example.org please",
    "write to <ada@example.org>, please",
    "write to ada＠example.org please",
    "write to ada(at)example.org please",
    "write to ada [at] example.org please",
    "write to mailto:ada@example.org please",
    "see https://example.org/people/ada please",
    "see www.example.org/ada please",
    "call +32 2 000 00 00 please",
    "call 0032/2.000.00.00 please",
    "call (02) 000-00-00 please",
    "call +３２ ２ ０００ ００ ００ please",
    "account DE89 3704 0044 0532 0130 00 please",
    "VAT number BE0123456789 please",
    "born on 01.02.1970 please",
    "status of EOI-7K3M-Q9TX please",
    "status of t-7k3m-q9tx please",
]


@pytest.mark.parametrize("text", LEFT_OUT)
def test_what_leads_to_a_person_is_left_out(text: str) -> None:
    kept = without_contacts(text)
    assert "…" in kept
    assert kept.endswith("please")
    for trace in ("ada", "example", "000", "０", "3704", "0123", "1970", "7k3m"):
        assert trace not in kept.casefold()


@pytest.mark.parametrize(
    "text",
    [
        "does NUTS 2 count, and is 75 % right?",
        "the period 2014-2020 of ESIF",
        "at least 3 countries or 4?",
        "is 31 March 2017 the last day?",
        "EUR 350 000 for whom",
        "",
    ],
)
def test_other_words_and_numbers_stay(text: str) -> None:
    assert without_contacts(text) == text


def test_it_is_one_line_and_not_longer_than_may_be_kept() -> None:
    assert without_contacts("a\n\tb\x00c") == "a b c"
    kept = without_contacts("x" * (LONGEST_KEPT - 5) + " ada@example.org and more")
    assert len(kept) == LONGEST_KEPT
    assert "@" not in kept
    assert "ada" not in kept
