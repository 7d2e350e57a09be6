"""What the pages without JavaScript ask: the same stores as the actions, and what day it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from aiohttp import web

from bot.clock import today_in_brussels
from bot.settings import Settings
from bot.storage.codes import CodeStore
from bot.storage.contacts import ContactStore
from bot.storage.conversation_mail import ConversationMail
from bot.storage.database import Database
from bot.storage.drafts import DraftStore
from bot.storage.eois import EoIStore
from bot.storage.follows import FollowStore
from bot.storage.my_data import MyData
from bot.storage.partnerships import PartnershipStore


@dataclass(frozen=True)
class Desk:
    """The stores, the fixed day if there is one, and the address of the website for mail."""

    partnerships: PartnershipStore
    eois: EoIStore
    codes: CodeStore
    drafts: DraftStore
    follows: FollowStore
    conversation_mail: ConversationMail
    contacts: ContactStore
    my_data: MyData
    as_of: date | None
    website: str

    def today(self) -> date:
        """The day that decides what is open."""
        return today_in_brussels(self.as_of)


DESK = web.AppKey("desk", Desk)


def open_desk(settings: Settings, database: Database) -> Desk:
    """The desk over this database."""
    return Desk(
        partnerships=PartnershipStore(database),
        eois=EoIStore(database),
        codes=CodeStore(database, settings.secret_for("codes")),
        drafts=DraftStore(database),
        follows=FollowStore(database, settings.website),
        conversation_mail=ConversationMail(database),
        contacts=ContactStore(database, settings.website),
        my_data=MyData(database, settings.database_url, settings.secret_for("codes")),
        as_of=settings.as_of,
        website=settings.website,
    )
