"""A message to a person is kept with the consent it was given under."""

import asyncio
from datetime import datetime, timezone

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from bot.logic.eoi import Consent
from bot.storage.tables import AuditRow, OutboxRow, TicketRow
from bot.storage.tickets import TicketStore

NOW = datetime(2017, 3, 1, 10, 30, tzinfo=timezone.utc)
CONSENT = Consent("1", "We keep what you write.", "en", NOW)
WHERE = {"conversation_id": "c1", "channel": "web", "consent": CONSENT, "now": NOW}


async def test_a_ticket_is_kept_with_its_consent(database):
    ticket = await TicketStore(database).open("Please call me", "ada@example.org", **WHERE)
    async with database.reading() as session:
        row = await session.scalar(select(TicketRow))
        audit = await session.scalar(select(AuditRow))
    assert ticket.startswith("T-")
    assert (row.reference, row.status, row.message, row.answer_to) == (
        ticket,
        "open",
        "Please call me",
        "ada@example.org",
    )
    assert (row.consent_version, row.consent_text, row.consent_given_at) == ("1", CONSENT.text, NOW)
    assert (audit.action, audit.subject, audit.detail) == ("ticket_opened", ticket, {})


async def test_two_messages_are_two_tickets(database):
    store = TicketStore(database)
    assert await store.open("one", "a@b.eu", **WHERE) != await store.open("two", "a@b.eu", **WHERE)


async def test_a_retry_with_the_same_key_gets_the_same_ticket(database):
    store = TicketStore(database)
    tickets = await asyncio.gather(
        *(store.open("one", "a@b.eu", **WHERE, idempotency_key="k") for _ in range(10))
    )
    async with database.reading() as session:
        assert await session.scalar(select(func.count()).select_from(TicketRow)) == 1
    assert len(set(tickets)) == 1


async def test_ids_that_always_clash_end_in_an_error_not_in_a_loop(database):
    store = TicketStore(database, ticket_id=lambda: "T-A")
    await store.open("one", "a@b.eu", **WHERE)
    with pytest.raises(IntegrityError):
        await store.open("two", "a@b.eu", **WHERE)


async def test_who_gave_an_address_gets_a_letter_with_the_number_and_none_of_the_words(database):
    store = TicketStore(database)
    for _ in range(2):
        ticket = await store.open("Please call me", "ada@example.org", **WHERE, idempotency_key="k")
    await store.open("Please call me", "+32470123456", **WHERE)
    async with database.reading() as session:
        (mail,) = (await session.scalars(select(OutboxRow))).all()
    assert (mail.kind, mail.recipient, mail.reference) == ("ticket_received", "ada@example.org", ticket)
    assert mail.payload == {"reference": ticket, "language": "en"}
    assert mail.due_at == NOW
