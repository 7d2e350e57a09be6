"""Starts the front door: `python -m bot.web`."""

from __future__ import annotations

import os
import sys

from aiohttp import web

from bot import log
from bot.clock import now_utc
from bot.settings import Settings, SettingsError, read_settings
from bot.storage.ageing import age_out_everywhere
from bot.storage.database import open_database
from bot.storage.messages import MessageStore
from bot.storage.outbox import OutboxStore
from bot.web.ageing import DailyAgeing
from bot.web.app import create_app
from bot.web.engines import Engines
from bot.web.malformed import answer_quietly
from bot.web.plain.desk import open_desk

SHUTDOWN_SECONDS = 8.0


async def build(settings: Settings) -> web.Application:
    """The app over the real database and the real engine."""
    database = open_database(settings.database_url)
    app = create_app(
        settings,
        messages=MessageStore(database),
        outbox=OutboxStore(database),
        engine=Engines(settings.engine_urls, settings.secret_for("engine")),
        ping=database.ping,
        desk=open_desk(settings, database),
    )

    async def close_database(_: web.Application) -> None:
        await database.close()

    async def age_out() -> None:
        await age_out_everywhere(database, settings.database_url, now=now_utc())

    app.cleanup_ctx.append(DailyAgeing(age_out).while_running)
    app.on_cleanup.append(close_database)
    return app


def main() -> int:
    """Serve until SIGTERM or Ctrl-C. Access is not logged: addresses are personal data."""
    try:
        settings = read_settings(os.environ)
    except SettingsError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    log.configure(settings.log_level)
    answer_quietly()
    web.run_app(
        build(settings),
        host=settings.host,
        port=settings.port,
        access_log=None,
        print=None,
        shutdown_timeout=SHUTDOWN_SECONDS,
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())  # pragma: no cover
