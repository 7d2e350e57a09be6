"""What action_take_meaning returns makes the real Rasa go on with our real rules, inside a form as well.

`cases/take_meaning.json` holds what the action returned; tests/actions/test_meanings.py holds it to that.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
import yaml
from aiohttp import web
from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage
from rasa.model_training import train
from rasa.shared.core.events import ActionExecuted, UserUttered
from rasa.utils.endpoints import EndpointConfig

from bot.engine.front_door_output import FrontDoorOutput
from tests.engine.action_server import acting

ROOT = Path(__file__).resolve().parents[2]
CASES = json.loads((Path(__file__).parent / "cases" / "take_meaning.json").read_text(encoding="utf-8"))
SEARCH, QUESTION = "find_partnerships", "faq/def_kets"
FORM, ASKED = "eligibility_form", "eligibility__country"
GIVES_BACK = ("action_take_meaning", "action_pick_one")


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    """Our rules and our domain, trained; nothing that understands words is needed here."""
    root = tmp_path_factory.mktemp("rules")
    policies = yaml.safe_load((ROOT / "config.yml").read_text(encoding="utf-8"))["policies"]
    config = {"recipe": "default.v1", "assistant_id": "rules", "language": "en", "policies": policies}
    (root / "config.yml").write_text(yaml.safe_dump({**config, "pipeline": []}), encoding="utf-8")
    shutil.copy(ROOT / "domain.yml", root / "domain.yml")
    shutil.copytree(ROOT / "data" / "rules", root / "rules")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(root)  # Rasa keeps its cache where it is started
        trained = train("domain.yml", "config.yml", ["rules"], output="models")
    return root / trained.model


class Talk:
    """A conversation, and the actions that Rasa asked for in it."""

    def __init__(self, agent, server):
        self._agent = agent
        self._server = server
        self.meaning = SEARCH
        server.answer = self._act

    def _act(self, request):
        """Every action says its name; those of "did you mean" give the message back, the form steps aside."""
        call = request["call"]
        name, events = call["next_action"], []
        if name in GIVES_BACK:
            return web.json_response({"events": CASES[self.meaning]["events"], "responses": []})
        if name == "action_check_eligibility":
            events = [{"event": "followup", "name": FORM}]
        if name == f"validate_{FORM}":
            ran = [one["name"] for one in call["tracker"]["events"] if one["event"] == "action"]
            answers = ran[-2:] != ["action_listen", FORM]
            events = [{"event": "slot", "name": "requested_slot", "value": ASKED}] if answers else []
            return web.json_response({"events": events, "responses": []})
        return web.json_response({"events": events, "responses": [{"text": name}]})

    async def hears(self, parsed):
        """What was said to a message, and which actions ran."""
        before = len((await self.tracker()).events)
        self._server.asked.clear()
        output = FrontDoorOutput()
        await self._agent.handle_message(UserMessage(parsed["text"], output, "a", parse_data=parsed))
        events = list((await self.tracker()).events)[before:]
        ran = [one.action_name for one in events if isinstance(one, ActionExecuted)]
        return [said["text"] for said in output.messages], ran

    async def presses(self, meaning):
        """A button of "did you mean": Rasa takes its payload apart by itself."""
        self.meaning = meaning
        payload = f'/take_meaning{{"meaning":"{meaning}","turn":"1"}}'
        parsed = await self._agent.parse_message(payload)
        said = {one["entity"]: one["value"] for one in parsed["entities"]}
        assert said == {"meaning": meaning, "turn": "1"}
        return await self.hears(parsed)

    def asked(self, action):
        """The message that an action was asked about."""
        (call,) = [one for one in self._server.asked if one["next_action"] == action]
        return call["tracker"]["latest_message"]

    async def tracker(self):
        return await self._agent.tracker_store.get_or_create_tracker("a")


@pytest.fixture
async def talk(model):
    async with acting() as server:
        yield Talk(Agent.load(str(model), action_endpoint=EndpointConfig(url=server.url)), server)


def simple(intent):
    return {"text": intent, "intent": {"name": intent, "confidence": 1.0}, "entities": []}


async def unsure(talk):
    said, _ = await talk.hears(CASES[SEARCH]["message"])
    assert said[0] == "action_clarify"


@pytest.mark.parametrize(
    ("meaning", "action"), [(SEARCH, "action_find_partnerships"), (QUESTION, "action_answer_question")]
)
async def test_the_rule_of_the_chosen_meaning_comes_next_with_the_message_it_is_about(talk, meaning, action):
    await unsure(talk)
    said, ran = await talk.presses(meaning)
    assert said == [action]
    assert ran == ["action_take_meaning", "action_listen", action, "action_listen"]
    message, original = talk.asked(action), CASES[meaning]["message"]
    assert (message["text"], message["entities"]) == (original["text"], original["entities"])
    assert message["metadata"] == {"channel": "web"}
    assert message["intent"]["name"] == meaning.split("/")[0]
    latest = (await talk.tracker()).latest_message
    assert latest.full_retrieval_intent_name == (meaning if "/" in meaning else None)
    assert latest.input_channel == "front_door"
    assert latest.parse_data["language"] == "en"


async def test_the_choice_may_come_from_another_action(talk):
    await unsure(talk)
    said, ran = await talk.hears(simple("pick_one"))
    assert said == ["action_find_partnerships"]
    assert ran[0] == "action_pick_one"


async def test_the_next_message_is_read_as_ever(talk):
    await unsure(talk)
    await talk.presses(SEARCH)
    assert (await talk.hears(simple("thank")))[1] == ["utter_thank", "action_listen"]
    events = (await talk.tracker()).events
    assert len([one for one in events if isinstance(one, UserUttered)]) == 4


@pytest.mark.parametrize("meaning", [SEARCH, QUESTION])
async def test_inside_a_form_the_choice_is_served_and_the_form_asks_again(talk, meaning):
    said, _ = await talk.hears(simple("check_eligibility"))
    assert said[0] == "action_check_eligibility"
    question = said[-1]
    await unsure(talk)
    said, ran = await talk.presses(meaning)
    action = "action_answer_question" if "/" in meaning else "action_find_partnerships"
    assert said == [action, question]
    assert ran == ["action_take_meaning", "action_listen", action, FORM, "action_listen"]
    tracker = await talk.tracker()
    assert (tracker.active_loop_name, tracker.get_slot("requested_slot")) == (FORM, ASKED)
