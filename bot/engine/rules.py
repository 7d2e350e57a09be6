"""Rasa's rules, compared with the end of a conversation: no rule looks further back than its own length."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from rasa.core.policies.rule_policy import RULES, RULES_FOR_LOOP_UNHAPPY_PATH, RulePolicy
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.core.domain import Domain, State
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import TEXT

from bot.engine.live_tracker import LiveTracker


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.POLICY_WITHOUT_END_TO_END_SUPPORT, is_trainable=True)
class RecentRulePolicy(RulePolicy):
    """Predicts what `RulePolicy` predicts, and learns as it does.

    For each action that one describes every turn of the conversation anew, twice where it might have rules
    for texts, and compares the descriptions with the rules from the end on. Here as many are made as the
    longest rule has steps. A conversation that we did not load ourselves is left to Rasa.
    """

    def _prediction_states(
        self,
        tracker: DialogueStateTracker,
        domain: Domain,
        use_text_for_last_user_input: bool = False,
        rule_only_data: dict[str, Any] | None = None,
    ) -> list[State]:
        is_live = isinstance(tracker, LiveTracker)
        states: list[State] = super()._prediction_states(
            tracker.recent(self._longest_rule) if is_live else tracker,
            domain,
            use_text_for_last_user_input,
            rule_only_data,
        )
        return states[-self._longest_rule :] if is_live else states

    def _find_action_from_rules(
        self, tracker: DialogueStateTracker, domain: Domain, use_text_for_last_user_input: bool
    ) -> tuple[str | None, str | None, bool]:
        if use_text_for_last_user_input and isinstance(tracker, LiveTracker) and not self._has_texts:
            return None, None, False
        found: tuple[str | None, str | None, bool] = super()._find_action_from_rules(
            tracker, domain, use_text_for_last_user_input
        )
        return found

    @cached_property
    def _steps(self) -> list[list[State]]:
        keys = [*self.lookup[RULES], *self.lookup[RULES_FOR_LOOP_UNHAPPY_PATH]]
        return [self._rule_key_to_state(key) for key in keys]

    @cached_property
    def _longest_rule(self) -> int:
        return max((len(steps) for steps in self._steps), default=1)

    @cached_property
    def _has_texts(self) -> bool:
        return any(TEXT in step.get("user", {}) for steps in self._steps for step in steps)
