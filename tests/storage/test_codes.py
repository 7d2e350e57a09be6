"""A code proves one address in one conversation, for a while; nothing else does, and nothing is told."""

import asyncio
import os
import random
from datetime import timedelta

import pytest

from bot.logic.codes import LIFETIME, PER_ADDRESS, PER_CONVERSATION, PER_SOURCE, PROOF, TRIES, code_for
from bot.logic.eoi import new_reference
from bot.storage.codes import Asked, CodeStore, Proven
from bot.storage.eois import EoIStore
from bot.storage.tables import CodeRow, DraftRow, OutboxRow
from bot.storage.tickets import TicketStore
from tests.storage.people import ADA, CONSENT, HOUR, JOIN, KEY, NOW, rows_of

GUESSES = int(os.environ.get("CALLGUIDE_TEST_GUESSES", "1000"))
HERE = {"source": "192.0.2.1", "now": NOW}


@pytest.fixture
async def reference(database):
    receipt = await EoIStore(database).submit(JOIN, CONSENT, form_id="k", now=NOW - 24 * HOUR)
    return receipt.reference


@pytest.fixture
def codes(database, reference):
    return CodeStore(database, KEY)


async def mails(database):
    return [row for row in await rows_of(database, OutboxRow) if row.kind == "code"]


async def newest_code(database):
    return code_for(KEY, (await rows_of(database, CodeRow))[-1].nonce)


def wrong(code, by=1):
    return f"{(int(code) + by) % 10**6:06}"


async def test_the_code_from_the_mail_proves_the_address(codes, database):
    assert await codes.ask("c2", address=ADA, **HERE) is Asked.SENT
    (mail,) = await mails(database)
    assert (mail.recipient, mail.reference, mail.due_at, mail.not_after) == (ADA, None, NOW, NOW + LIFETIME)
    assert set(mail.payload) == {"nonce", "language"}
    code = code_for(KEY, mail.payload["nonce"])
    assert await codes.prove("c2", f"it is {code[:3]} {code[3:]}", now=NOW) is Proven.RIGHT
    assert await codes.proven_address("c2", now=NOW) == ADA
    assert await codes.proven_address("c3", now=NOW) is None


async def test_the_code_is_kept_nowhere(codes, database):
    await codes.ask("c2", address=ADA, **HERE)
    (row,), (mail,) = await rows_of(database, CodeRow), await mails(database)
    assert await newest_code(database) not in f"{vars(row)} {vars(mail)}"


async def test_it_goes_to_the_address_as_it_was_stored(codes, database):
    await codes.ask("c2", address=ADA.upper(), **HERE)
    assert [mail.recipient for mail in await mails(database)] == [ADA]


@pytest.mark.parametrize("spelled", [str, str.lower, lambda text: f" {text} "])
async def test_a_reference_leads_to_the_address_behind_it(codes, database, reference, spelled):
    assert await codes.ask("c2", reference=spelled(reference), **HERE) is Asked.SENT
    assert [mail.recipient for mail in await mails(database)] == [ADA]


async def test_a_draft_and_a_message_for_a_person_make_an_address_known(codes, database):
    async with database.writing() as session:
        session.add(
            DraftRow(
                form_id="f",
                reference="DRAFT-2222-3333",
                conversation_id="c8",
                answers={},
                email="bo@example.org",
                created_at=NOW,
                updated_at=NOW,
            )
        )
    where = {"conversation_id": "c9", "channel": "web", "consent": CONSENT, "now": NOW}
    await TicketStore(database).open("Call me", "cy@example.org", **where)
    await codes.ask("c2", address="bo@example.org", **HERE)
    await codes.ask("c2", reference="DRAFT-2222-3333", **HERE)
    await codes.ask("c2", address="cy@example.org", **HERE)
    recipients = [mail.recipient for mail in await mails(database)]
    assert recipients == ["bo@example.org", "bo@example.org", "cy@example.org"]


