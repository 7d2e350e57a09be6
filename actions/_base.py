"""What every action is built on: it always says something, also when it fails."""

from __future__ import annotations

import os
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

import structlog
from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from bot.clock import now_utc, today_in_brussels
from bot.logic.errors import BotError, StorageAway
from bot.logic.passes import pass_for
from bot.settings import read_settings
from bot.storage.codes import CodeStore
from bot.storage.database import Database, open_database
from bot.storage.drafts import DraftStore
from bot.storage.eois import EoIStore
from bot.storage.follows import FollowStore
from bot.storage.meanings import MeaningStore
from bot.storage.my_data import MyData
from bot.storage.partnerships import PartnershipStore
from bot.storage.tickets import TicketStore

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Services:
    """What actions may ask: the stores, and what day it is."""

    database: Database
    partnerships: PartnershipStore
    eois: EoIStore
    codes: CodeStore
    drafts: DraftStore
    follows: FollowStore
    tickets: TicketStore
    meanings: MeaningStore
    my_data: MyData
    my_data_link: Callable[[str], str]
    today: Callable[[], date]
    public_url: str


@lru_cache(maxsize=1)
def services() -> Services:
    """The services of this process, opened by the first action that needs them, never at import."""
    settings = read_settings(os.environ)
    database = open_database(settings.database_url)
    return Services(
        database=database,
        partnerships=PartnershipStore(database),
        eois=EoIStore(database),
        codes=CodeStore(database, settings.secret_for("codes")),
        drafts=DraftStore(database),
        follows=FollowStore(database, settings.website),
        tickets=TicketStore(database),
        meanings=MeaningStore(database),
        my_data=MyData(database, settings.database_url, settings.secret_for("codes")),
        my_data_link=lambda conversation_id: (
            f"{settings.website.rstrip('/')}/my-data/"
            f"{pass_for(settings.secret_for('my data'), conversation_id, now_utc())}"
        ),
        today=lambda: today_in_brussels(settings.as_of),
        public_url=settings.website,
    )


class AnsweringAction(Action, ABC):
    """An action that always says something. A subclass implements `name` and `answer`.

    One that has something of the person's in its hands says in its own words what became of it.
    """

    apology = "utter_technical_problem"
    apology_without_storage = "utter_storage_away"
    apology_without_answer = "utter_no_verified_answer"

    def __init__(self, get_services: Callable[[], Services] = services) -> None:
        self._get_services = get_services  # Rasa passes nothing, a test passes fakes

    @property
    def services(self) -> Services:
        return self._get_services()

    @abstractmethod
    def name(self) -> str: ...

    @abstractmethod
    async def answer(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
        """Say something and return what is to be remembered."""

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Answer; when that fails, take back what was half said and own up."""
        try:
            return await self.answer(dispatcher, tracker)
        except StorageAway:
            log.error("action_without_storage", action=self.name())
            apology = self.apology_without_storage
        except BotError as error:  # we know why: fact missing, unknown sheet ...
            log.warning("action_refused", action=self.name(), reason=type(error).__name__)
            apology = self.apology_without_answer
        except Exception:  # a bug: somebody must look
            log.exception("action_failed", action=self.name())
            apology = self.apology
        dispatcher.messages.clear()
        dispatcher.utter_message(response=apology)
        return []
