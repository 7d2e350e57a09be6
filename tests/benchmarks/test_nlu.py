"""The parts of `make bench-nlu` that a run of hours would show too late."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from benchmarks import nlu, nlu_data, nlu_measure, nlu_rasa, nlu_scores, nlu_table
from benchmarks.nlu_contestants import ROOT, Contestant, contestants, last_line

ROWS = [("where is my card", "card"), ("pay back", "refund"), ("card lost", "card"), ("is it there", "card")]
ANSWERS = [("card", 0.9), ("refund", 0.8), ("refund", 0.7), ("card", 0.3)]


def test_accuracy_counts_right_intents_that_are_sure_enough() -> None:
    assert nlu_scores.accuracy(ANSWERS, ROWS) == 75
    assert nlu_scores.accuracy(ANSWERS, ROWS, 0.3) == 50  # as sure as the threshold is not enough


def test_the_threshold_refuses_most_and_keeps_the_accuracy() -> None:
    outside = [("card", 0.2), ("card", 0.5), ("refund", 0.8), (None, 0.0)]
    chosen = nlu_scores.choose_threshold(ANSWERS, ROWS, outside, least=50)
    assert chosen == 0.5
    assert nlu_scores.refused(outside, chosen) == 75
    assert nlu_scores.choose_threshold(ANSWERS, ROWS, outside, least=70) == 0.2


def test_there_is_no_threshold_for_an_accuracy_that_is_never_reached() -> None:
    assert nlu_scores.choose_threshold(ANSWERS, ROWS, [("card", 0.5)], least=80) is None


def test_a_threshold_below_all_is_chosen_where_every_other_one_costs_too_much() -> None:
    chosen = nlu_scores.choose_threshold(ANSWERS, ROWS, [("card", 0.95)], least=75)
    assert chosen is not None
    assert chosen < 0.3


@pytest.mark.parametrize(
    ("inside", "outside", "expected"),
    [([0.9, 0.8], [0.1], 1.0), ([0.1], [0.2, 0.9], 0.0), ([0.5], [0.5], 0.5), ([0.2, 0.6], [0.4, 0.1], 0.75)],
)
def test_auroc_is_the_share_of_pairs_in_the_right_order(
    inside: list[float], outside: list[float], expected: float
) -> None:
    sure = [[("any", confidence) for confidence in side] for side in (inside, outside)]
    assert nlu_scores.auroc(*sure) == expected


def test_p50_and_p95_of_a_hundred_and_one_times() -> None:
    assert nlu_scores.middle_and_slow(list(range(101))) == (50, 95)


def test_the_error_ratio_compares_the_means_of_the_mistakes() -> None:
    assert nlu_scores.error_ratio([94, 92, 96], [92, 84, 92]) == pytest.approx(6 / (32 / 3))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The three data sets, in their own layouts, with a few sentences."""
    header = "text,category\n"
    (tmp_path / "banking77").mkdir()
    (tmp_path / "banking77/train.csv").write_text(header + '"\nMy card, please: [where](is) it?\n",card?\n')
    (tmp_path / "banking77/test.csv").write_text(header + "refund me,refund\n")
    for part in ("train", "valid", "test"):
        (tmp_path / "hwu64" / part).mkdir(parents=True)
        (tmp_path / "hwu64" / part / "seq.in").write_text(f"a {part} alarm\nwake me\n")
        (tmp_path / "hwu64" / part / "label").write_text("alarm\nalarm\n")
    (tmp_path / "clinc150").mkdir()
    parts = {name: [[name, "oos"]] for name in ("train", "val", "test", "oos_train", "oos_val", "oos_test")}
    (tmp_path / "clinc150/data_full.json").write_text(json.dumps(parts))
    return tmp_path


def test_banking77_keeps_every_sign_inside_a_text(folder: Path) -> None:
    data = nlu_data.read("banking77", folder)
    assert data.train == [("My card, please: [where](is) it?", "card?")]
    assert data.test == [("refund me", "refund")]


def test_hwu64_learns_the_validation_part(folder: Path) -> None:
    data = nlu_data.read("hwu64", folder)
    assert [text for text, _ in data.train] == ["a train alarm", "wake me", "a valid alarm", "wake me"]
    assert data.test == [("a test alarm", "alarm"), ("wake me", "alarm")]


def test_clinc150_learns_nothing_out_of_scope(folder: Path) -> None:
    data = nlu_data.read("clinc150", folder)
    assert (data.train, data.test, data.val) == ([("train", "oos")], [("test", "oos")], [("val", "oos")])
    assert (data.oos_val, data.oos_test) == ([("oos_val", "oos")], [("oos_test", "oos")])


@pytest.mark.parametrize("row", [("hello", "faq/hello"), ("", "hello"), ("/hello", "hello")])
def test_what_rasa_would_read_otherwise_is_refused(row: tuple[str, str]) -> None:
    with pytest.raises(ValueError, match="otherwise"):
        nlu_data.DataSet(train=[row], test=[])


