"""What the trained model makes of the held-out sentences, against the bars in bars.yml.

Runs on the engine's Python, on the newest model in models/. With `-s` it prints a table, and what other
thresholds would do to the validation sentences, by which the one in config.yml was chosen. In the table
`right` is the right intent on top, whatever its confidence; `answered` is right and sure enough to answer;
`wrong` is an answer to something else; the rest is asked back. A sentence that is none of our business may be
recognised as such or asked back: both refuse it.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import structlog
import yaml
from rasa.core.agent import Agent

from tests.nlu.test_data import HELD, ROOT, STYLES, VALIDATION, Sentence

BARS: dict[str, dict[str, float]] = yaml.safe_load(
    (Path(__file__).parent / "bars.yml").read_text(encoding="utf-8")
)
ASKED_BACK = "nlu_fallback"
OUT_OF_SCOPE = "out_of_scope"
LANGUAGES = "languages"
CONFUSIONS_SHOWN = 25
THRESHOLDS_SHOWN = (0.3, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.8)


class Reading(NamedTuple):
    """One sentence as the model read it: the full name of its best intent, and what the dialogue gets."""

    sentence: Sentence
    best: str | None
    confidence: float
    final: str | None

    @property
    def group(self) -> str:
        return Path(self.sentence.file).stem

    @property
    def right(self) -> bool:
        return self.best == self.sentence.intent

    @property
    def asked_back(self) -> bool:
        return self.final in (ASKED_BACK, None)

    @property
    def refused(self) -> bool:
        return self.asked_back or self.final == OUT_OF_SCOPE

    @property
    def wrong(self) -> bool:
        """Answered, and not to what was asked."""
        return not self.asked_back and not self.right


def as_read(sentence: Sentence, parsed: dict[str, Any]) -> Reading:
    """The ranking names full intents; the fallback stands first in it when the best one is not sure."""
    ranked = [entry for entry in parsed["intent_ranking"] if entry["name"] != ASKED_BACK]
    best = ranked[0] if ranked else {"name": None, "confidence": 0.0}
    return Reading(sentence, best["name"], best["confidence"], parsed["intent"]["name"])


async def _parse(agent: Agent, sentences: Iterable[Sentence]) -> list[Reading]:
    return [as_read(sentence, await agent.parse_message(sentence.text)) for sentence in sentences]


@pytest.fixture(scope="module")
def readings() -> list[Reading]:
    """Every held-out sentence, read once by the newest model."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    agent = Agent.load(str(ROOT / "models"))
    found, validation = (asyncio.run(_parse(agent, sentences)) for sentences in (HELD, VALIDATION))
    structlog.reset_defaults()
    print(f"\n{table(found)}\n\n{thresholds(validation)}\n\n{confusions(found)}")
    return found


def share(chosen: Iterable[bool]) -> float:
    values = list(chosen)
    return sum(values) / len(values)


def table(readings: list[Reading]) -> str:
    """A line for each file, each language, each style and all English sentences together."""
    groups = {group: [r for r in readings if r.group == group] for group in _groups(readings)}
    for language in sorted({r.sentence.language for r in readings if r.sentence.language}):
        groups[f"  {language}"] = [r for r in readings if r.sentence.language == language]
    for style in sorted(set(STYLES.values())):
        groups[f"  {style}"] = [r for r in english(readings) if STYLES[r.sentence.text] == style]
    groups["all English"] = english(readings)
    lines = [f"{'group':18}{'sentences':>10}{'right':>8}{'answered':>10}{'asked back':>12}{'wrong':>8}"]
    for group, rows in groups.items():
        shares = (
            share(row.right for row in rows),
            share(row.right and not row.asked_back for row in rows),
            share(row.asked_back for row in rows),
            share(row.wrong for row in rows),
        )
        right, answered, asked_back, wrong = (f"{100 * value:.1f}" for value in shares)
        lines.append(f"{group:18}{len(rows):>10}{right:>8}{answered:>10}{asked_back:>12}{wrong:>8}")
    refused = share(row.refused for row in readings if row.sentence.intent == OUT_OF_SCOPE)
    return "\n".join([*lines, f"out of scope, refused: {100 * refused:.1f}"])