@pytest.mark.parametrize(
    "unknown", [{"address": "nobody@example.org"}, {"reference": "EOI-2222-2222"}, {"reference": "x"}]
)
async def test_what_is_unknown_is_answered_counted_and_refused_like_what_is_known(
    codes, database, reference, unknown
):
    told = []
    for conversation, named in (("c2", {"address": ADA}), ("c3", {"reference": reference}), ("c4", unknown)):
        here = {"source": conversation, "now": NOW}
        answers = [await codes.ask(conversation, **named, **here)]
        code = await newest_code(database)
        answers += [await codes.prove(conversation, wrong(code, by), now=NOW) for by in range(1, TRIES + 2)]
        answers += [await codes.prove(conversation, code, now=NOW)]
        answers += [await codes.ask(conversation, **named, **here) for _ in range(PER_CONVERSATION)]
        told.append(answers)
    assert told[0] == told[1] == told[2]
    assert told[2][-2:] == [Asked.SENT, Asked.TOO_OFTEN]
    recipients = [mail.recipient for mail in await mails(database)]
    assert set(recipients) == {ADA}
    unsent = [row for row in await rows_of(database, CodeRow) if row.conversation_id == "c4"]
    assert [row.address for row in unsent] == [None] * PER_CONVERSATION


async def test_the_right_digits_prove_nothing_where_nobody_got_them(codes, database):
    await codes.ask("c2", address="nobody@example.org", **HERE)
    assert await codes.prove("c2", await newest_code(database), now=NOW) is Proven.WRONG
    assert await codes.proven_address("c2", now=NOW) is None


async def test_a_code_is_of_use_in_its_own_conversation_only(codes, database):
    await codes.ask("c2", address=ADA, **HERE)
    code = await newest_code(database)
    await codes.ask("c3", address="nobody@example.org", **HERE)
    assert await codes.prove("c3", code, now=NOW) is Proven.WRONG
    assert await codes.prove("c4", code, now=NOW) is Proven.NONE_ASKED


async def test_a_code_is_right_only_once(codes, database):
    await codes.ask("c2", address=ADA, **HERE)
    code = await newest_code(database)
    answers = await asyncio.gather(*(codes.prove("c2", code, now=NOW) for _ in range(4)))
    assert sorted(answer.value for answer in answers) == ["none_asked"] * 3 + ["right"]


@pytest.mark.parametrize(
    ("after", "outcome"),
    [(LIFETIME - timedelta(microseconds=1), Proven.RIGHT), (LIFETIME, Proven.EXPIRED)],
)
async def test_a_code_expires_at_exactly_ten_minutes(codes, database, after, outcome):
    await codes.ask("c2", address=ADA, **HERE)
    assert await codes.prove("c2", await newest_code(database), now=NOW + after) is outcome


async def test_a_proof_lasts_thirty_minutes(codes, database):
    await codes.ask("c2", address=ADA, **HERE)
    await codes.prove("c2", await newest_code(database), now=NOW)
    last = NOW + PROOF - timedelta(microseconds=1)
    assert await codes.proven_address("c2", now=last) == ADA
    assert await codes.proven_address("c2", now=NOW + PROOF) is None


async def test_five_wrong_tries_end_a_code(codes, database):
    await codes.ask("c2", address=ADA, **HERE)
    code = await newest_code(database)
    answers = [await codes.prove("c2", wrong(code), now=NOW) for _ in range(TRIES)]
    assert answers == [*[Proven.WRONG] * (TRIES - 1), Proven.TOO_MANY]
    assert await codes.prove("c2", code, now=NOW) is Proven.TOO_MANY


async def test_the_fifth_try_may_be_right(codes, database):
    await codes.ask("c2", address=ADA, **HERE)
    code = await newest_code(database)
    for _ in range(TRIES - 1):
        await codes.prove("c2", wrong(code), now=NOW)
    assert await codes.prove("c2", code, now=NOW) is Proven.RIGHT


