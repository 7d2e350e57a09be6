"""A search as questions to the index: who meets everything, who comes nearest, step by step."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bot.logic import partnership_terms as kinds
from bot.logic.partnership_criteria import NEAR_KINDS, Asked, is_begun
from bot.logic.partnership_terms import encoded
from bot.logic.term_logic import Expression, Term, Without, all_of, any_of

EVERYONE = Term(kinds.EVERY)
WORD_KINDS = (kinds.OWN, kinds.ABOUT, kinds.MEMBER)


class Steps:
    """The expressions of one search; None where nothing can meet it."""

    def __init__(self, asked: Asked) -> None:
        self._asked = asked
        self._exact = {name: self._exactly(name) for name in asked.criteria}
        self._near = {name: self._nearly(name) for name in asked.criteria}

    def everything(self) -> Expression | None:
        """Each criterion met exactly; without criteria, all partnerships."""
        return self._kept(all_of(self._exact.values()) if self._exact else EVERYONE)

    def whole_words(self) -> Expression | None:
        """Of these, where words are asked, who has them as they are written: an index finds those fast."""
        if not self._asked.words:
            return None
        words = all_of(any_of(_word(word, begun=False)) for word in self._asked.words)
        return self._kept(all_of((words, *(self._exact[name] for name in self._asked.ways))))

    def named(self) -> Iterator[Expression | None]:
        """Of these the best: who is named."""
        if self._asked.words:
            yield self._kept(all_of((self._names(), *(self._exact[name] for name in self._asked.ways))))

    def all_words(self) -> Expression | None:
        """All the words, where something else was asked, too."""
        return self._kept(self._exact["text"]) if self._asked.ways else None

    def anything(self) -> Expression | None:
        """A criterion met exactly, nearly or in part."""
        return self._kept(any_of((*self._near.values(), *(self._in_part(name) for name in self._exact))))

    def nearest(self) -> Iterator[Expression | None]:
        """Of these the best: who fails the fewest criteria, and then meets the others exactly."""
        names = sorted(self._exact, key="text".__ne__)
        for failed in range(len(names)):
            if failed:
                yield self._kept(self._meeting(names, failed, nearly=False))
            if any(self._near.values()):
                yield self._kept(self._meeting(names, failed, nearly=True))

    def _meeting(self, names: list[str], failed: int, *, nearly: bool) -> Expression | None:
        """All of the criteria but so many. Free words come first, so that they are read only once."""
        if failed >= len(names):
            return EVERYONE
        first, *others = names
        met = any_of((self._exact[first], self._near[first])) if nearly else self._exact[first]
        after = self._meeting(others, failed, nearly=nearly)
        with_first = met if after is EVERYONE else all_of((met, after))
        return any_of((with_first, self._meeting(others, failed - 1, nearly=nearly) if failed else None))

    def _kept(self, expression: Expression | None) -> Expression | None:
        """Without what the query leaves out for good."""
        dropped = any_of(
            term for kind, values in self._asked.excluded.items() for term in _terms(kind, values)
        )
        return Without(expression, dropped) if expression and dropped else expression

    def _exactly(self, name: str) -> Expression | None:
        if name == "text":
            return any_of((self._names(), all_of(any_of(_word(word)) for word in self._asked.words)))
        terms = [term for way in self._asked.ways[name] if way.exact for term in way.terms]
        return all_of(terms) if self._asked.wants_all(name) else any_of(terms)

    def _nearly(self, name: str) -> Expression | None:
        if name == "text":
            words = self._asked.around.near_words
            return any_of(term for kind in kinds.CALLED for term in _terms(kind, words))
        return any_of(
            term
            for way in self._asked.ways[name]
            if way.reason in NEAR_KINDS.get(name, ())
            for term in way.terms
        )

    def _in_part(self, name: str) -> Expression | None:
        if name == "text":
            return any_of(term for word in self._asked.words for term in _word(word))
        return any_of(term for way in self._asked.ways[name] for term in way.terms)

    def _names(self) -> Expression | None:
        begun = (Term(f"{kinds.NAME}={self._asked.beginning}", begins=True),) if self._asked.beginning else ()
        return any_of((*(Term(f"{kinds.NAME}={run}") for run in sorted(self._asked.runs)), *begun))


def _terms(kind: str, values: Iterable[str]) -> tuple[Term, ...]:
    return tuple(Term(f"{kind}={encoded(value)}") for value in sorted(values))


def _word(word: str, *, begun: bool = True) -> Iterator[Term]:
    return (Term(f"{kind}={encoded(word)}", begins=begun and is_begun(word)) for kind in WORD_KINDS)
