"""What the end of a conversation tells of the next action is what all of it tells."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rasa.core.policies.rule_policy import RulePolicy
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActionExecutionRejected,
    ActiveLoop,
    BotUttered,
    LoopInterrupted,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.generator import TrainingDataGenerator
from rasa.shared.core.training_data.story_reader.yaml_story_reader import YAMLStoryReader
from rasa.shared.core.training_data.structures import StoryGraph

from bot.engine.live_tracker import LiveTracker
from bot.engine.rules import RecentRulePolicy

DOMAIN = """
version: "3.1"
intents: [greet, faq, stop, odd]
slots:
  country: {type: text, influence_conversation: %s, mappings: [{type: custom}]}
forms: {eoi_form: {required_slots: [country]}}
responses: {utter_hello: [{text: Hello}], utter_sent: [{text: Sent}]}
actions: [action_answer, action_stop]
"""
RULES = """
version: "3.1"
rules:
- rule: greeting, at the very beginning
  conversation_start: true
  steps: [{intent: greet}, {action: utter_hello}, {action: utter_sent}]
- rule: question
  steps: [{intent: faq}, {action: action_answer}]
- rule: a question within the form
  condition: [{active_loop: eoi_form}]
  steps: [{intent: faq}, {action: action_answer}, {action: eoi_form}, {active_loop: eoi_form}]
- rule: stop within the form
  condition: [{active_loop: eoi_form}]
  steps: [{intent: stop}, {action: action_stop}, {active_loop: null}]
- rule: the form is done
  condition: [{active_loop: eoi_form}]
  steps: [{action: eoi_form}, {active_loop: null}, {action: utter_sent}]
"""
OF_A_TEXT = """
- rule: these very words
  steps: [{user: hello you}, {action: utter_hello}]
"""
OF_A_SLOT = """
- rule: from there
  condition: [{slot_was_set: [{country: ES}]}]
  steps: [{intent: odd}, {action: utter_hello}]
"""


def learnt(kind, folder, rules, domain):
    graph = StoryGraph(YAMLStoryReader(domain).read_from_string(RULES + rules))
    policy = kind(
        kind.get_default_config(),
        LocalModelStorage.create(folder),
        Resource(kind.__name__),
        ExecutionContext(GraphSchema({})),
    )
    policy.train(TrainingDataGenerator(graph, domain, augmentation_factor=0).generate(), domain)
    return policy


@pytest.fixture(scope="module", params=["of intents", "of a text", "of a slot"])
def case(request, tmp_path_factory):
    """The domain, Rasa's policy and ours, learnt from the same rules."""
    domain = Domain.from_yaml(DOMAIN % ("true" if request.param == "of a slot" else "false"))
    rules = {"of intents": "", "of a text": OF_A_TEXT, "of a slot": OF_A_SLOT}[request.param]
    kinds = (RulePolicy, RecentRulePolicy)
    return domain, *(learnt(kind, tmp_path_factory.mktemp("model"), rules, domain) for kind in kinds)


def said(text, intent):
    parsed = {"intent": {"name": intent, "confidence": 0.9}, "entities": [], "text": text}
    return UserUttered(text, parsed["intent"], [], parsed)


EVENTS = {
    "listen": ActionExecuted("action_listen"),
    "greet": said("hello", "greet"),
    "these words": said("hello you", "greet"),
    "faq": said("how much?", "faq"),
    "stop": said("stop", "stop"),
    "odd": said("mmh", "odd"),
    "hello": ActionExecuted("utter_hello"),
    "sent": ActionExecuted("utter_sent"),
    "answer": ActionExecuted("action_answer"),
    "form": ActionExecuted("eoi_form"),
    "open": ActiveLoop("eoi_form"),
    "closed": ActiveLoop(None),
    "not an answer": ActionExecutionRejected("eoi_form"),
    "interrupted": LoopInterrupted(True),
    "text": BotUttered("Hello"),
    "ES": SlotSet("country", "ES"),
    "asked": SlotSet("requested_slot", "country"),
}
TURNS = st.sampled_from(
    [
        ("listen", "greet", "hello", "text", "sent", "text"),
        ("listen", "these words", "hello", "text"),
        ("listen", "faq", "answer", "text"),
        ("listen", "faq", "form", "not an answer", "answer", "text", "form", "open", "asked"),
        ("listen", "odd", "form", "open", "asked", "text"),
        ("listen", "odd", "ES", "form", "closed", "sent"),
        ("listen", "odd", "form", "interrupted", "text"),
        ("listen", "stop", "answer", "closed"),
    ]
)
LIVES = st.tuples(
    st.lists(TURNS, max_size=5).map(lambda turns: [name for turn in turns for name in turn]),
    st.lists(st.sampled_from(sorted(EVENTS)), max_size=5),
).map(lambda parts: [*parts[0], *parts[1]])


def lived(names, domain):
    tracker = LiveTracker("a", domain.slots)
    for name in names:
        tracker.update(EVENTS[name])
    return tracker


def seen(prediction):
    return prediction.probabilities, prediction.events, prediction.is_end_to_end_prediction


@settings(max_examples=200, deadline=None)
@given(names=LIVES)
def test_the_next_action_is_that_of_rasas_own_policy(case, names):
    domain, stock, ours = case
    tracker = lived(names, domain)
    expected = stock.predict_action_probabilities(tracker, domain)
    assert seen(ours.predict_action_probabilities(tracker, domain)) == seen(expected)


@settings(max_examples=200, deadline=None)
@given(names=LIVES, count=st.integers(1, 6))
def test_the_last_states_are_told_as_from_the_whole(case, names, count):
    domain, *_ = case
    tracker = lived(names, domain)
    recent = tracker.recent(count).past_states(domain, omit_unset_slots=True)
    assert recent[-count:] == tracker.past_states(domain, omit_unset_slots=True)[-count:]


def test_what_is_looked_at_does_not_grow_with_the_talk(case):
    domain, *_ = case
    turn = ["listen", "faq", "answer", "text", "asked"]
    some, many = lived(turn * 4, domain), lived(turn * 40, domain)
    assert len(some.recent(3).events) == len(many.recent(3).events) < 20


def test_a_tracker_that_rasa_loaded_is_left_to_rasa(case):
    domain, stock, ours = case
    tracker = lived(["listen", "faq"], domain)
    tracker.__class__ = tracker.__class__.__mro__[1]
    expected = stock.predict_action_probabilities(tracker, domain)
    assert seen(ours.predict_action_probabilities(tracker, domain)) == seen(expected)
