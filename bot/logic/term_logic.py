"""What a full-text index is asked: terms, joined by all, any and without. No database speaks it as it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True)
class Term:
    """A term, or with `begins` whatever begins like it."""

    text: str
    begins: bool = False


@dataclass(frozen=True)
class All:
    parts: tuple[Expression, ...]


@dataclass(frozen=True)
class Any:
    parts: tuple[Expression, ...]


@dataclass(frozen=True)
class Without:
    kept: Expression
    dropped: Expression


Expression: TypeAlias = "Term | All | Any | Without"


def all_of(parts: Iterable[Expression | None]) -> Expression | None:
    """Met where every part is. None is never met."""
    given = tuple(parts)
    there = tuple(part for part in given if part is not None)
    if not given or len(there) < len(given):
        return None
    return there[0] if len(there) == 1 else All(there)


def any_of(parts: Iterable[Expression | None]) -> Expression | None:
    """Met where a part is; None, which is never met, where there is none."""
    there = tuple(dict.fromkeys(part for part in parts if part is not None))
    return (there[0] if len(there) == 1 else Any(there)) if there else None


def terms_in(asked: Expression) -> Iterator[Term]:
    """Every term of it."""
    match asked:
        case Term():
            yield asked
        case Without():
            yield from (*terms_in(asked.kept), *terms_in(asked.dropped))
        case All(parts) | Any(parts):
            yield from (term for part in parts for term in terms_in(part))
