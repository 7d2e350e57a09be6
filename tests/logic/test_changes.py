from __future__ import annotations

from bot.logic.changes import FIELD_NAMES, asks_to_change, field_named
from bot.logic.eoi_fields import FIELDS


def test_a_field_is_found_by_its_everyday_name(field_named_case):
    assert field_named(field_named_case["says"]) == field_named_case["field"]
    assert asks_to_change(field_named_case["says"]) is field_named_case["change"]


def test_every_field_of_the_form_has_a_name_and_no_name_means_two():
    assert set(FIELD_NAMES) == {*FIELDS["join"], *FIELDS["propose"]}
    names = [name for names in FIELD_NAMES.values() for name in names]
    assert len(names) == len(set(names))
