"""Which meanings of an unsure message are worth offering, and what was chosen, for people to learn from."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from bot.logic.readings import OUT_OF_SCOPE, UNSURE

WORTH_OFFERING = 0.05  # below this a guess is noise
WORTH_A_DOUBT = 0.15  # where a message most likely has nothing to do with the call
MOST_OFFERED = 3
MARKS = str.maketrans("[]{}", "()()")  # in Rasa's examples, square brackets mark names


@dataclass(frozen=True)
class Guess:
    """A meaning by its intent, of a question by `faq/<topic>`, and how likely it is."""

    meaning: str
    confidence: float


@dataclass(frozen=True)
class MeaningChoice:
    """What somebody chose after "did you mean": `chosen` is None where none of the offered was meant.

    `text` is the message in question, as far as it may be kept; None where nothing of it may.
    """

    conversation_id: str
    language: str | None
    offered: tuple[Guess, ...]
    chosen: str | None
    text: str | None = field(repr=False)


def guesses(ranking: Iterable[tuple[str, float]]) -> tuple[Guess, ...]:
    """What the engine took into account, the likeliest first."""
    return tuple(Guess(name, confidence) for name, confidence in ranking if name != UNSURE)


def is_most_likely_out_of_scope(ranked: Sequence[Guess]) -> bool:
    """Has the message, if anything, nothing to do with what we know?"""
    return bool(ranked) and ranked[0].meaning == OUT_OF_SCOPE


def worth_offering(
    ranked: Sequence[Guess], titles: Mapping[str, str], alike: Iterable[Collection[str]] = ()
) -> tuple[Guess, ...]:
    """The meanings to offer: they have a title, are likely enough, and no two would be taken for each other.

    `alike` are groups of meanings that nobody could tell apart by their titles.
    """
    likely = [one for one in ranked if one.meaning in titles and one.confidence >= WORTH_OFFERING]
    if is_most_likely_out_of_scope(ranked) and not any(one.confidence >= WORTH_A_DOUBT for one in likely):
        return ()
    groups = [frozenset(group) for group in alike]
    offered: list[Guess] = []
    for one in likely:
        if not any(_is_the_same(one.meaning, other.meaning, titles, groups) for other in offered):
            offered.append(one)
    return tuple(offered[:MOST_OFFERED])


def for_review(choices: Iterable[MeaningChoice]) -> Iterator[str]:
    """The choices as examples in Rasa's format, by the meaning that was chosen, for people to judge.

    Messages that nothing offered fitted come last, as comments: they are examples of nothing yet.
    """
    kept = [choice for choice in choices if choice.text]
    if not kept:
        yield "# Nobody has chosen a meaning yet."
        return
    yield "# Read every line before you copy it into data/nlu: is the choice right, is nobody's name in it?"
    yield "nlu:"
    for meaning in sorted({choice.chosen for choice in kept if choice.chosen}):
        yield f"- intent: {meaning}"
        yield "  examples: |"
        yield from _lines("    - ", (choice for choice in kept if choice.chosen == meaning))
    neither = [choice for choice in kept if choice.chosen is None]
    if neither:
        yield "# None of what was offered was meant:"
        for choice in neither:
            shown = ", ".join(f"{one.meaning} {one.confidence:.2f}" for one in choice.offered)
            yield f"# - {_plain(choice.text)}  (offered: {shown})"


def _is_the_same(one: str, other: str, titles: Mapping[str, str], groups: Iterable[frozenset[str]]) -> bool:
    if titles[one].casefold() == titles[other].casefold():
        return True
    return any(one in group and other in group for group in groups)


def _lines(opening: str, choices: Iterable[MeaningChoice]) -> Iterator[str]:
    """Each text once."""
    yield from dict.fromkeys(f"{opening}{_plain(choice.text)}" for choice in choices)


def _plain(text: str | None) -> str:
    return " ".join(str(text).translate(MARKS).split())
