"""Every letter is complete, holds no fact of its own, and cannot be bent by what stands in its blanks."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from bot.content import letters
from bot.content.letters import COMMON, SUBJECT_LIMIT, letter_of, load_letters
from bot.content.loader import CONTENT
from bot.logic.errors import ContentInvalid

TEXTS = {
    path.stem: yaml.safe_load(path.read_text(encoding="utf-8"))
    for path in sorted((CONTENT / "letters").glob("*.yml"))
}
KINDS = sorted(load_letters())
FACT = re.compile(r"[0-9€]|https?:|www\.|@|January|February|March|April|June|July|August|September|October")


def test_every_kind_of_letter_is_there() -> None:
    assert KINDS == [
        "code",
        "contact_asked",
        "conversation",
        "draft_saved",
        "eoi_address_changed",
        "eoi_changed",
        "eoi_decision",
        "eoi_receipt",
        "eoi_withdrawn",
        "follow_begun",
        "follow_news",
        "interest_erased",
        "interest_notice",
        "interest_withdrawn",
        "new_follower",
        "ticket_received",
    ]


@pytest.mark.parametrize("kind", [*KINDS, COMMON])
def test_no_letter_holds_a_fact(kind: str) -> None:
    assert FACT.findall(yaml.safe_dump(TEXTS[kind], allow_unicode=True)) == []


@pytest.mark.parametrize("kind", KINDS)
def test_every_letter_says_whose_it_is(kind: str) -> None:
    _, text = letter_of(kind).written(dict.fromkeys(letter_of(kind).placeholders, "x"))
    assert "an independent assistant, not a service of the European Commission" in text


@pytest.mark.parametrize("kind", KINDS)
def test_a_value_too_few_or_too_many_is_refused(kind: str) -> None:
    full = dict.fromkeys(letter_of(kind).placeholders, "x")
    for name in full:
        with pytest.raises(ContentInvalid, match=name):
            letter_of(kind).written({other: "x" for other in full if other != name})
    with pytest.raises(ContentInvalid, match="unknown"):
        letter_of(kind).written({**full, "unknown": "x"})


def test_the_code_letter_says_what_protects_it() -> None:
    subject, text = letter_of("code").written({"code": "012345", "minutes": "10"})
    assert "012345" not in subject  # it would show on a locked screen
    assert "your code is: 012345" in text
    assert "It works for 10 minutes" in text
    assert "Never pass it on. Nobody will ask you for it" in text
    assert "If you did not ask for a code, you can ignore this letter" in text


def test_a_value_stays_on_its_line_and_a_subject_is_one_line() -> None:
    evil = "Ada\r\nBcc: eve@example.org\r\n\r\nPay here \u202etxt\x00\u2028{reference}"
    values = dict.fromkeys(letter_of("interest_notice").placeholders, evil)
    subject, text = letter_of("interest_notice").written({**values, "fields": [evil, "second"]})
    assert len(subject.splitlines()) == 1
    assert "Ada Bcc: eve@example.org Pay here txt {reference}" in text
    assert "\nBcc" not in text
    assert "{reference}\nsecond" in text


def test_a_long_name_does_not_make_a_long_subject() -> None:
    values = {**dict.fromkeys(letter_of("interest_notice").placeholders, "x"), "organisation": "a" * 999}
    subject, _ = letter_of("interest_notice").written(values)
    assert len(subject) == SUBJECT_LIMIT
    assert subject.endswith("…")


def test_what_is_left_empty_leaves_no_gap() -> None:
    values = {**dict.fromkeys(letter_of("eoi_decision").placeholders, "x"), "note": ""}
    assert "\n\n\n" not in letter_of("eoi_decision").written(values)[1]


def test_parts_are_looked_up_by_name() -> None:
    assert letter_of("eoi_decision").word("note", note="a\nb") == "What was noted: a b"
    with pytest.raises(ContentInvalid, match="eoi_decision"):
        letter_of("eoi_decision").word("lost")
    with pytest.raises(ContentInvalid, match="value"):
        letter_of("eoi_decision").word("line", label="x")


def test_a_kind_that_nobody_wrote_is_named() -> None:
    with pytest.raises(ContentInvalid, match="poem"):
        letter_of("poem")


def test_a_language_without_letters_gets_english_ones() -> None:
    assert load_letters("fr") == load_letters()


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("just text", "keys with texts"),
        ("{subject: a, text: b}", "the keys are"),
        ("{placeholders: [], subject: a, text: b, extra: c}", "the keys are"),
        ("{placeholders: [a], subject: a, text: b}", "differ: a"),
        ("{placeholders: [], subject: a, text: 'b {c}'}", "differ: c"),
        ("{placeholders: [a], subject: a, text: '{a.__class__}'}", "one plain word"),
    ],
)
def test_a_broken_letter_is_refused_by_name(
    text: str, hint: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "common.yml").write_text("closing: Bye")
    (tmp_path / "odd.yml").write_text(text)
    monkeypatch.setattr(letters, "content_of", lambda name, language: tmp_path)
    with pytest.raises(ContentInvalid, match=hint):
        load_letters.__wrapped__()
