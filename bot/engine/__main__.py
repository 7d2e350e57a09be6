"""Tunes, trains and serves the engine: `python -m bot.engine tune`, `train` and `serve`."""

from __future__ import annotations

import argparse
import ctypes
import gc
import logging
import os
import re
import sys
import warnings
from pathlib import Path

from bot.engine.inputs import fingerprint

ROOT = Path(__file__).resolve().parents[2]
MADE_FROM = "made_from"  # beside the model: the fingerprint of what it was made from
FIRST_MESSAGE = "When does the call close?"


def main(argv: list[str] | None = None) -> int:
    """Parse the command line; every command returns a process exit code."""
    parser = argparse.ArgumentParser(prog="python -m bot.engine", description=__doc__)
    parser.add_argument("command", choices=("tune", "train", "serve"))
    parser.add_argument("--models", default=str(ROOT / "models"), help="folder of trained models")
    arguments = parser.parse_args(argv)
    _quiet_start()
    if arguments.command == "tune":
        return tune()
    return train(arguments.models) if arguments.command == "train" else serve(arguments.models)


def tune() -> int:
    """Learn the corrections of the English encoder anew from the training sentences."""
    from bot.engine.minilm import CORRECTIONS
    from bot.engine.tuning import tune as learn

    learn(str(ROOT / "data" / "nlu"), CORRECTIONS)
    return 0


def train(models: str) -> int:
    """Learn where anything has changed since the last time; the old model goes when the new one is there."""
    made_from, now = Path(models) / MADE_FROM, fingerprint(ROOT)
    if made_from.exists() and made_from.read_text(encoding="ascii") == now and _models(models):
        sys.stdout.write("The model fits the data.\n")
        return 0
    from bot.engine.training import NothingToLearnFrom, train_model

    try:
        model = train_model(ROOT / "domain.yml", ROOT / "config.yml", ROOT / "data", Path(models))
    except NothingToLearnFrom as error:
        sys.stderr.write(f"{error}\n")
        return 1
    for old in _models(models):
        if old != model:
            old.unlink()
    made_from.write_text(now, encoding="ascii")
    sys.stdout.write(f"Trained: {model}\n")
    return 0


def _models(folder: str) -> list[Path]:
    return list(Path(folder).glob("*.tar.gz"))


def serve(models: str) -> int:
    """Serve the newest model on loopback until told to stop."""
    from bot.settings import read_settings

    settings = read_settings(os.environ)
    os.environ["OPENBLAS_NUM_THREADS"] = "1"  # a message is too small for two: they would wait for each other
    os.environ["ENGINE_SECRET"] = settings.secret_for("engine")
    os.environ["ACTIONS_SECRET"] = settings.secret_for("actions")
    os.environ["ACTIONS_WEBHOOK"] = f"{settings.actions_url}/webhook"
    os.environ["CONVERSATIONS_URL"] = conversations_url(settings.database_url)

    from bot.engine.without_tensorflow import leave_out_tensorflow

    leave_out_tensorflow(ROOT / "config.yml")
    import rasa.core.run
    from rasa.core.utils import AvailableEndpoints

    rasa.core.run.serve_application(
        model_path=models,
        interface="127.0.0.1",
        port=settings.engine_port,
        credentials=str(ROOT / "credentials.yml"),
        endpoints=AvailableEndpoints.read_endpoints(str(ROOT / "endpoints.yml")),
        enable_api=False,
        server_listeners=[(_stand_on_our_own, "after_server_start"), (_let_go, "before_server_stop")],
    )
    return 0


def conversations_url(database_url: str) -> str:
    """Where trackers are kept: the same PostgreSQL, or an SQLite file beside the assistant's own.

    Rasa 3.6 speaks SQLAlchemy 1.4, so the asynchronous driver in the address is replaced by a plain one,
    which calls the way to encrypt by another name.
    """
    if database_url.startswith("sqlite"):
        path = Path(database_url.split("///", 1)[1]).with_name("conversations.db")
        path.parent.mkdir(parents=True, exist_ok=True)
        return f"sqlite:///{path}"
    address = re.sub(r"(?<=[?&])ssl=", "sslmode=", database_url.split("://", 1)[1])
    return f"postgresql+psycopg2://{address}"


async def _stand_on_our_own(app: object, loop: object) -> None:
    """Take away Rasa's in-memory fall-back store, which hides a dead database, and watch the action calls."""
    from bot.engine.fair_locks import FairLockStore
    from bot.engine.shortcuts import take_shortcuts
    from bot.engine.watched_endpoint import WatchedEndpoint

    agent = app.ctx.agent  # type: ignore[attr-defined]
    if agent.processor is None:
        raise RuntimeError("there is no model, or it cannot be loaded: train one")
    if not isinstance(agent.lock_store, FairLockStore):
        raise RuntimeError(
            "endpoints.yml must name bot.engine.fair_locks.FairLockStore: others wait forever here"
        )
    store = agent.tracker_store._tracker_store
    agent.tracker_store = agent.processor.tracker_store = store
    plain = agent.processor.action_endpoint
    watched = WatchedEndpoint(url=plain.url, headers=plain.headers, **plain.kwargs)
    agent.action_endpoint = agent.processor.action_endpoint = watched
    take_shortcuts(agent)
    await agent.parse_message(FIRST_MESSAGE)  # what is loaded at first use; no visitor waits for it
    _settle()


async def _let_go(app: object, loop: object) -> None:
    """Close the connections to the action server, so that it need not wait for them at its end."""
    await app.ctx.agent.action_endpoint.close()  # type: ignore[attr-defined]


def _settle() -> None:
    """What is loaded stays: no search for garbage goes through it, and what loading left over goes back."""
    gc.collect()
    gc.freeze()
    give_back = getattr(ctypes.CDLL(None), "malloc_trim", None)  # of the GNU C library
    if give_back is not None:
        give_back(0)


def _quiet_start() -> None:
    """No telemetry, no debug logs with people's words, no import warnings that nobody here can act on."""
    from bot import log as logs

    logs.configure(os.environ.get("BOT_LOG_LEVEL", "info"))
    logging.getLogger("py.warnings").setLevel(logging.ERROR)
    os.environ["RASA_TELEMETRY_ENABLED"] = "false"
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")
    warnings.simplefilter("ignore")


if __name__ == "__main__":
    sys.exit(main())
