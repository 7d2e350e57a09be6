"""Builds the front door: website, chat, REST, health and metrics on one port."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable

from aiohttp import web

from bot.mail.folder import FolderSender
from bot.mail.letters import Writer
from bot.mail.postman import Postman
from bot.mail.smtp import SmtpSender
from bot.settings import Settings
from bot.storage.messages import MessageStore
from bot.storage.outbox import OutboxStore
from bot.web import conversation_mail, keys, mailbox, my_data, probes, rest, site
from bot.web.chat import Chat
from bot.web.engines import Engines
from bot.web.erasing import ERASER, Eraser
from bot.web.gate import Gate
from bot.web.limits import Rates
from bot.web.metrics import Metrics
from bot.web.middleware import add_safety_headers, error_middleware
from bot.web.pages import STATIC, Pages
from bot.web.plain.desk import Desk
from bot.web.plain.routes import add_plain_pages
from bot.web.problems import BODY_LIMIT
from bot.web.sessions import Sessions
from bot.web.transcript import Transcript
from bot.web.wording import load_wording


def create_app(
    settings: Settings,
    *,
    messages: MessageStore,
    outbox: OutboxStore,
    engine: Engines,
    ping: Callable[[], Awaitable[None]],
    desk: Desk,
) -> web.Application:
    """The app. `ping` returns when the database answers; the engine client is closed with the app.
    `desk` is what the pages without JavaScript ask.

    While it runs, what is in the outbox leaves, and what is to be erased goes.
    """
    wording, metrics = load_wording(), Metrics()
    rates = Rates(settings.rate_per_minute, settings.rest_rate_per_minute)
    sessions = Sessions(settings.secret_for("session"))
    transcript = Transcript(messages)
    gate = Gate(engine=engine, transcript=transcript, rates=rates, wording=wording, metrics=metrics)
    app = web.Application(middlewares=[error_middleware], client_max_size=BODY_LIMIT)
    app[keys.SETTINGS] = settings
    app[keys.ENGINE] = engine
    app[keys.GATE] = gate
    app[keys.METRICS] = metrics
    app[keys.OUTBOX] = outbox
    app[keys.PAGES] = Pages(wording, settings.as_of)
    app[keys.PING] = ping
    app[keys.POSTMAN] = Postman(
        outbox, _sender(settings), Writer(settings.mail_from, settings.secret_for("codes"))
    )
    app[keys.RATES] = rates
    app[keys.SESSIONS] = sessions
    app[keys.TRANSCRIPT] = transcript
    app[keys.WORDING] = wording
    for room in (site, mailbox, my_data, conversation_mail, rest, probes):
        app.add_routes(room.routes)
    add_plain_pages(app, desk)
    app.router.add_static("/static", STATIC)
    chat = Chat(
        gate=gate,
        transcript=transcript,
        sessions=sessions,
        rates=rates,
        trusted_proxies=settings.trusted_proxies,
        guests=settings.embed_origins,
    )
    chat.attach(app)
    app.on_response_prepare.append(add_safety_headers)
    app.cleanup_ctx.append(_close_engine)
    app.cleanup_ctx.append(_deliver_mail)
    app[ERASER] = Eraser(
        desk.my_data,
        engine=engine,
        gate=gate,
        chat=chat,
        transcript=transcript,
        mailbox=settings.mailbox,
        last_words=wording.visitor("erased"),
    )
    app.cleanup_ctx.append(app[ERASER].while_running)
    return app


def _sender(settings: Settings) -> SmtpSender | FolderSender:
    return SmtpSender(settings.smtp_url) if settings.smtp_url else FolderSender(settings.mailbox)


async def _deliver_mail(app: web.Application) -> AsyncIterator[None]:
    app[keys.POSTMAN].start()
    yield
    await app[keys.POSTMAN].stop()


async def _close_engine(app: web.Application) -> AsyncIterator[None]:
    yield
    await app[keys.ENGINE].close()
