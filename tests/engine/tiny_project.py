"""A whole Rasa project in a few lines: greeting, two questions, and a fallback."""

from __future__ import annotations

from pathlib import Path

CONFIG = """
recipe: default.v1
assistant_id: tiny
language: en
pipeline:
- name: WhitespaceTokenizer
- name: bot.engine.language.LanguageIdentifier
- name: CountVectorsFeaturizer
- name: bot.engine.linear_classifier.LinearIntentClassifier
- name: FallbackClassifier
  threshold: 0.4
  ambiguity_threshold: 0.0
policies:
- name: RulePolicy
  core_fallback_action_name: action_answer
"""
DOMAIN = """
version: "3.1"
intents: [greet, goodbye, faq, nlu_fallback]
slots:
  country: {type: text, mappings: [{type: custom}]}
responses:
  utter_hello: [{text: "Hello"}]
  utter_again: [{text: "Please say that in other words."}]
  utter_technical_problem: [{text: "Something broke, please write to somebody."}]
actions: [action_answer]
session_config: {session_expiration_time: 60, carry_over_slots_to_new_session: true}
"""
NLU = """
version: "3.1"
nlu:
- intent: greet
  examples: |
    - hello there
    - good morning
    - hello and good morning
- intent: goodbye
  examples: |
    - see you later
    - goodbye then
    - later then
- intent: faq/closing_date
  examples: |
    - when does the call close
    - what is the closing date
    - date when the call closes
- intent: faq/money
  examples: |
    - how much money is there
    - is there money for us
    - what about money
"""
RULES = """
version: "3.1"
rules:
- rule: greeting
  steps: [{intent: greet}, {action: utter_hello}]
- rule: question
  steps: [{intent: faq}, {action: action_answer}]
- rule: not understood
  steps: [{intent: nlu_fallback}, {action: utter_again}]
"""


def write_project(root: Path) -> Path:
    """The files where `bot.engine` looks for them."""
    (root / "data").mkdir(parents=True)
    for name, text in {
        "config.yml": CONFIG,
        "domain.yml": DOMAIN,
        "data/nlu.yml": NLU,
        "data/rules.yml": RULES,
    }.items():
        (root / name).write_text(text, encoding="utf-8")
    return root
