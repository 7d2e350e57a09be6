"""Where the databases of tests are made: in a folder, or on the PostgreSQL server that is named."""

from __future__ import annotations

import asyncio
import os
import shutil
from itertools import count
from pathlib import Path

import asyncpg
from sqlalchemy import make_url

POSTGRES = os.environ.get("CALLGUIDE_TEST_POSTGRES_URL", "")


class SqliteFiles:
    """Databases in a temporary folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers = count()

    def blank(self) -> str:
        return f"sqlite+aiosqlite:///{self._folder}/{next(self._numbers)}.db"

    def copy(self, url: str) -> str:
        copied = self.blank()
        shutil.copy(make_url(url).database, make_url(copied).database)
        return copied

    def drop_all(self) -> None:
        shutil.rmtree(self._folder)


class PostgresServer:  # pragma: no cover (only where there is one)
    """Databases on a server, named after this process and dropped at its end."""

    def __init__(self, url: str) -> None:
        self._url = make_url(url)
        self._names = (f"callguide_test_{os.getpid()}_{number}" for number in count())
        self._made: list[str] = []

    def blank(self) -> str:
        return self._made_database("CREATE DATABASE {name}")

    def copy(self, url: str) -> str:
        return self._made_database(f"CREATE DATABASE {{name}} TEMPLATE {make_url(url).database}")

    def drop_all(self) -> None:
        for name in self._made:
            self._run(f"DROP DATABASE {name} WITH (FORCE)")

    def _made_database(self, statement: str) -> str:
        name = next(self._names)
        self._run(statement.format(name=name))
        self._made.append(name)
        return self._url.set(database=name).render_as_string(hide_password=False)

    def _run(self, statement: str) -> None:
        async def run() -> None:
            connection = await asyncpg.connect(
                self._url.set(drivername="postgresql").render_as_string(hide_password=False)
            )
            await connection.execute(statement)
            await connection.close()

        asyncio.run(run())
