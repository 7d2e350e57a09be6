"""Every mail leaves exactly once, whatever the server does; what cannot leave can be seen."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from email.message import EmailMessage

import pytest

from bot.logic.errors import StorageAway
from bot.logic.mail import MailRefused, OutboxCounts
from bot.mail import postman as module
from bot.mail.postman import AT_ONCE, BATCH, SEND_SECONDS
from bot.mail.smtp import SmtpSender
from bot.storage.outbox import LEASE
from tests.mail.servers import silent_server


class Taker:
    """A sender that remembers what it took, and first does what it is told."""

    def __init__(self, *faults: BaseException) -> None:
        self.faults = list(faults)
        self.taken: list[str] = []
        self.tries = 0

    async def send(self, message: EmailMessage) -> None:
        self.tries += 1
        if self.faults:
            raise self.faults.pop(0)
        self.taken.append(str(message["Message-ID"]))


def ids(server) -> list[str]:
    return [str(message["Message-ID"]) for message in server.mails]


async def test_what_is_due_leaves_once(box, server, postman):
    await box.write("eoi_receipt", count=30)
    await box.write("code", not_after=box.clock.now + timedelta(minutes=10))
    assert await postman.deliver_due() == 31
    assert await postman.deliver_due() == 0
    assert len(ids(server)) == len(set(ids(server))) == 31
    assert await box.store.counts() == OutboxCounts(0, 0, 0, 0)
    assert (await box.rows())[-1].payload == {}


async def test_a_mail_refused_for_now_leaves_later_and_keeps_its_id(box, server, postman):
    await box.write()
    server.data_answers = ["451 Try later"]
    assert await postman.deliver_due() == 0
    assert (await box.rows())[0].problem == "SMTPDataError 451"
    box.clock.move(seconds=59)
    assert await postman.deliver_due() == 0
    box.clock.move(seconds=1)
    assert await postman.deliver_due() == 1
    assert len(server.mails) == 1


async def test_a_recipient_that_does_not_exist_is_given_up_at_once(box, server, postman):
    await box.write()
    server.rcpt_answers = ["550 5.1.1 No such user"]
    await postman.deliver_due()
    box.clock.move(days=30)
    assert await postman.deliver_due() == 0
    assert await box.store.counts() == OutboxCounts(0, 0, 1, 0)


async def test_with_the_server_away_for_an_hour_every_mail_arrives_once(box, server, postman):
    await box.write(count=25)
    await server.stop()
    for _ in range(60):
        assert await postman.deliver_due() == 0
        box.clock.move(minutes=1)
    await box.write(count=5)
    await server.start()
    for _ in range(60):
        await postman.deliver_due()
        box.clock.move(minutes=1)
    assert len(ids(server)) == len(set(ids(server))) == 30
    assert await box.store.counts() == OutboxCounts(0, 0, 0, 0)


async def test_with_the_server_away_for_a_day_a_code_is_never_sent_and_the_rest_is(box, server, postman):
    await box.write("code", not_after=box.clock.now + timedelta(minutes=10))
    await box.write("eoi_receipt")
    await server.stop()
    for _ in range(24 * 4):
        await postman.deliver_due()
        box.clock.move(minutes=15)
    await server.start()
    box.clock.move(hours=8)
    await postman.deliver_due()
    assert [message["Subject"].partition(":")[0] for message in server.mails] == ["Received"]
    assert await box.store.counts() == OutboxCounts(0, 0, 0, 1)


async def test_a_server_that_hangs_is_asked_once_a_connection_and_not_for_every_mail(box):
    await box.write(count=BATCH)
    async with silent_server() as silent:
        postman = box.postman(SmtpSender(silent.url, timeout=0.1))
        assert await postman.deliver_due() == 0
    assert {row.problem for row in await box.rows()} == {"SMTPConnectTimeoutError"}
    assert await box.store.counts() == OutboxCounts(0, BATCH, 0, 0)


async def test_a_sender_that_never_comes_back_is_cut_off(box):
    class Hanging:
        async def send(self, message: EmailMessage) -> None:
            await asyncio.Event().wait()

    await box.write()
    await box.postman(Hanging(), send_seconds=0.05).deliver_due()
    assert (await box.rows())[0].problem == "no answer in time"


async def test_once_the_server_is_away_the_rest_of_the_batch_is_not_tried(box):
    taker = Taker(*[MailRefused("SMTPConnectError", server_away=True)] * BATCH)
    await box.write(count=BATCH)
    await box.postman(taker).deliver_due()
    assert taker.tries <= AT_ONCE
    assert {row.tries for row in await box.rows()} == {1}


async def test_a_mail_that_breaks_its_sender_stops_no_other(box, logged):
    taker = Taker(RuntimeError("ada@example.org"))
    await box.write(count=3)
    assert await box.postman(taker).deliver_due() == 2
    assert [row.problem for row in await box.rows()] == ["RuntimeError", None, None]
    assert "mail_broke" in logged.getvalue()


async def test_a_letter_that_cannot_be_written_is_tried_again_and_can_be_seen(box):
    await box.write(payload={})
    assert await box.postman(Taker()).deliver_due() == 0
    assert (await box.rows())[0].problem == "letter not written: KeyError"
    assert (await box.store.counts()).failing == 1


async def test_two_postmen_at_once_deliver_each_mail_once(box, server):
    await box.write(count=60)
    postmen = [box.postman(SmtpSender(server.url)) for _ in range(2)]
    delivered = await asyncio.gather(*(postman.deliver_due() for postman in postmen))
    assert sum(delivered) == 60
    assert len(set(ids(server))) == len(server.mails) == 60


async def test_killed_between_the_servers_yes_and_the_note_it_comes_again_with_the_same_id(box, server):
    """At least once: this is the one way to get a mail twice, and its reader can tell."""
    await box.write()
    killed = box.postman(SmtpSender(server.url))
    await killed.try_one((await box.store.due(box.clock.now, 1))[0])
    assert len(server.mails) == 1
    box.clock.now += LEASE
    assert await box.postman(SmtpSender(server.url)).deliver_due() == 1
    first, second = ids(server)
    assert first == second


async def test_with_the_database_away_after_the_servers_yes_it_is_noted_later_and_not_sent_again(
    box, server, postman, monkeypatch
):
    await box.write()

    async def away(*_):
        raise StorageAway("OperationalError")

    with monkeypatch.context() as broken:
        broken.setattr(box.store, "sent", away)
        with pytest.raises(StorageAway):
            await postman.deliver_due()
    box.clock.now += LEASE
    assert await postman.deliver_due() == 0
    assert len(server.mails) == 1
    assert (await box.store.counts()) == OutboxCounts(0, 0, 0, 0)


async def test_logs_say_kind_and_problem_and_nothing_of_anybody(box, server, postman, logged):
    await box.write("eoi_receipt", count=2)
    server.rcpt_answers = ["550 No such user ada@example.org, Ada Example"]
    await postman.deliver_due()
    said = logged.getvalue()
    assert '"event": "mail_sent"' in said
    assert '"problem": "SMTPRecipientRefused 550"' in said
    assert '"given_up": true' in said
    assert not [word for word in ("ada", "Ada", "example.org", "Ñandú", "EOI-") if word in said]


def test_a_batch_is_done_before_its_claim_runs_out():
    assert timedelta(seconds=BATCH / AT_ONCE * SEND_SECONDS) < LEASE


# --- in the background ---


async def until(condition) -> None:
    async with asyncio.timeout(10):
        while not condition():
            await asyncio.sleep(0.01)


async def test_it_works_in_the_background_is_woken_and_ends(box, server, postman):
    await box.write()
    postman.start()
    await until(lambda: len(server.mails) == 1)
    await box.write()
    postman.wake()
    await until(lambda: len(server.mails) == 2)
    await postman.stop()
    await box.write()
    assert await postman.deliver_due() == 0  # it has ended
    await postman.stop()


async def test_it_looks_again_by_itself(box, server, postman, monkeypatch):
    monkeypatch.setattr(module, "EVERY_SECONDS", 0.01)
    postman.start()
    await box.write()
    await until(lambda: len(server.mails) == 1)
    await postman.stop()


@pytest.mark.parametrize("fault", [StorageAway("OperationalError"), RuntimeError("a bug")])
async def test_it_survives_everything(box, server, postman, monkeypatch, fault, logged):
    monkeypatch.setattr(module, "AWAY_SECONDS", 0.01)
    real, faults = box.store.due, [fault, fault]

    async def due(now, limit):
        if faults:
            raise faults.pop()
        return await real(now, limit)

    monkeypatch.setattr(box.store, "due", due)
    await box.write()
    postman.start()
    await until(lambda: len(server.mails) == 1)
    await postman.stop()
    assert ("postman_failed" in logged.getvalue()) == isinstance(fault, RuntimeError)


async def test_its_end_does_not_wait_for_a_server_that_hangs(box, monkeypatch):
    monkeypatch.setattr(module, "END_SECONDS", 0.01)
    await box.write()
    async with silent_server() as silent:
        postman = box.postman(SmtpSender(silent.url))
        postman.start()
        await silent.asked.wait()
        await postman.stop()
    assert (await box.rows())[0].sent_at is None
