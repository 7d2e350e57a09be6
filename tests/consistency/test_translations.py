"""A translation beside the English words has everything they have, and nothing of its own."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.content import consent, translations
from bot.content.answers import load_answers, render
from bot.content.consent import consent_text, handoff_consent_text
from bot.content.loader import CONTENT
from bot.content.phrases import load_phrases
from bot.content.steps import step_titles
from bot.content.translations import content_of, missing
from bot.logic.errors import ContentInvalid
from bot.web.wording import load_wording

CALL = "answers.fr/call.yml"
LOADERS: list[Callable[..., Any]] = [
    load_answers,
    load_phrases,
    step_titles,
    consent_text,
    handoff_consent_text,
    load_wording,
]


def test_every_translation_that_lies_here_is_complete() -> None:
    lacking = {language: missing(language) for language in translations.translations()}
    assert [f"{language}: {line}" for language, lines in lacking.items() for line in lines] == []


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """Two topics and a few sentences, in English and in French; the facts they quote are real."""
    (tmp_path / "answers").mkdir()
    (tmp_path / "answers.fr").mkdir()
    for language, words in {"": ENGLISH, ".fr": FRENCH}.items():
        for name, data in words.items():
            stem, _, rest = name.partition("/")
            path = tmp_path / (f"{stem}{language}/{rest}" if rest else f"{Path(name).stem}{language}.yml")
            path.write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return tmp_path


CLOSES = "escp-s3-eoi-2016.closing_date"
ENGLISH: dict[str, Any] = {
    "answers/call.yml": {
        "answers": {
            "call_closing_date": {
                "title": "Closing date",
                "short": {"any": f"It closes on {{{CLOSES}}}.", "closed": f"It closed on {{{CLOSES}}}."},
                "more": "ESCP-S3 was extended.",
                "next": ["call_money"],
            },
            "call_money": {
                "title": "Money",
                "short": "There is none.",
                "facts": [CLOSES],
                "gap": True,
            },
        }
    },
    "phrases.yml": {"source": {"one": "Source: {sources}. Checked on {day}."}},
    "steps.yml": {"steps": {"check_eligibility": "Check whether we may take part"}},
    "web.yml": {"visitor": {"empty": "Please write."}, "page": {"suggestions": ["What is it?"]}, "api": {}},
    "consent.yml": {"version": "1", "text": "Do you agree?", "handoff_text": "Do you agree to this?"},
}
FRENCH: dict[str, Any] = {
    "answers/call.yml": {
        "answers": {
            "call_closing_date": {
                "title": "Date de clôture",
                "short": {"any": f"Clôture : {{{CLOSES}}}.", "closed": f"Clos depuis le {{{CLOSES}}}."},
                "more": "ESCP-S3 a été prolongé.",
                "next": ["call_money"],
            },
            "call_money": {"title": "Argent", "short": {"any": "Rien."}, "facts": [CLOSES], "gap": True},
        }
    },
    "phrases.yml": {"source": {"one": "Vérifié le {day}. Source : {sources}."}},
    "steps.yml": {"steps": {"check_eligibility": "Vérifier si nous pouvons participer"}},
    "web.yml": {
        "visitor": {"empty": "Écrivez."},
        "page": {"suggestions": ["De quoi s'agit-il ?"]},
        "api": {},
    },
    "consent.yml": {"version": "1", "text": "Êtes-vous d'accord ?", "handoff_text": "D'accord avec cela ?"},
}


@pytest.fixture
def loading(content: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The loaders read from there, and keep nothing of it."""
    monkeypatch.setattr(translations, "CONTENT", content)
    yield content
    for load in (load_answers, load_phrases, step_titles, consent._consent, load_wording):
        load.cache_clear()


def change(content: Path, name: str, *keys: Any, to: Any) -> None:
    """Set one value of the French file; `None` takes it away."""
    path = content / name
    data = at = yaml.safe_load(path.read_text(encoding="utf-8"))
    for key in keys[:-1]:
        at = at[key]
    at[keys[-1]] = to
    if to is None:
        del at[keys[-1]]
    path.write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")


def test_a_complete_translation_lacks_nothing(content: Path) -> None:
    assert translations.translations(content) == ["fr"]
    assert missing("fr", content) == []


ANSWERS = "answers"
DATE = (ANSWERS, "call_closing_date")
MONEY = (ANSWERS, "call_money")


