"""What is held about a person can be had, and can be erased so that no table has a trace of it."""

import json
from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest
from sqlalchemy import make_url, select

from bot.content.retention import EVENTS, load_retention
from bot.logic.codes import code_for, digest_of
from bot.logic.meanings import Guess, MeaningChoice
from bot.logic.messages import BOT, USER
from bot.storage import tables
from bot.storage.base import Base
from bot.storage.codes import CodeStore, Proven
from bot.storage.contacts import ContactStore
from bot.storage.drafts import DraftStore
from bot.storage.eois import EoIStore
from bot.storage.follows import FollowStore
from bot.storage.meanings import DAYS_KEPT, MeaningStore
from bot.storage.messages import MessageStore
from bot.storage.my_data import MyData
from bot.storage.personal_data import (
    add_to_erasure_list,
    age_out,
    erase,
    erase_again,
    erasure_list,
    export,
)
from bot.storage.tickets import TicketStore
from tests.storage.people import CONSENT, HOUR, JOIN, KEY, NOW, rows_of

ADDRESS = "Planted.Address@Example.org"
PLANTED = {
    "address": ADDRESS,
    "name": "Plantedname Surnäme",
    "earlier name": "Earliername",
    "organisation": "Plantedorganisation",
    "motivation": "Plantedmotivation",
    "note of staff": "Plantednote",
    "draft": "Planteddraft",
    "nobody's draft": "Nobodysdraft",
    "message": "Plantedmessage",
    "second message": "Secondmessage",
    "telephone": "+32470123456",
    "transcript": "Plantedtranscript",
    "reply": "Plantedreply",
    "button": "Plantedbutton",
    "choice": "Plantedchoice",
    "proven elsewhere": "Elsewhereproven",
    "link": "https://planted.example.org/",
}
BO = "bo@example.org"
EXPRESSION = replace(
    JOIN,
    contact_name=PLANTED["earlier name"],
    organisation=PLANTED["organisation"],
    motivation=PLANTED["motivation"],
    email=ADDRESS,
    conversation_id="mine",
)


async def prove(database, address, conversation):
    codes = CodeStore(database, KEY)
    await codes.ask(conversation, address=address, source=conversation, now=NOW)
    code = code_for(KEY, (await rows_of(database, tables.CodeRow))[-1].nonce)
    assert await codes.prove(conversation, code, now=NOW) is Proven.RIGHT


async def say(database, conversation, *texts):
    messages = MessageStore(database, clock=lambda: NOW)
    for number, text in enumerate(texts):
        await messages.append(conversation, USER, text, client_message_id=f"m{number}")


@pytest.fixture
async def planted(database):
    """Everything that one person can leave, through the stores that keep it."""
    eois, drafts, tickets = EoIStore(database), DraftStore(database), TicketStore(database)
    receipt = await eois.submit(EXPRESSION, CONSENT, form_id="k", now=NOW)
    there = {"address": ADDRESS, "conversation_id": "mine", "channel": "web", "now": NOW}
    await eois.edit(receipt.reference, {"contact_name": PLANTED["name"]}, opened=1, **there)
    await eois.decide(receipt.reference, "in_review", PLANTED["note of staff"], by="kim", now=NOW)
    await drafts.keep("f1", "second", {"eoi__motivation": PLANTED["draft"]}, email=ADDRESS, now=NOW)
    await drafts.save_for_later("f1", email=ADDRESS, link=PLANTED["link"], now=NOW)
    await drafts.keep("f2", "second", {"eoi__motivation": PLANTED["nobody's draft"]}, email=None, now=NOW)
    here = {"channel": "web", "now": NOW}
    where = {**here, "consent": CONSENT}
    await tickets.open(PLANTED["message"], ADDRESS, conversation_id="third", **where)
    await tickets.open(PLANTED["second message"], PLANTED["telephone"], conversation_id="third", **where)
    await prove(database, ADDRESS, "fourth")
    follows = FollowStore(database, PLANTED["link"])
    await follows.follow(JOIN.partnership_id, ADDRESS, CONSENT, conversation_id="fourth", **here)
    await follows.announce(JOIN.partnership_id, "News", by="kim", now=NOW)
    contacts = ContactStore(database, PLANTED["link"])
    await contacts.register(JOIN.partnership_id, ADDRESS, by="kim", now=NOW)
    await CodeStore(database, KEY).ask("stranger", address=ADDRESS, source="s", now=NOW)
    await say(database, "mine", PLANTED["transcript"])
    buttons = [{"title": PLANTED["button"], "payload": "/x"}]
    await MessageStore(database, clock=lambda: NOW).append("mine", BOT, PLANTED["reply"], buttons)
    await say(database, "fourth", PLANTED["proven elsewhere"])
    choice = MeaningChoice("third", "en", (Guess("greet", 0.5),), "greet", PLANTED["choice"])
    await MeaningStore(database, clock=lambda: NOW).remember(choice)
    return receipt.reference


