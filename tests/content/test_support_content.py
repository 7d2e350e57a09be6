"""What is said about support services, leading regions, definitions and what came after."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from bot.content.answers import load_answers, render
from bot.content.loader import CONTENT, load_sheet, load_sheets
from bot.content.steps import LONGEST_TITLE, step_titles
from bot.logic.facts import Certainty

GROUPS = ("support", "regions", "definitions", "after")
SHEETS = {  # folder: ids
    "support": """
        support-lines s3p-industry eccp reconfirm eocic vanguard een dihs regio-pilots esif-efsi after
    """,
    "areas": "leading-regions thematic-areas",
    "definitions": "cluster smart-specialisation kets industrial-modernisation nuts cosme easme labels",
}
SERVICES = "s3p_industry eccp reconfirm eocic matchmaking networks_of_regions vanguard een dihs"
GAPS = """
    reconfirm_who other_support june_mandate
    def_industrial_modernisation def_business_network def_technology_centre def_other_words
"""
WHOM_TO_ASK = re.compile(r"[Aa]sk (?:the )?(?:ECCP|DG GROW|S3 Platform team)")
ONLY_LATER = re.compile(r"\b(?:now|nowadays|recently|soon|will|currently|today)\b", re.IGNORECASE)


def listed_topics() -> Iterator[tuple[str, str]]:
    """Every topic with the file that answers it."""
    for line in (Path(__file__).parent / "topics.txt").read_text(encoding="utf-8").splitlines():
        group, _, topics = line.partition(": ")
        if not line.startswith("#"):
            yield from ((group, topic) for topic in topics.split())


OURS = [topic for group, topic in listed_topics() if group in GROUPS]


def said(topic: str) -> str:
    """All that is said about a topic, short and rest."""
    answer = load_answers()[topic]
    rest = render(answer, "any", more=True).text if answer.more else ""
    return f"{render(answer, 'any').text}\n{rest}"


def without_line_breaks(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize(
    ("folder", "sheet"), [(folder, sheet) for folder, sheets in SHEETS.items() for sheet in sheets.split()]
)
def test_each_sheet_stands_in_its_folder_and_loads(folder: str, sheet: str) -> None:
    assert (CONTENT / folder / f"{sheet}.yml").is_file()
    assert load_sheets()[sheet].facts


@pytest.mark.parametrize("group", GROUPS)
def test_each_file_answers_exactly_its_topics(group: str) -> None:
    entries = yaml.safe_load((CONTENT / "answers" / f"{group}.yml").read_text(encoding="utf-8"))["answers"]
    assert sorted(entries) == sorted(topic for owner, topic in listed_topics() if owner == group)


@pytest.mark.parametrize("topic", OURS)
def test_each_answer_is_short_first_and_sourced(topic: str) -> None:
    answer = load_answers()[topic]
    short = render(answer, "any")
    assert 0 < len(answer.title) <= LONGEST_TITLE
    assert len(short.text) <= 360
    assert "\n" not in short.text
    assert all(fact.source.title for fact in short.facts)
    assert short.facts


@pytest.mark.parametrize("topic", OURS)
def test_each_answer_offers_a_next_step_that_exists_and_is_not_itself(topic: str) -> None:
    steps = load_answers()[topic].next
    known = {topic for _, topic in listed_topics()} | set(step_titles())
    assert 1 <= len(steps) <= 3
    assert set(steps) <= known - {topic}


@pytest.mark.parametrize("topic", OURS)
def test_no_answer_depends_on_the_day_it_is_read(topic: str) -> None:
    heading = load_sheet("leading-regions").fact("heading").value
    assert ONLY_LATER.findall(said(topic).replace(heading, "")) == []


@pytest.mark.parametrize("topic", SERVICES.split())
def test_each_service_of_the_call_has_an_answer_with_a_source(topic: str) -> None:
    sources = [fact.source for fact in render(load_answers()[topic], "any").facts]
    assert any(source.url or source.id == "seed-slides" for source in sources)


def test_the_five_support_lines_of_the_slides_are_told() -> None:
    text = said("support_overview")
    for fact in ("visibility", "guidance", "networks", "matchmaking", "advisory", "other"):
        assert load_sheet("support-lines").fact(fact).value in text
    for name in ("RE-CONFIRM", "EOCIC", "ECCP", "KETs", "Smart Specialisation Platform"):
        assert name in text


def test_the_four_lines_on_leading_regions_are_left_as_mixed_as_the_slides_leave_them() -> None:
    text = render(load_answers()["leading_regions"], "any").text
    lines = ("show strong commitment", "ensure appropriate support", "have a plan to involve others")
    for line in (*lines, "be the interface for policy discussion", "Must have/Will get"):
        assert line in text
    assert "do not say which is a duty and which a benefit" in text
    assert "Our own reading, not a rule" in said("leading_regions")


def test_the_five_first_steps_are_told_as_past_with_what_followed() -> None:
    text = said("leading_regions_steps")
    for step in ("discussions", "guidelines", "mandate", "first_group", "verification"):
        assert load_sheet("leading-regions").fact(f"step_{step}").value in text
    assert "lie in the past" in text
    assert "launched on 1 and 2 June 2016" in text


def test_the_six_key_enabling_technologies_are_named() -> None:
    text = render(load_answers()["def_kets"], "any").text
    six = load_sheet("kets").fact("six").value
    assert len(six) == 6
    assert [name for name in six if name not in text] == []


@pytest.mark.parametrize("topic", GAPS.split())
def test_a_gap_is_admitted_and_somebody_to_ask_is_named(topic: str) -> None:
    answer = load_answers()[topic]
    text = without_line_breaks(render(answer, "any").text)
    assert answer.gap
    assert re.search(r"sources (?:do not|hold no)|not in our sources", text)
    assert WHOM_TO_ASK.search(text)
    assert any(fact.certainty is Certainty.NOT_FOUND for fact in answer.facts)


def test_no_other_answer_of_ours_is_marked_as_a_gap() -> None:
    assert sorted(topic for topic in OURS if load_answers()[topic].gap) == sorted(GAPS.split())


def test_vanguard_is_told_apart_from_a_commission_programme() -> None:
    assert "not a Commission programme" in render(load_answers()["vanguard"], "any").text


def test_later_registration_rules_are_not_read_back_into_the_call() -> None:
    answer = load_answers()["eccp_today"]
    assert "These are later rules" in render(answer, "any").text
    assert load_sheet("eccp").entry("registration_rules_2016") in answer.facts


def test_each_thematic_area_is_told_and_unknown_leads_stay_unknown() -> None:
    sheet = load_sheet("thematic-areas")
    leads = {name: sheet.entry(name) for name in sheet.facts if name.endswith("_leads")}
    unknown = [name for name, fact in leads.items() if fact.certainty is Certainty.NOT_FOUND]
    text = said("thematic_areas")
    assert len(leads) == sheet.fact("areas_known").value
    assert sum(line.startswith("- ") for line in text.splitlines()) == len(leads)
    assert sorted(unknown) == [
        "artificial_intelligence_leads",
        "industry_4_0_leads",
        "photonics_leads",
        "textiles_leads",
    ]
    assert text.count("leads not in our sources") == len(unknown)


def test_superseded_counts_are_kept() -> None:
    assert [fact.value for fact in load_sheet("een").history("partners")] == ["over 600", "over 450"]
    assert [fact.value for fact in load_sheet("kets").history("number")] == ["five", "six"]


def test_each_step_of_the_dialogue_has_a_title_for_its_button() -> None:
    assert set(step_titles()) >= {
        "check_eligibility",
        "find_partnerships",
        "express_interest",
        "propose_partnership",
        "request_person",
        "ask_more",
    }
    assert not set(step_titles()) & {topic for _, topic in listed_topics()}
