"""What was sent is changed, withdrawn and decided upon by whoever may: once, with all that goes with it."""

import asyncio
import json
from dataclasses import replace

import pytest
from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError

from bot.logic.eoi_life import DECISIONS, content_of
from bot.logic.errors import EoIChangedMeanwhile, EoIError, EoIUnknown, EoIWithdrawn
from bot.storage.eois import EoIStore
from bot.storage.tables import AuditRow, EoIVersionRow, OutboxRow
from tests.storage.people import ADA, CONSENT, HOUR, JOIN, NOW, rows_of

LATER = NOW + HOUR
THERE = {"address": ADA, "conversation_id": "c2", "channel": "rest", "now": LATER}


@pytest.fixture
def store(database):
    return EoIStore(database)


@pytest.fixture
async def reference(store):
    consent = replace(CONSENT, language="fr")
    return (await store.submit(JOIN, consent, form_id="k", now=NOW)).reference


async def newest(database, table):
    return (await rows_of(database, table))[-1]


async def mails(database):
    return [row for row in await rows_of(database, OutboxRow) if row.kind != "eoi_receipt"]


async def test_a_change_is_a_new_version_with_audit_entry_and_mail(store, database, reference):
    stored = (await store.edit(reference, {"role": "lead", "region": None}, opened=1, **THERE)).stored
    assert (stored.version, stored.status, stored.status_at) == (2, "submitted", NOW)
    assert stored.expression == replace(JOIN, role="lead", region=None)
    assert await store.by_reference(reference) == stored
    first, second = await store.versions(reference)
    assert (first.created_at, second.created_at) == (NOW, LATER)
    assert first.content == content_of(JOIN)
    assert second.content == {**content_of(JOIN), "role": "lead", "region": None}
    version = await newest(database, EoIVersionRow)
    assert (version.conversation_id, version.channel) == ("c2", "rest")
    audit = await newest(database, AuditRow)
    assert (audit.action, audit.subject, audit.channel, audit.at) == ("eoi_changed", reference, "rest", LATER)
    assert audit.detail == {"fields": ["region", "role"], "version": 2}
    (mail,) = await mails(database)
    assert (mail.kind, mail.recipient, mail.reference, mail.due_at) == ("eoi_changed", ADA, reference, LATER)
    assert mail.payload == {
        "reference": reference,
        "differences": [
            {"field": "region", "before": "ES51", "after": None},
            {"field": "role", "before": "partner", "after": "lead"},
        ],
        "language": "fr",
    }


async def test_a_new_address_takes_over_and_the_old_one_is_told_without_it(store, database, reference):
    await store.edit(reference, {"email": "ada@new.example.org"}, opened=1, **THERE)
    to_new, to_old = await mails(database)
    assert (to_new.kind, to_new.recipient) == ("eoi_changed", "ada@new.example.org")
    assert (to_old.kind, to_old.recipient) == ("eoi_address_changed", ADA)
    assert to_old.payload == {"reference": reference, "language": "fr"}
    with pytest.raises(EoIUnknown):
        await store.edit(reference, {"role": "lead"}, opened=1, **THERE)
    assert await store.of_address(ADA) == []
    assert len(await store.of_address("ada@new.example.org")) == 1


async def test_changes_of_different_answers_at_the_same_time_are_all_kept(store, reference):
    changes = {"motivation": "For looms", "role": "lead", "region": None, "organisation": "Cluster Emu"}
    await asyncio.gather(
        *(store.edit(reference, {name: value}, opened=1, **THERE) for name, value in changes.items())
    )
    versions = await store.versions(reference)
    assert [one.version for one in versions] == list(range(1, 6))
    assert (await store.by_reference(reference)).expression == replace(JOIN, **changes)
    assert versions[-1].content == content_of(replace(JOIN, **changes))


async def test_two_who_opened_the_same_version_lose_nothing_of_each_other(store, database, reference):
    opened = content_of(JOIN)
    first = await store.edit(reference, {**opened, "role": "lead"}, opened=1, **THERE)
    second = await store.edit(reference, {**opened, "region": None}, opened=1, **THERE)
    assert second.stored.expression == replace(JOIN, role="lead", region=None)
    assert [one["field"] for one in first.changed] == ["role"]
    assert [one["field"] for one in second.changed] == ["region"]
    assert (first.meanwhile, [one["field"] for one in second.meanwhile]) == ([], ["role"])
    assert len(await mails(database)) == 2


async def test_the_same_answer_changed_by_two_is_not_overwritten_unseen(store, database, reference):
    opened = content_of(JOIN)
    await store.edit(reference, {**opened, "role": "lead"}, opened=1, **THERE)
    with pytest.raises(EoIChangedMeanwhile):
        await store.edit(reference, {**opened, "role": "associated"}, opened=1, **THERE)
    assert (await store.by_reference(reference)).expression.role == "lead"
    seen = {**opened, "role": "associated"}
    edited = await store.edit(reference, seen, opened=2, **THERE)
    assert (edited.stored.expression.role, edited.stored.version) == ("associated", 3)


async def test_the_same_change_by_two_is_one_version(store, database, reference):
    for _ in range(2):
        edited = await store.edit(reference, {**content_of(JOIN), "role": "lead"}, opened=1, **THERE)
    assert (edited.stored.version, edited.changed) == (2, [])
    assert (len(await mails(database)), len(await store.versions(reference))) == (1, 2)