async def test_guesses_at_the_same_time_are_all_counted(codes, database):
    await codes.ask("c2", address=ADA, **HERE)
    code = await newest_code(database)
    answers = await asyncio.gather(*(codes.prove("c2", wrong(code, by), now=NOW) for by in range(1, 30)))
    assert sorted(answer.value for answer in answers) == ["too_many"] * 25 + ["wrong"] * (TRIES - 1)
    (row,) = await rows_of(database, CodeRow)
    assert row.tries == TRIES


async def test_a_new_code_takes_the_place_of_the_one_before(codes, database):
    await codes.ask("c2", address=ADA, **HERE)
    first = await newest_code(database)
    await codes.ask("c2", address=ADA, **HERE)
    assert await codes.prove("c2", first, now=NOW) is Proven.WRONG
    assert await codes.prove("c2", await newest_code(database), now=NOW) is Proven.RIGHT


async def test_another_address_asked_for_does_not_end_a_proof(codes, database):
    await codes.ask("c2", address=ADA, **HERE)
    await codes.prove("c2", await newest_code(database), now=NOW)
    await codes.ask("c2", address="nobody@example.org", **HERE)
    assert await codes.proven_address("c2", now=NOW) == ADA


async def test_a_proof_given_back_is_gone_and_its_code_with_it(codes, database):
    await codes.ask("c2", address=ADA, **HERE)
    code = await newest_code(database)
    await codes.prove("c2", code, now=NOW)
    await codes.forget("c2")
    assert await codes.proven_address("c2", now=NOW) is None
    assert await codes.prove("c2", code, now=NOW) is Proven.EXPIRED


async def test_codes_cannot_be_asked_for_without_end_in_one_conversation(codes):
    for number in range(PER_CONVERSATION):
        assert await codes.ask("c2", address=f"a{number}@example.org", **HERE) is Asked.SENT
    assert await codes.ask("c2", address="b@example.org", **HERE) is Asked.TOO_OFTEN
    assert await codes.ask("c3", address="b@example.org", **HERE) is Asked.SENT
    later = {"source": "192.0.2.1", "now": NOW + HOUR}
    assert await codes.ask("c2", address="b@example.org", **later) is Asked.SENT


@pytest.mark.parametrize("address", [ADA, "nobody@example.org"])
async def test_codes_cannot_be_asked_for_without_end_for_one_address(codes, address):
    for number in range(PER_ADDRESS):
        assert await codes.ask(f"c{number}", address=address, source=str(number), now=NOW) is Asked.SENT
    assert await codes.ask("c9", address=address.upper(), source="9", now=NOW) is Asked.TOO_OFTEN


async def test_codes_cannot_be_asked_for_without_end_from_one_source(codes):
    for number in range(PER_SOURCE):
        assert await codes.ask(f"c{number}", address=f"a{number}@example.org", **HERE) is Asked.SENT
    assert await codes.ask("x", address="x@example.org", **HERE) is Asked.TOO_OFTEN
    assert await codes.ask("x", address="x@example.org", source="192.0.2.2", now=NOW) is Asked.SENT


async def test_a_reference_is_no_way_around_the_limit_of_an_address_and_tells_nothing(
    codes, database, reference
):
    for number in range(PER_ADDRESS):
        await codes.ask(f"c{number}", address=ADA, source=str(number), now=NOW)
    assert await codes.ask("c9", reference=reference, source="9", now=NOW) is Asked.SENT
    assert len(await mails(database)) == PER_ADDRESS


async def test_wishes_at_the_same_time_keep_to_the_limits(codes, database):
    answers = await asyncio.gather(
        *(codes.ask(f"s{number}", address=ADA, source=str(number), now=NOW) for number in range(12))
    )
    assert answers.count(Asked.SENT) == PER_ADDRESS == len(await mails(database))


