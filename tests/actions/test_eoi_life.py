"""Whole lives of expressions of interest, at random: whatever people do, what must hold holds."""

from __future__ import annotations

import asyncio
import os
import shutil
import tempfile
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from actions._base import Services
from bot.logic.codes import code_for
from bot.storage.database import Database, open_database
from tests.actions.conftest import KEY, services_of
from tests.actions.drafts import JOIN, rows
from tests.actions.engine import Engine

RUNS, STEPS = int(os.environ.get("CALLGUIDE_TEST_LIVES", "15")), 40
ADA, BO, EVE = "ada@example.org", "bo@example.org", "eve@example.org"
OWNER = {"conversation-ada": ADA, "conversation-ada-2": ADA, "conversation-bo": BO, "conversation-eve": EVE}
PEOPLE = sorted(OWNER)
NAMED = {ADA: "Fictional Ada Cluster", BO: "Fictional Bo Cluster", EVE: "Fictional Eve Cluster"}
SAYINGS = [
    ("what is NUTS?", "faq/def_nuts"),
    ("why do you ask?", "ask_why_asked"),
    ("hello", "greet"),
    ("cancel", "cancel"),
    ("no", "deny"),
    ("yes", "affirm"),
    ("change the role", "change_eoi"),
    ("change the organisation", "change_eoi"),
    ("save it for later", "save_eoi"),
    ("go on with my draft", "continue_eoi"),
    ("status?", "eoi_status"),
    ("withdraw it", "withdraw_eoi"),
    ("send it", "submit_eoi"),
    ("I express interest", "express_interest"),
    ("000000", "inform"),
    ("Fictional Wool Cluster", "inform"),
]

seeded: list[Path] = []


@pytest.fixture(autouse=True, scope="module")
def _seeded(seeded_file: Path) -> None:
    seeded.append(seeded_file)


class Life(RuleBasedStateMachine):
    """Three people in four conversations. Ada has two browsers; Eve tries what is not hers."""

    @initialize()
    def begin(self) -> None:
        self.loop = asyncio.new_event_loop()
        self.folder = Path(tempfile.mkdtemp())
        shutil.copy(seeded[0], self.folder / "callguide.db")
        self.database: Database = open_database(f"sqlite+aiosqlite:///{self.folder / 'callguide.db'}")
        services: Services = services_of(self.database)
        self.engines = {name: Engine(lambda: services, name) for name in PEOPLE}
        self.receipts: list[str] = []

    def teardown(self) -> None:
        self.do(self.database.close())
        self.loop.close()
        shutil.rmtree(self.folder)

    def do(self, work: Coroutine[Any, Any, Any]) -> Any:
        return self.loop.run_until_complete(work)

    def rows(self, table: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.do(rows(self.database, table))
        return found

    def said(self, name: str) -> None:
        """In every turn something is said, and nothing of somebody else."""
        engine = self.engines[name]
        assert engine.text.strip(), "an empty reply"
        for address, organisation in NAMED.items():
            if address != OWNER[name]:
                assert organisation not in engine.text
        if "utter_eoi_receipt" in engine.names:
            self.receipts.append(engine.slots["eoi__reference"])

    @rule(name=st.sampled_from(PEOPLE), missing=st.sampled_from([None, "eoi__motivation", "eoi__role"]))
    def fill_in(self, name: str, missing: str | None) -> None:
        engine = self.engines[name]
        if engine.form or engine.slots["eoi__form_id"]:
            return
        address = OWNER[name]
        filled = {**JOIN, "eoi__email": address, "eoi__organisation": NAMED[address]}
        engine.slots |= {**filled, "eoi__form_id": f"form-{name}-{len(engine.events)}"}
        if missing:
            engine.slots[missing] = None
        self.do(engine.hears("I express interest", "express_interest"))
        self.said(name)

    @rule(name=st.sampled_from(PEOPLE), saying=st.sampled_from(SAYINGS))
    def say(self, name: str, saying: tuple[str, str]) -> None:
        self.do(self.engines[name].hears(*saying))
        self.said(name)

    @rule(name=st.sampled_from(PEOPLE), which=st.integers(0, 5))
    def press(self, name: str, which: int) -> None:
        engine = self.engines[name]
        titles = sorted(title for one in engine.replies for title in one.buttons)
        if titles:
            self.do(engine.press(titles[which % len(titles)]))
            self.said(name)

    def press_if_there(self, name: str, title: str) -> None:
        engine = self.engines[name]
        if any(title in one.buttons for one in engine.replies):
            self.do(engine.press(title))
            self.said(name)

    @rule(name=st.sampled_from(PEOPLE))
    def send(self, name: str) -> None:
        self.fill_in(name, None)
        self.press_if_there(name, "Send it")

    @rule(name=st.sampled_from(PEOPLE), wish=st.sampled_from(["eoi_status", "withdraw_eoi", "change_eoi"]))
    def come_back(self, name: str, wish: str) -> None:
        """Say what is wanted, and prove who asks."""
        self.say(name, ("about what I sent", wish))
        self.name_an_address(name, OWNER[name])
        self.read_mail(name)

    @rule(name=st.sampled_from(PEOPLE), role=st.sampled_from(["Lead", "Partner", "Associated partner"]))
    def send_another_role(self, name: str, role: str) -> None:
        self.come_back(name, "change_eoi")
        self.say(name, ("change the role", "change_eoi"))
        self.press_if_there(name, role)
        self.press_if_there(name, "Send it")

    @rule(name=st.sampled_from(PEOPLE))
    def withdraw(self, name: str) -> None:
        self.come_back(name, "withdraw_eoi")
        self.press_if_there(name, "Yes, withdraw it")

    @precondition(lambda self: self.rows("eois"))
    @rule(name=st.sampled_from(PEOPLE), which=st.integers(0, 5))
    def name_a_reference(self, name: str, which: int) -> None:
        references = [row["reference"] for row in self.rows("eois")]
        self.do(self.engines[name].hears(f"withdraw {references[which % len(references)]}", "withdraw_eoi"))
        self.said(name)

    @rule(name=st.sampled_from(PEOPLE), address=st.sampled_from([ADA, BO, EVE]))
    def name_an_address(self, name: str, address: str) -> None:
        self.do(self.engines[name].hears(address, "inform"))
        self.said(name)

    @rule(name=st.sampled_from(PEOPLE))
    def read_mail(self, name: str) -> None:
        """Type the newest code that came to one's own mailbox."""
        mine = [one for one in self.rows("codes") if one["address"] == OWNER[name]]
        if mine:
            self.do(self.engines[name].hears(code_for(KEY, mine[-1]["nonce"]), "inform"))
            self.said(name)

    @invariant()
    def every_receipt_is_stored_and_every_row_was_receipted(self) -> None:
        assert {row["reference"] for row in self.rows("eois")} == set(self.receipts)

    @invariant()
    def everything_is_still_its_owners_and_versions_are_complete(self) -> None:
        versions = self.rows("eoi_versions")
        for row in self.rows("eois"):
            assert row["email"] == OWNER[row["conversation_id"]]
            mine = [one for one in versions if one["eoi_id"] == row["id"]]
            assert sorted(one["version"] for one in mine) == list(range(1, row["version"] + 1))
            assert {OWNER[one["conversation_id"]] for one in mine} == {row["email"]}


TestLife = Life.TestCase
TestLife.settings = settings(
    max_examples=RUNS,
    stateful_step_count=STEPS,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
