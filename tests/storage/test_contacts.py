"""A partnership's contact hears who is interested: once confirmed, and never more than was agreed to."""

import asyncio
import json
from dataclasses import replace

import pytest

from bot.content.consent import consent_version
from bot.logic.eoi_life import content_of
from bot.logic.errors import PartnershipUnknown
from bot.storage.codes import CodeStore
from bot.storage.contacts import ContactStore
from bot.storage.eois import EoIStore
from bot.storage.follows import FollowStore
from bot.storage.personal_data import erase, export
from bot.storage.tables import AuditRow, ContactRow, OutboxRow
from tests.storage.people import ADA, CONSENT, HOUR, JOIN, KEY, NOW, rows_of

TEX, EACN = JOIN.partnership_id, "escps3-eacn"
OFFICE = "office@example.com"
AGREED = replace(CONSENT, version=consent_version())
THERE = {"address": ADA, "conversation_id": "c1", "channel": "web", "now": NOW + HOUR}


@pytest.fixture
def contacts(database):
    return ContactStore(database, "https://callguide.example.org/")


async def registered(database, contacts, partnership=TEX, address=OFFICE):
    await contacts.register(partnership, address, by="kim", now=NOW)
    token = (await rows_of(database, ContactRow))[-1].token
    assert await contacts.confirm(token, now=NOW)
    return token


async def told(database, recipient=OFFICE):
    rows = await rows_of(database, OutboxRow)
    return [row for row in rows if row.recipient == recipient and row.kind != "contact_asked"]


async def test_an_address_is_asked_first_and_hears_nothing_before_it_is_confirmed(database, contacts):
    assert await contacts.register(TEX, OFFICE, by="kim", now=NOW)
    await EoIStore(database).submit(JOIN, AGREED, form_id="f", now=NOW)
    assert await told(database) == []
    (row,) = await rows_of(database, ContactRow)
    (asked,) = [one for one in await rows_of(database, OutboxRow) if one.kind == "contact_asked"]
    assert asked.payload["link"] == f"https://callguide.example.org/contact/{row.token}"
    contact = await contacts.by_token(row.token)
    assert (contact.partnership_id, contact.is_confirmed) == (TEX, False)
    assert [await contacts.confirm(row.token, now=NOW) for _ in range(2)] == [True, True]
    assert (await contacts.by_token(row.token)).is_confirmed
    actions = [(one.action, one.channel, one.detail) for one in await rows_of(database, AuditRow)]
    assert [one for one in actions if one[0].startswith("contact")] == [
        ("contact_registered", "staff", {"by": "kim"}),
        ("contact_confirmed", "link", {}),
    ]


async def test_registered_twice_is_one_contact_and_asked_again_only_while_unconfirmed(database, contacts):
    done = await asyncio.gather(*(contacts.register(TEX, OFFICE, by="kim", now=NOW) for _ in range(5)))
    assert done == [True] * 5
    (row,) = await rows_of(database, ContactRow)
    await contacts.confirm(row.token, now=NOW)
    assert not await contacts.register(TEX, OFFICE.upper(), by="kim", now=NOW)
    assert len(await rows_of(database, ContactRow)) == 1


async def test_a_partnership_that_does_not_exist_has_no_contact(contacts):
    with pytest.raises(PartnershipUnknown):
        await contacts.register("nonesuch", OFFICE, by="kim", now=NOW)


async def test_the_contact_hears_of_interest_in_its_own_partnership_only(database, contacts):
    await registered(database, contacts)
    await registered(database, contacts, EACN, "eacn@example.com")
    receipt = await EoIStore(database).submit(JOIN, AGREED, form_id="f", now=NOW)
    await EoIStore(database).submit(JOIN, AGREED, form_id="f", now=NOW)
    (mail,) = await told(database)
    assert (mail.kind, mail.reference) == ("interest_notice", receipt.reference)
    answers = {name: value for name, value in content_of(JOIN).items() if name != "kind"}
    assert mail.payload == {**answers, "language": "en"}
    assert await told(database, "eacn@example.com") == []
    proposal = replace(JOIN, kind="propose", partnership_id=None, title="Boats")
    await EoIStore(database).submit(proposal, AGREED, form_id="g", now=NOW)
    assert len(await told(database)) == 1


async def test_who_agreed_to_a_text_that_does_not_say_so_is_not_passed_on(database, contacts):
    await registered(database, contacts)
    store = EoIStore(database)
    receipt = await store.submit(JOIN, replace(CONSENT, version="2026-11-22"), form_id="f", now=NOW)
    await store.edit(receipt.reference, {"role": "lead"}, opened=1, **THERE)
    await store.withdraw(receipt.reference, **THERE)
    assert await told(database) == []


