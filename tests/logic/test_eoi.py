from __future__ import annotations

import re
from datetime import datetime, timezone

import pytest

from bot.logic.eoi import (
    SKIPPED,
    Consent,
    Expression,
    Receipt,
    expression_from,
    key_of_form,
    new_reference,
)

FILLED = {
    "organisation": "Bio Valley Example", "organisation_type": "cluster_organisation", "country": "ES",
    "region": SKIPPED, "theme": "photonics", "role": "partner", "motivation": "Access to test beds",
    "consent": "yes", "contact_name": "Anna Rossi", "email": "anna@example.org",
}  # fmt: skip


def joined(**changed: str | None) -> Expression:
    values = {**FILLED, **changed}
    return expression_from(
        "join", values, partnership_id="escp-s3-tex4im", conversation_id="c-1", channel="web"
    )


def test_a_filled_form_becomes_an_expression():
    assert joined() == Expression(
        kind="join",
        partnership_id="escp-s3-tex4im",
        title=None,
        organisation="Bio Valley Example",
        organisation_type="cluster_organisation",
        country="ES",
        region=None,
        theme="photonics",
        role="partner",
        contact_name="Anna Rossi",
        email="anna@example.org",
        motivation="Access to test beds",
        conversation_id="c-1",
        channel="web",
    )


def test_the_region_is_kept_where_it_was_given():
    assert joined(region="ES51").region == "ES51"


def test_only_a_proposal_has_a_title():
    assert joined(title="Green Photonics").title is None
    values = {**FILLED, "title": "Green Photonics"}
    proposed = expression_from("propose", values, partnership_id=None, conversation_id="c-1", channel="web")
    assert (proposed.title, proposed.partnership_id) == ("Green Photonics", None)


@pytest.mark.parametrize("field", ["organisation", "consent", "email"])
def test_no_expression_without_every_answer(field):
    with pytest.raises(ValueError, match=field):
        joined(**{field: None})


def test_a_proposal_needs_its_title():
    with pytest.raises(ValueError, match="title"):
        expression_from("propose", FILLED, partnership_id=None, conversation_id="c-1", channel="web")


def test_what_is_personal_is_never_in_the_printed_form():
    shown = repr(Receipt("EOI-2222-3333", datetime(2017, 3, 1, tzinfo=timezone.utc), joined()))
    assert "Bio Valley Example" in shown
    for personal in ("Anna", "anna@", "test beds", "c-1"):
        assert personal not in shown


def test_references_are_readable_and_never_repeat():
    references = {new_reference() for _ in range(2_000)}
    assert len(references) == 2_000
    assert all(re.fullmatch(r"EOI-[2-9A-HJKMNP-TV-Z]{4}-[2-9A-HJKMNP-TV-Z]{4}", one) for one in references)


def test_a_form_has_one_key_that_tells_nothing_of_it():
    assert key_of_form("form") == key_of_form("form")
    others = ("form2", "Form", "", "\ud800")
    assert len({key_of_form("form"), *map(key_of_form, others)}) == 5
    assert "form" not in key_of_form("form")


def test_a_consent_is_compared_by_all_it_holds():
    given_at = datetime(2017, 3, 1, tzinfo=timezone.utc)
    assert Consent("1", "We keep your name.", "en", given_at) != Consent(
        "2", "We keep your name.", "en", given_at
    )
