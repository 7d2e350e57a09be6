"""Brings a database to the newest schema."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config


def migrate(url: str) -> None:
    """Apply what is missing, on SQLite and on PostgreSQL; safe to call at every start, also by two at once.

    Runs its own event loop: from a coroutine, call it by `asyncio.to_thread`. Raises `StorageAway`.
    """
    command.upgrade(alembic_config(url), "head")


def alembic_config(url: str) -> Config:
    """Alembic's settings without a file; the address is no option, so a % in a password is harmless."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.set_main_option("path_separator", "os")
    config.attributes["url"] = url
    return config
