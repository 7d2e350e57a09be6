"""What README, CONTRIBUTING, the ADRs and CI say about commands and files is there."""

from __future__ import annotations

import re

import pytest

from bot.settings import SETTINGS
from tests.consistency.project import ROOT, text_of, tracked_files

TARGET = re.compile(r"^([a-z][a-z-]*):(?!=)(.*)$", re.MULTILINE)
STYLE_GUIDE = "install lookups train run check test dialogues browser bench facts-due clean"
PATHS = re.compile(r"`((?:bot|actions|data|docs|tests|benchmarks|\.ci)/[\w./-]*)`")


def documents() -> list[str]:
    names = [str(path.relative_to(ROOT)) for path in tracked_files() if path.suffix == ".md"]
    return sorted(names)


def targets() -> set[str]:
    return {match[1] for match in TARGET.finditer(text_of("Makefile"))}


def make_words(text: str) -> set[str]:
    """The targets that a text calls: in code spans, code blocks and scripts, never in prose."""
    code = "\n".join(re.findall(r"```.*?```|`[^`\n]+`|^ {4}\S.*?$", text, re.DOTALL | re.MULTILINE))
    calls = re.findall(r"\bmake((?: [a-zA-Z_-]+(?:=\S*)?)+)", code)
    return {word for call in calls for word in call.split() if "=" not in word}


@pytest.mark.parametrize("name", documents())
def test_every_make_word_in_a_document_is_a_target(name: str) -> None:
    assert sorted(make_words(text_of(name)) - targets()) == []


def test_the_documents_that_everybody_looks_for_are_there() -> None:
    assert {"README.md", "CONTRIBUTING.md", "CHANGELOG.md"} <= set(documents())
    assert make_words(text_of("README.md")) >= {"run", "test"}


def test_ci_calls_targets_that_exist() -> None:
    called = {
        word
        for call in re.findall(r"^\s*(?:\S+=\S+ )?make (.+)$", text_of(".ci/run"), re.M)
        for word in call.split()
    }
    assert {"check", "test", "test-postgres"} <= {word.rstrip(";") for word in called} <= targets()


def test_make_help_lists_every_target() -> None:
    described = {match[1] for match in TARGET.finditer(text_of("Makefile")) if "## " in match[2]}
    assert described == targets() >= set(STYLE_GUIDE.split())


def test_every_folder_of_tests_is_run_by_make_test() -> None:
    folders = {
        path.parent.relative_to(ROOT / "tests").parts[0] for path in (ROOT / "tests").rglob("test_*.py")
    }
    listed = re.search(r"addprefix tests/,([a-z ]+)\)", text_of("Makefile"))
    named = set(re.findall(r"tests/([a-z]+)", text_of("Makefile"))) | set(
        (listed[1] if listed else "").split()
    )
    assert sorted(folders - named) == []


def test_the_settings_table_of_the_readme_is_the_list_in_python() -> None:
    rows = re.findall(r"^\| `(BOT_\w+)` \| (.*?) \| (.*?) \|$", text_of("README.md"), re.MULTILINE)
    expected = [
        (s.name, s.meaning, "required" if s.default is None else f"`{s.default}`" if s.default else "empty")
        for s in SETTINGS
    ]
    assert rows == expected


@pytest.mark.parametrize("name", documents())
def test_files_and_folders_that_a_document_names_exist(name: str) -> None:
    missing = [path for path in PATHS.findall(text_of(name)) if not (ROOT / path).exists()]
    assert missing == []


def test_the_first_screen_of_the_readme_is_one_screen() -> None:
    first, _, rest = text_of("README.md").partition("\n## ")
    assert rest
    assert len(first.splitlines()) <= 25


def test_decisions_are_numbered_without_gap_and_have_their_three_parts() -> None:
    records = sorted((ROOT / "docs/adr").glob("*.md"))
    assert [record.name[:4] for record in records] == [f"{n:04}" for n in range(1, len(records) + 1)]
    for record in records:
        headings = re.findall(r"^## (.*)$", record.read_text(encoding="utf-8"), re.MULTILINE)
        assert headings == ["Context", "Decision", "Consequences"], record.name
