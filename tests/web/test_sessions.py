"""Tokens that only we can sign."""

from __future__ import annotations

import re

import pytest
from itsdangerous import TimestampSigner

from bot.web.sessions import Sessions


@pytest.fixture
def sessions():
    return Sessions("a secret")


def test_a_token_leads_back_to_its_conversation(sessions):
    session = sessions.new()
    assert sessions.read(session.token) == session
    assert re.fullmatch(r"web-[A-Za-z0-9_-]{22}", session.conversation_id)


def test_conversations_do_not_repeat(sessions):
    assert len({sessions.new().conversation_id for _ in range(1000)}) == 1000


@pytest.mark.parametrize(
    "token", [None, 7, [], {}, True, "", "x", "\ud800", "a.b.c", "web-" + "x" * 22, "ü.x.y", "x" * 5000]
)
def test_what_is_no_token_is_no_session(sessions, token):
    assert sessions.read(token) is None


def test_a_changed_token_is_refused_at_every_place(sessions):
    token = sessions.new().token
    for place, char in enumerate(token[:-1]):
        changed = token[:place] + ("A" if char != "A" else "B") + token[place + 1 :]
        assert sessions.read(changed) is None


def test_a_token_of_another_key_is_refused(sessions):
    assert sessions.read(Sessions("another secret").new().token) is None


def test_a_token_that_our_key_signed_for_something_else_is_refused(sessions):
    foreign = TimestampSigner("a secret", salt="something else").sign("web-" + "x" * 22).decode()
    assert sessions.read(foreign) is None


def test_a_signed_id_that_is_not_of_our_making_is_refused(sessions):
    assert sessions.read(sessions.again("rest-someone-else").token) is None


def test_an_expired_token_is_refused():
    token = Sessions("a secret").new().token
    assert Sessions("a secret", life_seconds=-1).read(token) is None
