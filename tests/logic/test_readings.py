"""Which messages speak of the call itself."""

from __future__ import annotations

import pytest

from bot.logic.readings import names_the_call


@pytest.mark.parametrize(
    "text", ["is there money in this call for me", "does the call pay for my bakery?", "your call", "ESCP-S3"]
)
def test_the_call_is_named(text: str) -> None:
    assert names_the_call(text)


@pytest.mark.parametrize(
    "text",
    ["the call for volunteers of the Olympics", "the call of the wild", "call a taxi", "the call centre"],
)
def test_another_call_is_not_ours(text: str) -> None:
    assert not names_the_call(text)
