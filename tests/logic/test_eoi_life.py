"""What can be changed of an expression of interest, and what counts as the same one."""

from dataclasses import replace
from datetime import datetime, timezone

import pytest

from bot.logic.eoi import Expression
from bot.logic.eoi_life import CHANGEABLE, SUBMITTED, StoredEoI, between, content_of, is_alike

ONE = Expression(
    kind="join",
    partnership_id="p1",
    title=None,
    organisation="Cluster Ñandú",
    organisation_type="cluster_organisation",
    country="ES",
    region="ES51",
    theme="textiles",
    role="partner",
    contact_name="Ada Example",
    email="ada@example.org",
    motivation="To modernise",
    conversation_id="c1",
    channel="web",
)


def test_a_change_says_what_was_and_what_is() -> None:
    assert between(content_of(ONE), {"role": "lead", "region": None, "theme": "textiles"}) == [
        {"field": "region", "before": "ES51", "after": None},
        {"field": "role", "before": "partner", "after": "lead"},
    ]


def test_the_same_again_is_no_change() -> None:
    assert between(content_of(ONE), content_of(ONE)) == []


@pytest.mark.parametrize("field", ["conversation_id", "channel", "reference"])
def test_what_is_no_answer_cannot_be_changed(field: str) -> None:
    with pytest.raises(ValueError, match=field):
        between(content_of(ONE), {field: "x"})


def test_the_content_has_every_answer_and_nothing_else() -> None:
    assert tuple(content_of(ONE)) == CHANGEABLE
    assert {"conversation_id", "channel"}.isdisjoint(CHANGEABLE)


def test_capitals_and_accents_make_no_other_organisation() -> None:
    assert is_alike(ONE, replace(ONE, organisation="CLUSTER NANDU", email="Ada@example.org", role="lead"))
    assert not is_alike(ONE, replace(ONE, theme="photonics"))


def test_nothing_personal_is_in_its_repr() -> None:
    moment = datetime(2017, 3, 1, tzinfo=timezone.utc)
    shown = repr(StoredEoI("EOI-2222-3333", moment, ONE, SUBMITTED, 1, moment, "Call Ada"))
    assert not [word for word in ("Ada", "ada@example.org", "modernise", "c1") if word in shown]
