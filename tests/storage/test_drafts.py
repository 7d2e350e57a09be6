"""A draft survives everything, and is found again by whoever has its address."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from bot.logic.codes import PER_ADDRESS
from bot.logic.errors import DraftUnknown
from bot.storage.drafts import DraftStore
from bot.storage.tables import DraftRow, OutboxRow
from tests.storage.people import ADA, HOUR, MINUTE, NOW, rows_of

ANSWERS = {"eoi__organisation": "Cluster Ñandú", "eoi__consent": {"version": "1", "given": "yes"}}
LINK = "https://callguide.example.org/"


@pytest.fixture
def drafts(database):
    return DraftStore(database)


async def keep(drafts, form="f", conversation="c1", answers=ANSWERS, email=None, now=NOW):
    return await drafts.keep(form, conversation, answers, email=email, now=now)


async def save(drafts, form="f", email=ADA, now=NOW):
    return await drafts.save_for_later(form, email=email, link=LINK, now=now)


async def test_answers_come_back_as_they_were_given(drafts):
    reference = await keep(drafts)
    draft = await drafts.of_conversation("c1")
    assert (draft.reference, draft.form_id, draft.answers) == (reference, "f", ANSWERS)
    assert (draft.created_at, draft.updated_at, draft.saved_at, draft.email) == (NOW, NOW, None, None)
    assert await drafts.of_conversation("c2") is None


async def test_later_answers_take_the_place_of_the_earlier_ones(drafts, database):
    first = await keep(drafts)
    changed = {**ANSWERS, "eoi__role": "lead\x00"}
    assert await keep(drafts, conversation="c2", answers=changed, now=NOW + HOUR) == first
    (draft,) = [await drafts.by_reference(f" {first.lower()}")]
    assert (draft.answers["eoi__role"], draft.conversation_id) == ("lead", "c2")
    assert (draft.created_at, draft.updated_at) == (NOW, NOW + HOUR)
    assert len(await rows_of(database, DraftRow)) == 1


async def test_the_newest_of_a_conversation_is_the_one_changed_last(drafts):
    await keep(drafts, "one")
    await keep(drafts, "two", now=NOW + MINUTE)
    await keep(drafts, "one", now=NOW + HOUR)
    assert (await drafts.of_conversation("c1")).form_id == "one"


async def test_twenty_first_answers_at_once_are_one_draft(drafts, database):
    references = await asyncio.gather(*(keep(drafts) for _ in range(20)))
    assert len(set(references)) == 1
    assert len(await rows_of(database, DraftRow)) == 1


async def test_a_taken_reference_is_not_given_twice(database):
    references = iter(["DRAFT-A", "DRAFT-A", "DRAFT-B"])
    drafts = DraftStore(database, reference=lambda: next(references))
    assert [await keep(drafts, "one"), await keep(drafts, "two")] == ["DRAFT-A", "DRAFT-B"]


async def test_references_that_always_clash_end_in_an_error_not_in_a_loop(database):
    drafts = DraftStore(database, reference=lambda: "DRAFT-A")
    await keep(drafts, "one")
    with pytest.raises(IntegrityError):
        await keep(drafts, "two")


async def test_saving_for_later_leads_the_way_back_by_mail(drafts, database):
    reference = await keep(drafts)
    assert await save(drafts, now=NOW + MINUTE) == reference
    (mail,) = await rows_of(database, OutboxRow)
    assert (mail.kind, mail.recipient, mail.reference) == ("draft_saved", ADA, reference)
    assert mail.payload == {"reference": reference, "link": LINK, "language": "en"}
    assert mail.due_at == NOW + MINUTE
    (draft,) = await drafts.of_address(ADA.upper())
    assert (draft.saved_at, draft.reference) == (NOW + MINUTE, reference)
    assert await drafts.of_address("nobody@example.org") == []


async def test_the_address_of_the_answers_counts_and_goes_with_them(drafts):
    await keep(drafts, email="typo@example.org")
    await keep(drafts, email=ADA)
    assert (await drafts.of_form("f")).email == ADA
    await keep(drafts, email=None)
    assert (await drafts.of_form("f")).email is None
    assert await drafts.of_address(ADA) == []


async def test_the_address_that_it_was_saved_with_stays(drafts):
    await keep(drafts, email=ADA)
    await save(drafts, email="bo@example.org")
    await keep(drafts, email="cy@example.org")
    await keep(drafts, email=None)
    assert (await drafts.of_form("f")).email == "bo@example.org"
    await save(drafts, email=ADA)
    assert [draft.form_id for draft in await drafts.of_address(ADA)] == ["f"]
    assert await drafts.of_form("another") is None


async def test_a_second_click_sends_no_second_mail(drafts, database):
    await keep(drafts)
    await asyncio.gather(*(save(drafts) for _ in range(5)))
    assert len(await rows_of(database, OutboxRow)) == 1
    await save(drafts, now=NOW + MINUTE)
    assert len(await rows_of(database, OutboxRow)) == 2


async def test_nobodys_mailbox_is_filled(drafts, database):
    for number in range(3 * PER_ADDRESS):
        await keep(drafts, f"f{number}")
        await save(drafts, f"f{number}")
    assert len(await rows_of(database, OutboxRow)) == PER_ADDRESS
    await save(drafts, "f0", now=NOW + HOUR + timedelta(seconds=1))
    assert len(await rows_of(database, OutboxRow)) == PER_ADDRESS + 1


async def test_what_is_not_there_cannot_be_saved_and_is_dropped_in_silence(drafts, database):
    with pytest.raises(DraftUnknown):
        await save(drafts)
    await drafts.drop("f")
    await keep(drafts)
    await drafts.drop("f")
    assert await drafts.of_conversation("c1") is None
    assert await rows_of(database, OutboxRow) == []
    assert await drafts.by_reference("DRAFT-2222-2222") is None
