"""Six digits that nobody can work out without the key, and digests that only know their like again."""

from __future__ import annotations

from collections import Counter

import pytest

from bot.logic.codes import DIGITS, code_for, digest_of, digits_in, is_code

KEY = "k" * 32


def test_a_code_has_six_digits_and_follows_from_key_and_nonce() -> None:
    codes = {code_for(KEY, str(nonce)) for nonce in range(1000)}
    assert {len(code) for code in codes} == {DIGITS}
    assert all(code.isascii() and code.isdecimal() for code in codes)
    assert code_for(KEY, "n") == code_for(KEY, "n")
    assert code_for(KEY, "n") != code_for("other", "n") != code_for("other", "m")


def test_every_digit_is_as_likely_at_every_place() -> None:
    codes = [code_for(KEY, f"nonce {number}") for number in range(20_000)]
    for place in range(DIGITS):
        counts = Counter(code[place] for code in codes)
        assert len(counts) == 10
        assert all(1_800 < count < 2_200 for count in counts.values())  # 2000 +- 4.7 standard deviations


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("123456", "123456"),
        ("it is 123 456, thanks", "123456"),
        ("123-456", "123456"),
        ("12–34–56", "123456"),
        ("1 2 3 4 5 6", "123456"),
        ("123\u00a0456", "123456"),
        ("١٢٣٤٥٦", "123456"),
        ("１２３４５６", "123456"),
        ("at 10 I got 000001", "000001"),
        ("code: 123456", "123456"),
        ("I23456", "123456"),
        ("l2O 4O6", "120406"),
        ("OOOOll", None),
        ("Ill1ll", None),
        ("12345", None),
        ("1234567", None),
        ("my dog", None),
        ("", None),
        ("12³456", None),
    ],
)
def test_the_digits_are_found_in_what_people_type(text: str, digits: str | None) -> None:
    assert digits_in(text) == digits


def test_only_the_code_itself_is_the_code() -> None:
    code = code_for(KEY, "n")
    assert is_code(KEY, "n", f"{code[:3]} - {code[3:]}")
    assert not is_code(KEY, "m", code)
    assert not is_code(KEY, "n", f"{(int(code) + 1) % 10**DIGITS:06}")
    assert not is_code(KEY, "n", "é" * 6)


def test_a_long_message_is_read_in_no_time() -> None:
    assert digits_in("12345" + " " * 200_000) is None
    assert digits_in(("1" + " " * 1000) * 5 + "x") is None


def test_a_digest_knows_an_address_again_and_shows_nothing_of_it() -> None:
    digest = digest_of(KEY, "Ada@Example.org")
    assert digest == digest_of(KEY, "  ada@example.ORG ")
    assert digest != digest_of(KEY, "bo@example.org")
    assert digest != digest_of("other", "ada@example.org")
    assert "ada" not in digest
