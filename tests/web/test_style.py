"""Colours that everybody can read: WCAG 2.2 AA asks 4.5 to 1 for text, 3 to 1 for edges of controls."""

from __future__ import annotations

import re

import pytest

from bot.web.pages import STATIC

CSS = (STATIC / "style.css").read_text(encoding="utf-8")
TEXTS = [
    ("ink", "paper"),
    ("ink", "card"),
    ("ink", "mine"),
    ("ink", "notice"),
    ("quiet", "paper"),
    ("quiet", "card"),
    ("accent", "card"),
    ("accent", "paper"),
    ("on-accent", "accent"),
    ("banner-ink", "banner"),
    ("warning", "paper"),
]
EDGES = [
    ("edge", "card"),
    ("edge", "paper"),
    ("accent", "paper"),
    ("accent", "card"),
    ("notice-line", "paper"),
]


def palettes() -> dict[str, dict[str, str]]:
    """The custom properties of both themes."""
    pairs = re.findall(r"--([\w-]+): light-dark\((#\w{6}), (#\w{6})\);", _root())
    return {
        "light": {name: light for name, light, _ in pairs},
        "dark": {name: dark for name, _, dark in pairs},
    }


def _root() -> str:
    return re.findall(r":root \{(.*?)\}", CSS, re.DOTALL)[0]


def luminance(colour: str) -> float:
    channels = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (
        each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_text_can_be_read_on_its_ground(theme):
    colours = palettes()[theme]
    weak = {pair: contrast(colours[pair[0]], colours[pair[1]]) for pair in TEXTS}
    assert {pair: ratio for pair, ratio in weak.items() if ratio < 4.5} == {}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_edges_of_controls_can_be_seen(theme):
    colours = palettes()[theme]
    weak = {pair: contrast(colours[pair[0]], colours[pair[1]]) for pair in EDGES}
    assert {pair: ratio for pair, ratio in weak.items() if ratio < 3} == {}


def test_colours_stand_in_the_palette_only():
    rest = CSS.replace(_root(), "") + (STATIC / "chat.css").read_text(encoding="utf-8")
    assert re.findall(r"#[0-9a-f]{3,8}\b(?![\w-]*\s*\{)", rest) == []
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