def test_a_limit_takes_from_all_over_a_part() -> None:
    rows = [(str(number), "any") for number in range(10)]
    data = nlu_data.DataSet(train=rows, test=rows[:3]).first(4)
    assert [text for text, _ in data.train] == ["0", "3", "6", "9"]
    assert len(data.test) == 3


def test_training_data_for_rasa_has_every_text_as_it_was() -> None:
    rows = [("- a: 'b' # c", "odd?"), ("e\u00a0|\\", "odd?"), ("no", "no"), ("two\nlines", "odd?")]
    read = []
    for block in yaml.safe_load(nlu_rasa.as_yaml(rows))["nlu"]:
        examples = block["examples"]
        long_form = isinstance(examples, list)
        texts = [one["text"] for one in examples] if long_form else re.findall(r"^- (.*)$", examples, re.M)
        read += [(text, block["intent"]) for text in texts]
    assert sorted(read) == sorted(rows)


def test_our_pipeline_is_that_of_the_project_less_two() -> None:
    whole = yaml.safe_load((ROOT / "config.yml").read_text(encoding="utf-8"))["pipeline"]
    ours = nlu_rasa.our_settings()
    left_out = [component["name"].split(".")[-1] for component in whole if component not in ours["pipeline"]]
    assert sorted(left_out) == ["FallbackClassifier", "GazetteerExtractor"]
    assert "policies" not in ours


def test_a_fallback_is_read_past() -> None:
    fallback, second = {"name": "nlu_fallback", "confidence": 0.7}, {"name": "card", "confidence": 0.2}
    assert nlu_rasa.plain({"intent": fallback, "intent_ranking": [fallback, second]}) == ("card", 0.2)
    assert nlu_rasa.plain({"intent": second, "intent_ranking": [second]}) == ("card", 0.2)
    assert nlu_rasa.plain({"intent": {"name": None, "confidence": 0.0}}) == (None, 0.0)


def test_no_message_is_both_warmed_up_with_and_timed() -> None:
    rows = [(f"text {number % 600}", "any") for number in range(900)]
    asked = nlu_measure.questions(nlu_data.DataSet(train=[], test=rows))
    assert (len(asked["warm_up"]), len(asked["timed"])) == (50, 500)
    assert len({*asked["warm_up"], *asked["timed"]}) == 550
    assert asked["parts"]["test"] == [text for text, _ in rows]


def test_figures_hold_what_is_out_of_scope_where_there_is_any() -> None:
    outside = [("x", "oos"), ("y", "oos")]
    data = nlu_data.DataSet(train=[], test=ROWS, val=ROWS, oos_val=outside, oos_test=outside)
    unsure = [("card", 0.1), ("card", 0.85)]
    parts = {"test": ANSWERS, "val": ANSWERS, "oos_val": unsure, "oos_test": unsure}
    answered = {"answers": parts, "milliseconds": [1.0, 2.0, 3.0], "memory_mb": 100.0}
    found = nlu_measure.figures(data, answered)
    assert (found["accuracy"], found["p50_ms"], found["memory_mb"]) == (75, 2.0, 100.0)
    assert found["out_of_scope"] == {"auroc": 0.625, "val_accuracy": 75, "threshold": None}
    sure = [("card", 0.9), ("refund", 0.8), ("card", 0.7), ("card", 0.6)]
    found = nlu_measure.figures(data, {**answered, "answers": {**parts, "val": sure, "test": sure}})
    scope = found["out_of_scope"]
    assert (scope["threshold"], scope["accuracy_with_threshold"], scope["recall"]) == (0.1, 100, 50)


def test_a_process_that_fails_is_not_measured_and_says_why(tmp_path: Path) -> None:
    said: list[str] = []
    who = Contestant("broken", ["sh", "-c", "echo first; echo 'no such thing' >&2; exit 3"], ["true"])
    figures = nlu_measure.measure(who, nlu_data.DataSet(ROWS, ROWS), tmp_path, said.append)
    assert figures == {"not_measured": "no such thing"}
    assert said == ["training", "not measured: no such thing"]
    assert last_line("\n ") == "it ended without a word"


CLOSE = ("callguide", "rasa-init")


def a_run(**figures: Any) -> dict[str, Any]:
    return {
        "date": "2026-11-22",
        "command": "make bench-nlu DATA=...",
        "commit": "abc1234",
        "machine": {"cores": 1, "all_cores": 2, "cpu": "A CPU", "memory_gb": 24, "load_at_start": 0.1},
        "versions": {"rasa": "3.6.21"},
        "notes": ["a note"],
        "data_sets": ["banking77", "hwu64", "clinc150"],
        "least_in_scope": 93.4,
        "error_ratio": None,
        "error_ratio_goal": 0.75,
        "contestants": {name: who.title for name, who in contestants().items()},
        "figures": figures,
    }


