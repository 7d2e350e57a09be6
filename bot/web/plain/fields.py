"""Fields of forms: each with a label, a hint where it helps, and its error beside it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from bot.web.plain.html import Html, link, tag
from bot.web.plain.words import words

Choices = Sequence[tuple[str, str]]
"""Value and words of each choice, in order."""


def error_summary(errors: Mapping[str, str]) -> Html | None:
    """All that is wrong, at the top of the page, each a link to its field."""
    if not errors:
        return None
    lines = (tag("li", link(f"#{name}", said)) for name, said in errors.items())
    head = tag("h2", words("frame.problem"), id="problem")
    return tag("div", head, tag("ul", lines), class_="problem", role="alert", aria_labelledby="problem")


def text_field(
    name: str,
    label: str,
    value: str = "",
    *,
    hint: str = "",
    error: str = "",
    kind: str = "text",
    fill: str | None = None,
    mode: str | None = None,
    limit: int | None = None,
    required: bool = False,
) -> Html:
    """One line. `fill` is what browsers may fill in by themselves, `mode` the keyboard to show."""
    box = tag(
        "input",
        type=kind,
        id=name,
        name=name,
        value=value,
        maxlength=limit,
        autocomplete=fill or "off",
        inputmode=mode,
        aria_describedby=_described(name, hint, error),
        aria_invalid="true" if error else None,
        aria_required="true" if required else None,
    )
    return _row(name, label, box, hint, error)


def long_field(
    name: str, label: str, value: str = "", *, hint: str = "", error: str = "", rows: int = 6
) -> Html:
    """Several lines."""
    box = tag(
        "textarea",
        value,
        id=name,
        name=name,
        rows=rows,
        aria_describedby=_described(name, hint, error),
        aria_invalid="true" if error else None,
    )
    return _row(name, label, box, hint, error)


def select_field(
    name: str,
    label: str,
    choices: Choices,
    chosen: str = "",
    *,
    hint: str = "",
    error: str = "",
    empty: str = "",
) -> Html:
    """One of many. `empty` is what stands there while nothing is chosen."""
    options = [("", empty), *choices]
    box = tag(
        "select",
        (tag("option", said, value=value, selected=value == chosen) for value, said in options),
        id=name,
        name=name,
        aria_describedby=_described(name, hint, error),
        aria_invalid="true" if error else None,
    )
    return _row(name, label, box, hint, error)


def radio_field(
    name: str, label: str, choices: Choices, chosen: str = "", *, hint: str = "", error: str = ""
) -> Html:
    """One of a few, all to be seen."""
    return _group(name, label, "radio", choices, {chosen}, hint, error)


def check_field(
    name: str, label: str, choices: Choices, chosen: Iterable[str] = (), *, hint: str = "", error: str = ""
) -> Html:
    """Any number of them."""
    return _group(name, label, "checkbox", choices, set(chosen), hint, error)


def _group(
    name: str, label: str, kind: str, choices: Choices, chosen: set[str], hint: str, error: str
) -> Html:
    boxes = (
        tag(
            "div",
            tag(
                "input",
                type=kind,
                id=name if number == 0 else f"{name}-{number}",
                name=name,
                value=value,
                checked=value in chosen,
            ),
            tag("label", said, for_=name if number == 0 else f"{name}-{number}"),
            class_="pick",
        )
        for number, (value, said) in enumerate(choices)
    )
    picks = tag("div", boxes, class_="picks many" if len(choices) > 12 else "picks")
    notes = (_hint(name, hint), _error(name, error))
    return tag(
        "fieldset",
        tag("legend", label),
        notes,
        picks,
        class_="row wrong" if error else "row",
        aria_describedby=_described(name, hint, error),
    )


def _row(name: str, label: str, box: Html, hint: str, error: str) -> Html:
    notes = (_hint(name, hint), _error(name, error))
    return tag("div", tag("label", label, for_=name), notes, box, class_="row wrong" if error else "row")


def _hint(name: str, hint: str) -> Html | None:
    return tag("p", hint, id=f"{name}-hint", class_="hint") if hint else None


def _error(name: str, error: str) -> Html | None:
    said = (tag("span", words("frame.error_mark"), class_="for-readers"), error)
    return tag("p", said, id=f"{name}-error", class_="error") if error else None


def _described(name: str, hint: str, error: str) -> str | None:
    ids = [f"{name}-{kind}" for kind, said in (("hint", hint), ("error", error)) if said]
    return " ".join(ids) or None