def thresholds(validation: list[Reading]) -> str:
    """What other fallback thresholds would do to questions in each language and to what is out of scope."""
    spoken = {
        "English": english(validation),
        "other languages": [reading for reading in validation if reading.group == LANGUAGES],
    }
    foreign = [reading for reading in validation if reading.group == OUT_OF_SCOPE]
    lines = [f"{'validation':18}{'threshold':>10}{'answered':>10}{'asked back':>12}{'wrong':>8}"]
    for name, rows in spoken.items():
        for threshold in THRESHOLDS_SHOWN:
            shares = (
                share(row.right and row.confidence >= threshold for row in rows),
                share(row.confidence < threshold for row in rows),
                share(not row.right and row.confidence >= threshold for row in rows),
            )
            answered, asked_back, wrong = (f"{100 * value:.1f}" for value in shares)
            lines.append(f"{name:18}{threshold:>10}{answered:>10}{asked_back:>12}{wrong:>8}")
    for threshold in THRESHOLDS_SHOWN:
        refused = share(row.right or row.confidence < threshold for row in foreign)
        lines.append(f"{'out of scope':18}{threshold:>10}  refused {100 * refused:.1f}")
    return "\n".join(lines)


def confusions(readings: list[Reading]) -> str:
    """Which intents are answered instead of which, the most frequent first, with one sentence each."""
    wrong = [reading for reading in readings if reading.wrong]
    pairs = Counter((reading.sentence.intent, reading.best) for reading in wrong)
    samples = {(reading.sentence.intent, reading.best): reading.sentence.text for reading in wrong}
    return "\n".join(
        f"{many:3} {meant} answered as {taken}: {samples[meant, taken]}"
        for (meant, taken), many in pairs.most_common(CONFUSIONS_SHOWN)
    )


def _groups(readings: Iterable[Reading]) -> list[str]:
    return sorted({reading.group for reading in readings})


def english(readings: Iterable[Reading]) -> list[Reading]:
    """All but the questions in other languages and what is none of our business: each has its own bar."""
    return [r for r in readings if r.group not in (LANGUAGES, OUT_OF_SCOPE)]


def test_every_file_of_sentences_has_a_bar_and_no_bar_stands_alone() -> None:
    files = {Path(sentence.file).stem for sentence in HELD}
    assert set(BARS) == {"right", "not_wrong", "refused"}
    assert set(BARS["right"]) == files
    assert set(BARS["not_wrong"]) == {"english", LANGUAGES}
    assert set(BARS["refused"]) == {OUT_OF_SCOPE}
    assert [bar for bars in BARS.values() for bar in bars.values() if not 0 < bar <= 1] == []


@pytest.mark.parametrize("group", sorted(BARS["right"]))
def test_the_right_intent_is_on_top_often_enough(readings: list[Reading], group: str) -> None:
    missed = [reading for reading in readings if reading.group == group and not reading.right]
    found = share(reading.right for reading in readings if reading.group == group)
    assert found >= BARS["right"][group], [(r.sentence.text, r.sentence.intent, r.best) for r in missed]


@pytest.mark.parametrize("group", sorted(BARS["not_wrong"]))
def test_few_questions_get_the_answer_to_another_one(readings: list[Reading], group: str) -> None:
    rows = english(readings) if group == "english" else [r for r in readings if r.group == group]
    wrong = [(r.sentence.text, r.sentence.intent, r.best) for r in rows if r.wrong]
    assert share(not reading.wrong for reading in rows) >= BARS["not_wrong"][group], wrong


def test_what_is_none_of_our_business_is_refused(readings: list[Reading]) -> None:
    rows = [reading for reading in readings if reading.sentence.intent == OUT_OF_SCOPE]
    answered = [(reading.sentence.text, reading.best) for reading in rows if not reading.refused]
    assert share(reading.refused for reading in rows) >= BARS["refused"][OUT_OF_SCOPE], answered


SENTENCE = Sentence("when?", "faq/when", "faq_call.yml", None)


@pytest.mark.parametrize(
    ("ranking", "final", "right", "wrong", "refused"),
    [
        (["faq/when", "faq/who"], "faq", True, False, False),
        (["faq/who", "faq/when"], "faq", False, True, False),
        ([ASKED_BACK, "faq/when"], ASKED_BACK, True, False, True),
        ([ASKED_BACK, "faq/who"], ASKED_BACK, False, False, True),
        ([OUT_OF_SCOPE, "faq/when"], OUT_OF_SCOPE, False, True, True),
        ([], None, False, False, True),
    ],
)
def test_a_reading_is_judged_by_full_name_and_by_what_the_dialogue_gets(
    ranking: list[str], final: str | None, right: bool, wrong: bool, refused: bool
) -> None:
    ranked = [{"name": name, "confidence": 0.5} for name in ranking]
    parsed = {"intent": {"name": final}, "intent_ranking": ranked}
    reading = as_read(SENTENCE, parsed)
    assert (reading.right, reading.wrong, reading.refused) == (right, wrong, refused)
