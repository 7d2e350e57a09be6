"""What all pictures share: an SVG of the server with its words beside it, for those who do not see it."""

from __future__ import annotations

from bot.web.plain.html import Html, tag


def figure(name: str, width: int, height: int, text: str, *shapes: object, caption: object = None) -> Html:
    """A picture. `text` says all that it shows; colours are the style sheet's, by class."""
    drawing = tag(
        "svg",
        tag("title", text, id=f"{name}-title"),
        shapes,
        role="img",
        aria_labelledby=f"{name}-title",
        viewBox=f"0 0 {width} {height}",
        class_=f"picture {name}",
    )
    return tag(
        "figure", drawing, tag("figcaption", caption) if caption else None, class_=f"figure {name}-figure"
    )


def label(x: float, y: float, words: str, *, class_: str = "", anchor: str = "middle") -> Html:
    """Words in a picture."""
    return tag("text", words, x=f"{x:g}", y=f"{y:g}", text_anchor=anchor, class_=class_ or None)


def box(x: float, y: float, width: float, height: float, class_: str) -> Html:
    """A box with round corners."""
    return tag("rect", x=f"{x:g}", y=f"{y:g}", width=f"{width:g}", height=f"{height:g}", rx=6, class_=class_)
