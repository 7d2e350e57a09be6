"""Collects the phrases of the lexicon and sees to it that one phrase means one thing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from bot.content.lexicon_entries import Phrase
from bot.logic.errors import ContentInvalid
from bot.logic.placed_words import phrase_key


class PhraseBook:
    """Phrases in the order they came, each spelling once, found again by entity and key."""

    def __init__(self) -> None:
        self._by_key: dict[tuple[str, str], list[Phrase]] = {}
        self._taken: set[str] = set()

    @property
    def names(self) -> tuple[Phrase, ...]:
        """Every phrase."""
        return tuple(phrase for phrases in self._by_key.values() for phrase in phrases)

    @property
    def by_key(self) -> Mapping[tuple[str, str], tuple[Phrase, ...]]:
        """The phrases with the same words; several only where several ways of writing count."""
        return {key: tuple(phrases) for key, phrases in self._by_key.items()}

    def add(self, phrases: Iterable[Phrase]) -> None:
        """Take phrases that somebody wrote down; two meanings of one phrase are refused."""
        for phrase in phrases:
            key = phrase_key(phrase.text)
            if not key:
                raise ContentInvalid(f"{phrase.value}: {phrase.text!r} has no letter or digit")
            present = self._by_key.setdefault((phrase.entity, key), [])
            other = next((one.value for one in present if one.value != phrase.value), None)
            if other:
                raise ContentInvalid(f"{phrase.text!r} is {phrase.entity} {other} and {phrase.value}")
            if not present or _another_way_to_write(phrase, present):
                present.append(phrase)
            self._taken.add(key)

    def add_where_free(self, phrases: Iterable[Phrase]) -> None:
        """Take phrases derived from names, unless something has that name or two would share it."""
        wanted: dict[str, list[Phrase]] = {}
        for phrase in phrases:
            wanted.setdefault(phrase_key(phrase.text), []).append(phrase)
        for key, claims in wanted.items():
            if key and key not in self._taken and len({one.value for one in claims}) == 1:
                self.add(claims[:1])


def _another_way_to_write(phrase: Phrase, present: list[Phrase]) -> bool:
    """Both "EnW" and "ENW" count; where any way of writing counts, one entry is enough."""
    return phrase.exact and present[0].exact and all(one.text != phrase.text for one in present)
