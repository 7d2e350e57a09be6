"""The project as its own tests read it: tracked files, the names in Python, the names in Rasa's YAML."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[2]
INTENT = re.compile(r"/([a-z_]+(?:/[a-z_0-9]+)?)(?=$|[{\s'\"])")


@cache
def tracked_files() -> tuple[Path, ...]:
    """Every file that git keeps or would take, as it is now."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return tuple(ROOT / name for name in listed.stdout.splitlines() if (ROOT / name).is_file())


def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def modules(*folders: str) -> Iterator[ast.Module]:
    """The syntax trees of every Python file under these folders."""
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            yield ast.parse(path.read_text(encoding="utf-8"), str(path))


def literals(*folders: str) -> set[str]:
    """Every string that stands in the code, docstrings and parts of f-strings among them."""
    return {
        node.value
        for module in modules(*folders)
        for node in ast.walk(module)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def first_arguments(functions: set[str], *folders: str) -> set[str]:
    """The literal first arguments of calls of these functions or methods."""
    found = set()
    for module in modules(*folders):
        for node in ast.walk(module):
            if isinstance(node, ast.Call) and node.args and _called(node) in functions:
                argument = node.args[0]
                if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                    found.add(argument.value)
    return found


def _called(call: ast.Call) -> str:
    function = call.func
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def names_returned(*folders: str) -> list[str]:
    """What the methods called `name` return, in classes that Rasa finds: one entry a class."""
    return [
        statement.value.value
        for module in modules(*folders)
        for function in ast.walk(module)
        if isinstance(function, ast.FunctionDef) and function.name == "name"
        for statement in function.body
        if isinstance(statement, ast.Return) and isinstance(statement.value, ast.Constant)
    ]


@cache
def domain() -> dict[str, Any]:
    return dict(yaml.safe_load(text_of("domain.yml")))


@cache
def training(section: str) -> tuple[dict[str, Any], ...]:
    """Every entry of `nlu`, `rules` or `stories` under data/."""
    entries: list[dict[str, Any]] = []
    for path in sorted((ROOT / "data").rglob("*.yml")):
        entries += (yaml.safe_load(path.read_text(encoding="utf-8")) or {}).get(section) or []
    return tuple(entries)


def domain_intents() -> set[str]:
    return {name if isinstance(name, str) else next(iter(name)) for name in domain()["intents"]}


def defined_responses() -> set[str]:
    return set(domain()["responses"]) | {
        name
        for path in (ROOT / "data").rglob("*.yml")
        for name in (yaml.safe_load(path.read_text(encoding="utf-8")) or {}).get("responses") or {}
    }


def form_slots() -> set[str]:
    return {slot for form in domain()["forms"].values() for slot in form["required_slots"]}


def steps_of(kind: str) -> set[str]:
    """What the rules and stories name as `intent`, `action`, ... in their steps."""
    return {
        step[kind]
        for entry in (*training("rules"), *training("stories"))
        for step in entry["steps"]
        if kind in step
    }


def button_payloads() -> set[str]:
    """What the fixed buttons of the domain send."""
    return {
        button["payload"].replace("{{", "{").replace("}}", "}")
        for variants in domain()["responses"].values()
        for variant in variants
        for button in variant.get("buttons", ())
    }
