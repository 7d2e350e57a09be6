"""One submission is one row, one consent, one mail and one receipt; or nothing."""

import asyncio
from dataclasses import replace

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from bot.logic.eoi_life import content_of
from bot.storage.database import Database
from bot.storage.drafts import DraftStore
from bot.storage.eois import EoIStore
from bot.storage.tables import AuditRow, DraftRow, EoIConsentRow, EoIRow, EoIVersionRow, OutboxRow
from tests.storage.people import ADA, CONSENT, HOUR, JOIN, NOW, rows_of

EVERY_TABLE = (EoIRow, EoIVersionRow, EoIConsentRow, AuditRow, OutboxRow)


async def counts(database: Database) -> list[int]:
    async with database.reading() as session:
        return [await session.scalar(select(func.count()).select_from(table)) for table in EVERY_TABLE]


async def test_a_submission_is_stored_with_consent_audit_entry_and_mail(database):
    receipt = await EoIStore(database).submit(JOIN, CONSENT, form_id="k", now=NOW)
    async with database.reading() as session:
        eoi = await session.scalar(select(EoIRow))
        consent = await session.scalar(select(EoIConsentRow))
        audit = await session.scalar(select(AuditRow))
        mail = await session.scalar(select(OutboxRow))
    assert (eoi.reference, eoi.status, eoi.version, eoi.submitted_at) == (
        receipt.reference,
        "submitted",
        1,
        NOW,
    )
    assert (consent.eoi_id, consent.text, consent.given_at) == (eoi.id, CONSENT.text, CONSENT.given_at)
    assert (consent.channel, consent.conversation_id) == ("web", "c1")
    assert (audit.action, audit.subject) == ("eoi_submitted", receipt.reference)
    assert (mail.recipient, mail.reference, mail.sent_at) == ("ada@example.org", receipt.reference, None)
    assert mail.payload["contact_name"] == "Ada Example"


async def test_the_audit_entry_holds_nothing_personal(database):
    await EoIStore(database).submit(JOIN, CONSENT, form_id="k", now=NOW)
    async with database.reading() as session:
        audit = await session.scalar(select(AuditRow))
    kept = f"{audit.action} {audit.subject} {audit.channel} {audit.detail}"
    assert not [word for word in ("Ada", "example.org", "modernise", "Ñandú", "c1") if word in kept]


async def test_the_receipt_shows_what_was_stored(database):
    receipt = await EoIStore(database).submit(JOIN, CONSENT, form_id="k", now=NOW)
    assert (receipt.expression, receipt.submitted_at) == (JOIN, NOW)
    assert await EoIStore(database).of_conversation("c1") == [receipt]


async def test_a_retry_gets_the_first_receipt_whatever_it_says_now(database):
    store = EoIStore(database)
    first = await store.submit(JOIN, CONSENT, form_id="k", now=NOW)
    again = await store.submit(replace(JOIN, role="lead"), CONSENT, form_id="k", now=NOW.replace(hour=12))
    assert again == first
    assert await counts(database) == [1] * len(EVERY_TABLE)


async def test_twenty_submissions_at_once_with_one_key_are_one(database):
    store = EoIStore(database)
    receipts = await asyncio.gather(*(store.submit(JOIN, CONSENT, form_id="k", now=NOW) for _ in range(20)))
    assert len({receipt.reference for receipt in receipts}) == 1
    assert await counts(database) == [1] * len(EVERY_TABLE)


async def test_twenty_submissions_at_once_with_their_own_keys_are_twenty(database):
    store = EoIStore(database)
    await asyncio.gather(
        *(store.submit(JOIN, CONSENT, form_id=f"k{number}", now=NOW) for number in range(20))
    )
    assert await counts(database) == [20] * len(EVERY_TABLE)


async def test_one_form_sent_from_two_browsers_is_one_submission(database):
    store = EoIStore(database)
    sent = [replace(JOIN, conversation_id=name) for name in ("c1", "c2")]
    receipts = [await store.submit(one, CONSENT, now=NOW, form_id="form") for one in sent]
    assert receipts[0] == receipts[1]
    assert await counts(database) == [1] * len(EVERY_TABLE)