async def test_a_change_takes_the_place_of_the_first_notice_and_an_end_is_told(database, contacts):
    await registered(database, contacts)
    await registered(database, contacts, EACN, "eacn@example.com")
    store = EoIStore(database)
    receipt = await store.submit(JOIN, AGREED, form_id="f", now=NOW)
    await store.edit(receipt.reference, {"role": "lead"}, opened=1, **THERE)
    await store.edit(receipt.reference, {"partnership_id": EACN}, opened=2, **THERE)
    assert [row.kind for row in await told(database)] == [
        "interest_notice",
        "interest_notice",
        "interest_withdrawn",
    ]
    await store.withdraw(receipt.reference, **THERE)
    await store.withdraw(receipt.reference, **THERE)
    (notice, end) = await told(database, "eacn@example.com")
    assert (notice.kind, notice.payload["role"]) == ("interest_notice", "lead")
    assert (end.kind, end.reference) == ("interest_withdrawn", receipt.reference)
    assert set(end.payload) == {"partnership_id", "language"}


async def test_whoever_was_sent_what_is_erased_is_told_to_delete_it_but_not_whose_it_was(database, contacts):
    await registered(database, contacts)
    await registered(
        database, contacts, EACN, JOIN.email
    )  # the contact of another one is erased with the rest
    store = EoIStore(database)
    await store.submit(JOIN, AGREED, form_id="f", now=NOW)
    withdrawn = await store.submit(replace(JOIN, theme="photonics"), AGREED, form_id="g", now=NOW)
    await store.withdraw(withdrawn.reference, **THERE)
    await store.submit(replace(JOIN, partnership_id=EACN, theme="energy"), AGREED, form_id="h", now=NOW)
    await erase(database, KEY, ADA, now=NOW + HOUR)
    (letter,) = [row for row in await told(database) if row.kind == "interest_erased"]
    assert letter.payload == {"partnership_id": TEX, "submitted_at": NOW.isoformat(), "language": "en"}
    assert letter.reference is None
    assert await told(database, ADA) == []


async def test_of_a_follower_nothing_is_told_but_that_there_is_one(database, contacts):
    await registered(database, contacts)
    follows = FollowStore(database, "https://callguide.example.org")
    for _ in range(2):
        await follows.follow(TEX, ADA, AGREED, conversation_id="c1", channel="web", now=NOW)
    (mail,) = await told(database)
    assert (mail.kind, mail.reference) == ("new_follower", None)
    assert mail.payload == {"partnership_id": TEX, "language": "en"}


async def test_a_contact_is_removed_by_its_link_or_by_staff(database, contacts):
    token = await registered(database, contacts)
    for _ in range(2):
        await contacts.remove_by_token(token, now=NOW)
    assert await contacts.by_token(token) is None
    assert not await contacts.confirm(token, now=NOW)
    await registered(database, contacts)
    assert not await contacts.remove(EACN, OFFICE, by="kim", now=NOW)
    assert await contacts.remove(TEX, OFFICE.upper(), by="kim", now=NOW)
    await EoIStore(database).submit(JOIN, AGREED, form_id="f", now=NOW)
    assert await told(database) == []
    removed = [row for row in await rows_of(database, AuditRow) if row.action == "contact_removed"]
    assert [(row.channel, row.detail) for row in removed] == [("link", {}), ("staff", {"by": "kim"})]


async def test_neither_sees_of_the_other_what_is_not_theirs_in_a_copy_of_the_data(database, contacts):
    await registered(database, contacts)
    await EoIStore(database).submit(JOIN, AGREED, form_id="f", now=NOW)
    applicants, offices = await export(database, ADA), await export(database, OFFICE)
    assert OFFICE not in json.dumps(applicants)
    assert {one["kind"] for one in applicants["mails"]} == {"eoi_receipt", "interest_notice"}
    assert ADA not in json.dumps(offices)
    assert [one["partnership_id"] for one in offices["contact_of_partnerships"]] == [TEX]
    assert {one["kind"] for one in offices["mails"]} == {"contact_asked", "interest_notice"}


async def test_what_was_told_of_an_applicant_goes_with_the_applicant_and_a_contact_with_its_address(
    database, contacts
):
    await registered(database, contacts)
    await EoIStore(database).submit(JOIN, AGREED, form_id="f", now=NOW)
    await erase(database, KEY, ADA, now=NOW)
    assert [row.kind for row in await told(database)] == ["interest_erased"]
    await CodeStore(database, KEY).ask("c9", address=OFFICE, source="s", now=NOW)
    assert [row.kind for row in await told(database)] == ["interest_erased", "code"]
    await erase(database, KEY, OFFICE, now=NOW)
    assert await rows_of(database, ContactRow) == []
    assert await rows_of(database, OutboxRow) == []
