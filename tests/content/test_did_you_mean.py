"""What "did you mean" may offer, and the programmes that a question may be about instead."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import pytest
import yaml

from bot.content import did_you_mean
from bot.content.did_you_mean import load_offers
from bot.content.other_programmes import other_programme_in
from bot.logic.errors import ContentInvalid

ROOT = Path(__file__).resolve().parents[2]


def test_questions_and_steps_may_be_offered_by_their_titles() -> None:
    titles = load_offers().titles
    assert titles["find_partnerships"] == "Find a partnership"
    assert titles["faq/call_closing_date"] == "When the call closes"
    assert not {"ask_more", "show_capabilities"} & set(titles)


def test_no_meaning_stands_in_two_groups_and_none_alone() -> None:
    groups = load_offers().alike
    assert all(len(group) > 1 for group in groups)
    assert all(one.isdisjoint(other) for one, other in combinations(groups, 2))


@pytest.mark.parametrize(
    "kept", [{"never": ["nobody"], "alike": []}, {"never": [], "alike": [["faq/nobody"]]}]
)
def test_a_meaning_without_a_title_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, kept: dict[str, object]
) -> None:
    (tmp_path / did_you_mean.FILE).write_text(yaml.safe_dump(kept), encoding="utf-8")
    monkeypatch.setattr(did_you_mean, "CONTENT", tmp_path)
    with pytest.raises(ContentInvalid, match="nobody has no title"):
        load_offers.__wrapped__()


@pytest.mark.parametrize(
    ("text", "programme"),
    [
        ("when does the Horizon Europe health call close?", "Horizon Europe"),
        ("who can apply for LIFE", "LIFE"),
        ("life+ deadline", "LIFE"),
        ("is there a life programme for rivers", "LIFE"),
        ("how do I apply to erasmus+?", "Erasmus+"),
        ("Erasmus grant", "Erasmus+"),
        ("is there money from INTERREG", "Interreg"),
        ("marie sklodowska-curie", "the Marie Curie actions"),
        ("CAP payments", "the common agricultural policy"),
    ],
)
def test_other_programmes_are_known_by_name(text: str, programme: str) -> None:
    assert other_programme_in(text) == programme


@pytest.mark.parametrize(
    "text",
    [
        "is this call part of Horizon Europe?",
        "is there an INNOSUP in Horizon Europe",
        "does ESCP-S3 work like Erasmus+",
        "life sciences in Spain",
        "WHAT IS LIFE SCIENCE",
        "is there a cap on the grant",
        "interregional investment projects",
        "Horizon 2020",
        "",
    ],
)
def test_what_is_about_something_of_ours_or_an_ordinary_word_is_not(text: str) -> None:
    assert other_programme_in(text) is None


def test_no_example_of_what_we_answer_is_about_another_programme() -> None:
    answered = {"faq", "ask_requirement", "check_eligibility", "inform"}
    taken = []
    for path in sorted((ROOT / "data/nlu").rglob("*.yml")):
        for entry in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
            if entry.get("intent", "").split("/")[0] in answered:
                taken += [line for line in entry["examples"].splitlines() if other_programme_in(line)]
    assert taken == []
