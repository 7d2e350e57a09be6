"""A wish is carried out at once only when nothing in it asks, hedges or says no."""

from __future__ import annotations

import pytest

from bot.logic.yes_no import without_reservation


@pytest.mark.parametrize(
    "text", ["send it", "/submit_eoi", "please submit it now", "ok, send", "yes, send it please"]
)
def test_a_plain_wish_has_no_reservation(text: str) -> None:
    assert without_reservation(text)


@pytest.mark.parametrize(
    "text",
    ["should we send it?", "send it if it is free", "do not send it", "send it, but later", "never send it"],
)
def test_a_question_a_condition_or_a_not_is_a_reservation(text: str) -> None:
    assert not without_reservation(text)
