"""The sheets and answers about the call, the grant call, INNOSUP, the partnership programmes and results."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
import yaml

from bot.content.answers import Answer, fill, load_answers, render
from bot.content.loader import CONTENT, load_sheet, load_sheets
from bot.logic.errors import ContentInvalid, FactMissing
from bot.logic.facts import Certainty, Fact

CALL = "escp-s3-eoi-2016"
SHEETS = (
    CALL,
    "cos-clustpartns-2017",
    "thematic-s3-eoi",
    "dg-regio-pilots",
    "sister-calls",
    "escp-s3",
    "escp-4i",
    "escp-4x",
    "innosup",
)
GROUPS = ("call", "meanings", "grant", "innosup", "results")
STEPS = {
    "check_eligibility",
    "find_partnerships",
    "express_interest",
    "follow_partnership",
    "propose_partnership",
    "request_person",
}
STATUSES = {"not_open", "open", "extended", "closing_soon", "closed", "any"}
WHO_MAY_KNOW = (
    "European Cluster Collaboration Platform",
    "DG GROW",
    "Smart Specialisation Platform",
    "EISMEA",
)
LONGEST_TITLE = 45
MOST_SENTENCES = 3


def topics_by_group() -> dict[str, set[str]]:
    """The fixed list: which file answers which topic."""
    groups: dict[str, set[str]] = {}
    for line in (Path(__file__).parent / "topics.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            group, _, names = line.partition(":")
            groups.setdefault(group, set()).update(names.split())
    return groups


def answered_in(group: str) -> dict[str, Answer]:
    data = yaml.safe_load((CONTENT / "answers" / f"{group}.yml").read_text(encoding="utf-8"))
    return {topic: load_answers()[topic] for topic in data["answers"]}


def ours() -> dict[str, Answer]:
    return {topic: answer for group in GROUPS for topic, answer in answered_in(group).items()}


def whole_text(topic: str, status: str = "any") -> str:
    answer = load_answers()[topic]
    rest = render(answer, status, more=True).text if answer.more else ""
    return f"{render(answer, status).text}\n{rest}"


def shorts(answer: Answer) -> dict[str, str]:
    return {status: render(answer, status).text for status in answer.short}


# --- the sheets ---


@pytest.mark.parametrize("sheet_id", SHEETS)
def test_each_sheet_loads_and_holds_facts(sheet_id: str) -> None:
    assert load_sheet(sheet_id).facts


def test_the_closing_date_keeps_the_first_date_and_holds_the_extension() -> None:
    history = [fact.value for fact in load_sheet(CALL).history("closing_date")]
    assert history == [date(2016, 12, 31), date(2017, 3, 31)]


def test_the_day_the_call_opened_is_not_invented() -> None:
    sheet = load_sheet(CALL)
    assert sheet.fact("opened_in").value == "May 2016"
    with pytest.raises(FactMissing):
        sheet.fact("opening_date")


def test_eligibility_finds_the_addressees_and_the_countries() -> None:
    sheet = load_sheet(CALL)
    assert set(sheet.fact("eligible_organisation_types").value) == {
        "cluster_organisation",
        "business_network",
        "technology_centre",
        "science_park",
    }
    member_states = set(sheet.fact("eligible_eu_countries").value)
    assert len(member_states) == sheet.fact("eligible_eu_countries_count").value
    assert {"GB", "GR"} <= member_states
    outside = ("cosme_countries_2015", "cosme_countries_pending_2015", "cosme_countries_2018")
    for name in outside:
        assert not member_states & set(sheet.fact(name).value)


@pytest.mark.parametrize("name", ["cosme_countries_2015", "cosme_countries_2018"])
def test_the_named_countries_are_as_many_as_the_codes(name: str) -> None:
    sheet = load_sheet(CALL)
    assert len(sheet.fact(name).value) == len(sheet.fact(f"{name}_names").value)


def test_countries_joined_cosme_after_2015_and_none_left_the_list() -> None:
    sheet = load_sheet(CALL)
    early, pending, late = (
        set(sheet.fact(name).value)
        for name in ("cosme_countries_2015", "cosme_countries_pending_2015", "cosme_countries_2018")
    )
    assert early < late
    assert pending < late
    assert not early & pending


@pytest.mark.parametrize("name", ["least_partner_countries", "own_legal_entity", "eligible_eu_countries"])
def test_what_a_later_paper_says_is_only_inferred_for_the_call(name: str) -> None:
    assert load_sheet(CALL).fact(name).certainty is Certainty.INFERRED


def test_the_country_list_of_the_call_and_the_rules_for_a_profile_stay_unknown() -> None:
    for name in ("cosme_country_list_2016", "eccp_rules_2016", "evaluation_criteria", "full_text", "grant"):
        assert load_sheet(CALL).entry(name).certainty is Certainty.NOT_FOUND


def not_found(sheet_ids: tuple[str, ...]) -> list[Fact]:
    return [
        history[-1]
        for sheet_id in sheet_ids
        for history in load_sheets()[sheet_id].facts.values()
        if history[-1].certainty is Certainty.NOT_FOUND
    ]


def test_every_gap_names_a_body_to_ask_and_no_address() -> None:
    for fact in not_found(SHEETS):
        ask = fact.ask or ""
        assert any(body in ask for body in WHO_MAY_KNOW), fact.name
        assert not re.search(r"@|https?:|www\.|\d", ask), fact.name


def test_every_gap_of_the_call_and_its_results_is_admitted_in_an_answer() -> None:
    admitted = {fact for answer in load_answers().values() for fact in answer.facts}
    gaps = not_found(tuple(sheet for sheet in SHEETS if sheet != "thematic-s3-eoi"))
    assert [f"{fact.sheet}.{fact.name}" for fact in gaps if fact not in admitted] == []


# --- the answers: shape ---


@pytest.mark.parametrize("group", GROUPS)
def test_each_group_answers_its_topics_and_no_other(group: str) -> None:
    assert set(answered_in(group)) == topics_by_group()[group]


@pytest.mark.parametrize("topic", sorted(ours()))
def test_every_next_step_leads_somewhere_else(topic: str) -> None:
    known = set().union(*topics_by_group().values()) | STEPS
    offered = load_answers()[topic].next
    assert set(offered) <= known
    assert topic not in offered
    assert 1 < len(offered) < 4


@pytest.mark.parametrize("topic", sorted(ours()))
def test_every_answer_renders_in_every_status_and_fits_a_button(topic: str) -> None:
    answer = load_answers()[topic]
    assert len(answer.title) <= LONGEST_TITLE
    assert set(answer.short) <= STATUSES
    for status in STATUSES:
        said = render(answer, status)
        assert said.facts
        assert not re.search(r"[{}]|None|\(\)", whole_text(topic, status))


@pytest.mark.parametrize("topic", sorted(ours()))
def test_the_short_answer_is_short(topic: str) -> None:
    for status, text in shorts(load_answers()[topic]).items():
        lines = [line for line in text.splitlines() if not line.startswith("- ")]
        sentences = re.split(r"(?<=[.!?])\s+", " ".join(lines).strip())
        assert len(sentences) <= MOST_SENTENCES, f"{topic} {status}: {sentences}"


def test_no_two_titles_are_the_same() -> None:
    titles = [answer.title for answer in ours().values()]
    assert len(titles) == len(set(titles))


@pytest.mark.parametrize("topic", sorted(topic for topic, answer in ours().items() if answer.gap))
def test_a_gap_is_admitted_at_once_with_whom_to_ask(topic: str) -> None:
    answer = load_answers()[topic]
    gaps = [fact for fact in answer.facts if fact.certainty is Certainty.NOT_FOUND]
    assert gaps
    for text in shorts(answer).values():
        assert "not found in our sources" in text
        asked = text[text.index("Ask ") :]
        bodies = [body for body in WHO_MAY_KNOW if any(body in (gap.ask or "") for gap in gaps)]
        assert any(body in asked for body in bodies)


# --- the answers: dates and status ---


@pytest.mark.parametrize(
    ("status", "opening"),
    [
        ("not_open", "The call is not open yet."),
        ("open", "The call is open."),
        ("extended", "The call is open."),
        ("closing_soon", "The call is open, but not for long"),
        ("closed", "The call is no longer open"),
    ],
)
def test_whether_the_call_is_open_follows_the_status(status: str, opening: str) -> None:
    text = render(load_answers()["call_open_now"], status).text
    assert text.startswith(opening)
    assert "31 March 2017" in text


@pytest.mark.parametrize("topic", sorted(load_answers()))
def test_no_answer_begins_with_a_yes_or_no_that_a_question_may_turn_round(topic: str) -> None:
    for text in shorts(load_answers()[topic]).values():
        assert not re.match(r"(?:Yes|No)\b", text)


@pytest.mark.parametrize("status", sorted(STATUSES))
def test_the_closing_date_is_given_with_the_one_before_it(status: str) -> None:
    text = render(load_answers()["call_closing_date"], status).text
    assert "31 March 2017" in text
    assert "31 December 2016" in text


def test_a_call_open_by_extension_says_so() -> None:
    text = render(load_answers()["call_closing_date"], "extended").text
    assert "has passed" in text


@pytest.mark.parametrize("topic", ["how_to_apply", "call_open_now", "call_closing_date", "call_overview"])
def test_a_closed_call_is_called_closed(topic: str) -> None:
    text = render(load_answers()[topic], "closed").text
    assert "closed on 31 March 2017" in text
    assert "closes" not in text


# --- the answers: filling in ---


def test_a_list_is_shown_inline_or_one_item_a_line() -> None:
    assert fill("{escp-s3-eoi-2016.priority_sectors}") == "creative industries, textiles and tourism"
    assert fill("{escp-s3-eoi-2016.priority_sectors.list}") == "- creative industries\n- textiles\n- tourism"


def test_what_is_no_list_cannot_be_shown_as_one() -> None:
    with pytest.raises(ContentInvalid):
        fill("{escp-s3-eoi-2016.focus.list}")


# --- the answers: traps ---


@pytest.mark.parametrize(
    ("topic", "expected"),
    [
        ("two_75_percents", ["eligible costs", "SMEs", "EUR 349,952"]),
        ("innosup_figures", ["INNOSUP-1-2015", "119", "45", "5 projects", "EUR 21.7 million", "2016-17"]),
        ("innosup_figures", ["slides alone", "a second source was not found"]),
        ("innosup_success_rate", ["4.2 %", "38 %", "11 %", "EUR 4.34 million"]),
        ("grant_budget", ["EUR 2.8 million", "EUR 350,000", "8 projects"]),
        ("grant_deadline", ["8 March 2018", "17:00", "31 March 2017"]),
        ("grant_rate", ["75 %", "EUR 466,607.74"]),
        (
            "results_labelled",
            ["9 partnerships", "had expected 8", "We know 6", "other 3 names were not found"],
        ),
        ("call_money", ["EUR 350,000", "75 %", "separate call"]),
        ("call_extension", ["31 December 2016", "31 March 2017", "announced was not found"]),
        ("escp_s3_or_4i", ["inside Europe", "outside Europe", "23 May 2017"]),
        ("escp_4i", ["24 partnerships", "25", "17,000 SMEs", "8 March 2016"]),
        ("escp_4x", ["13", "69 cluster organisations", "EUR 7 million"]),
        ("sister_calls", ["EUR 500,000", "EUR 448,750", "EUR 360,000", "not rules of this call"]),
        ("call_slides", ["spring 2016", "must have / will get", "INNOSUP-1-2015", "2016-17"]),
        ("partnering_event", ["25 October 2018", "45 ", "13 INNOSUP-1 projects", "40,000"]),
        ("award_2019", ["EACN", "of the year 2019", "Bucharest"]),
        ("eligible_countries", ["28 Member States", "2015", "2018", "Kosovo*", "Norway and Switzerland"]),
        ("call_partner_countries", ["at least 3 different", "25 April 2019", "our conclusion"]),
        ("grant_less_developed", ["must not be carried over"]),
        ("innosup_projects", ["PERMIDES", "KATANA", "take no list as the final one"]),
    ],
)
def test_an_answer_holds_what_keeps_the_trap_shut(topic: str, expected: list[str]) -> None:
    text = whole_text(topic)
    assert [part for part in expected if part not in text] == []


def test_the_two_shares_stand_side_by_side_with_their_own_sources() -> None:
    said = render(load_answers()["two_75_percents"], "any")
    assert said.text.count("75 %") == 2
    shares = [fact for fact in said.facts if fact.unit == "%"]
    assert {fact.sheet for fact in shares} == {"cos-clustpartns-2017", "innosup"}
    assert len({fact.source for fact in shares}) == 2


def test_the_share_for_smes_is_not_given_for_the_call_of_2015() -> None:
    text = whole_text("two_75_percents")
    assert "INNOSUP-01-2016-2017: at least 75 %" in text
    assert "for INNOSUP-1-2015 it was not found" in text


def test_four_things_are_called_the_call() -> None:
    said = render(load_answers()["meanings_of_call"], "any", more=True)
    assert {CALL, "cos-clustpartns-2017", "thematic-s3-eoi", "dg-regio-pilots"} <= {
        fact.sheet for fact in said.facts
    }
    assert render(load_answers()["meanings_of_call"], "any").text.count("\n- ") == 4


def test_todays_rules_for_a_profile_are_not_projected_back() -> None:
    text = whole_text("eccp_profile")
    assert "we do not take them for the rules of that time" in text
    assert not re.search(r"\b1[05]\b|half|full-time", text)


@pytest.mark.parametrize("topic", sorted(answered_in("call")))
def test_no_answer_about_the_call_takes_the_deadline_of_the_slides_for_the_last_word(topic: str) -> None:
    for status in STATUSES:
        text = whole_text(topic, status)
        assert "31 December 2016" not in text or "31 March 2017" in text


@pytest.mark.parametrize(
    "named",
    [
        "integrated approach",
        "help industry transform",
        "Cluster facilitated projects for new industrial value chains",
        "6084-innosup-01-2016-2017",
        "Towards European Strategic Cluster Partnerships for smart specialisation investments",
        "the part industry plays",
        "cluster organisations, other business network organisations, technology centres and science parks",
        "industrial modernisation",
        "31 December 2016",
        "European Cluster Collaboration Platform",
        "call-expression-interest-towards-european-strategic-cluster-partnerships",
        "key enabling technologies",
        "ICT",
        "service innovation",
        "resource efficiency",
        "advanced manufacturing",
        "digital transformation or Industry 4.0",
        "digital platforms",
        "big data analytics",
        "space data services",
        "advanced materials",
        "disruptive business models and service concepts",
        "creative industries",
        "textiles",
        "tourism",
    ],
)
def test_every_statement_of_the_slides_about_the_call_is_told(named: str) -> None:
    assert any(named in whole_text(topic) for topic in ours())
