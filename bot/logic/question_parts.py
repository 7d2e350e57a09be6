"""Which cut of a message is taken: every part must be a question of its own, and surely understood.

A cut that is missed costs one answer, a wrong one gives an answer nobody asked for. Where it is not sure, the
message stays whole.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.logic.question_cuts import LONGEST_THING, opens_a_question
from bot.logic.readings import OUT_OF_SCOPE, UNSURE, Reading
from bot.logic.words import listed, tokens

SURE_BEHIND_MARK, SURE_JOINED, SURE_IN_DOUBT, SURE_FRAGMENT = 0.5, 0.8, 0.6, 0.9
APART = listed("""
    faq|ask_requirement|explain_theme|find_partnerships|show_partnership|check_eligibility|eoi_status
    show_capabilities
    express_interest|propose_partnership|request_person
    """)
STARTS_A_FORM = listed("check_eligibility|express_interest|propose_partnership|request_person")
NOT_ANSWERED = (UNSURE, OUT_OF_SCOPE)
SHORTEST_LEFT = 3  # words
ABOUT_US = listed("you|your")  # without them, "what can you do" was some other question


def are_apart(parts: Sequence[Reading], whole: Reading) -> bool:
    """Is every part surely a question or a request, and none the same as another?

    Behind a question mark, or where the whole message is not understood, less is enough.
    Two parts that each open a form are not handled one after the other: the second would be taken for an
    answer to the first. Beside a question mark one question may be left that is not understood; then the
    person hears that of this one only.
    """
    understood = [one for one in parts if one.intent not in NOT_ANSWERED]
    left = [one for one in parts if one.intent in NOT_ANSWERED]
    forms = sum(one.intent in STARTS_A_FORM for one in understood)
    marked = parts[0].text.endswith("?")
    least = SURE_BEHIND_MARK if marked else SURE_JOINED if whole.is_sure else SURE_IN_DOUBT
    if not all(_is_understood(one, least) for one in understood):
        return False
    if len({one.meaning for one in understood}) < len(understood) or forms > 1:
        return False
    if not left:
        return True
    sure = bool(understood) and all(one.is_sure for one in understood)
    return sure and marked and forms == 0 and _may_be_left(left)


def order_of_answers(parts: Sequence[Reading]) -> list[int]:
    """As they were asked; last what is asked back: the first question of a form, or what was meant."""
    last = STARTS_A_FORM.union(NOT_ANSWERED)
    return sorted(range(len(parts)), key=lambda place: parts[place].intent in last)


def _is_understood(one: Reading, least: float) -> bool:
    if one.intent not in APART:
        return False
    if one.intent == "show_capabilities" and ABOUT_US.isdisjoint(tokens(one.text)):
        return False
    if len(tokens(one.text)) <= LONGEST_THING and not opens_a_question(one.text):  # "the budget?"
        return one.intent == "faq" and one.confidence >= SURE_FRAGMENT
    return one.confidence >= least


def _may_be_left(left: Sequence[Reading]) -> bool:
    """One question that looks like one: no "Really?", no "OK?"."""
    return len(left) == 1 and opens_a_question(left[0].text) and len(tokens(left[0].text)) >= SHORTEST_LEFT
