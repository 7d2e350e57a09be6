"""Half sentences: messages that lean on what was said before, by their words alone."""

from __future__ import annotations

from bot.logic.cue_words import any_of, pattern
from bot.logic.question_cuts import opens_a_question
from bot.logic.words import listed, tokens

LONGEST_PASSING, LONGEST_WITH_PRONOUN, LONGEST_FRAGMENT = 8, 6, 3  # words

BEFORE = r"\s*(?:(?:ok|okay|yes|thanks|thank\s+you|great|well|hm+|fine)\b[\s,.!]*)?"
WHAT_ABOUT = pattern(
    BEFORE + any_of("and what about|and how about|what about|how about|what of|same for|the same for") + r"\s"
)
AND = pattern(BEFORE + any_of("and|also|plus|or|et|und|y|e|oraz|en") + r"\b[\s,]+")
PRONOUNS = listed("it|its|they|them|their|theirs")


def points_back(text: str) -> bool:
    """Does a short message say "it" or "them"?"""
    words = tokens(text)
    return len(words) <= LONGEST_WITH_PRONOUN and not PRONOUNS.isdisjoint(words)


def leans(text: str) -> bool:
    """Is it half a sentence that needs the one before?"""
    return asks_in_passing(text) or points_back(text) or is_fragment(text)


def is_fragment(text: str) -> bool:
    """Two or three words that are no question by themselves."""
    return len(tokens(text)) <= LONGEST_FRAGMENT and not opens_a_question(text)


def is_short(text: str) -> bool:
    """Short enough to be half a sentence."""
    return len(tokens(text)) <= LONGEST_PASSING


def asks_in_passing(text: str) -> bool:
    """Does it begin in the middle: "what about Poland?", "and in Spain?"? "And who leads it?" is whole."""
    if not is_short(text):
        return False
    joined = AND.match(text)
    is_half = joined is not None and not opens_a_question(text[joined.end() :])
    return is_half or WHAT_ABOUT.match(text) is not None
