from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import pytest

from bot.logic import choices, contact, eoi_texts, yes_no
from bot.logic.checked import REFUSALS, Checked
from bot.logic.contact import read_contact
from bot.logic.eoi_fields import FIELDS, OPTIONAL, PERSONAL, SKIPPED, missing_fields, next_field, read_field

FULL = {
    "title": "Green Photonics", "theme": "photonics", "organisation": "Bio Valley Example",
    "organisation_type": "cluster_organisation", "country": "ES", "region": "ES51", "role": "partner",
    "motivation": "Access to test beds", "consent": "yes", "contact_name": "Anna Rossi",
    "email": "anna@example.org",
}  # fmt: skip


def hold(checked: Checked, case: dict[str, Any]) -> None:
    options = tuple(case.get("options", ()))
    assert checked == Checked(case.get("keeps"), case.get("refuses"), options)


def test_email(email_case):
    hold(read_field("email", email_case["says"]), email_case)


def test_contact(contact_case):
    hold(read_contact(contact_case["says"]), contact_case)


def test_contact_name(contact_name_case):
    hold(read_field("contact_name", contact_name_case["says"]), contact_name_case)


def test_organisation(organisation_case):
    hold(read_field("organisation", organisation_case["says"]), organisation_case)


def test_title(title_case):
    hold(read_field("title", title_case["says"]), title_case)


def test_motivation(motivation_case):
    hold(read_field("motivation", motivation_case["says"]), motivation_case)


def test_role(role_case):
    hold(read_field("role", role_case["says"]), role_case)


def test_consent(consent_case):
    hold(read_field("consent", consent_case["says"]), consent_case)


def test_choice(choice_case):
    hold(read_field(choice_case["field"], choice_case["says"], choice_case.get("mentions")), choice_case)


HOSTILE = (
    "", " \n\t ", "\x00", "\ud800", "\ud83d and more", "\u202e" * 40, "🙂" * 30, "\u0663\u0664\u0665",
    "<script>", "/restart", "NaN", "None", "'; DROP TABLE eois;--", '{"x": [1, 2]}', '/inform{"x":1}',
    "@" * 200, "a@" * 5_000, "'" * 5_000, "-" * 5_000, "( " * 5_000, "yes " * 5_000, "not " * 5_000,
    "we are " * 5_000, "my name is " * 3_000, "and e-mail " * 1_000,
)  # fmt: skip


@pytest.mark.parametrize("field", sorted({*FIELDS["join"], *FIELDS["propose"]}))
@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_every_field_reads_anything(field, text):
    checked = read_field(field, text)
    assert (checked.value is None) != (checked.refusal is None)
    assert checked.refusal is None or checked.refusal in REFUSALS
    assert checked.value is None or (checked.value.isprintable() and checked.value.encode("utf-8"))


@pytest.mark.parametrize("field", ["organisation", "title", "motivation", "contact_name", "region"])
def test_five_thousand_letters_are_too_long(field):
    assert read_field(field, "word and " * 600).refusal == "too_long"


def test_five_thousand_letters_are_no_address():
    assert read_field("email", "a" * 5_000 + "@example.org").refusal == "email_malformed"
    assert read_field("email", "anna@" + "a." * 2_500 + "org").refusal == "email_malformed"


@pytest.mark.parametrize("kind", ["join", "propose"])
def test_consent_stands_before_everything_personal(kind):
    order = FIELDS[kind]
    assert all(order.index("consent") < order.index(field) for field in PERSONAL)
    assert len(set(order)) == len(order)


def test_a_proposal_begins_with_its_title_and_theme():
    assert FIELDS["propose"][:2] == ("title", "theme")
    assert set(FIELDS["propose"]) - set(FIELDS["join"]) == {"title"}


@pytest.mark.parametrize("kind", ["join", "propose"])
def test_what_is_missing_comes_in_the_order_to_ask_it(kind):
    order = FIELDS[kind]
    assert missing_fields({}, kind) == tuple(field for field in order if field not in OPTIONAL)
    assert missing_fields(FULL, kind) == ()
    assert next_field({}, kind) == order[0]
    assert next_field(FULL, kind) is None


def test_an_optional_question_is_asked_once_and_never_missing():
    without = {name: value for name, value in FULL.items() if name != "region"}
    assert missing_fields(without) == ()
    assert next_field(without) == "region"
    assert next_field({**without, "region": SKIPPED}) is None


@pytest.mark.parametrize("consent", [None, "", "no", False, "-"])
def test_only_a_yes_is_a_consent(consent):
    assert missing_fields({**FULL, "consent": consent}) == ("consent",)


def test_an_unknown_field_is_a_mistake_of_ours():
    with pytest.raises(KeyError):
        read_field("shoe_size", "44")


def test_every_refusal_in_the_code_is_listed_and_used():
    named = {text for module in (choices, contact, eoi_texts, yes_no) for text in refusals(module)}
    assert named == set(REFUSALS)
    assert len(set(REFUSALS)) == len(REFUSALS)


def refusals(module: Any) -> set[str]:
    """The literals that a module gives as refusals: by keyword, or to `_one_of`."""
    found = set()
    for node in ast.walk(ast.parse(Path(module.__file__).read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        given = [keyword.value for keyword in node.keywords if keyword.arg == "refusal"]
        if isinstance(node.func, ast.Name) and node.func.id == "_one_of":
            given += node.args[1:]
        found |= {value.value for value in given if isinstance(value, ast.Constant)}
    return found
