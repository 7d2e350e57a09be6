from __future__ import annotations

import ast
import re
from datetime import date
from pathlib import Path

import pytest
import yaml

from bot.logic import eligibility, requirements, verdicts
from bot.logic.eligibility import REASONS, Outcome, Verdict, assess
from bot.logic.errors import FactMissing
from bot.logic.profile import Profile

DEMONSTRATION_DAY = date(2017, 3, 1)
FIXED_ORDER = (
    "organisation_type", "country", "partner_countries", "theme",
    "own_legal_entity", "eccp_profile", "call_open",
)  # fmt: skip


def profile_of(case: dict) -> Profile:
    lists = {"theme", "partner_countries"}
    values = case.get("profile", {}).items()
    return Profile(**{name: tuple(value) if name in lists else value for name, value in values})


def hold(verdict: Verdict, case: dict) -> None:
    assert (verdict.outcome.value, verdict.reason) == (case["expect"], case["reason"])
    for name, value in case.get("detail", {}).items():
        assert verdict.detail[name] == value
    assert list(verdict.notes) == case.get("notes", [])
    assert all(isinstance(value, str) for value in verdict.detail.values())


def test_organisation_type_at_its_edges(call, organisation_type_case):
    hold(eligibility.organisation_type(profile_of(organisation_type_case), call), organisation_type_case)


def test_country_at_its_edges(call, country_case):
    verdict = eligibility.country(profile_of(country_case), call)
    hold(verdict, country_case)
    assert verdict.fact.name == country_case["fact"]


def test_partner_countries_at_their_edges(call, partner_countries_case):
    hold(eligibility.partner_countries(profile_of(partner_countries_case), call), partner_countries_case)


def test_theme_at_its_edges(call, within, theme_case):
    hold(eligibility.theme(profile_of(theme_case), call, within), theme_case)


def test_own_legal_entity_at_its_edges(call, own_legal_entity_case):
    hold(eligibility.own_legal_entity(profile_of(own_legal_entity_case), call), own_legal_entity_case)


def test_eccp_profile_at_its_edges(call, eccp_profile_case):
    hold(eligibility.eccp_profile(profile_of(eccp_profile_case), call), eccp_profile_case)


def test_call_open_at_its_edges(call, call_open_case):
    verdict = eligibility.call_open(Profile(), call, call_open_case["day"])
    hold(verdict, call_open_case)
    assert verdict.fact.name == ("opened_in" if call_open_case["status"] == "not_open" else "closing_date")


def test_the_whole_at_its_edges(call, within, assess_case):
    found = assess(profile_of(assess_case), call, assess_case.get("day", DEMONSTRATION_DAY), within)
    assert found.overall.value == assess_case["expect"]
    assert list(found.missing) == assess_case["missing"]
    assert [change.reason for change in found.smallest_change] == assess_case["changes"]
    assert found.route == assess_case.get("route")


def test_verdicts_come_in_their_fixed_order(small_call):
    found = assess(Profile(), small_call, DEMONSTRATION_DAY)
    assert tuple(verdict.requirement for verdict in found.verdicts) == FIXED_ORDER
    assert found.verdict("theme").reason == "theme_not_asked"
    with pytest.raises(KeyError):
        found.verdict("region")


def test_nothing_is_refused_before_it_was_asked(small_call):
    found = assess(Profile(), small_call, DEMONSTRATION_DAY)
    assert {verdict.outcome for verdict in found.verdicts[:-1]} == {Outcome.UNKNOWN}


@pytest.mark.parametrize("requirement", FIXED_ORDER[:-1])
def test_what_is_known_is_never_asked_again(small_call, requirement):
    answers = {
        "organisation_type": "university", "country": "CH", "partner_countries": (), "theme": ("sport",),
        "own_legal_entity": False, "eccp_profile": False,
    }  # fmt: skip
    found = assess(Profile(**{requirement: answers[requirement]}), small_call, DEMONSTRATION_DAY)
    assert requirement not in found.missing


def test_without_a_mapping_only_named_themes_are_met(small_call):
    assert eligibility.theme(Profile(theme=("three_d_printing",)), small_call).outcome is Outcome.UNKNOWN


def test_a_missing_fact_is_no_verdict(call_made_with):
    with pytest.raises(FactMissing):
        eligibility.partner_countries(
            Profile(country="ES"), call_made_with({"least_partner_countries": None})
        )


def test_another_number_of_countries_is_taken_from_the_sheet(call_made_with):
    stricter = call_made_with({"least_partner_countries": (4,)})
    verdict = eligibility.partner_countries(Profile(country="ES", partner_countries=("IT", "PL")), stricter)
    assert (verdict.outcome, verdict.detail["missing"]) == (Outcome.NOT_MET, "1")


def test_every_key_in_the_code_is_listed_once_and_used():
    """Wordings are checked against `REASONS`: a key outside it would stay silent, an unused one is dead."""
    modules = [Path(module.__file__) for module in (eligibility, requirements)]
    named = {text for path in modules for text in literals(path) if KEY.fullmatch(text)}
    assert named - (set(REQUIREMENTS) - set(REASONS)) == set(REASONS)
    assert len(set(REASONS)) == len(REASONS)
    assert verdicts.REASONS is REASONS


def test_every_key_is_reached_by_a_case():
    reached = set()
    for requirement in (*FIXED_ORDER, "assess"):
        for case in yaml.safe_load((CASES / f"{requirement}.yml").read_text(encoding="utf-8")):
            reached |= {case.get("reason"), *case.get("notes", ()), *case.get("changes", ())}
    assert reached - {None} == set(REASONS)


CASES = Path(__file__).parent / "cases"
REQUIREMENTS = (*FIXED_ORDER, "own_legal_entity_types")
KEY = re.compile(
    r"(?:organisation_type|country|partner_countries|theme|own_legal_entity|eccp_profile|call|note|change)_[a-z0-9_]+"
)


def literals(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
