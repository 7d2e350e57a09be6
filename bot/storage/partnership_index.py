"""Asks the database's own full-text index: FTS5 of SQLite, a tsvector of PostgreSQL.

Terms are plain ASCII without any sign that either database knows, so that quotes around them suffice.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from bot.logic.term_logic import All, Any, Expression, Term, Without


@dataclass(frozen=True)
class Signs:
    """How a database writes an expression, and the statement it goes into."""

    quoted: str
    begins: str
    all_of: str
    any_of: str
    without: str
    statement: str


SIGNS = {
    "sqlite": Signs(
        quoted='"{}"',
        begins="*",
        all_of=" AND ",
        any_of=" OR ",
        without=" NOT ",
        statement=(
            "SELECT rowid FROM partnership_index"
            " WHERE partnership_index MATCH :asked ORDER BY rowid LIMIT :most"
        ),
    ),
    "postgresql": Signs(
        quoted="'{}'",
        begins=":*",
        all_of=" & ",
        any_of=" | ",
        without=" & !",
        statement=(
            "SELECT place FROM partnership_search"
            " WHERE vector @@ CAST(:asked AS tsquery) ORDER BY place LIMIT :most"
        ),
    ),
}


async def matching(session: AsyncSession, asked: Expression | None, most: int) -> list[int]:
    """The places of the first partnerships that match."""
    if asked is None:
        return []
    signs = SIGNS[session.get_bind().dialect.name]
    values = {"asked": written(asked, signs), "most": most}
    return list(await session.scalars(text(signs.statement), values))


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