async def test_strangers_use_up_no_codes_of_whoever_sent_or_proved_something_there(codes, database):
    await codes.ask("proven", address=ADA, source="proven", now=NOW)
    await codes.prove("proven", await newest_code(database), now=NOW)
    for number in range(PER_ADDRESS):
        await codes.ask(f"s{number}", address=ADA, source=str(number), now=NOW)
    before = len(await mails(database))
    assert await codes.ask("s9", address=ADA, source="9", now=NOW) is Asked.TOO_OFTEN
    for owners in (JOIN.conversation_id, "proven"):
        assert await codes.ask(owners, address=ADA, source=owners, now=NOW) is Asked.SENT
    assert len(await mails(database)) == before + 2


async def test_also_whoever_owns_an_address_asks_only_so_often(codes, database):
    for _ in range(PER_CONVERSATION):
        assert await codes.ask(JOIN.conversation_id, address=ADA, source="own", now=NOW) is Asked.SENT
    assert await codes.ask(JOIN.conversation_id, address=ADA, source="own", now=NOW) is Asked.TOO_OFTEN


async def test_once_more_goes_where_the_last_one_went(codes, database):
    assert await codes.ask_again("c5", source="s", now=NOW) is None
    for address in ("nobody@example.org", ADA):
        await codes.ask("c5", address=address, source="s", now=NOW)
        assert await codes.ask_again("c5", source="s", now=NOW) is Asked.SENT
    assert [mail.recipient for mail in await mails(database)] == [ADA, ADA]
    assert await codes.ask_again("c5", source="s", now=NOW) is Asked.SENT
    assert await codes.ask_again("c5", source="s", now=NOW) is Asked.TOO_OFTEN
    assert await codes.ask_again("c5", source="s", now=NOW + HOUR) is None


async def test_either_an_address_or_a_reference_is_named(codes):
    for named in ({}, {"address": ADA, "reference": "EOI-2222-2222"}):
        with pytest.raises(ValueError):
            await codes.ask("c2", **named, **HERE)


async def test_of_ten_thousand_guesses_none_is_right(codes, database):
    """One who asks wherever asking is allowed, and guesses everywhere: at one code, and at many.

    Fewer where time counts: CALLGUIDE_TEST_GUESSES=10000 makes them all, in half a minute.
    """
    asked = [
        await codes.ask(f"c{number}", address=ADA, source=f"{number % 7}", now=NOW) for number in range(100)
    ]
    assert asked.count(Asked.SENT) == PER_ADDRESS
    dice = random.Random(4)
    tries = [
        (f"c{number % 100}" if number % 2 else "c0", f"{dice.randrange(10**6):06}")
        for number in range(GUESSES)
    ]
    answers = [Proven.NONE_ASKED]
    for start in range(0, GUESSES, 250):  # so many at the same time
        batch = (codes.prove(place, guess, now=NOW) for place, guess in tries[start : start + 250])
        answers += await asyncio.gather(*batch)
    assert Proven.RIGHT not in answers
    assert answers.count(Proven.WRONG) <= PER_ADDRESS * (TRIES - 1)
    assert all(row.tries <= TRIES for row in await rows_of(database, CodeRow))


async def test_of_ten_thousand_guessed_references_none_opens_anything(codes, database):
    """From everywhere, in new conversations each: nobody is sent a code, and each place is stopped soon.

    Fewer where time counts, as above.
    """
    for number in range(20):
        await EoIStore(database).submit(JOIN, CONSENT, form_id=f"f{number}", now=NOW)
    answers = []
    for start in range(0, GUESSES, 50):
        guesses = [(number, new_reference()) for number in range(start, start + 50)]
        answers += await asyncio.gather(
            *(
                codes.ask(f"g{number}", reference=guess, source=f"{number % 50}", now=NOW)
                for number, guess in guesses
            )
        )
    assert answers.count(Asked.SENT) == min(GUESSES, 50 * PER_SOURCE)
    assert {row.kind for row in await rows_of(database, OutboxRow)} == {"eoi_receipt"}
    assert [row.address for row in await rows_of(database, CodeRow) if row.address] == []
    assert Proven.RIGHT not in [await codes.prove(f"g{number}", "123456", now=NOW) for number in range(50)]
