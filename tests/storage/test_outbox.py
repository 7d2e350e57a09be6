"""Mail waits in the outbox until it has left, is given up, or comes too late; one sender at a time has it."""

import asyncio
from datetime import datetime, timedelta, timezone

import pytest
from sqlalchemy import select

from bot.logic.mail import Mail, OutboxCounts
from bot.storage.database import Database
from bot.storage.outbox import LEASE, OutboxStore
from bot.storage.tables import OutboxRow

NOW = datetime(2017, 3, 1, 10, 30, tzinfo=timezone.utc)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def outbox(database: Database) -> OutboxStore:
    return OutboxStore(database)


@pytest.fixture
def write(database: Database):
    """Put a mail into the outbox."""

    async def write(kind: str = "eoi_receipt", **values) -> int:
        row = OutboxRow(
            **{
                "kind": kind,
                "recipient": "ada@example.org",
                "reference": "EOI-AAAA-BBBB",
                "payload": {"nonce": "n"},
                "created_at": NOW,
                "due_at": NOW,
                **values,
            }
        )
        async with database.writing() as session:
            session.add(row)
        return row.id

    return write


@pytest.fixture
def row(database: Database):
    """A mail as the table holds it."""

    async def row(mail_id: int) -> OutboxRow:
        async with database.reading() as session:
            return await session.scalar(select(OutboxRow).where(OutboxRow.id == mail_id))

    return row


def ids(mails: list[Mail]) -> list[int]:
    return [mail.id for mail in mails]


async def test_what_is_due_is_claimed_once_with_everything_a_letter_needs(outbox, write):
    mail_id = await write()
    await write(due_at=NOW + MINUTE)
    assert await outbox.due(NOW, 10) == [
        Mail(mail_id, "eoi_receipt", "ada@example.org", "EOI-AAAA-BBBB", {"nonce": "n"}, NOW, 0)
    ]
    assert await outbox.due(NOW, 10) == []


async def test_an_empty_outbox_has_nothing_due(outbox):
    assert await outbox.due(NOW, 10) == []
    assert await outbox.drop_expired(NOW) == 0
    assert await outbox.counts() == OutboxCounts(0, 0, 0, 0)


async def test_no_more_are_claimed_than_asked_for_the_oldest_first(outbox, write):
    later, first = await write(), await write(due_at=NOW - MINUTE)
    assert ids(await outbox.due(NOW, 1)) == [first]
    assert ids(await outbox.due(NOW, 1)) == [later]


async def test_what_is_soon_of_no_use_overtakes_the_rest(outbox, write):
    await write(due_at=NOW - MINUTE)
    code = await write("code", not_after=NOW + 10 * MINUTE)
    assert ids(await outbox.due(NOW, 1)) == [code]


async def test_a_claim_that_nobody_answers_for_runs_out(outbox, write):
    mail_id = await write()
    await outbox.due(NOW, 10)
    assert await outbox.due(NOW + LEASE - MINUTE, 10) == []
    assert ids(await outbox.due(NOW + LEASE, 10)) == [mail_id]


async def test_many_who_claim_at_once_never_get_the_same_mail(outbox, write):
    written = [await write(recipient=f"a{number}@example.org") for number in range(40)]
    claimed = await asyncio.gather(*(outbox.due(NOW, 5) for _ in range(12)))
    got = [mail.id for mails in claimed for mail in mails]
    rest = ids(await outbox.due(NOW, 100))
    assert len(got) == len(set(got))
    assert sorted(got + rest) == written


async def test_what_was_sent_is_never_due_again(outbox, write, row):
    mail_id = await write()
    await outbox.due(NOW, 10)
    await outbox.sent(mail_id, NOW)
    await outbox.sent(mail_id, NOW + MINUTE)
    assert await outbox.due(NOW + 100 * LEASE, 10) == []
    kept = await row(mail_id)
    assert (kept.sent_at, kept.due_at, kept.payload) == (NOW, None, {"nonce": "n"})


async def test_a_code_is_emptied_once_it_was_sent(outbox, write, row):
    mail_id = await write("code")
    await outbox.sent(mail_id, NOW)
    assert (await row(mail_id)).payload == {}


