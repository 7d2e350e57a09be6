"""Serves the actions: `python -m actions`. Loopback only, and only for who knows the shared secret."""

from __future__ import annotations

import hmac
import os
import sys
import warnings

import structlog

warnings.filterwarnings(
    "ignore", category=DeprecationWarning
)  # rasa-sdk's own imports; nobody here can act on them

from rasa_sdk.endpoint import create_app  # noqa: E402
from rasa_sdk.executor import ActionExecutor  # noqa: E402
from sanic import Sanic  # noqa: E402
from sanic.handlers import ErrorHandler  # noqa: E402
from sanic.request import Request  # noqa: E402
from sanic.response import HTTPResponse, json  # noqa: E402

from bot import log as logs  # noqa: E402
from bot.content.answers import load_answers  # noqa: E402
from bot.content.lexicon import load_lexicon  # noqa: E402
from bot.content.phrases import load_phrases  # noqa: E402
from bot.settings import Settings, read_settings  # noqa: E402

log = structlog.get_logger("actions")

LARGEST_REQUEST = 4 * 1024 * 1024  # bytes; a tracker of a long conversation, not a bomb
KEEP_ALIVE = 120  # seconds; with less, a busy engine finds its connection closed and loses the reply


class QuietErrors(ErrorHandler):
    """The stock handler sends the whole conversation back; this one says only that it failed."""

    def default(self, request: Request, exception: Exception) -> HTTPResponse:
        status = getattr(exception, "status_code", 500)
        tell = log.error if status >= 500 else log.warning
        tell("action_request_failed", reason=type(exception).__name__, status=status)
        return json({"error": "action_request_failed"}, status=status)


def build(settings: Settings) -> Sanic:
    """rasa-sdk's own application with a guard before it and quiet errors behind it."""
    executor = ActionExecutor()
    executor.register_package("actions")
    app = create_app(executor, cors_origins=None)
    app.config.KEEP_ALIVE_TIMEOUT = KEEP_ALIVE
    app.config.REQUEST_MAX_SIZE = LARGEST_REQUEST
    expected = f"Bearer {settings.secret_for('actions')}".encode()

    async def guard(request: Request) -> HTTPResponse | None:
        if request.path == "/health":
            return None
        if not hmac.compare_digest(request.headers.get("Authorization", "").encode(), expected):
            return json({"error": "secret_missing_or_wrong"}, status=401)
        if "Content-Encoding" in request.headers:
            return json({"error": "compressed requests are not taken"}, status=415)
        return None

    app.register_middleware(guard, "request")
    app.error_handler = QuietErrors()
    return app


def main() -> int:
    """Serve until told to stop."""
    settings = read_settings(os.environ)
    load_answers()  # a content file that breaks a rule stops the start; no visitor waits for the first read
    load_lexicon()
    load_phrases()
    logs.configure(settings.log_level)
    app = build(settings)
    app.run(
        host="127.0.0.1",
        port=settings.actions_port,
        single_process=True,
        access_log=False,
        motd=False,
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
