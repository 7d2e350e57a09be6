"""Every phrase that actions name or put together is written, used, and can be filled with what they give."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from itertools import cycle, product
from typing import Any

import pytest
import yaml

from actions._draft import SLOTS, in_words, read_back
from bot.content.call_status import CALL
from bot.content.lexicon import load_lexicon
from bot.content.loader import load_sheet
from bot.content.phrases import has_phrase, load_phrases, phrase
from bot.content.verdict_words import change_lines, summary, verdict_line, warning_for, within
from bot.logic.changes import asks_to_change, field_named
from bot.logic.checked import REFUSALS
from bot.logic.codes import Proven
from bot.logic.eligibility import Assessment, assess
from bot.logic.eoi_fields import FIELDS
from bot.logic.eoi_life import DECISIONS, SUBMITTED, WITHDRAWN
from bot.logic.partnership_criteria import CRITERIA
from bot.logic.partnership_ranking import WEIGHTS
from bot.logic.profile import Profile
from bot.logic.verdicts import REASONS, Outcome
from tests.actions.drafts import JOIN, PROPOSE
from tests.actions.trackers import DOMAIN, ROOT
from tests.consistency.project import first_arguments

REQUIREMENTS = (
    "organisation_type",
    "country",
    "partner_countries",
    "theme",
    "own_legal_entity",
    "eccp_profile",
    "call_open",
)
ROLES = ("partner", "lead", "associated")
# refusals of the actions themselves
ONLY_OURS = {"options", "other_button", "message_empty", "erase_yes_or_no"}
ABOUT_A_PROOF = {"address", "code", "too_often"} | {one.value for one in Proven if one is not Proven.RIGHT}
ASKED = {slot.partition("__")[2] for slot in DOMAIN["slots"] if slot.startswith(("eoi__", "handoff__"))}
FOR_A_KIND_NO_LIST_KNOWS = "organisation_type_unclear"
NEVER_ASKED = {"form_id", "kind", "reference", "editing", "opened", "set_aside", "wish"}
DAYS = [
    date(2016, 4, 30),
    date(2016, 6, 1),
    date(2017, 3, 1),
    date(2017, 3, 30),
    date(2017, 3, 31),
    date(2017, 4, 1),
]
PARTNERS: list[tuple[str, ...] | None] = [
    None,
    (),
    ("ES",),
    ("ES", "DE"),
    ("ES", "DE", "PL", "PL"),
    ("TR", "IS"),
    ("UA", "XK"),
    ("US", "CN"),
    ("ES", "NO", "UA"),
]
COUNTRIES = [None, "IT", "TR", "UA", "XK", "NO"]


def group(name: str) -> set[str]:
    return {key.partition(".")[2] for key in load_phrases() if key.startswith(f"{name}.")}


def assessments() -> Iterator[Assessment]:
    """Cases that between them give every reason there is."""
    call, lexicon = load_sheet(CALL), load_lexicon()
    themes: list[tuple[str, ...] | None] = [None, ("mining", "water"), *((one,) for one in lexicon.themes)]
    truths = cycle(product((None, True, False), repeat=2))
    days = cycle(DAYS)
    for kind, country, partners in product([None, *lexicon.organisation_types], COUNTRIES, PARTNERS):
        legal, eccp = next(truths)
        profile = Profile(kind, country, None, None, partners, legal, eccp)
        yield assess(profile, call, next(days), within())
    for theme in themes:
        yield assess(Profile(theme=theme), call, next(days), within())
    named = call.fact("priority_themes").value[0]
    yield assess(Profile(theme=("mining",)), call, next(days), {named: ("mining",)})


def assert_reads_well(text: str) -> None:
    assert not re.search(r"[{}]|\(\)|None|  |\.\.(?!\.)| [.,;:)]|\b1 (?:countries|partners|days)\b", text), (
        text
    )


def test_every_reason_has_a_wording_and_every_wording_a_reason() -> None:
    assert group("verdict") == set(REASONS)


def test_every_refusal_has_a_wording_and_every_wording_a_refusal() -> None:
    assert group("refusal") == set(REFUSALS) | ONLY_OURS | {f"proof_{one}" for one in ABOUT_A_PROOF}


def test_every_requirement_and_outcome_has_a_name() -> None:
    assert group("requirement") == set(REQUIREMENTS)
    assert group("outcome") == {outcome.value for outcome in Outcome}


def test_every_question_has_a_label_and_a_reason() -> None:
    fields = {field for kind in FIELDS.values() for field in kind} | {"partnership", "confirm"}
    assert group("label") == fields
    assert group("say_change") == fields - {"consent", "confirm"}
    assert group("why") == (ASKED - NEVER_ASKED) | {
        "nothing_asked",
        "eligibility",
        "proof",
        "save",
        "erasure",
        "follow",
    }
    assert fields <= group("why")


def test_what_a_page_says_for_a_change_is_understood() -> None:
    for field in group("say_change") - {"partnership"}:  # that one is known by its own word
        words = phrase(f"say_change.{field}")
        assert asks_to_change(words)
        assert field_named(words) == field


def test_every_reason_of_a_hit_and_every_criterion_has_a_wording() -> None:
    assert group("reason") == {*WEIGHTS, "leads"}
    assert group("criterion") == set(CRITERIA)


def test_every_role_has_a_name_and_a_button() -> None:
    assert group("role") == set(ROLES)
    buttons = str(DOMAIN["responses"]["utter_ask_eoi__role"])
    assert all(f'"{role}"' in buttons for role in ROLES)


def test_every_other_phrase_is_named_in_the_code() -> None:
    made = (
        "verdict",
        "refusal",
        "requirement",
        "outcome",
        "label",
        "why",
        "reason",
        "criterion",
        "role",
        "say_change",
        "my_data_kind",
    )
    named = first_arguments({"phrase", "difference_lines"}, "actions", "bot")
    kinds = {f"eoi.what_{kind}" for kind in FIELDS}
    states = {f"eoi.state_{status}" for status in (SUBMITTED, WITHDRAWN, *DECISIONS)}
    others = {"search.range", "search.range_one", "details.members", "details.other_members"}
    heads = {key for key in load_phrases() if key.startswith("eligibility.head_")}
    lead = {"details.lead_region", "details.lead_regions", "source.one", "source.several"}
    inferred = {"source.inferred", "source.partly_inferred"}
    fields = ("own_legal_entity", "eccp_profile")
    stated = {f"eligibility.noted_{field}_{answer}" for field in fields for answer in ("yes", "no")}
    rest = {key for key in load_phrases() if key.partition(".")[0] not in made}
    assert sorted(rest - stated - named - kinds - states - others - heads - lead - inferred) == []
    assert has_phrase("why.nothing_asked")
    assert not has_phrase("why.not_at_all")


class OnceOnly(yaml.SafeLoader):
    """Reads YAML as usual, but no key twice: the second would silently win."""


def _mapping(loader: OnceOnly, node: yaml.MappingNode) -> dict[Any, Any]:
    keys = [loader.construct_object(key) for key, _ in node.value]
    assert len(keys) == len(set(keys)), f"written twice: {[key for key in keys if keys.count(key) > 1]}"
    return loader.construct_mapping(node, deep=True)


OnceOnly.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)


@pytest.mark.parametrize("name", ["domain.yml", "bot/content/phrases.yml", "bot/content/steps.yml"])
def test_no_text_is_written_twice_under_one_name(name: str) -> None:
    assert yaml.load((ROOT / name).read_text(encoding="utf-8"), OnceOnly)
    with pytest.raises(AssertionError, match="written twice"):
        yaml.load("a: 1\nb: 2\na: 3", OnceOnly)


def test_every_summary_can_be_said_whatever_the_profile() -> None:
    reasons: set[str] = set()
    for assessment in assessments():
        for final in (True, False):
            text, source = summary(assessment, final=final)
            assert_reads_well(text)
            assert source.startswith("Source")
        for verdict in assessment.verdicts:
            assert_reads_well(verdict_line(verdict, "[1]"))
            reasons |= {verdict.reason, *verdict.notes}
        reasons |= {change.reason for change in assessment.smallest_change}
        for line in change_lines(assessment):
            assert_reads_well(line)
    assert set(REASONS) - reasons == {FOR_A_KIND_NO_LIST_KNOWS}


def test_a_summary_in_between_says_nothing_about_what_was_not_asked() -> None:
    assessment = assess(Profile(country="IT"), load_sheet(CALL), date(2017, 3, 1), within())
    text, _ = summary(assessment, final=False)
    assert "Not yet known" not in text
    assert "Not met" not in text
    assert text.startswith("This is how it stands so far.")


def test_the_smallest_change_waits_until_everything_was_asked() -> None:
    assessment = assess(Profile(country="NO"), load_sheet(CALL), date(2017, 3, 1), within())
    change = phrase("eligibility.change_head")
    assert change not in summary(assessment, final=False)[0]
    assert change in summary(assessment, final=True)[0]


def test_every_verdict_of_a_summary_points_to_a_source_in_its_line() -> None:
    for assessment in assessments():
        text, source = summary(assessment, final=True)
        marks = set(re.findall(r"\[\d+\]", text))
        assert marks
        assert all(mark in source for mark in marks)


@pytest.mark.parametrize("field", ["organisation_type", "country", "theme"])
def test_a_warning_can_be_said_for_every_id(field: str) -> None:
    warnings = [warning_for(field, one) for one in load_lexicon().ids(field)]
    assert None in warnings
    told = [one for one in warnings if one]
    assert told
    for text in told:
        assert "This is no obstacle to sending" in text
        assert_reads_well(text.partition("\n")[0])


def test_every_stored_value_can_be_read_back() -> None:
    for field in ("organisation_type", "country", "region", "theme"):
        for one in load_lexicon().ids(field):
            assert in_words(field, one)
    for role in ROLES:
        assert_reads_well(read_back({**PROPOSE, "eoi__role": role}, None))
    assert_reads_well(read_back(JOIN, "TEX4IM"))
    assert set(JOIN) | {"eoi__title", "eoi__confirm", "eoi__editing", "eoi__opened"} == set(SLOTS)


def test_the_themes_named_as_examples_in_texts_are_themes() -> None:
    priorities = load_sheet(CALL).fact("priority_themes").value
    lexicon = load_lexicon()
    named = phrase("verdict.change_link_theme_to_priority").casefold()
    assert sum(lexicon.name_of("theme", one).casefold() in named for one in priorities) >= 3
    refused = phrase("refusal.theme_unknown").casefold()
    known = {one.text.casefold() for one in lexicon.names if one.entity == "theme"}
    examples = re.split(r", | or ", refused.partition("for example ")[2].rstrip("."))
    assert [one for one in examples if one not in known] == []


def test_the_four_kinds_named_in_texts_are_those_of_the_call() -> None:
    lexicon = load_lexicon()
    kinds = [
        " ".join(lexicon.name_of("organisation_type", one).casefold().split()[:2])
        for one in load_sheet(CALL).fact("eligible_organisation_types").value
    ]
    texts = [
        text
        for text in load_phrases().values()
        if "the four kinds" in text or "is addressed to cluster" in text
    ]
    assert len(texts) >= 5
    for text in texts:
        assert all(kind in text.casefold() for kind in kinds), text