async def test_one_form_sent_from_twenty_browsers_at_once_is_one_submission(database):
    store = EoIStore(database)
    receipts = await asyncio.gather(
        *(
            store.submit(
                replace(JOIN, conversation_id=f"c{number}"),
                CONSENT,
                now=NOW,
                form_id="form",
            )
            for number in range(20)
        )
    )
    assert len({receipt.reference for receipt in receipts}) == 1
    assert await counts(database) == [1] * len(EVERY_TABLE)


async def test_the_database_itself_takes_no_form_twice(database):
    await EoIStore(database).submit(JOIN, CONSENT, form_id="form", now=NOW)
    (sent,) = await rows_of(database, EoIRow)
    columns = [column.key for column in EoIRow.__table__.columns if column.key != "id"]
    copied = {name: getattr(sent, name) for name in columns}
    with pytest.raises(IntegrityError):
        async with database.writing() as session:
            session.add(EoIRow(**{**copied, "reference": "EOI-B", "conversation_id": "c2"}))


async def test_another_form_is_another_submission(database):
    store = EoIStore(database)
    receipts = [await store.submit(JOIN, CONSENT, now=NOW, form_id=form) for form in ("a", "b")]
    assert receipts[0].reference != receipts[1].reference
    assert len(await store.of_conversation("c1")) == 2


async def test_a_failure_in_the_transaction_leaves_no_row(database):
    with pytest.raises(IntegrityError):
        await EoIStore(database).submit(JOIN, replace(CONSENT, version=None), form_id="k", now=NOW)
    assert await counts(database) == [0] * len(EVERY_TABLE)


async def test_a_partnership_that_does_not_exist_is_refused(database):
    with pytest.raises(IntegrityError):
        await EoIStore(database).submit(
            replace(JOIN, partnership_id="nonesuch"), CONSENT, form_id="k", now=NOW
        )
    assert await counts(database) == [0] * len(EVERY_TABLE)


async def test_a_taken_reference_is_not_given_twice(database):
    references = iter(["EOI-A", "EOI-A", "EOI-B"])
    store = EoIStore(database, reference=lambda: next(references))
    first = await store.submit(JOIN, CONSENT, form_id="k1", now=NOW)
    second = await store.submit(JOIN, CONSENT, form_id="k2", now=NOW)
    assert [first.reference, second.reference] == ["EOI-A", "EOI-B"]


async def test_references_that_always_clash_end_in_an_error_not_in_a_loop(database):
    store = EoIStore(database, reference=lambda: "EOI-A")
    await store.submit(JOIN, CONSENT, form_id="k1", now=NOW)
    with pytest.raises(IntegrityError):
        await store.submit(JOIN, CONSENT, form_id="k2", now=NOW)


async def test_a_proposal_needs_no_partnership(database):
    proposal = replace(JOIN, kind="propose", partnership_id=None, title="Boats of hemp", region=None)
    receipt = await EoIStore(database).submit(proposal, CONSENT, form_id="k", now=NOW)
    assert await EoIStore(database).of_conversation("c1") == [receipt]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("'; DROP TABLE eois; --", "'; DROP TABLE eois; --"),
        ('100 % "quoted" _under_ \\ back', '100 % "quoted" _under_ \\ back'),
        ("a\x00b", "ab"),
        ("lone \ud800 surrogate", "lone \ufffd surrogate"),
        ("🚀 שלום", "🚀 שלום"),
        ("x" * 5000, "x" * 5000),
    ],
)
async def test_hostile_text_is_only_text(database, typed, kept):
    store = EoIStore(database)
    await store.submit(
        replace(JOIN, motivation=typed, organisation=typed), CONSENT, form_id=typed[:40], now=NOW
    )
    (receipt,) = await store.of_conversation("c1")
    assert (receipt.expression.motivation, receipt.expression.organisation) == (kept, kept)


