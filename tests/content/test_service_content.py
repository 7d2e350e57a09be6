"""What the assistant says about itself agrees with what it does."""

from __future__ import annotations

from pathlib import Path

import yaml

from bot.content.languages import load_languages
from bot.content.loader import CONTENT, load_sheet

ROOT = Path(__file__).resolve().parents[2]
EITHER_OR_NOT_ASKED = {
    "eoi__title",
    "eoi__confirm",
}  # joining asks for the partnership, proposing for a title


def test_as_many_questions_are_announced_as_the_form_asks() -> None:
    domain = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))
    asked = set(domain["forms"]["eoi_form"]["required_slots"]) - EITHER_OR_NOT_ASKED
    sheet = load_sheet("callguide")
    assert sheet.fact("form_questions").value == len(asked) == len(sheet.fact("form_asks").value)


def test_a_draft_is_kept_as_long_as_is_said() -> None:
    kept = yaml.safe_load((CONTENT / "retention.yml").read_text(encoding="utf-8"))
    sheet = load_sheet("callguide")
    assert sheet.fact("draft_kept").value == kept["drafts"]["days"]
    assert sheet.fact("expression_kept").value == kept["eois"]["days"]
    assert sheet.fact("conversation_kept").value == kept["messages"]["days"] == kept["events"]["days"]


def test_the_languages_it_names_are_those_it_knows() -> None:
    sheet = load_sheet("callguide")
    assert len(sheet.fact("languages_understood").value) == len(load_languages())
    assert sheet.fact("language_of_answers").value == sheet.fact("languages_understood").value[0]
