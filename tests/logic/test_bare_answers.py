"""What is an answer to a question that nobody asked."""

from __future__ import annotations

import pytest

from bot.logic.bare_answers import is_bare_answer


@pytest.mark.parametrize(
    "text",
    [
        "anna@example.org",
        "follow@example.org",
        "<anna@example.org>",
        "mailto:anna@example.org",
        "my e-mail is anna@example.org",
        "123456",
        "my code is 123 456",
        "anna@example.org 123456",
    ],
)
def test_an_address_and_a_code_by_themselves_are_answers(text: str) -> None:
    assert is_bare_answer(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "code",
        "12345",
        "is it anna@example.org?",
        "erase the data of anna@example.org",
        "status, my address is anna@example.org",
        "EOI-7K3M-Q9TX",
    ],
)
def test_a_wish_beside_them_is_a_wish(text: str) -> None:
    assert not is_bare_answer(text)
