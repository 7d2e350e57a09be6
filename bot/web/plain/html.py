"""Markup put together from parts. Every word is escaped on its way in; only `Html` passes as it is."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape

VOID = frozenset({"input", "br", "hr", "img"})
ADDRESS = re.compile(r"https?://[^\s<>\"'()\[\]{}]+[^\s<>\"'()\[\]{}.,;:!?…]")
ITEM = re.compile(r"^\s*[-•]\s+")


class Html(str):
    """Text that is markup already."""

    __slots__ = ()


def tag(name: str, /, *parts: object, **attributes: object) -> Html:
    """One element. `class_` and `for_` are written without their dash, `aria_label` with one.

    An attribute that is None or False is left out; True stands alone.
    """
    opening = f"<{name}{''.join(_attribute(*pair) for pair in attributes.items())}>"
    return Html(opening) if name in VOID else Html(f"{opening}{joined(*parts)}</{name}>")


def joined(*parts: object) -> Html:
    """Parts one after the other: words are escaped, lists opened up, None is nothing."""
    return Html("".join(_part(part) for part in parts))


def link(href: str, words: str, **attributes: object) -> Html:
    """A link to a page of ours, or to an address of the web."""
    return tag("a", words, href=href, **attributes)


def linked(text: str) -> Html:
    """A line of text with its web addresses as links."""
    made: list[object] = []
    end = 0
    for match in ADDRESS.finditer(text):
        made += [text[end : match.start()], link(match[0], match[0], rel="noopener noreferrer")]
        end = match.end()
    return joined(*made, text[end:])


def prose(text: str) -> Html:
    """Paragraphs at blank lines, lists at lines that begin with a dash; as static/bubbles.js does it."""
    blocks: list[tuple[str, list[Html]]] = []
    fresh = True
    for row in text.split("\n"):
        kind = "ul" if ITEM.match(row) else "p"
        if not row.strip():
            fresh = True
            continue
        if fresh or not blocks or blocks[-1][0] != kind:
            blocks.append((kind, []))
        blocks[-1][1].append(linked(ITEM.sub("", row)))
        fresh = False
    return joined(*(_block(kind, lines) for kind, lines in blocks))


def _block(kind: str, lines: list[Html]) -> Html:
    if kind == "ul":
        return tag("ul", (tag("li", line, dir="auto") for line in lines))
    return tag("p", ((tag("br") if number else None, line) for number, line in enumerate(lines)), dir="auto")


def _part(part: object) -> str:
    if part is None:
        return ""
    if isinstance(part, Html):
        return part
    if isinstance(part, Iterable) and not isinstance(part, str):
        return joined(*part)
    return escape(str(part))


def _attribute(name: str, value: object) -> str:
    if value is None or value is False:
        return ""
    written = name.rstrip("_").replace("_", "-")
    return f" {written}" if value is True else f' {written}="{escape(str(value))}"'