def measured(**more: Any) -> dict[str, Any]:
    costs = {"training_seconds": 9.6, "training_cpu_seconds": 12.2, "p50_ms": 5.5, "p95_ms": 7.25}
    return {"accuracy": 94.256, "memory_mb": 512.4, **costs, **more}


def test_the_report_has_a_cell_for_every_figure_and_every_gap() -> None:
    scope = {"threshold": 0.4, "accuracy_with_threshold": 93.5, "recall": 84.3, "auroc": 0.96412}
    never = {"threshold": None, "val_accuracy": 92.71, "auroc": 0.9}
    text = nlu_table.report(
        a_run(
            callguide={"banking77": measured(), "clinc150": measured(out_of_scope=scope)},
            svm={"clinc150": measured(out_of_scope=never)},
            nlpjs={"clinc150": {"not_measured": "a | b"}},
        )
    )
    for line in (
        "| callguide | 94.26 | not measured | 94.26 |",
        "| callguide | 93.50 | 84.30 | 0.9641 |",
        "| TF-IDF + LinearSVC | none: 92.71 on validation without one | - | 0.9000 |",
        "| NLP.js | not measured | not measured | not measured: a / b |",
        "| callguide | 10 (12) | not measured | 10 (12) |",
        "| callguide | 5.50 / 7.25 | not measured | 5.50 / 7.25 |",
        "- a note",
    ):
        assert line in text.splitlines()
    assert "mean of the three sets: not measured." in text
    assert "0.612 (goal: 0.75 or less)" in nlu_table.report({**a_run(), "error_ratio": 0.612})


def test_a_run_of_one_data_set_joins_what_is_kept_of_the_others() -> None:
    scope = {"out_of_scope": {"threshold": None, "val_accuracy": 92.71, "auroc": 0.9}}
    kept = a_run(**{who: {"banking77": measured(accuracy=90), "hwu64": measured()} for who in CLOSE})
    later = {**a_run(**{who: {"hwu64": measured(accuracy=80)} for who in CLOSE}), "data_sets": ["hwu64"]}
    last = {**a_run(**{who: {"clinc150": measured(**scope)} for who in CLOSE}), "data_sets": ["clinc150"]}
    joined = nlu.joined(nlu.joined({**kept, "commit": "first"}, later), {**last, "commit": "last"})
    text = nlu_table.report(joined)
    assert "| callguide | 90.00 | 80.00 | 94.26 |" in text.splitlines()
    assert joined["error_ratio"] == 1
    for start in ("- CLINC150: 2026-11-22", "- HWU64: 2026-11-22", "- BANKING77: 2026-11-22"):
        assert start in text


def test_only_what_is_between_the_markers_is_replaced() -> None:
    page = f"before\n{nlu_table.BEGIN}\nold\n{nlu_table.END}\nafter\n"
    new = nlu_table.replace_between_markers(page, "new")
    assert new == f"before\n{nlu_table.BEGIN}\n\nnew\n\n{nlu_table.END}\nafter\n"
    with pytest.raises(ValueError, match="lacks the lines"):
        nlu_table.replace_between_markers("no markers", "new")


def test_the_page_has_its_markers() -> None:
    page = (ROOT / "benchmarks/README.md").read_text(encoding="utf-8")
    assert "new" in nlu_table.replace_between_markers(page, "new")


@pytest.mark.parametrize(
    ("given", "named"),
    [("--only=watson", "watson"), ("--data-sets=snips", "snips"), ("--limit=1", "clinc150")],
)
def test_a_command_that_cannot_run_says_so_at_once(
    given: str, named: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "clinc150").rename(folder / "another name")
    with pytest.raises(SystemExit):
        nlu.main(["--data", str(folder), given])
    assert named in capsys.readouterr().err


def test_a_partial_run_is_kept_only_when_asked_to(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    kept, page = folder / "results/nlu.json", folder / "page.md"
    page.write_text(f"{nlu_table.BEGIN}\nan earlier run\n{nlu_table.END}\n")
    for name, value in {"KEPT": kept, "PAGE": page, "LAST": folder / "last.json", "PACKAGES": ()}.items():
        monkeypatch.setattr(nlu, name, value)
    call = ["--data", str(folder), "--only=svm", "--data-sets=banking77", "--limit=9", "--epochs-note=Well."]
    nlu.main(call)  # one intent is too few to learn from
    printed = capsys.readouterr()
    assert "| TF-IDF + LinearSVC | not measured: " in printed.out
    assert "- Well." in printed.out.splitlines()
    assert "banking77, TF-IDF + LinearSVC: training" in printed.err
    assert not kept.exists()
    assert "an earlier run" in page.read_text()
    nlu.main([*call, "--write"])
    written = json.loads(kept.read_text())
    assert written["command"].endswith('ARGS="--only=svm --data-sets=banking77 --limit=9"')
    assert "not_measured" in written["figures"]["svm"]["banking77"]
    assert "an earlier run" not in page.read_text()