async def test_a_failure_is_tried_again_later_and_says_why(outbox, write, row):
    mail_id = await write()
    await outbox.due(NOW, 10)
    assert await outbox.failed(mail_id, "SMTPConnectError", NOW) == NOW + MINUTE
    kept = await row(mail_id)
    assert (kept.tries, kept.problem, kept.sent_at) == (1, "SMTPConnectError", None)
    assert [mail.tries for mail in await outbox.due(NOW + MINUTE, 10)] == [1]
    await outbox.sent(mail_id, NOW + MINUTE)
    assert (await row(mail_id)).problem is None


async def test_after_three_days_it_is_given_up_and_can_be_seen(outbox, write, row):
    mail_id, now, tries = await write(), NOW, 0
    while claimed := await outbox.due(now, 10):
        again = await outbox.failed(claimed[0].id, "SMTPConnectError", now)
        now, tries = again or now, tries + 1
    assert timedelta(hours=64) < now - NOW <= timedelta(hours=72)
    assert tries == (await row(mail_id)).tries
    assert await outbox.due(now + timedelta(days=30), 10) == []
    assert await outbox.counts() == OutboxCounts(waiting=0, failing=0, given_up=1, too_late=0)


@pytest.mark.parametrize(("kind", "payload"), [("code", {}), ("eoi_receipt", {"nonce": "n"})])
async def test_what_fails_for_good_is_given_up_at_once(outbox, write, row, kind, payload):
    mail_id = await write(kind)
    assert await outbox.failed(mail_id, "SMTPRecipientRefused 550", NOW, for_good=True) is None
    kept = await row(mail_id)
    assert (kept.due_at, kept.payload) == (None, payload)


async def test_a_failure_of_what_was_sent_or_erased_meanwhile_changes_nothing(outbox, write, row):
    mail_id = await write()
    await outbox.sent(mail_id, NOW)
    assert await outbox.failed(mail_id, "late", NOW) is None
    assert await outbox.failed(mail_id + 1, "erased", NOW) is None
    assert (await row(mail_id)).problem is None


async def test_what_comes_too_late_is_never_sent(outbox, write, row):
    late = await write("code", not_after=NOW)
    in_time = await write("code", not_after=NOW + MINUTE)
    assert ids(await outbox.due(NOW, 10)) == [in_time]
    assert await outbox.drop_expired(NOW) == 1
    kept = await row(late)
    assert (kept.due_at, kept.sent_at, kept.payload) == (None, None, {})
    assert (await row(in_time)).payload == {"nonce": "n"}
    assert await outbox.drop_expired(NOW) == 0


async def test_states_are_counted(outbox, write):
    await write()
    await outbox.failed(await write(), "SMTPDataError 451", NOW)
    await outbox.failed(await write(), "SMTPRecipientRefused 550", NOW, for_good=True)
    await write("code", not_after=NOW)
    await outbox.drop_expired(NOW)
    await outbox.sent(await write(), NOW)
    assert await outbox.counts() == OutboxCounts(waiting=1, failing=1, given_up=1, too_late=1)


async def test_beyond_so_many_an_hour_to_one_address_mail_waits_and_is_not_lost(outbox, write):
    mails = [await write(recipient=recipient) for recipient in ["ada@example.org", "Ada@Example.org"] * 4]
    other = await write(recipient="bo@example.org")
    code = await write("code", not_after=NOW + 10 * MINUTE)
    assert set(ids(await outbox.due(NOW, 20))) == {*mails[:6], other, code}
    for mail in (*mails[:6], other, code):
        await outbox.sent(mail, NOW)
    assert await outbox.due(NOW + 59 * MINUTE, 20) == []
    assert ids(await outbox.due(NOW + 60 * MINUTE, 20)) == mails[6:]


async def test_what_was_given_up_is_tried_again_when_staff_say_so(outbox, write):
    given_up, code = await write(), await write("code", not_after=NOW + 10 * MINUTE)
    for mail in (given_up, code):
        await outbox.failed(mail, "refused", NOW, for_good=True)
    assert await outbox.due(NOW, 9) == []
    assert (await outbox.try_again(NOW), await outbox.try_again(NOW)) == (1, 0)
    (mail,) = await outbox.due(NOW, 9)
    assert (mail.id, mail.tries) == (given_up, 0)