async def test_ten_edits_at_once_of_the_same_version_end_in_one_or_in_an_error(store, reference):
    done = await asyncio.gather(
        *(
            store.edit(reference, {**content_of(JOIN), "motivation": f"For {one}"}, opened=1, **THERE)
            for one in range(10)
        ),
        return_exceptions=True,
    )
    assert sum(isinstance(one, EoIChangedMeanwhile) for one in done) == 9
    assert len(await store.versions(reference)) == 2


async def test_what_was_sent_before_versions_were_kept_loses_nothing(store, database, reference):
    async with database.writing() as session:
        await session.execute(delete(EoIVersionRow))
    await store.edit(reference, {**content_of(JOIN), "role": "lead"}, opened=1, **THERE)
    assert [(one.version, one.created_at) for one in await store.versions(reference)] == [
        (1, NOW),
        (2, LATER),
    ]


async def test_a_change_that_fails_changes_nothing(store, database, reference):
    with pytest.raises(IntegrityError):
        await store.edit(reference, {"partnership_id": "nonesuch"}, opened=1, **THERE)
    with pytest.raises(ValueError, match="channel"):
        await store.edit(reference, {"channel": "x"}, opened=1, **THERE)
    assert (await store.by_reference(reference)).version == 1
    assert (len(await store.versions(reference)), await mails(database)) == (1, [])


async def test_withdrawing_is_told_and_done_once(store, database, reference):
    done = await asyncio.gather(*(store.withdraw(reference, **THERE) for _ in range(5)))
    assert {(one.status, one.status_at) for one in done} == {("withdrawn", LATER)}
    (mail,) = await mails(database)
    assert (mail.kind, mail.recipient, mail.reference) == ("eoi_withdrawn", ADA, reference)
    assert mail.payload == {"reference": reference, "language": "fr"}
    actions = [row.action for row in await rows_of(database, AuditRow)]
    assert actions == ["eoi_submitted", "eoi_withdrawn"]


async def test_what_is_withdrawn_stays_as_it_is(store, database, reference):
    await store.withdraw(reference, **THERE)
    with pytest.raises(EoIWithdrawn):
        await store.edit(reference, {"role": "lead"}, opened=1, **THERE)
    with pytest.raises(EoIWithdrawn):
        await store.decide(reference, "matched", None, by="staff", now=LATER)
    assert len(await mails(database)) == 1


async def test_others_and_unknown_references_get_the_same_error(store, database, reference):
    told = set()
    for named, address in ((reference, "bo@example.org"), ("EOI-2222-2222", ADA), (reference, "")):
        there = {**THERE, "address": address}
        changes = (
            store.edit(named, {"role": "lead"}, opened=1, **there),
            store.withdraw(named, **there),
        )
        for change in changes:
            with pytest.raises(EoIUnknown) as refused:
                await change
            told.add(str(refused.value))
    assert len(told) == 1
    assert issubclass(EoIUnknown, EoIError)
    assert await mails(database) == []


async def test_the_address_may_be_in_capitals_and_the_reference_in_small_letters(store, reference):
    there = {**THERE, "address": ADA.upper()}
    edited = await store.edit(reference.lower(), {"role": "lead"}, opened=1, **there)
    assert edited.stored.version == 2
    assert (await store.withdraw(reference.lower(), **there)).status == "withdrawn"


@pytest.mark.parametrize("decision", DECISIONS)
async def test_a_decision_reaches_the_applicant(store, database, reference, decision):
    stored = await store.decide(reference, decision, " Well done, Ada ", by="kim", now=LATER)
    assert (stored.status, stored.status_at, stored.status_note) == (decision, LATER, "Well done, Ada")
    (mail,) = await mails(database)
    assert (mail.kind, mail.recipient, mail.reference) == ("eoi_decision", ADA, reference)
    expected = {"reference": reference, "status": decision, "note": "Well done, Ada", "language": "fr"}
    assert mail.payload == expected
    audit = await newest(database, AuditRow)
    assert (audit.action, audit.channel, audit.subject) == ("eoi_decided", "staff", reference)
    assert audit.detail == {"status": decision, "by": "kim"}


async def test_the_same_decision_is_told_once_another_one_again(store, database, reference):
    for note in (None, "", "Look here"):
        await store.decide(reference, "in_review", note, by="kim", now=LATER)
    assert [mail.payload["note"] for mail in await mails(database)] == [None, "Look here"]


async def test_a_decision_needs_a_word_of_ours_and_something_to_decide(store, reference):
    with pytest.raises(ValueError, match="withdrawn"):
        await store.decide(reference, "withdrawn", None, by="kim", now=LATER)
    with pytest.raises(EoIUnknown):
        await store.decide("EOI-2222-2222", "matched", None, by="kim", now=LATER)


async def test_the_audit_log_names_fields_and_says_nothing_personal(store, database, reference):
    await store.edit(reference, {"contact_name": "Zoe", "email": "zoe@example.org"}, opened=1, **THERE)
    await store.decide(reference, "declined", "Sorry, Zoe", by="staff", now=LATER)
    await store.withdraw(reference, **{**THERE, "address": "zoe@example.org"})
    kept = json.dumps([[row.action, row.channel, row.detail] for row in await rows_of(database, AuditRow)])
    words = ("Zoe", "zoe@", "Ada", "ada@", "modernise", "Ñandú", "Sorry", "c1", "c2")
    assert not [word for word in words if word in kept]
