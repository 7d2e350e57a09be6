"""Follow-ups: "and for the grant?", "what about Poland?", "which countries?" lean on what was said before.

First the words and the table of subjects decide, as far as they can: that does not change with a training.
Where they cannot, and the message alone is not understood, it is read once more behind the question that was
answered last (`composition`). A message that is a question of its own is left as it is.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.logic.changes import corrects
from bot.logic.cue_words import any_of, pattern
from bot.logic.leaning import (
    LONGEST_WITH_PRONOUN,
    PRONOUNS,
    asks_in_passing,
    is_fragment,
    is_short,
    leans,
    points_back,
)
from bot.logic.partnership_aspects import asked_aspects
from bot.logic.partnership_questions import asks_led_from
from bot.logic.question_cuts import opens_a_question
from bot.logic.readings import UNSURE, Reading
from bot.logic.subjects import Aspect, Subjects
from bot.logic.words import listed, tokens

ANSWER, REQUIREMENT, SEARCH, PARTNERSHIP = "answer", "requirement", "search", "partnership"
VERDICT = "eligibility"
KIND_AFTER = {
    "faq": ANSWER,
    "ask_requirement": REQUIREMENT,
    "explain_theme": REQUIREMENT,
    "find_partnerships": SEARCH,
    "show_partnership": PARTNERSHIP,
    "pick_one": PARTNERSHIP,
}
SURE_TOGETHER = 0.6

NARROWING = pattern(r"\s*(?:but\s+)?" + any_of("only|just|rather|not|without|except|no") + r"\b[\s,]+")
INTRODUCES = pattern(
    r"\s*(?:what(?:'s| is| are| was)|tell (?:me|us) about|explain|describe|who (?:is|are))\b"
)
INSTEAD = pattern(r".*\binstead\s*[.!?]*\s*$")
MANY = listed("they|them|those|these|ones")
OF_THEM = MANY | {"there"}
OF_IT = PRONOUNS | OF_THEM
SAYS_NOTHING_NEW = listed("""
    and|what|about|how|for|the|one|ones|of|in|on|to|from|with|a|an|ok|okay|yes|thanks|same|also|plus|or|that
    then|is|it|there|please|well|hm|great|fine|thank|you
    """)

LENT = listed("theme|country|region")
SEARCHED = listed("theme|country|region|programme|organisation_type|organisation")
CHECKED = listed("country|region|organisation_type|theme")
CHECKED_IN = {  # topics about who and what may take part: "and Norway?" after them asks for a check
    "eligible_countries": "country",
    "call_addressees": "organisation_type",
    "call_priorities": "theme",
    "call_focus": "theme",
}
ONLY_A_KIND = {"organisation_type"}  # "and SMEs?" is a question about them
SEARCHES = listed("find_partnerships|show_partnership|inform|nlu_fallback")
NARROWS = listed("""
    inform|ask_requirement|explain_theme|find_partnerships|show_partnership|nlu_fallback|deny|out_of_scope
    """)
NO_WISH = listed("""
    faq|inform|ask_requirement|explain_theme|ask_why|nlu_fallback|out_of_scope|show_capabilities
    """)
SHOWN = listed("""
    country|countries|region|regions|member|members|partner|partners|organisation|organisations|organization
    organizations|lead|leads|leader|coordinator|theme|themes|budget|funding|money|website|site|web|homepage|link
    url|status
    """)
HOW_LONG = listed("since|until|till|when|how|long|ago|ended|over|still|running|active")
ASKED_OF_IT = SHOWN | listed("""
    about|in|grant|funded|website|link|active|exist|exists|based|where|started|start|status|running|projects
    led|coordinated|many|over|ended
    """)
IN_IT = listed(
    "in|part|among|include|includes|included|involved|involve|involves|member|members|cover|covers"
)
MEMBERS = listed("country|region|organisation|organisation_type")
ASKING_FOR_MORE = listed("which|what|whats|who|where|all|other|are|were|many|more|names|list")


@dataclass(frozen=True)
class Last:
    """What was answered last: its kind, its topic, and the question in the person's own words."""

    kind: str | None = None
    topic: str | None = None
    question: str | None = None


