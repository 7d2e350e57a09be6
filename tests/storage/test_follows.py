"""A partnership is followed once by an address, told about, and left as easily."""

import asyncio
import json

import pytest
from sqlalchemy.exc import IntegrityError

from bot.logic.codes import code_for
from bot.logic.errors import PartnershipUnknown
from bot.storage.codes import Asked, CodeStore, Proven
from bot.storage.follows import FollowStore
from bot.storage.tables import AuditRow, FollowRow, OutboxRow
from tests.storage.people import ADA, CONSENT, HOUR, KEY, NOW, rows_of

TEX, FOTON = "escps3-tex4im", "escps3-eacp-eurosme"
THERE = {"conversation_id": "c1", "channel": "web", "now": NOW}
HERE = {"channel": "web", "now": NOW}


@pytest.fixture
def store(database):
    return FollowStore(database, "https://callguide.example.org/")


async def test_a_follow_is_stored_with_consent_audit_entry_and_a_mail_with_the_way_to_stop(store, database):
    assert await store.follow(TEX, ADA, CONSENT, **THERE)
    (follow,) = await store.of_address(ADA.upper())
    assert (follow.partnership_id, follow.address, follow.since) == (TEX, ADA, NOW)
    (row,) = await rows_of(database, FollowRow)
    assert (row.consent_version, row.consent_text) == (CONSENT.version, CONSENT.text)
    assert (row.consent_given_at, row.conversation_id, row.channel) == (CONSENT.given_at, "c1", "web")
    (mail,) = await rows_of(database, OutboxRow)
    assert (mail.kind, mail.recipient, mail.due_at) == ("follow_begun", ADA, NOW)
    assert mail.payload == {
        "partnership_id": TEX,
        "link": f"https://callguide.example.org/following/{follow.token}",
        "language": "en",
    }
    (audit,) = await rows_of(database, AuditRow)
    assert (audit.action, audit.subject, audit.channel, audit.detail) == ("followed", TEX, "web", {})


async def test_twenty_times_at_once_is_once(store, database):
    done = await asyncio.gather(*(store.follow(TEX, ADA, CONSENT, **THERE) for _ in range(20)))
    assert sorted(done) == [False] * 19 + [True]
    assert not await store.follow(TEX, ADA.upper(), CONSENT, **THERE)
    assert [len(await rows_of(database, table)) for table in (FollowRow, OutboxRow, AuditRow)] == [1, 1, 1]


async def test_a_partnership_that_does_not_exist_is_not_followed(store, database):
    with pytest.raises(IntegrityError):
        await store.follow("nonesuch", ADA, CONSENT, **THERE)
    assert await rows_of(database, OutboxRow) == []


async def test_one_or_all_are_stopped_and_those_of_others_stay(store, database):
    for id_, address in ((TEX, ADA), (FOTON, ADA), (TEX, "bo@example.org")):
        await store.follow(id_, address, CONSENT, **THERE)
    assert await store.stop("nobody@example.org", **HERE) == []
    assert await store.stop(ADA.upper(), TEX, **HERE) == [TEX]
    assert await store.stop(ADA, TEX, **HERE) == []
    assert [one.partnership_id for one in await store.of_address(ADA)] == [FOTON]
    assert await store.stop(ADA, **HERE) == [FOTON]
    assert await store.of_address(ADA) == []
    assert len(await store.of_address("bo@example.org")) == 1
    kept = [(row.action, row.subject) for row in await rows_of(database, AuditRow)]
    assert kept[3:] == [("unfollowed", TEX), ("unfollowed", FOTON)]


async def test_whoever_has_the_mail_stops_exactly_what_it_is_about(store):
    await store.follow(TEX, ADA, CONSENT, **THERE)
    await store.follow(FOTON, ADA, CONSENT, **THERE)
    tex, foton = await store.of_address(ADA)
    assert tex.token != foton.token
    assert await store.by_token(tex.token) == tex
    assert await store.stop_by_token(tex.token, **HERE) == [TEX]
    assert await store.stop_by_token(tex.token, **HERE) == []
    assert await store.by_token(tex.token) is None
    assert await store.of_address(ADA) == [foton]


async def test_news_reach_everybody_who_follows_and_are_told_once(store, database):
    for id_, address in ((TEX, ADA), (TEX, "bo@example.org"), (FOTON, "eve@example.org")):
        await store.follow(id_, address, CONSENT, **THERE)
    assert await store.announce(TEX, "Plantednews", by="kim", now=NOW + HOUR) == 2
    assert await store.announce(TEX, "Plantednews", by="kim", now=NOW + HOUR) is None
    assert await store.announce(FOTON, "Plantednews", by="kim", now=NOW + HOUR) == 1
    sent = [row for row in await rows_of(database, OutboxRow) if row.kind == "follow_news"]
    assert [row.recipient for row in sent] == [ADA, "bo@example.org", "eve@example.org"]
    assert {row.payload["text"] for row in sent} == {"Plantednews"}
    assert {row.payload["link"].rpartition("/")[2] for row in sent} == {
        row.token for row in await rows_of(database, FollowRow)
    }
    audit = (await rows_of(database, AuditRow))[3]
    assert (audit.action, audit.detail["by"], audit.detail["followers"]) == ("announced", "kim", 2)


async def test_news_of_a_partnership_that_does_not_exist_are_refused(store):
    with pytest.raises(PartnershipUnknown):
        await store.announce("nonesuch", "News", by="kim", now=NOW)


async def test_the_audit_log_says_nothing_of_who_follows(store, database):
    await store.follow(TEX, ADA, CONSENT, **THERE)
    await store.announce(TEX, "Plantednews for ada@example.org", by="kim", now=NOW)
    await store.stop(ADA, **HERE)
    kept = json.dumps([[row.subject, row.detail] for row in await rows_of(database, AuditRow)])
    assert not [word for word in ("ada@", "Plantednews", "conversation") if word in kept]


async def test_a_code_goes_to_an_address_of_which_nothing_is_stored_only_where_something_is_to_be(database):
    codes = CodeStore(database, KEY)
    for to_new, mails in ((False, 0), (True, 1)):
        asked = await codes.ask("c1", address=ADA, to_new=to_new, source="s", now=NOW)
        assert asked is Asked.SENT
        assert len(await rows_of(database, OutboxRow)) == mails
    (mail,) = await rows_of(database, OutboxRow)
    code = code_for(KEY, mail.payload["nonce"])
    assert await codes.prove("c1", code, now=NOW) is Proven.RIGHT
    assert await codes.proven_address("c1", now=NOW) == ADA


async def test_a_strangers_address_gets_no_more_codes_than_any_other(database):
    codes = CodeStore(database, KEY)
    for number in range(12):
        await codes.ask(f"c{number}", address=ADA, to_new=True, source=f"s{number}", now=NOW)
    assert len(await rows_of(database, OutboxRow)) == 5


async def test_who_follows_something_can_prove_the_address(store, database):
    await store.follow(TEX, ADA, CONSENT, **THERE)
    await CodeStore(database, KEY).ask("c2", address=ADA.upper(), source="s", now=NOW)
    assert [row.recipient for row in await rows_of(database, OutboxRow) if row.kind == "code"] == [ADA]
