"""What a visitor typed, made safe."""

from __future__ import annotations

import pytest

from bot.web.text import clean, has_words, without_slashes


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  hello \t there \r\n you ", "hello there you"),
        ("a\x00b\x07c\x1b[31m", "abc[31m"),
        ("a\x80b\x9fc", "abc"),
        ("a\x85b", "a b"),
        ("\ud800hello\udfff", "hello"),
        ("e\u0301", "\u00e9"),
        ("\u202eevil\u202c and \u2066good\u2069", "evil and good"),
        ("a\ufffeb\ufdd0c", "abc"),
        ("\ufeffhello", "hello"),
        ("line\u2028line\u2029line", "line line line"),
        ("no\u00a0break", "no break"),
    ],
)
def test_what_breaks_others_goes_and_the_words_stay(typed, kept):
    assert clean(typed) == kept


@pytest.mark.parametrize(
    "text",
    [
        "مرحبا كيف يمكنني المشاركة؟",
        "שלום, איך מצטרפים?",
        "👩‍👩‍👧 🏴󠁧󠁢󠁥󠁮󠁧󠁿 🇪🇺",
        "نمی\u200cخواهم",
        "Ďakujem, ąčęėįšų",
        "<b>x</b> & 'y'",
    ],
)
def test_scripts_emoji_and_markup_stay_as_they_are(text):
    assert clean(text) == text


@pytest.mark.parametrize("text", ["", " ", "\n\n", "\u200b\u200d", "\u00a0", "\x00", "\u202e"])
def test_nothing_to_see_is_no_words(text):
    assert not has_words(clean(text))


@pytest.mark.parametrize("text", ["?", "👍", "a", "7"])
def test_a_single_sign_is_words(text):
    assert has_words(clean(text))


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("/restart", "restart"),
        ("// /restart", "restart"),
        ("/\u200b/restart", "restart"),
        ("/", ""),
        ('/inform{"x":1}', 'inform{"x":1}'),
    ],
)
def test_slashes_in_front_are_taken_off_all_of_them(typed, words):
    assert without_slashes(clean(typed)) == words


@pytest.mark.parametrize(
    "hidden", ["\u200b/restart", "\u200e /restart", "\u202e/restart", "\ufeff\u2060/restart"]
)
def test_a_slash_cannot_hide_behind_what_nobody_sees(hidden):
    assert clean(hidden) == "/restart"


def test_cleaning_twice_changes_nothing():
    for text in ("a \u200b b", "\u0041\u030a", "/ \u200b x", "x\u200b "):
        assert clean(clean(text)) == clean(text)
