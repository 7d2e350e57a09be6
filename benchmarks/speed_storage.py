"""How fast the stores are beside the database alone: searches in large catalogues, and submissions."""

from __future__ import annotations

import asyncio
import random
import sqlite3
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from statistics import quantiles
from typing import Any

from benchmarks.made_up_catalogue import SECOND, fill
from bot.content.lexicon import load_lexicon
from bot.logic.eoi import Consent, Expression
from bot.logic.partnerships import PartnershipQuery
from bot.storage.database import open_database
from bot.storage.eois import EoIStore
from bot.storage.migrations import migrate
from bot.storage.partnerships import PartnershipStore
from bot.storage.seed import seed

QUERIES, BEFORE = 40, 5  # searches that are measured, and those before them that are not
LONGEST = 5.0  # seconds of one search; where it takes longer, larger catalogues are not measured
RAW = (
    "SELECT p.id, p.name FROM partnership_countries c JOIN partnerships p ON p.id = c.partnership_id"
    " JOIN partnership_themes t ON t.partnership_id = p.id"
    " WHERE c.country_id = ? AND t.theme_id = ? AND p.listed ORDER BY p.name LIMIT 5"
)


def catalogue(file: Path, rows: int) -> None:
    """A database of the demonstration's catalogue and so many made-up partnerships more, always the same."""
    url = f"sqlite+aiosqlite:///{file}"
    migrate(url)

    async def write() -> None:
        database = open_database(url)
        await seed(database, load_lexicon())
        await database.close()

    asyncio.run(write())
    fill(file, rows, load_lexicon())


def structured(file: Path) -> dict[str, float] | None:
    """p95 of a search by theme and country, ours and raw SQL, in turns; milliseconds. None: too slow."""
    chance = random.Random(7)
    with sqlite3.connect(file) as raw:
        themes = [one for (one,) in raw.execute("SELECT id FROM themes ORDER BY id")]
        countries = [one for (one,) in raw.execute("SELECT id FROM countries ORDER BY id")]
        asked = [(chance.choice(countries), chance.choice(themes)) for _ in range(BEFORE + QUERIES)]

        async def compare() -> dict[str, float] | None:
            database = open_database(f"sqlite+aiosqlite:///{file}")
            store, ours, theirs = PartnershipStore(database), [], []
            try:
                for country, theme in asked:
                    query = PartnershipQuery(themes=(theme,), countries=(country,))
                    began = time.perf_counter()
                    await asyncio.wait_for(store.search(query), LONGEST)
                    ours.append(time.perf_counter() - began)
                    theirs.append(_seconds(lambda: raw.execute(RAW, (country, theme)).fetchall()))  # noqa: B023
            except TimeoutError:
                return None
            finally:
                await database.close()
            return {"ours": _p95(ours[BEFORE:]), "raw": _p95(theirs[BEFORE:])}

        return asyncio.run(compare())


def free_words(file: Path) -> dict[str, float] | None:
    """p95 of a search by a word of a name, ours and SQLite's own full-text search; milliseconds."""
    chance = random.Random(8)
    with sqlite3.connect(file.with_suffix(".words")) as raw:
        if not raw.execute("SELECT 1 FROM sqlite_master").fetchone():
            raw.execute("ATTACH ? AS c", (str(file),))
            raw.execute("CREATE VIRTUAL TABLE found USING fts5(name)")
            raw.execute("INSERT INTO found SELECT name FROM c.partnerships")
            raw.commit()
        statement = "SELECT rowid FROM found WHERE found MATCH ? ORDER BY bm25(found) LIMIT 10"

        async def compare() -> dict[str, float] | None:
            database = open_database(f"sqlite+aiosqlite:///{file}")
            store, ours, theirs = PartnershipStore(database), [], []
            try:
                for word in [chance.choice(SECOND).lower() for _ in range(BEFORE + QUERIES)]:
                    began = time.perf_counter()
                    await asyncio.wait_for(store.search(PartnershipQuery(text=word), limit=10), LONGEST)
                    ours.append(time.perf_counter() - began)
                    theirs.append(_seconds(lambda: raw.execute(statement, (word,)).fetchall()))  # noqa: B023
            except TimeoutError:
                return None
            finally:
                await database.close()
            return {"ours": _p95(ours[BEFORE:]), "raw": _p95(theirs[BEFORE:])}

        return asyncio.run(compare())


def search_sentences(count: int) -> list[str]:
    """So many different questions for partnerships of a theme, most of them in a country, too."""
    lexicon = load_lexicon()
    themes = sorted(one.name for one in lexicon.themes.values())
    countries = sorted(one.name for one in lexicon.countries.values())
    pairs = [f"Which partnerships work on {theme} in {country}?" for theme in themes for country in countries]
    return random.Random(9).sample(pairs, count)


def submissions(file: Path, count: int) -> float:
    """Expressions of interest a second, each committed, over raw one-row commits in the same kind of file."""
    raw = sqlite3.connect(file.with_name("raw.db"), isolation_level=None)
    raw.execute("PRAGMA journal_mode = WAL")
    raw.execute("CREATE TABLE IF NOT EXISTS rows (text)")

    def plain() -> None:
        for number in range(count):
            raw.execute("INSERT INTO rows VALUES (?)", (f"{number} " + "x" * 500,))

    async def ours() -> float:
        database = open_database(f"sqlite+aiosqlite:///{file}")
        store, now = EoIStore(database), datetime(2017, 3, 1, tzinfo=UTC)
        began = time.perf_counter()
        for number in range(count):
            key = f"{began}-{number}"
            await store.submit(_expression(key), Consent("1", "yes", "en", now), form_id=key, now=now)
        seconds = time.perf_counter() - began
        await database.close()
        return seconds

    ratio = _seconds(plain) / asyncio.run(ours())
    raw.close()
    return ratio


def _expression(key: str) -> Expression:
    return Expression(
        "propose", None, "A partnership", "A cluster", "cluster_organisation", "ES", None, "photonics",
        "member", "Ada", f"ada-{key}@example.org", "x" * 300, key, "rest",
    )  # fmt: skip


def _seconds(work: Callable[[], Any]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _p95(seconds: list[float]) -> float:
    return quantiles(seconds, n=20)[-1] * 1000
