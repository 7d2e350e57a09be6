"""A pass names a conversation for ten minutes; nobody else can make or change one."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from bot.logic.passes import LIFETIME, conversation_of, pass_for

NOW = datetime(2017, 3, 1, 12, tzinfo=timezone.utc)
CONVERSATION = "web-AbC_def-0123456789xyzw"


def test_a_pass_holds_until_its_end_and_no_longer():
    given = pass_for("key", CONVERSATION, NOW)
    assert conversation_of("key", given, NOW + LIFETIME - timedelta(seconds=1)) == CONVERSATION
    assert conversation_of("key", given, NOW + LIFETIME) is None


def test_a_pass_of_another_key_is_none():
    assert conversation_of("other", pass_for("key", CONVERSATION, NOW), NOW) is None


def test_every_changed_letter_makes_it_none():
    given = pass_for("key", CONVERSATION, NOW)
    for place, letter in enumerate(given[:-1]):  # the last one has bits that mean nothing
        changed = given[:place] + ("A" if letter != "A" else "B") + given[place + 1 :]
        assert conversation_of("key", changed, NOW) is None


@pytest.mark.parametrize("given", ["", "x", "é", "a b", "A" * 43, "A" * 44, "A" * 5000, "....", "-" * 41])
def test_what_is_no_pass_at_all_is_none(given):
    assert conversation_of("key", given, NOW) is None
