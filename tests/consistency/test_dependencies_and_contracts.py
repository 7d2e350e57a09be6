"""Who may import whom, what each dependency is for, and nothing of one machine in what git keeps."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.consistency.project import ROOT, text_of, tracked_files

GROUPS = re.compile(r"^\[dependency-groups\]$(.*?)^\[", re.MULTILINE | re.DOTALL)
# Written apart, so that this file does not hold what it looks for.
REGISTRIES = [
    ".".join(parts) for parts in (("pypi", "org"), ("pythonhosted", "org"), ("registry", "npmjs", "org"))
]
MACHINE_PATH = re.compile(r"(?<![\w./-])/(?:work|root|farm)/")
ONLY_A_LOCK = {"uv.lock", "package-lock.json"}


def test_imports_keep_to_the_contracts() -> None:
    linter = Path(sys.executable).with_name("lint-imports")
    ended = subprocess.run([linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stdout + ended.stderr


def test_every_dependency_says_what_for() -> None:
    found = GROUPS.search(text_of("pyproject.toml"))
    lines = [line for line in (found[1] if found else "").splitlines() if re.search(r'"[a-z]', line)]
    assert len(lines) > 15
    assert [line for line in lines if not re.search(r"# \S", line)] == []


@pytest.mark.parametrize("registry", REGISTRIES)
def test_no_file_but_a_lock_names_a_package_registry(registry: str) -> None:
    assert [name for name, line in lines() if registry in line] == []


def test_no_file_names_a_path_of_one_machine() -> None:
    assert [f"{name}: {line.strip()}" for name, line in lines() if MACHINE_PATH.search(line)] == []


def lines() -> list[tuple[str, str]]:
    """Every line of every text that git keeps, with its file; locks are left out."""
    found = []
    for path in tracked_files():
        if path.name not in ONLY_A_LOCK:
            text = path.read_bytes().decode(errors="replace")
            found += [(str(path.relative_to(ROOT)), line) for line in text.splitlines()]
    return found