@pytest.fixture
async def others(database):
    """What others left, with the address of the first one in it: it stays, without the address."""
    eois = EoIStore(database)
    await eois.submit(
        replace(JOIN, email=BO, contact_name="Bo", conversation_id="bo", motivation=f"Ask {ADDRESS}"),
        CONSENT,
        form_id="bo's",
        now=NOW,
    )
    await DraftStore(database).keep("bo", "bo2", {"eoi__motivation": ["Bo", ADDRESS]}, email=BO, now=NOW)
    where = {"channel": "web", "consent": CONSENT, "now": NOW}
    await TicketStore(database).open(f"Not {ADDRESS}!", f"x{ADDRESS}", conversation_id="bo", **where)
    await say(database, "bo", "Hello from Bo", f"my address is {ADDRESS.upper()}, no, it is {BO}")


async def dump(database):
    """Every row of every table, as text; the tables by name, too."""
    kept = {}
    async with database.reading() as session:
        for table in Base.metadata.sorted_tables:
            rows = (await session.execute(select(table))).mappings().all()
            kept[table.name] = json.dumps([dict(row) for row in rows], default=str, ensure_ascii=False)
    return kept


def found_in(kept):
    whole = "\n".join(kept if isinstance(kept, list) else kept.values()).replace(f"x{ADDRESS}", "").lower()
    return {name for name, value in PLANTED.items() if value.lower() in whole}


async def test_the_export_holds_all_of_it(database, planted):
    held = await export(database, ADDRESS.lower())
    assert found_in([json.dumps(held, ensure_ascii=False)]) == set(PLANTED)
    (eoi,) = held["expressions_of_interest"]
    assert (eoi["reference"], eoi["status"], len(eoi["versions"])) == (planted, "in_review", 2)
    assert [one["text"] for one in eoi["consents"]] == [CONSENT.text]
    assert [one["action"] for one in eoi["history"]] == ["eoi_submitted", "eoi_changed", "eoi_decided"]
    assert (len(held["drafts"]), len(held["messages_for_a_person"])) == (2, 2)
    assert {one["kind"] for one in held["mails"]} == {
        "eoi_receipt",
        "eoi_changed",
        "eoi_decision",
        "draft_saved",
        "ticket_received",
        "contact_asked",
        "follow_begun",
        "follow_news",
        "code",
    }
    assert len(held["codes"]) == 2
    assert [one["partnership_id"] for one in held["follows"]] == [JOIN.partnership_id]
    assert [one["id"] for one in held["conversations"]] == ["fourth", "mine", "second", "third"]
    assert held["conversations_shared_with_others"] == 0


async def test_the_export_holds_no_keys_and_nothing_of_others(database, planted, others):
    shown = json.dumps(await export(database, ADDRESS))
    async with database.reading() as session:
        codes = list(await session.scalars(select(tables.CodeRow)))
    keys = [value for row in codes for value in (row.nonce, row.address_digest, row.source_digest)]
    assert not [key for key in keys if key in shown]
    assert not [word for word in ("Bo", BO, "stranger") if word in shown]


async def test_of_an_unknown_address_nothing_is_held(database, planted):
    held = await export(database, "nobody@example.org")
    address, shared = held.pop("address"), held.pop("conversations_shared_with_others")
    assert (address, shared) == ("nobody@example.org", 0)
    assert set(map(len, held.values())) == {0}


async def test_what_was_said_where_another_one_was_at_work_is_shown_to_neither(database, planted):
    await DraftStore(database).keep("bo", "second", {"eoi__role": "Bosrole"}, email=BO, now=NOW)
    await prove(database, BO, "fourth")
    for address, own in ((ADDRESS, PLANTED["draft"]), (BO, "Bosrole")):
        held = await export(database, address)
        shown = json.dumps(held)
        assert own in shown
        assert held["conversations_shared_with_others"] == 2
        hidden = (PLANTED["proven elsewhere"], PLANTED["nobody's draft"])
        assert not [words for words in hidden if words in shown]


async def test_erasure_leaves_no_trace_in_any_table(database, database_url, planted, others):
    before = await dump(database)
    assert found_in(before) == set(PLANTED)
    personal = {row.__tablename__ for row in vars(tables).values() if hasattr(row, "__tablename__")}
    assert {table for table in personal if before[table] == "[]"} == {"erasures", "erasure_requests"}
    erased = await erase(database, KEY, ADDRESS.lower(), now=NOW + HOUR)
    assert found_in(await dump(database)) == set()
    assert set(erased.conversations) == {"mine", "second", "third", "fourth"}
    assert {planted, ADDRESS.lower()} < set(erased.traces)
    assert (erased.rows["eois"], erased.rows["eoi_versions"], erased.rows["drafts"]) == (2, 3, 3)
    url = make_url(database_url)
    if url.get_backend_name() == "sqlite":
        await say(database, "x", "a connection is open, so the log is there")
        with open(url.database, "rb") as file, open(f"{url.database}-wal", "rb") as log:  # noqa: PTH123
            stored = (file.read() + log.read()).decode("utf-8", "replace").replace(f"x{ADDRESS}", "")
        assert not [value for value in PLANTED.values() if value in stored]


