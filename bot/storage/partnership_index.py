"""Asks the database's own full-text index: FTS5 of SQLite, a tsvector of PostgreSQL.

Terms are plain ASCII without any sign that either database knows, so that quotes around them suffice.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from bot.logic import partnership_terms as kinds
from bot.logic.term_logic import All, Any, Expression, Term, Without, terms_in


@dataclass(frozen=True)
class Signs:
    """How a database writes an expression, and the statements it goes into: without words, with them."""

    quoted: str
    begins: str
    all_of: str
    any_of: str
    without: str
    statement: str
    of_words: str


SQLITE = "SELECT rowid FROM partnership_index WHERE partnership_index MATCH :asked ORDER BY rowid LIMIT :most"
POSTGRESQL = "SELECT place FROM partnership_search WHERE vector @@ CAST(:asked AS tsquery)"
WORDS = tuple(f"{kind}=" for kind in (kinds.NAME, kinds.OWN, kinds.ABOUT, kinds.MEMBER))
FIRST = "ORDER BY place LIMIT :most"
SIGNS = {
    "sqlite": Signs(
        quoted='"{}"',
        begins="*",
        all_of=" AND ",
        any_of=" OR ",
        without=" NOT ",
        statement=SQLITE,
        of_words=SQLITE,
    ),
    "postgresql": Signs(
        quoted="'{}'",
        begins=":*",
        all_of=" & ",
        any_of=" | ",
        without=" & !",
        statement=f"{POSTGRESQL} {FIRST}",
        # PostgreSQL knows how often common terms are there, and goes through the places in their order until
        # it has enough. A word it takes for more common than most are; it is to ask the index.
        of_words=f"WITH found AS MATERIALIZED ({POSTGRESQL}) SELECT place FROM found {FIRST}",  # noqa: S608
    ),
}


async def matching(session: AsyncSession, asked: Expression | None, most: int) -> list[int]:
    """The places of the first partnerships that match."""
    if asked is None:
        return []
    signs = SIGNS[session.get_bind().dialect.name]
    statement = signs.of_words if has_words(asked) else signs.statement
    return list(await session.scalars(text(statement), {"asked": written(asked, signs), "most": most}))


def has_words(asked: Expression) -> bool:
    """Is a name or a word of one asked for?"""
    return any(term.text.startswith(WORDS) for term in terms_in(asked))


def written(asked: Expression, signs: Signs) -> str:
    """The expression in the signs of a database."""
    match asked:
        case Term(term, begins):
            return signs.quoted.format(term) + (signs.begins if begins else "")
        case All(parts):
            return f"({signs.all_of.join(written(part, signs) for part in parts)})"
        case Any(parts):
            return f"({signs.any_of.join(written(part, signs) for part in parts)})"
        case Without(kept, dropped):
            return f"({written(kept, signs)}{signs.without}({written(dropped, signs)}))"