def after(reading: Reading) -> Last:
    """What the next question leans on once this one is answered."""
    return Last(KIND_AFTER.get(reading.intent or ""), reading.topic, reading.text)


def read_on(last: Last, said: Reading, subjects: Subjects) -> Reading:
    """The message in the light of the last answer; the same reading where that says nothing about it."""
    if last.kind == SEARCH:
        return _after_search(said)
    if last.kind == PARTNERSHIP:
        return _after_partnership(said)
    if last.kind == VERDICT:
        return _after_verdict(said)
    if last.kind not in (ANSWER, REQUIREMENT) or said.intent not in NO_WISH | NARROWS:
        return said
    if _asks_for_check(last, said):
        return replace(said, intent="ask_requirement", topic=None, confidence=1.0)
    topic = _topic_meant(last, said, subjects) if last.kind == ANSWER else None
    if topic is None and points_back(said.text) and strays(last, said, subjects):
        topic = last.topic  # "is it still running?" after "what is RE-CONFIRM?"
    if topic and topic != said.topic:
        return replace(said, intent="faq", topic=topic, confidence=1.0)
    return said


def composition(last: Last, said: Reading) -> str | None:
    """The message behind the question answered last, where neither it nor the table says what is meant."""
    if last.kind not in (ANSWER, REQUIREMENT) or not last.question:
        return None
    if said.is_sure or said.intent not in NO_WISH - {"inform"} or not leans(said.text):
        return None
    return f"{last.question.rstrip(' ?.!')}? {said.text}"


def taken_together(last: Last, said: Reading, composed: Reading) -> Reading:
    """What was understood of the composition, if it is more than the last question once more."""
    is_new = composed.intent == "faq" and composed.topic != last.topic
    if not is_new or composed.confidence < max(SURE_TOGETHER, said.confidence):
        return said
    return replace(said, intent=composed.intent, topic=composed.topic, confidence=composed.confidence)


def strays(last: Last, said: Reading, subjects: Subjects) -> bool:
    """Was "it" taken for the call, though the question before had named something else?"""
    if PRONOUNS.isdisjoint(tokens(said.text)) or subjects.named_in(said.text):
        return False
    if last.kind == PARTNERSHIP:
        return said.intent == "faq"
    introduced = last.kind == ANSWER and INTRODUCES.match(last.question or "") is not None
    return introduced and subjects.is_default(said.topic) and not subjects.is_default(last.topic)


def kinds_lent(last: Last, said: Reading) -> frozenset[str]:
    """Which names of the message before this one means too: it names nothing and points back to them.

    "Is photonics a theme? Which partnerships deal with it?", "We want to join TEX4IM. Who leads it?"
    """
    in_it = last.kind == PARTNERSHIP and _asks_whether_in_it(said)
    if said.free or (said.names and not in_it):
        return frozenset()
    if last.kind == REQUIREMENT and said.intent == "find_partnerships":
        return LENT
    if said.intent in ("show_partnership", "express_interest") and points_back(said.text):
        return frozenset({"partnership"})
    return frozenset()


def _after_search(said: Reading) -> Reading:
    """The same search with what is named now in place of what was named before."""
    if "ordinal" in said.names and said.intent in ("nlu_fallback", "ask_more"):
        return replace(said, intent="pick_one", confidence=1.0)
    named = said.names & SEARCHED
    if _asks_who_of_them_leads(said):
        return replace(said, intent="find_partnerships", topic=None, confidence=1.0)
    if not named or "partnership" in said.names:
        return said
    narrowing = any(cue.match(said.text) for cue in (NARROWING, INSTEAD)) and is_short(said.text)
    if narrowing or asks_in_passing(said.text):
        narrows = said.intent in NARROWS or (said.intent == "faq" and (narrowing or named != ONLY_A_KIND))
    elif is_fragment(said.text):  # "energy?"
        narrows = said.intent in NARROWS | {"faq"} and bool(named & LENT) and not said.free
    else:  # "show them in France"
        narrows = said.intent in SEARCHES and not MANY.isdisjoint(tokens(said.text))
    return replace(said, intent="inform", topic=None, confidence=1.0) if narrows else said