@pytest.mark.parametrize(
    ("name", "keys", "to", "line"),
    [
        (CALL, MONEY, None, "answers.call_money is missing"),
        (CALL, (ANSWERS, "call_odd"), {"title": "X"}, "answers.call_odd is not in English"),
        (CALL, (*DATE, "more"), None, "answers.call_closing_date.more is missing"),
        (CALL, (*MONEY, "more"), "Voilà.", "answers.call_money.more is not in English"),
        (CALL, (*DATE, "short", "closed"), None, "answers.call_closing_date.short.closed is missing"),
        (CALL, (*DATE, "short", "open"), "X", "answers.call_closing_date.short.open is not in English"),
        (CALL, (*MONEY, "short", "closed"), "X", "answers.call_money.short.closed is not in English"),
        (
            CALL,
            (*DATE, "short", "any"),
            "Clôture bientôt.",
            f"answers.call_closing_date.short.any: {{{CLOSES}}} is missing",
        ),
        (
            CALL,
            (*DATE, "more"),
            f"{{{CLOSES}}}",
            f"answers.call_closing_date.more: {{{CLOSES}}} is not in English",
        ),
        (
            CALL,
            (*DATE, "more"),
            "ESCP-S3, le 31 mars.",
            "answers.call_closing_date.more: the number 31 is not in English",
        ),
        (CALL, (*DATE, "next"), ["x"], "answers.call_closing_date.next is ['x'], in English ['call_money']"),
        (CALL, (*MONEY, "facts"), [], f"answers.call_money.facts is [], in English ['{CLOSES}']"),
        (CALL, (*MONEY, "gap"), False, "answers.call_money.gap is False, in English True"),
        (CALL, (*MONEY, "title"), "  ", "answers.call_money.title is empty or of another shape"),
        (CALL, (*MONEY, "title"), ["X"], "answers.call_money.title is empty or of another shape"),
        ("phrases.fr.yml", ("source", "one"), "{sources}", "source.one: {day} is missing"),
        ("phrases.fr.yml", ("source", "two"), "X", "source.two is not in English"),
        ("steps.fr.yml", ("steps", "check_eligibility"), None, "steps.check_eligibility is missing"),
        ("web.fr.yml", ("page", "suggestions"), [], "page.suggestions is empty or of another shape"),
        (
            "web.fr.yml",
            ("page", "suggestions"),
            [""],
            "page.suggestions.1 is empty or of another shape",
        ),
        ("web.fr.yml", ("api",), None, "api is missing"),
        ("consent.fr.yml", ("version",), "0", "version is '0', in English '1'"),
    ],
)
def test_what_is_missing_or_too_much_is_named(
    content: Path, name: str, keys: tuple[str, ...], to: Any, line: str
) -> None:
    change(content, name, *keys, to=to)
    assert missing("fr", content) == [f"{name}: {line}"]


def test_missing_and_extra_files_are_named(content: Path) -> None:
    (content / "steps.fr.yml").unlink()
    (content / CALL).rename(content / "answers.fr/appel.yml")
    (content / "web.fr.yml").write_text("", encoding="utf-8")
    assert missing("fr", content) == [
        "steps.fr.yml is missing",
        "web.fr.yml: the file is empty or of another shape",
        "answers.fr/appel.yml has no English file beside it",
        f"{CALL} is missing",
    ]


def test_the_check_knows_every_shape_of_the_real_words(tmp_path: Path) -> None:
    for target in ("answers", "answers.de"):
        shutil.copytree(CONTENT / "answers", tmp_path / target)
    for name in translations.FILES:
        shutil.copy(CONTENT / name, tmp_path / name)
        shutil.copy(CONTENT / name, tmp_path / f"{Path(name).stem}.de.yml")
    assert missing("de", tmp_path) == []


def test_a_single_file_counts_as_a_translation_that_lacks_the_rest(content: Path) -> None:
    shutil.copy(content / "consent.fr.yml", content / "consent.pl.yml")
    assert translations.translations(content) == ["fr", "pl"]
    assert missing("pl", content) == [
        "phrases.pl.yml is missing",
        "steps.pl.yml is missing",
        "web.pl.yml is missing",
        "answers.pl/call.yml is missing",
    ]


def test_a_language_that_nobody_would_recognise_is_refused(content: Path) -> None:
    assert missing("sv", content) == ["sv is no language of languages.yml"]


@pytest.mark.usefixtures("loading")
def test_the_loaders_read_the_language_they_are_asked_for() -> None:
    answer = load_answers("fr")["call_closing_date"]
    assert answer.title == "Date de clôture"
    assert render(answer, "extended").text == "Clôture : 31 March 2017."
    assert load_phrases("fr")["source.one"].startswith("Vérifié")
    assert step_titles("fr") == {"check_eligibility": "Vérifier si nous pouvons participer"}
    assert consent_text("fr") == "Êtes-vous d'accord ?"
    assert handoff_consent_text("fr") == "D'accord avec cela ?"
    assert load_wording("fr").visitor("empty") == "Écrivez."


@pytest.mark.parametrize("load", LOADERS)
def test_no_loader_reads_an_incomplete_translation(loading: Path, load: Callable[..., Any]) -> None:
    change(loading, CALL, *MONEY, to=None)
    (loading / "steps.fr.yml").unlink()
    with pytest.raises(ContentInvalid) as refusal:
        load("fr")
    assert str(refusal.value).splitlines() == [
        "steps.fr.yml is missing",
        f"{CALL}: answers.call_money is missing",
    ]


@pytest.mark.parametrize("load", LOADERS)
def test_a_language_without_any_file_is_refused(load: Callable[..., Any]) -> None:
    with pytest.raises(ContentInvalid, match="is missing"):
        load("nl")


def test_english_is_what_has_no_language_in_its_name() -> None:
    assert content_of("phrases.yml", "en") == CONTENT / "phrases.yml"
    assert content_of("answers", "en") == CONTENT / "answers"
    assert load_answers("en") == load_answers()
