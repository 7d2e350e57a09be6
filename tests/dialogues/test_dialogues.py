"""Plays every scenario under tests/dialogues/<behaviour>/ over REST against the running assistant.

A scenario: `as_of` (a day; left out: 2017-03-01) and `steps`. A step either says something (`user`) or
presses a button of the replies so far (`press`), and may check `bot` (the names of all responses, in
order), `says` and `never_says` (texts in the replies), `buttons` (titles that are there), `slots`, `rows`
(how many rows the conversation has in a table), and `parts` (what the message was taken for: topics of
questions, intents of everything else, in the order of the answers). `actions: stop | start` and
`restart: true` break and mend the assistant in between; with `elsewhere: true` the person goes on in another
browser. In what is said, `<reference>` is that of the stored expression and `<code>` the one-time code of the
newest mail.
"""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.dialogues.assistant import Assistant

FOLDER = Path(__file__).parent
DAY = "2017-03-01"
STEP_KEYS = set("user press bot says never_says buttons slots rows parts actions restart elsewhere".split())
BEHAVIOURS = set(
    "happy_path one_message digression correction cancel repeat invalid_input nothing_found gap trap"
    " out_of_scope closed_call action_failure languages two_questions follow_up did_you_mean eoi_life".split()
)


def scenarios() -> list[tuple[str, dict[str, Any]]]:
    """Sorted by day, so that the assistant changes its day as seldom as possible."""
    paths = sorted(FOLDER.glob("*/*.yml"))
    named = [(f"{path.parent.name}/{path.stem}", yaml.safe_load(path.read_text("utf-8"))) for path in paths]
    return sorted(named, key=lambda item: (str(item[1].get("as_of", DAY)), item[0]))


@pytest.mark.parametrize("scenario", [pytest.param(data, id=name) for name, data in scenarios()])
def test_scenario(assistant: Assistant, scenario: dict[str, Any]) -> None:
    assistant.set_day(str(scenario.get("as_of", DAY)))
    Play(assistant).all(scenario["steps"])


def test_there_are_scenarios_for_every_behaviour() -> None:
    folders = {name.split("/")[0] for name, _ in scenarios()}
    assert folders >= BEHAVIOURS
    assert len(scenarios()) >= 40


def test_what_people_wrote_is_in_no_log(assistant: Assistant) -> None:
    """Runs after the scenarios: names, e-mail addresses and organisations of all of them."""
    written = {step["user"] for _, data in scenarios() for step in data["steps"] if "user" in step}
    personal = {text for text in written if "@" in text or "Example" in text or "Fictional" in text}
    assert len(personal) > 10
    logs = assistant.logs()
    assert "eoi_submitted" in logs  # the logs are there, and speak of what happened
    assert [text for text in personal if text in logs] == []


class Play:
    """One conversation."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant
        self._sender = uuid.uuid4().hex
        self._buttons: dict[str, str] = {}
        self._conversation = ""
        self._reference = "no reference yet"

    def all(self, steps: list[dict[str, Any]]) -> None:
        """Every step in order."""
        for number, step in enumerate(steps, 1):
            assert not set(step) - STEP_KEYS, f"step {number}: unknown key in {sorted(step)}"
            self._mend_or_break(step)
            if "user" in step or "press" in step:
                self._turn(number, step)

    def _mend_or_break(self, step: dict[str, Any]) -> None:
        if step.get("actions") == "stop":
            self._assistant.stop_actions()
        if step.get("actions") == "start":
            self._assistant.restart_actions()
        if step.get("restart"):
            self._assistant.restart()
        if step.get("elsewhere"):
            self._sender, self._buttons = uuid.uuid4().hex, {}

    def _turn(self, number: int, step: dict[str, Any]) -> None:
        if "press" in step:
            assert step["press"] in self._buttons, f"step {number}: the buttons are {sorted(self._buttons)}"
        text = self._buttons[step["press"]] if "press" in step else self._filled_in(step["user"])
        answer = self._assistant.say(self._sender, text)
        messages, trace = answer["messages"], answer["trace"]
        self._conversation = trace["conversation_id"]
        where = f"step {number} ({text[:60]!r})"
        buttons = [button for message in messages for button in message["buttons"]]
        self._buttons |= {button["title"]: button["payload"] for button in buttons}
        said = "\n".join(message["text"] for message in messages)
        assert said.strip(), f"{where}: an empty reply"
        if "bot" in step:
            names = [message["metadata"].get("utter_action") for message in messages]
            assert names == step["bot"], f"{where}: said\n{said}"
        if "parts" in step:
            assert [_meaning(part) for part in trace["parts"]] == step["parts"], f"{where}: said\n{said}"
        self._check_words(where, step, said, [button["title"] for button in buttons])
        for slot, value in step.get("slots", {}).items():
            assert trace["slots"].get(slot) == value, f"{where}: {slot} is {trace['slots'].get(slot)!r}"
        for table, count in step.get("rows", {}).items():
            self._check_rows(where, table, count, said)

    def _filled_in(self, text: str) -> str:
        if "<code>" in text:
            text = text.replace("<code>", self._assistant.newest_code())
        return text.replace("<reference>", self._reference)

    def _check_words(self, where: str, step: dict[str, Any], said: str, titles: list[str]) -> None:
        for part in _listed(step.get("says")):
            assert part.replace("<reference>", self._reference) in said, (
                f"{where}: {part!r} is not in\n{said}"
            )
        for part in _listed(step.get("never_says")):
            assert part not in said, f"{where}: {part!r} is in\n{said}"
        for title in _listed(step.get("buttons")):
            assert title in titles, f"{where}: the buttons are {titles}"

    def _check_rows(self, where: str, table: str, count: int, said: str) -> None:
        found = self._assistant.rows(table, self._conversation)
        assert len(found) == count, f"{where}: {len(found)} rows in {table}"
        if table == "eois" and count:
            self._reference = found[-1]["reference"]
            assert self._reference in said, f"{where}: the stored reference is not shown"


def _meaning(part: dict[str, Any]) -> str:
    return str(part["topic"] or part["intent"]["name"]).removeprefix("faq/")


def _listed(value: Any) -> list[str]:
    return [] if value is None else value if isinstance(value, list) else [value]
