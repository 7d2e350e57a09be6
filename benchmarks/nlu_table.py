"""The report for people: what one run found, as Markdown between two marker lines."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

BEGIN, END = "<!-- nlu: begin -->", "<!-- nlu: end -->"
TITLES = {"banking77": "BANKING77", "hwu64": "HWU64", "clinc150": "CLINC150"}
Figures = dict[str, Any]


def report(run: dict[str, Any]) -> str:
    """All tables of one run; what was not measured says so, and why."""
    accuracy = [_cells(run, one, lambda f: f"{f['accuracy']:.2f}") for one in run["contestants"]]
    outside = [_outside(run, one) for one in run["contestants"]]
    training = [_cells(run, one, _training) for one in run["contestants"]]
    times = [_cells(run, one, _times) for one in run["contestants"]]
    memory = [_cells(run, one, lambda f: f"{f['memory_mb']:.0f}") for one in run["contestants"]]
    sets = list(TITLES.values())
    goal = f"in scope, threshold that keeps {run['least_in_scope']} on validation"
    parts = [
        "\n".join(_about(one) for one in (run, *run.get("earlier", []))),
        "Accuracy, per cent:",
        _table(["", *sets], accuracy),
        f"Mistakes of callguide for each of `rasa init`, mean of the three sets: {_ratio(run)}.",
        "CLINC150 with what is out of scope, per cent; nothing out of scope was learnt:",
        _table(["", goal, "out-of-scope recall there", "AUROC"], outside),
        "Training, seconds on the wall (of all cores together):",
        _table(["", *sets], training),
        "One message, milliseconds on one core, p50 / p95:",
        _table(["", *sets], times),
        "Memory of the process that answers, MB:",
        _table(["", *sets], memory),
    ]
    return "\n\n".join(parts)


def replace_between_markers(text: str, report: str) -> str:
    """The page with the new report in the place of the old one."""
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise ValueError(f"the page lacks the lines {BEGIN} and {END}")
    return f"{before}{BEGIN}\n\n{report}\n\n{END}{after}"


def _about(run: dict[str, Any]) -> str:
    machine, versions = run["machine"], run["versions"]
    sets = ", ".join(TITLES[name] for name in run["data_sets"])
    lines = [
        f"- {sets}: {run['date']}, `{run['command']}`, commit {run['commit']}",
        f"- {machine['cores']} core(s) used of {machine['all_cores']}, {machine['cpu']}, "
        f"{machine['memory_gb']} GB; load at the start {machine['load_at_start']}",
        "- " + ", ".join(f"{name} {version}" for name, version in versions.items()),
        *(f"- {note}" for note in run["notes"]),
    ]
    return "\n".join(lines)


def _table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "/") for cell in line) + " |" for line in lines)


def _cells(run: dict[str, Any], contestant: str, cell: Callable[[Figures], str]) -> list[str]:
    figures = [run["figures"].get(contestant, {}).get(name) for name in TITLES]
    return [run["contestants"][contestant], *(_cell(found, cell) for found in figures)]


def _cell(found: Figures | None, cell: Callable[[Figures], str]) -> str:
    if found is None:
        return "not measured"
    if "not_measured" in found:
        return f"not measured: {found['not_measured']}"
    return cell(found)


def _outside(run: dict[str, Any], contestant: str) -> list[str]:
    found = run["figures"].get(contestant, {}).get("clinc150")
    title = run["contestants"][contestant]
    if found is None or "not_measured" in found:
        return [title, *[_cell(found, str)] * 3]
    scope = found["out_of_scope"]
    if scope["threshold"] is None:
        never = f"none: {scope['val_accuracy']:.2f} on validation without one"
        return [title, never, "-", f"{scope['auroc']:.4f}"]
    cells = (f"{scope['accuracy_with_threshold']:.2f}", f"{scope['recall']:.2f}", f"{scope['auroc']:.4f}")
    return [title, *cells]


def _training(found: Figures) -> str:
    return f"{found['training_seconds']:.0f} ({found['training_cpu_seconds']:.0f})"


def _times(found: Figures) -> str:
    return f"{found['p50_ms']:.2f} / {found['p95_ms']:.2f}"


def _ratio(run: dict[str, Any]) -> str:
    ratio = run["error_ratio"]
    return "not measured" if ratio is None else f"{ratio:.3f} (goal: {run['error_ratio_goal']} or less)"
