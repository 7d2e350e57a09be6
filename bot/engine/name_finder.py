"""Finds names in a message: exactly as the lexicon has them, or misspelt."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

import spacy
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc

from bot.content.lexicon import Phrase
from bot.engine.near_names import NearNames
from bot.logic.enumerations import are_joined, enumerations
from bot.logic.mentions import NOT_A_NAME, Mention
from bot.logic.placed_words import PlacedWord, as_written, phrase_key, placed_words

PARTING = "/&"  # "food/packaging" names two things, "food packaging" one
UNKNOWN = "\x00"  # stands for every word of no name, so that no word of a person stays in spaCy's vocabulary
SHOUTED_WORDS = 3  # from so many words without a small letter on, capitals say nothing
LISTED_CODES = 3  # from so many country codes on, "IT" and "NO" among them are codes too
PLACES = ("country", "region")
PLACE_BEFORE = re.compile(r"\b(?:in|from|across|near|about|including)\s+(?:the\s+)?$", re.IGNORECASE)
BODY_AFTER = re.compile(
    r"\s+(?:cluster|partner|organi[sz]ation|compan|firm|sme|region|technolog|science|business|association|network"
    r"|member|universit|institut|centre|center)",
    re.IGNORECASE,
)


class NameFinder:
    """Knows the phrases of the lexicon; gives every name it sees, overlaps included."""

    def __init__(
        self,
        phrases: Sequence[Phrase],
        not_names: Iterable[str] = (),
        ordinary: Iterable[str] = (),
        heard: Iterable[str] = (),
    ) -> None:
        self._meant: dict[str, list[Phrase]] = defaultdict(list)
        for phrase in (*phrases, *(Phrase(NOT_A_NAME, text, "") for text in not_names)):
            self._meant[phrase_key(phrase.text)].append(phrase)
        self._words = {word for key in self._meant for word in key.split()}
        loose = {key for key, meant in self._meant.items() if not all(one.exact for one in meant)}
        self._codes = {one.value for one in phrases if one.entity == "country"}
        self._beginnings = {key[:end] for key in loose for end in _ends_of_words(key)}
        self._near = NearNames({word for key in loose for word in key.split()}, frozenset(ordinary), heard)
        self._vocab = spacy.blank("xx").vocab
        self._matcher = PhraseMatcher(self._vocab, attr="LOWER")
        self._matcher.add("name", [self._doc(key.split()) for key in self._meant])

    def find(self, text: str) -> list[Mention]:
        """Every name in the text, those that overlap too."""
        words = placed_words(text)
        found = self._as_the_lexicon_has_them(text, words)
        return [*found, *self._misspelt(text, words, found)]

    def _as_the_lexicon_has_them(self, text: str, words: Sequence[PlacedWord]) -> list[Mention]:
        shouted = len(words) >= SHOUTED_WORDS and text.isupper()
        unsure: list[Mention] = []
        sure: list[Mention] = []
        for start, end, phrase in self._matches([word.text for word in words]):
            one = _mention(text, words[start:end], phrase)
            if _is_parted(one.text, phrase):
                continue
            if not phrase.exact or _is_written_so(one.text, phrase.text, shouted=shouted):
                sure.append(one)
            elif phrase.entity in PLACES and one.text.islower() and not phrase.text.isupper():
                unsure.append(one)
        for one in unsure:
            if _is_place(text, one, sure):
                sure.append(one)
        return sure if shouted else [*sure, *self._listed_codes(text, words)]

    def _listed_codes(self, text: str, words: Sequence[PlacedWord]) -> Iterator[Mention]:
        """ "FR, DE, IT": a country code that is also a word or a theme counts beside other codes."""
        codes = [word for word in words if text[word.start : word.end] in self._codes]
        for spans in enumerations(text, [(word.start, word.end) for word in codes]):
            if len(spans) >= LISTED_CODES:
                for start, end in spans:
                    yield Mention("country", text[start:end], start, end, text[start:end])

    def _misspelt(
        self, text: str, words: Sequence[PlacedWord], found: Sequence[Mention]
    ) -> Iterator[Mention]:
        """Names once misspelt words are put right; a stretch that may mean two things means nothing.

        A word of some other name ("wurtemberg") and a short word ("smal") are put right only inside a longer
        name.
        """
        written = [word.text for word in words]
        inside = [any(one.start <= word.start < one.end for one in found) for word in words]
        meant_words: dict[int, tuple[str, ...]] = {}
        alone: dict[int, tuple[str, ...]] = {}
        for place, word in enumerate(written):
            near = () if inside[place] else self._near.near(word)
            if near and not self._near.knows(word):
                alone[place] = meant_words[place] = near
            elif near or (not inside[place] and word not in self._words):
                meant_words[place] = (word, *near, *self._near.near_inside(word))
        meant: dict[tuple[int, int], set[Phrase]] = defaultdict(set)
        for start, end, key in self._readings(written, meant_words):
            stretch = text[words[start].start : words[end - 1].end]
            if end - start > 1 or (start in alone and self._all_names(alone[start])):
                meant[start, end].update(
                    one for one in self._meant[key] if not one.exact and not _is_parted(stretch, one)
                )
        for (start, end), phrases in meant.items():
            if len({(one.entity, one.value) for one in phrases}) == 1:
                yield _mention(text, words[start:end], next(iter(phrases)))

    def _readings(
        self, written: Sequence[str], meant: Mapping[int, tuple[str, ...]]
    ) -> Iterator[tuple[int, int, str]]:
        """Where a name begins and ends, and its key, when some of its words are read for what was meant."""
        for start in range(len(written) if meant else 0):
            begun = [""]
            for end in range(start, len(written)):
                longer = (
                    f"{one} {word}".lstrip() for one in begun for word in meant.get(end, (written[end],))
                )
                begun = [one for one in longer if one in self._beginnings]
                if not begun:
                    break
                as_written = " ".join(written[start : end + 1])
                yield from (
                    (start, end + 1, one) for one in begun if one in self._meant and one != as_written
                )

    def _all_names(self, words: Iterable[str]) -> bool:
        """ "suport" may be "sport", a name, or "support", a word of some long name: then it is no name."""
        return all(word in self._meant for word in words)

    def _matches(self, words: Sequence[str]) -> Iterator[tuple[int, int, Phrase]]:
        known = [word if word in self._words else UNKNOWN for word in words]
        for _, start, end in self._matcher(self._doc(known)):
            yield from ((start, end, phrase) for phrase in self._meant[" ".join(words[start:end])])

    def _doc(self, words: Sequence[str]) -> Doc:
        return Doc(self._vocab, words=list(words))


def _ends_of_words(key: str) -> list[int]:
    return [place for place, sign in enumerate(f"{key} ") if sign == " "]


def _is_parted(written: str, phrase: Phrase) -> bool:
    """Is there a slash or an "&" that the name has not? Regions are written so: "Emilia/Romagna"."""
    return phrase.entity != "region" and any(sign in written and sign not in phrase.text for sign in PARTING)


def _mention(text: str, words: Sequence[PlacedWord], phrase: Phrase) -> Mention:
    start, end = words[0].start, words[-1].end
    return Mention(phrase.entity, phrase.value, start, end, text[start:end])


def _is_written_so(written: str, phrase: str, *, shouted: bool) -> bool:
    """In a message all in capitals a proper name counts ("TURKEY"), a code does not ("NO", "MOVE")."""
    if shouted:
        return not phrase.isupper() and as_written(written).casefold() == as_written(phrase).casefold()
    return as_written(written) == as_written(phrase)


def _is_place(text: str, one: Mention, sure: Sequence[Mention]) -> bool:
    """Small letters, but still a place: "in turkey", "spain and turkey", "polish clusters"."""
    if PLACE_BEFORE.search(text, 0, one.start):
        return True
    if one.entity == "country" and BODY_AFTER.match(text, one.end):
        return True
    return any(
        other.entity in PLACES
        and (
            are_joined(text[other.end : one.start])
            if other.end <= one.start
            else are_joined(text[one.end : other.start])
        )
        for other in sure
    )