def _after_verdict(said: Reading) -> Reading:
    """ "Sorry, I meant cluster organisation", "no, we are a science park": the case is another one."""
    puts_right = bool(said.names & CHECKED) and "partnership" not in said.names and corrects(said.text)
    if not puts_right or said.text.rstrip().endswith("?") or said.intent not in NO_WISH | NARROWS:
        return said
    return replace(said, intent="inform", topic=None, confidence=1.0)


def _asks_who_of_them_leads(said: Reading) -> bool:
    """ "Only the ones led from there": the same search, in which only who leads counts."""
    of_them = is_short(said.text) and OF_THEM & set(tokens(said.text)) and asks_led_from(said.text)
    return bool(of_them) and not said.names and not said.free


def _after_partnership(said: Reading) -> Reading:
    """ "Which countries?", "what is it about?" mean the one just shown; "and in Poland?" looks for others."""
    words = set(tokens(said.text))
    if asks_in_passing(said.text) and said.names & (LENT if said.intent == "faq" else SEARCHED):
        if said.intent not in NARROWS | {"faq"} or "partnership" in said.names:
            return said
        return replace(said, intent="find_partnerships", topic=None, confidence=1.0)
    if _asks_whether_in_it(said) and said.intent in NARROWS:
        return replace(said, intent="show_partnership", topic=None, confidence=1.0)
    asks = bool(asked_aspects(said.text)) and (not said.is_sure or bool(words & OF_THEM))
    of_it = is_short(said.text) and words & OF_IT and (asks or words & ASKED_OF_IT)
    only_of_it = words & SHOWN and words <= SHOWN | ASKING_FOR_MORE | SAYS_NOTHING_NEW
    only_of_it = only_of_it or (is_fragment(said.text) and (asks or words <= HOW_LONG))
    if said.names or said.intent not in NO_WISH or not (of_it or only_of_it):
        return said
    return replace(said, intent="show_partnership", topic=None, confidence=1.0)


def _asks_whether_in_it(said: Reading) -> bool:
    """ "Is Malta in it?": all of its members are the answer."""
    named = bool(said.names) and said.names <= MEMBERS
    return named and points_back(said.text) and not IN_IT.isdisjoint(tokens(said.text))


def _asks_for_check(last: Last, said: Reading) -> bool:
    """The same check for what is named now; after an answer only where no sure question was understood."""
    named_only = is_fragment(said.text) and said.text.rstrip().endswith("?")
    if not (said.names & CHECKED and (named_only or asks_in_passing(said.text))) or said.free:
        return False
    if last.kind == REQUIREMENT:
        return True
    return CHECKED_IN.get(last.topic or "") in said.names and not (said.intent == "faq" and said.is_sure)


def _topic_meant(last: Last, said: Reading, subjects: Subjects) -> str | None:
    """The same question about something else, or another question about the same thing."""
    before = subjects.place_of(last.topic)
    if before is None:
        return None
    aspect, subject = before
    named = subjects.named_in(said.text)
    if named:
        only_named = SAYS_NOTHING_NEW.issuperset(named[1].split()) and asks_in_passing(said.text)
        return aspect.topics.get(named[0]) if only_named else None
    here = subjects.place_of(said.topic)
    by_words = said.intent == UNSURE or points_back(said.text)
    asked = here[0] if here else subjects.asked_in(said.text) if by_words else None
    if asked is None or not _leaves_out_the_subject(said, asked):
        return None
    return asked.topics.get(subject)


def _leaves_out_the_subject(said: Reading, asked: Aspect) -> bool:
    """ "When does it close?", "and the deadline?", "budget?"; or a few words not understood alone."""
    words = tokens(said.text)
    if asks_in_passing(said.text) or points_back(said.text):
        return True
    if said.intent == UNSURE:
        return len(words) <= LONGEST_WITH_PRONOUN
    asking = {word for phrase in asked.asked_with for word in tokens(phrase)}
    return asking.union(SAYS_NOTHING_NEW).issuperset(words) and not opens_a_question(said.text)
