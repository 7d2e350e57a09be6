"""A text is parsed once; who gets it may change it; what is personal or was erased is not kept."""

from __future__ import annotations

import pytest

from bot.engine.remembered_parses import LONGEST, RememberedParses


class Model:
    """Counts what it is asked."""

    def __init__(self):
        self.asked = []

    async def __call__(self, text):
        self.asked.append(text)
        return {"text": text, "entities": [{"entity": "country", "value": "PT"}]}


@pytest.fixture
def model():
    return Model()


async def test_the_same_text_is_parsed_once(model):
    parses = RememberedParses(model)
    assert await parses("textiles") == await parses("textiles")
    assert model.asked == ["textiles"]


async def test_whoever_gets_a_parse_may_change_it(model):
    parses = RememberedParses(model)
    for _ in range(3):
        parsed = await parses("textiles")
        assert len(parsed["entities"]) == 1
        parsed["entities"].clear()


async def test_the_text_that_was_longest_not_asked_goes_first(model):
    parses = RememberedParses(model, keep=2)
    for text in ("a", "b", "a", "c", "a", "b"):
        await parses(text)
    assert model.asked == ["a", "b", "c", "b"]


@pytest.mark.parametrize("text", ["write to kim@example.org", "x" * (LONGEST + 1)])
async def test_an_address_or_a_long_text_is_not_kept(model, text):
    parses = RememberedParses(model)
    await parses(text)
    await parses(text)
    assert model.asked == [text, text]


async def test_an_erasure_lets_go_of_all(model):
    parses = RememberedParses(model)
    await parses("textiles")
    parses.forget()
    await parses("textiles")
    assert model.asked == ["textiles", "textiles"]
