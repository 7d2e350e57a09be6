"""What of one partnership a sentence asks for."""

from __future__ import annotations

import pytest

from bot.logic.partnership_aspects import asked_aspects


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("Who leads TEX4IM?", ("lead",)),
        ("How much did TEX4IM get?", ("money",)),
        ("what was the grant of DIGICLUSTERS", ("money",)),
        ("combien a reçu DIGICLUSTERS ?", ("money",)),
        ("Wie viel Geld hat TEX4IM bekommen?", ("money",)),
        ("when did EACN start", ("time",)),
        ("Is TEX4IM still running?", ("time",)),
        ("TEX4IM est-il encore actif ?", ("time",)),
        ("wann hat TEX4IM begonnen?", ("time",)),
        ("what did TEX4IM achieve?", ("results",)),
        ("quali risultati ha raggiunto TEX4IM", ("results",)),
        ("the contact of TEX4IM please", ("contact",)),
        ("TEX4IM website", ("contact",)),
        ("web site of TEX4IM?", ("contact",)),
        ("Ansprechpartner von TEX4IM", ("contact",)),
        ("¿Cuántos miembros tiene EACN?", ("number",)),
        ("how many members does DIGICLUSTERS have", ("number",)),
        ("who coordinates TEX4IM and since when", ("lead", "time")),
    ],
)
def test_what_is_asked_of_a_partnership_is_heard(text: str, asked: tuple[str, ...]) -> None:
    assert asked_aspects(text) == asked


@pytest.mark.parametrize(
    "text", ["tell me about TEX4IM", "TEX4IM", "what does EACN do?", "who is in TEX4IM?"]
)
def test_where_nothing_of_it_is_named_all_of_it_is_wanted(text: str) -> None:
    assert asked_aspects(text) == ()