async def test_times_come_back_in_utc(database):
    receipt = await EoIStore(database).submit(JOIN, CONSENT, form_id="k", now=NOW)
    (stored,) = await EoIStore(database).of_conversation("c1")
    assert stored.submitted_at.utcoffset() == receipt.submitted_at.utcoffset() == NOW.utcoffset()


async def test_the_first_version_says_what_was_sent(database):
    receipt = await EoIStore(database).submit(JOIN, CONSENT, form_id="k", now=NOW)
    ((version, created_at, content),) = await EoIStore(database).versions(receipt.reference)
    assert (version, created_at, content) == (1, NOW, content_of(JOIN))
    (row,) = await rows_of(database, EoIVersionRow)
    assert (row.channel, row.conversation_id) == ("web", "c1")
    (eoi,) = await rows_of(database, EoIRow)
    assert eoi.status_at == NOW


async def test_the_draft_goes_when_it_is_sent_also_when_it_was_kept_again_before_a_retry(database):
    drafts, store = DraftStore(database), EoIStore(database)
    for _ in range(2):
        for form in ("mine", "other"):
            await drafts.keep(form, "c1", {}, email=ADA, now=NOW)
        await store.submit(JOIN, CONSENT, now=NOW, form_id="mine")
        assert [row.form_id for row in await rows_of(database, DraftRow)] == ["other"]


async def test_a_submission_that_fails_keeps_its_draft(database):
    await DraftStore(database).keep("mine", "c1", {}, email=ADA, now=NOW)
    with pytest.raises(IntegrityError):
        await EoIStore(database).submit(
            replace(JOIN, partnership_id="nonesuch"), CONSENT, now=NOW, form_id="mine"
        )
    assert len(await rows_of(database, DraftRow)) == 1


@pytest.mark.parametrize(
    ("again", "found"),
    [
        ({}, True),
        ({"organisation": "cluster ÑANDÚ", "email": "ADA@example.org"}, True),
        ({"motivation": "Else", "conversation_id": "c2", "role": "lead"}, True),
        ({"organisation": "Cluster Emu"}, False),
        ({"theme": "photonics"}, False),
        ({"kind": "propose", "partnership_id": None, "title": "Boats"}, False),
        ({"email": "bo@example.org"}, False),
    ],
)
async def test_the_same_wish_of_the_same_organisation_is_noticed(database, again, found):
    store = EoIStore(database)
    receipt = await store.submit(JOIN, CONSENT, form_id="k", now=NOW)
    assert await store.alike(replace(JOIN, **again)) == (receipt if found else None)


async def test_what_was_withdrawn_is_not_alike_and_the_newest_is_shown(database):
    store = EoIStore(database)
    receipts = [await store.submit(JOIN, CONSENT, form_id=key, now=NOW) for key in "abc"]
    assert await store.alike(JOIN) == receipts[2]
    where = {"address": ADA, "conversation_id": "c1", "channel": "web", "now": NOW + HOUR}
    await store.withdraw(receipts[2].reference, **where)
    assert await store.alike(JOIN) == receipts[1]


async def test_what_an_address_has_sent_comes_with_how_it_stands(database):
    store = EoIStore(database)
    first = await store.submit(JOIN, CONSENT, form_id="a", now=NOW)
    second = await store.submit(
        replace(JOIN, conversation_id="c2", email="Ada@example.org"), CONSENT, form_id="c", now=NOW
    )
    await store.submit(replace(JOIN, email="bo@example.org"), CONSENT, form_id="b", now=NOW)
    one, two = await store.of_address(" ADA@example.org")
    assert (one.reference, two.reference) == (first.reference, second.reference)
    assert (one.status, one.version, one.status_at, one.status_note) == ("submitted", 1, NOW, None)
    assert (one.expression, one.submitted_at) == (JOIN, NOW)
    assert await store.by_reference(first.reference.lower()) == one
    assert await store.by_reference("EOI-2222-2222") is None
    assert await store.versions("EOI-2222-2222") == []
