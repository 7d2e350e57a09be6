"""What the app holds, by typed key."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from aiohttp import web

from bot.mail.postman import Postman
from bot.settings import Settings
from bot.storage.outbox import OutboxStore
from bot.web.engines import Engines
from bot.web.gate import Gate
from bot.web.limits import Rates
from bot.web.metrics import Metrics
from bot.web.pages import Pages
from bot.web.sessions import Sessions
from bot.web.transcript import Transcript
from bot.web.wording import Wording

SETTINGS = web.AppKey("settings", Settings)
ENGINE = web.AppKey("engine", Engines)
GATE = web.AppKey("gate", Gate)
METRICS = web.AppKey("metrics", Metrics)
PAGES = web.AppKey("pages", Pages)
OUTBOX = web.AppKey("outbox", OutboxStore)
PING: web.AppKey[Callable[[], Awaitable[None]]] = web.AppKey("ping")
POSTMAN = web.AppKey("postman", Postman)
RATES = web.AppKey("rates", Rates)
SESSIONS = web.AppKey("sessions", Sessions)
TRANSCRIPT = web.AppKey("transcript", Transcript)
WORDING = web.AppKey("wording", Wording)
