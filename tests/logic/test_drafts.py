"""A draft has a reference that is read aloud without doubt, and shows nothing of its writer in a log."""

from datetime import datetime, timezone

from bot.logic.drafts import Draft, new_draft_reference
from bot.logic.eoi import REFERENCE_ALPHABET
from bot.logic.redaction import without_contacts

NOW = datetime(2017, 3, 1, tzinfo=timezone.utc)


def test_a_reference_says_that_it_is_a_draft() -> None:
    references = {new_draft_reference() for _ in range(500)}
    assert len(references) == 500
    for reference in references:
        draft, one, two = reference.split("-")
        assert (draft, len(one), len(two)) == ("DRAFT", 4, 4)
        assert set(one + two) <= set(REFERENCE_ALPHABET)


def test_it_is_not_kept_for_people_to_learn_from() -> None:
    assert without_contacts("continue DRAFT-7K3M-Q9TX please") == "continue … please"


def test_what_was_answered_stays_out_of_logs() -> None:
    draft = Draft("f", "DRAFT-7K3M-Q9TX", "c1", {"eoi__role": "lead"}, "ada@example.org", NOW, NOW, None)
    assert not [word for word in ("lead", "ada@example.org", "c1") if word in repr(draft)]