async def test_erasure_keeps_what_others_left_without_the_address(database, planted, others):
    before = await dump(database)
    await erase(database, KEY, ADDRESS, now=NOW + HOUR)
    (eoi,) = await EoIStore(database).of_address(BO)
    assert (eoi.expression.motivation, eoi.expression.contact_name) == ("Ask …", "Bo")
    (draft,) = await DraftStore(database).of_address(BO)
    assert draft.answers == {"eoi__motivation": ["Bo", "…"]}
    (ticket,) = await rows_of(database, tables.TicketRow)
    assert (ticket.message, ticket.answer_to) == ("Not …!", f"x{ADDRESS}")
    said = [message.text for message in await MessageStore(database).history("bo")]
    assert said == ["Hello from Bo", f"my address is …, no, it is {BO}"]
    after = await dump(database)
    untouched = {name for name in before if before[name] == after[name]}
    assert {"partnerships", "organisations", "audit_log"} <= untouched


async def test_erasure_is_put_on_the_list_as_a_digest_once(database, planted):
    for hours in (1, 2):
        await erase(database, KEY, ADDRESS, now=NOW + hours * HOUR)
    assert await erasure_list(database) == {digest_of(KEY, ADDRESS): NOW + 2 * HOUR}


async def test_of_nobody_nothing_is_erased(database, planted, others):
    before = await dump(database)
    erased = await erase(database, KEY, "nobody@example.org", now=NOW)
    after = await dump(database)
    assert erased.rows.total() == 0
    assert {name for name in before if before[name] != after[name]} == {"erasures"}


async def test_after_a_restore_those_on_the_list_are_erased_again(database, planted, others):
    """The restored copy has the person, and knows nothing of the erasure; the list was kept apart."""
    await add_to_erasure_list(database, {digest_of(KEY, ADDRESS): NOW, digest_of(KEY, "x@y.eu"): NOW})
    erased = await erase_again(database, KEY)
    assert found_in(await dump(database)) == set()
    assert set(erased.conversations) == {"mine", "second", "third", "fourth"}
    assert (await erase_again(database, KEY)).rows.total() == 0
    assert len(await EoIStore(database).of_address(BO)) == 1


async def test_what_came_after_the_erasure_stays(database, planted):
    await erase(database, KEY, ADDRESS, now=NOW + HOUR)
    again = replace(EXPRESSION, motivation=f"Once more, from {ADDRESS}")
    await EoIStore(database).submit(again, CONSENT, form_id="2", now=NOW + 2 * HOUR)
    before = await dump(database)
    assert (await erase_again(database, KEY)).rows.total() == 0
    assert await dump(database) == before


async def test_the_list_takes_the_later_moment(database):
    await add_to_erasure_list(database, {"d": NOW})
    for moment in (NOW + HOUR, NOW):
        await add_to_erasure_list(database, {"d": moment})
    assert await erasure_list(database) == {"d": NOW + HOUR}


def test_every_table_of_ours_with_entries_of_people_has_an_end():
    personal = {row.__tablename__: row for row in vars(tables).values() if hasattr(row, "__tablename__")}
    assert set(load_retention()) == {*personal, EVENTS}
    for name, kept in load_retention().items():
        if name != EVENTS and kept.counted_from:
            column = personal[name].__table__.columns[kept.counted_from]
            assert not column.nullable
        if kept.goes_with:
            (key,) = personal[name].__table__.foreign_keys
            assert (key.column.table.name, key.ondelete) == (kept.goes_with, "CASCADE")


def test_choices_of_meaning_end_when_the_file_says_so():
    assert load_retention()["meaning_choices"].days == DAYS_KEPT


async def test_what_is_older_than_the_file_says_goes(database, planted, others):
    await erase(database, KEY, "nobody@example.org", now=NOW)
    await MyData(database, "", KEY).ask_to_erase("nobody@example.org", ["c"], NOW)
    async with database.writing() as session:
        for row in await session.scalars(select(tables.OutboxRow)):
            row.due_at = None
    ends = {name: kept.days for name, kept in load_retention().items() if kept.days and name != EVENTS}
    for days in sorted(set(ends.values())):
        due = [name for name in ends if ends[name] == days]
        before = await dump(database)
        assert set(await age_out(database, now=NOW + timedelta(days=days))).isdisjoint(due)
        gone = await age_out(database, now=NOW + timedelta(days=days, microseconds=1))
        assert gone == {name: len(json.loads(before[name])) for name in due}
    after = await dump(database)
    assert {after[name] for name in load_retention() if name != EVENTS} == {"[]"}


async def test_mail_that_waits_does_not_age(database, planted):
    waiting = len(await rows_of(database, tables.OutboxRow))
    await age_out(database, now=datetime(2040, 1, 1, tzinfo=timezone.utc))
    assert len(await rows_of(database, tables.OutboxRow)) == waiting > 0
