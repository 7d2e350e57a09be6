"""Plays Rasa for whole conversations: the rules of data/rules, forms, digressions. No model, no policy.

It follows rasa/core/actions/forms.py and loops.py of 3.6.21: the validator runs when a form opens, after each
message, and again after a digression; no slot set means that the rules get the message first.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import yaml
from rasa_sdk import Action
from rasa_sdk.executor import CollectingDispatcher

import actions
from actions._base import Services
from tests.actions.said import Said, said
from tests.actions.trackers import (
    DOMAIN,
    ROOT,
    Named,
    action_event,
    asked_by,
    bot_event,
    entities_in,
    message,
    payload_message,
    slot_event,
    tracker_of,
    user_event,
)

MOST_ACTIONS = 10  # of one turn; Rasa has a limit as well


class Engine:
    """One conversation."""

    def __init__(self, get_services: Callable[[], Services], sender: str = "conversation-1") -> None:
        self.get_services = get_services
        self.sender = sender
        self.slots: dict[str, Any] = {**dict.fromkeys(DOMAIN["slots"]), "requested_slot": None}
        self.form: str | None = None
        self.events: list[dict[str, Any]] = []
        self.ran: list[str] = []
        self.replies: list[Said] = []
        self._parsed: dict[str, Any] = {}
        self._followup: str | None = None
        self._read_again = False

    async def hears(
        self,
        text: str,
        intent: str | None,
        named: Iterable[Named] = (),
        *,
        confidence: float = 0.95,
        negated: Iterable[str] = (),
        ranking: Sequence[tuple[str, float]] = (),
    ) -> list[Said]:
        """A typed message, with what the engine would understand of it."""
        entities = entities_in(text, named, negated=negated)
        return await self._turn(message(text, intent, entities, confidence=confidence, ranking=ranking))

    async def press(self, title: str) -> list[Said]:
        """A button of the last replies."""
        payloads = {name: payload for one in self.replies for name, payload in one.buttons.items()}
        return await self._turn(payload_message(payloads[title]))

    async def press_payload(self, payload: str) -> list[Said]:
        """A button from further up in the conversation."""
        return await self._turn(payload_message(payload))

    @property
    def names(self) -> list[str]:
        """The responses of the last turn."""
        return [one.response for one in self.replies]

    @property
    def text(self) -> str:
        """What was said in the last turn."""
        return "\n".join(one.text for one in self.replies)

    async def _turn(self, parsed: dict[str, Any]) -> list[Said]:
        self._parsed, self.replies, self.ran, self._followup = parsed, [], [], None
        self.events += [action_event("action_listen"), user_event(parsed)]
        answered = await self._form_takes_it() if self.form else False
        if not answered:
            await self._follow_rules()
        while following := self._next():
            assert len(self.ran) < MOST_ACTIONS, f"no end of actions: {self.ran}"
            await self._run_rule(following)
        return self.replies

    async def _follow_rules(self) -> None:
        """The rule of the intent; a message that an action gives back is read by the rules as well.

        An open form has rejected the message before, so it is not asked again first.
        """
        self._read_again = False
        intent = str(self._parsed["intent"]["name"])
        await self._run_rule(RULES_OF_INTENTS[intent])
        if self._read_again:
            await self._follow_rules()
        elif self.form and not self._followup and RULES_OF_INTENTS[intent] != self.form:
            await self._ask_again()

    def _next(self) -> str | None:
        following, self._followup = self._followup, None
        return following

    async def _run_rule(self, name: str) -> None:
        if name in DOMAIN["forms"]:
            await self._open(name)
        elif name.startswith("utter_"):
            self._say([{"text": None, "response": name, "buttons": []}])
            self.events.append(action_event(name))
        else:
            await self._run(name)

    async def _open(self, form: str) -> None:
        self.form = form
        self.events.append({"event": "active_loop", "name": form})
        await self._go_on(await self._validate(form))
        assert self.form, "Rasa runs no rule after a form that closes when it opens"

    async def _form_takes_it(self) -> bool:
        assert self.form
        events = await self._validate(self.form)
        if not any(one["event"] == "slot" and one["name"] != "requested_slot" for one in events):
            self.events.append({"event": "action_execution_rejected", "name": self.form})
            return False
        await self._go_on(events)
        return True

    async def _ask_again(self) -> None:
        assert self.form
        await self._go_on(await self._validate(self.form))

    async def _validate(self, form: str) -> list[dict[str, Any]]:
        events = [*self.events, *asked_by(form, self.slots["requested_slot"])]
        return await self._call(f"validate_{form}", events)

    async def _go_on(self, events: list[dict[str, Any]]) -> None:
        """Apply what the validator returned; ask the next question, or close the form and judge."""
        assert self.form
        form = self.form
        self._apply(events)
        self.events.append(action_event(form))
        wanted = [one["value"] for one in events if one.get("name") == "requested_slot"]
        slot = wanted[-1] if wanted else self._first_empty(form)
        self.slots["requested_slot"] = slot
        if slot is None:
            self.form = None
            self._followup = RULES_AFTER_FORMS[form]
        elif f"action_ask_{slot}" in DOMAIN["actions"]:
            self._apply(await self._call(f"action_ask_{slot}", self.events))
        else:
            self._say([{"text": None, "response": f"utter_ask_{slot}", "buttons": []}])

    def _first_empty(self, form: str) -> str | None:
        return next((one for one in DOMAIN["forms"][form]["required_slots"] if self.slots[one] is None), None)

    async def _run(self, name: str) -> None:
        self.ran.append(name)
        events = await self._call(name, self.events)
        self.events.append(action_event(name))
        self._apply(events)

    async def _call(self, name: str, events: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
        """Run one action as the action server would, with our services in place of its own."""
        dispatcher = CollectingDispatcher()
        tracker = tracker_of(
            self._parsed, slots=self.slots, form=self.form, events=list(events), sender=self.sender
        )
        returned = await ACTIONS[name](self.get_services).run(dispatcher, tracker, DOMAIN)
        self._say(dispatcher.messages)
        return list(returned)

    def _say(self, messages: Iterable[Mapping[str, Any]]) -> None:
        told = said(list(messages))
        self.replies += told
        self.events += [bot_event(one.response, one.text, one.buttons) for one in told]

    def _apply(self, events: Iterable[Mapping[str, Any]]) -> None:
        for one in events:
            assert one["event"] in ("slot", "active_loop", "followup", "action", "user"), one
            if one["event"] == "slot":
                assert one["name"] in self.slots, one["name"]
                self.slots[one["name"]] = one["value"]
                self.events.append(slot_event(one["name"], one["value"]))
            elif one["event"] == "active_loop":
                self.form = one["name"]
                self.events.append(dict(one))
            elif one["event"] == "action":
                assert one["name"] == "action_listen", one
                self.events.append(action_event("action_listen"))
            elif one["event"] == "user":
                self._parsed, self._read_again = one["parse_data"], True
                self.events.append(dict(one))
            else:
                self._followup = one["name"]


def _actions() -> dict[str, Any]:
    """The classes of the actions by name; each takes what gives it its services."""
    found: dict[str, Any] = {}
    for module in pkgutil.iter_modules(actions.__path__, "actions."):
        for one in vars(importlib.import_module(module.name)).values():
            if _is_an_action_of(module.name, one):
                found[one(None).name()] = one
    return found


def _is_an_action_of(module: str, one: Any) -> bool:
    return (
        isinstance(one, type)
        and one.__module__ == module
        and issubclass(one, Action)
        and not inspect.isabstract(one)
    )


def _rules() -> tuple[dict[str, str], dict[str, str]]:
    of_intents: dict[str, str] = {}
    after_forms: dict[str, str] = {}
    for path in sorted((ROOT / "data" / "rules").glob("*.yml")):
        for rule in yaml.safe_load(path.read_text(encoding="utf-8"))["rules"]:
            actions = [step["action"] for step in rule["steps"] if "action" in step]
            if "intent" in rule["steps"][0]:
                of_intents[rule["steps"][0]["intent"]] = actions[0]
            else:
                after_forms[actions[0]] = actions[1]
    return of_intents, after_forms


ACTIONS = _actions()
RULES_OF_INTENTS, RULES_AFTER_FORMS = _rules()
