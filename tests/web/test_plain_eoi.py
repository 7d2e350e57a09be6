"""An expression of interest by forms alone: begun, sent, shown, changed, withdrawn; and what is refused."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from bot.logic.codes import code_for
from bot.storage.tables import CodeRow, EoIRow
from tests.web.doors import open_door
from tests.web.plain_forms import Visitor

ANSWERS = {
    "organisation": "Cluster Example",
    "organisation_type": "cluster_organisation",
    "country": "ES",
    "region": "Aragon",
    "theme": "textiles",
    "role": "partner",
    "motivation": "We bring looms and look for yarn.",
    "consent": "yes",
    "contact_name": "Anna Example",
    "email": "anna@example.org",
}
JOIN = {"kind": "join", "partnership": "escps3-tex4im"}
REFERENCE = re.compile(r"(?:EOI|DRAFT)(?:-[2-9A-Z]{4}){2}")


async def begins(visitor, **fields):
    await visitor.sees("/eoi")
    await visitor.sends("/eoi", **(fields or JOIN))


async def fills(visitor, answers):
    for field, value in answers.items():
        assert visitor.path == f"/eoi/step/{field}"
        await visitor.answers(**{field: value})


async def has_sent(visitor) -> str:
    await begins(visitor)
    await fills(visitor, ANSWERS)
    await visitor.sends("/eoi/send")
    return REFERENCE.search(visitor.page)[0]


async def newest_code(door) -> str:
    async with door.database.reading() as session:
        nonce = await session.scalar(select(CodeRow.nonce).order_by(CodeRow.id.desc()).limit(1))
    return code_for(door.settings.secret_for("codes"), nonce)


async def proves(door, visitor, who="anna@example.org"):
    await visitor.sees("/eoi/own")
    await visitor.sends("/eoi/own", who=who)
    await visitor.sends("/eoi/own/code", code=await newest_code(door))


async def stored(door) -> list[EoIRow]:
    async with door.database.reading() as session:
        return list(await session.scalars(select(EoIRow).order_by(EoIRow.id)))


@pytest.fixture
async def stranger(seeded_door, visitor, aiohttp_client):
    """Somebody else, with another cookie."""
    return Visitor(await aiohttp_client(visitor.server))


async def test_from_start_to_receipt(seeded_door, visitor):
    await begins(visitor)
    assert "Step 2 of 11" in visitor.page
    await fills(visitor, ANSWERS)
    assert visitor.path == "/eoi/check"
    for said in (
        "TEX4IM",
        "Aragon",
        "Spain",
        "Textiles",
        "partner",
        "Anna Example",
        "Nothing has been sent yet",
    ):
        assert said in visitor.words
    assert await stored(seeded_door) == []
    await visitor.sends("/eoi/send")
    [row] = await stored(seeded_door)
    assert visitor.path == f"/eoi/receipt/{row.reference}"
    assert row.reference in visitor.page
    assert (row.region, row.country, row.partnership_id, row.channel) == (
        "ES24",
        "ES",
        "escps3-tex4im",
        "web",
    )
    assert "anna@example.org" in visitor.page


async def test_a_proposal_has_a_title_and_its_region_may_be_skipped(seeded_door, visitor):
    await begins(visitor, kind="propose")
    first = {"title": "Yarn of the future", "theme": "textiles", "organisation": "Cluster Example"}
    await fills(visitor, {**first, "organisation_type": "cluster_organisation", "country": "ES"})
    await visitor.answers(skip="yes")
    rest = ("role", "motivation", "consent", "contact_name", "email")
    await fills(visitor, {name: ANSWERS[name] for name in rest})
    assert "not given" in visitor.words
    await visitor.sends("/eoi/send")
    [row] = await stored(seeded_door)
    assert (row.kind, row.title, row.region) == ("propose", "Yarn of the future", None)


async def test_a_second_click_shows_the_same_receipt(seeded_door, visitor):
    await begins(visitor)
    await fills(visitor, ANSWERS)
    before = visitor.page
    await visitor.sends("/eoi/send")
    receipt, visitor.page = visitor.path, before
    await visitor.sends("/eoi/send")
    assert visitor.path == receipt
    assert len(await stored(seeded_door)) == 1


@pytest.mark.parametrize(
    ("field", "wrong", "reason"),
    [
        ("organisation", "yes", "not a yes or no"),
        ("organisation_type", "emperor", "I do not know this kind"),
        ("country", "", "I do not know this as a country"),
        ("region", "Spain?", "I cannot read a region"),
        ("theme", "<b>", "I do not know this theme"),
        ("role", "", "I do not know this role"),
        ("motivation", "x", "a little more"),
        ("consent", "no", "Without your consent"),
        ("consent", "", "clear yes or no"),
        ("contact_name", "?", "reads like a question"),
        ("email", "anna", "the @ is missing"),
    ],
)
async def test_a_wrong_answer_is_refused_at_its_field(visitor, field, wrong, reason):
    await begins(visitor)
    names = list(ANSWERS)
    await fills(visitor, {name: ANSWERS[name] for name in names[: names.index(field)]})
    await visitor.answers(**{field: wrong})
    assert visitor.status == 422
    assert reason in visitor.words
    assert f'<a href="#{field}">' in visitor.page
    assert f'id="{field}-error"' in visitor.page


async def test_nothing_personal_is_asked_before_the_consent(visitor):
    await begins(visitor)
    for path in ("/eoi/step/email", "/eoi/step/contact_name", "/eoi/check"):
        await visitor.sees(path)
        assert visitor.path == "/eoi/step/organisation"
    visitor.page = visitor.page.replace("/eoi/step/organisation", "/eoi/step/email")
    await visitor.answers(email="anna@example.org")
    assert visitor.path == "/eoi/step/organisation"


async def test_who_no_longer_agrees_has_nothing_personal_in_the_draft(visitor):
    await begins(visitor)
    await fills(visitor, ANSWERS)
    await visitor.sees("/eoi/step/consent")
    assert 'value="yes" checked' in visitor.page
    await visitor.answers(consent="no")
    assert "Without your consent" in visitor.words
    await visitor.answers(consent="yes")
    assert visitor.path == "/eoi/step/contact_name"
    assert "Anna" not in visitor.page


async def test_an_answer_is_changed_before_it_is_sent(visitor):
    await begins(visitor)
    await fills(visitor, ANSWERS)
    await visitor.sees("/eoi/step/region")
    assert 'value="Aragón"' in visitor.words or 'value="Aragon"' in visitor.words
    await visitor.sees("/eoi/step/country")
    await visitor.answers(country="NO")
    assert visitor.path == "/eoi/check"
    assert "Norway" in visitor.words
    assert "you should know" in visitor.words


@pytest.mark.parametrize(
    "fields", [{"kind": "join"}, {"kind": "join", "partnership": "none-such"}, {"kind": "x"}]
)
async def test_a_partnership_must_be_chosen(visitor, fields):
    await begins(visitor, **fields)
    assert visitor.status == 422
    assert "choose a partnership" in visitor.words
    await visitor.sees("/eoi?partnership=escps3-tex4im")
    assert '<option value="escps3-tex4im" selected>' in visitor.page


async def test_a_draft_waits_and_can_be_dropped(visitor):
    await begins(visitor)
    await begins(visitor)
    await visitor.answers(organisation="Cluster Example")
    await visitor.sees("/eoi")
    assert "You have begun an expression of interest" in visitor.page
    assert 'href="/eoi/step/organisation_type"' in visitor.page
    before = visitor.page
    await visitor.sends("/eoi/drop")
    assert "You have begun" not in visitor.page
    visitor.page = before
    await visitor.sends("/eoi/drop")
    assert visitor.path == "/eoi"
    for path in ("/eoi/step/email", "/eoi/check", "/eoi/save"):
        await visitor.sees(path)
        assert visitor.path == "/eoi"


@pytest.mark.parametrize("action", ["/eoi/step/organisation", "/eoi/save", "/eoi/send"])
async def test_without_a_draft_a_form_leads_to_the_start(visitor, action):
    await visitor.sees("/eoi")
    visitor.page = visitor.page.replace('action="/eoi"', f'action="{action}"')
    await visitor.sends(action)
    assert (visitor.path, visitor.status) == ("/eoi", 200)


async def test_a_question_of_the_other_kind_or_too_early_to_send_leads_to_the_open_one(visitor):
    await begins(visitor)
    await visitor.sees("/eoi/step/title")
    assert visitor.path == "/eoi/step/organisation"
    await visitor.sees("/eoi")
    draft = re.search(r'name="draft" value="([^"]+)"', visitor.page)[1]
    visitor.page = visitor.page.replace('action="/eoi/drop"', 'action="/eoi/send"')
    await visitor.sends("/eoi/send", draft=draft)
    assert visitor.path == "/eoi/step/organisation"


async def test_the_receipt_is_shown_to_nobody_else(visitor, stranger):
    reference = await has_sent(visitor)
    await stranger.sees(f"/eoi/receipt/{reference}")
    assert stranger.status == 404
    await stranger.sees(f"/eoi/own/{reference}")
    assert stranger.path == "/eoi/own"


async def test_who_sent_it_sees_its_state_without_a_code_and_no_way_to_change_it(visitor):
    reference = await has_sent(visitor)
    await visitor.sees("/eoi/own")
    assert f"{reference}: interest in joining" in visitor.words
    assert "/withdraw" not in visitor.page
    await visitor.sees("/eoi")
    await begins(visitor)
    await fills(visitor, ANSWERS)
    assert f"You have sent this before under {reference}" in visitor.words


async def test_elsewhere_a_code_opens_status_receipt_change_and_withdrawal(seeded_door, visitor, stranger):
    reference = await has_sent(visitor)
    await proves(seeded_door, stranger, reference.lower())
    assert f"{reference}: interest in joining" in stranger.words
    await stranger.sees(f"/eoi/receipt/{reference}")
    assert "Cluster Example" in stranger.page
    await stranger.sees(f"/eoi/own/{reference}/change/region")
    await stranger.answers(skip="yes")
    assert 'is now "not given"' in stranger.words
    await stranger.sees(f"/eoi/own/{reference}/change/country")
    await stranger.answers(country="atlantis")
    assert stranger.status == 422
    await stranger.answers(country="ES")
    assert "nothing was changed" in stranger.words
    await stranger.sees(f"/eoi/own/{reference}")
    assert f'href="/eoi/own/{reference}/change/partnership"' in stranger.page
    await stranger.sees(f"/eoi/own/{reference}/withdraw")
    before = stranger.page
    await stranger.sends(f"/eoi/own/{reference}/withdraw")
    assert "Withdrawn on" in stranger.words
    stranger.page = before
    await stranger.sends(f"/eoi/own/{reference}/withdraw")
    [row] = await stored(seeded_door)
    assert (row.status, row.version, row.region) == ("withdrawn", 2, None)
    for path in ("", "/withdraw", "/change/region"):
        await stranger.sees(f"/eoi/own/{reference}{path}")
        assert stranger.path == "/eoi/own"


async def test_an_answer_that_was_changed_elsewhere_is_shown_and_not_overwritten(
    seeded_door, visitor, stranger
):
    reference = await has_sent(visitor)
    for browser in (visitor, stranger):
        await proves(seeded_door, browser)
        await browser.sees(f"/eoi/own/{reference}/change/role")
    await visitor.answers(role="lead")
    await stranger.answers(role="associated")
    assert (stranger.status, "was changed elsewhere" in stranger.words) == (409, True)
    assert 'value="lead" checked' in stranger.page
    assert [row.role for row in await stored(seeded_door)] == ["lead"]
    await stranger.answers(role="associated")
    assert [(row.role, row.version) for row in await stored(seeded_door)] == [("associated", 3)]


async def test_different_answers_changed_in_two_windows_are_both_kept(seeded_door, visitor, stranger):
    reference = await has_sent(visitor)
    for browser, field in ((visitor, "role"), (stranger, "region")):
        await proves(seeded_door, browser)
        await browser.sees(f"/eoi/own/{reference}/change/{field}")
    await visitor.answers(role="lead")
    await stranger.answers(skip="yes")
    assert [(row.role, row.region) for row in await stored(seeded_door)] == [("lead", None)]


@pytest.mark.parametrize("opened", ["", "0", "9", "one", "-1", "99999999999"])
async def test_a_change_of_a_version_that_never_was_is_asked_again(seeded_door, visitor, opened):
    reference = await has_sent(visitor)
    await proves(seeded_door, visitor)
    await visitor.sees(f"/eoi/own/{reference}/change/role")
    await visitor.answers(role="lead", opened=opened)
    assert visitor.status == 409
    assert [row.version for row in await stored(seeded_door)] == [1]


NEW = "anna@new.example.org"


async def changes_the_address(door, visitor, address=NEW) -> str:
    """Up to the code that is asked for; gives the path of its form."""
    reference = await has_sent(visitor)
    await proves(door, visitor)
    await visitor.sees(f"/eoi/own/{reference}/change/email")
    await visitor.answers(email=address)
    return f"/eoi/own/{reference}/change/email/code"


async def test_a_new_address_counts_only_after_the_code_that_was_sent_there(seeded_door, visitor):
    path = await changes_the_address(seeded_door, visitor)
    assert "This address is new" in visitor.words
    for wrong, said in (("soon", "six digits"), ("000000", "not right")):
        await visitor.sends(path, code=wrong)
        assert (visitor.status, said in visitor.words) == (422, True)
    assert [row.email for row in await stored(seeded_door)] == ["anna@example.org"]
    await visitor.sends(path, code=await newest_code(seeded_door))
    assert "Your change is stored" in visitor.words
    assert [row.email for row in await stored(seeded_door)] == [NEW]


async def test_the_same_address_and_one_that_was_proven_need_no_other_code(seeded_door, visitor):
    path = (await changes_the_address(seeded_door, visitor, "Anna@Example.org")).removesuffix("/code")
    assert 'is now "Anna@example.org"' in visitor.words
    await visitor.sees(path)
    await visitor.answers(email=NEW)
    await visitor.sends(f"{path}/code", code=await newest_code(seeded_door))
    for address in ("anna@example.org", NEW):
        await visitor.sees(path)
        await visitor.answers(email=address)
        assert "Your change is stored" in visitor.words
    assert [(row.email, row.version) for row in await stored(seeded_door)] == [(NEW, 5)]


async def test_a_code_for_another_address_changes_nothing(seeded_door, visitor):
    path = await changes_the_address(seeded_door, visitor)
    await visitor.sends(path, code=await newest_code(seeded_door), email="eve@example.org")
    assert visitor.path == path.removesuffix("/code")
    assert [row.email for row in await stored(seeded_door)] == ["anna@example.org"]


async def test_what_is_no_address_and_too_many_codes_are_refused_at_the_field(seeded_door, visitor):
    path = (await changes_the_address(seeded_door, visitor, "anna")).removesuffix("/code")
    assert (visitor.status, "the @ is missing" in visitor.words) == (422, True)
    before = visitor.page
    for _ in range(6):
        visitor.page = before
        await visitor.sends(path, email=NEW)
    assert (visitor.status, "Too many codes" in visitor.words) == (422, True)


async def test_the_forms_of_an_address_are_taken_only_with_the_proof_and_while_it_may_change(
    seeded_door, visitor, stranger
):
    path = await changes_the_address(seeded_door, visitor)
    code, shown = await newest_code(seeded_door), visitor.page
    await stranger.sees("/eoi/own")
    empty = stranger.page
    for action in (path, path.removesuffix("/code")):
        stranger.page = empty.replace('action="/eoi/own"', f'action="{action}"')
        await stranger.sends(action, email=NEW, code=code)
        assert stranger.path == "/eoi/own"
    seeded_door.close_the_call()
    for action in (path, path.removesuffix("/code")):
        visitor.page = shown.replace(f'action="{path}"', f'action="{action}"')
        assert "not taken now" in await visitor.sends(action, email=NEW, code=code)
    assert [row.email for row in await stored(seeded_door)] == ["anna@example.org"]


async def test_a_form_for_a_change_is_taken_only_with_the_proof(seeded_door, visitor, stranger):
    reference = await has_sent(visitor)
    await stranger.sees("/eoi/own")
    for action in (f"/eoi/own/{reference}/withdraw", f"/eoi/own/{reference}/change/country"):
        shown = stranger.page
        stranger.page = shown.replace('action="/eoi/own"', f'action="{action}"')
        await stranger.sends(action, country="FR")
        assert stranger.path == "/eoi/own"
    [row] = await stored(seeded_door)
    assert (row.status, row.country) == ("submitted", "ES")


async def test_no_answer_of_another_name_can_be_changed(seeded_door, visitor):
    reference = await has_sent(visitor)
    await proves(seeded_door, visitor)
    for field in ("consent", "title", "conversation_id"):
        await visitor.sees(f"/eoi/own/{reference}/change/{field}")
        assert visitor.status == 404
    await visitor.sees(f"/eoi/own/{reference}/change/country")
    visitor.page = visitor.page.replace("/change/country", "/change/status")
    await visitor.answers(status="matched")
    assert visitor.status == 404


async def test_the_proof_can_be_given_back(seeded_door, visitor):
    await has_sent(visitor)
    await proves(seeded_door, visitor)
    await visitor.sends("/eoi/own/leave")
    assert "Send a code" in visitor.page


@pytest.mark.parametrize("who", ["nobody@example.org", "EOI-2222-3333"])
async def test_what_is_stored_under_nobody_is_not_told(visitor, who):
    await visitor.sees("/eoi/own")
    await visitor.sends("/eoi/own", who=who)
    assert visitor.path == "/eoi/own/code"
    await visitor.sends("/eoi/own/code", code="123456")
    assert (visitor.status, "That code is not right" in visitor.words) == (422, True)
    await visitor.sends("/eoi/own/code", code="soon")
    assert "six digits" in visitor.words


@pytest.mark.parametrize(("who", "reason"), [("", "I need the e-mail address"), ("anna@", "not a complete")])
async def test_a_way_to_answer_that_is_none_is_refused(visitor, who, reason):
    await visitor.sees("/eoi/own")
    await visitor.sends("/eoi/own", who=who)
    assert visitor.status == 422
    assert reason in visitor.words


async def test_too_many_codes_are_refused(visitor):
    await visitor.sees("/eoi/own")
    before = visitor.page
    for _ in range(6):
        visitor.page = before
        await visitor.sends("/eoi/own", who="nobody@example.org")
    assert "Too many codes" in visitor.words


async def test_a_draft_is_saved_and_gone_on_with_elsewhere(seeded_door, visitor, stranger):
    await begins(visitor)
    await visitor.answers(organisation="Cluster Example")
    await visitor.sees("/eoi/save")
    await visitor.sends("/eoi/save", email="anna")
    assert visitor.status == 422
    await visitor.sends("/eoi/save", email="anna@example.org")
    reference = REFERENCE.search(visitor.page)[0]
    await proves(seeded_door, stranger)
    assert "Nothing that could be shown" in stranger.words
    action = f"/eoi/own/draft/{reference}"
    before = stranger.page
    await stranger.sends(action)
    assert stranger.path == "/eoi/step/organisation_type"
    await stranger.sees("/eoi/step/organisation")
    assert "Cluster Example" in stranger.page
    stranger.page = before
    await stranger.sends("/eoi/own/leave")
    stranger.page = before
    await stranger.sends(action)
    assert stranger.path == "/eoi/own"


async def test_a_saved_draft_keeps_its_address_when_consent_is_taken_back(seeded_door, visitor):
    await begins(visitor)
    await fills(visitor, ANSWERS)
    await visitor.sees("/eoi/save")
    await visitor.sends("/eoi/save", email="anna@example.org")
    await visitor.sees("/eoi/step/consent")
    await visitor.answers(consent="no")
    await proves(seeded_door, visitor)
    assert "Saved drafts" in visitor.page


async def test_when_the_call_is_closed_the_reason_is_given_and_nothing_is_taken(
    seeded_file, tmp_path, aiohttp_client
):
    async with open_door(seeded_file, tmp_path) as door:
        visitor = Visitor(await aiohttp_client(door.app))
        reference = await has_sent(visitor)
        await proves(door, visitor)
        await visitor.sees(f"/eoi/own/{reference}/change/country")
        change = visitor.page
        await begins(visitor)
        await visitor.answers(organisation="Cluster Example")
        step, draft = visitor.page, re.search(r'name="draft" value="([^"]+)"', await visitor.sees("/eoi"))[1]
        start = visitor.page
        door.close_the_call()
        for path in ("/eoi", "/eoi/check", "/eoi/step/country", f"/eoi/own/{reference}/change/country"):
            assert "not taken now" in await visitor.sees(path)
        for shown, action, fields in (
            (start, "/eoi", JOIN),
            (step, "/eoi/step/organisation_type", {}),
            (change, f"/eoi/own/{reference}/change/country", {"country": "FR"}),
            (start.replace("/eoi/drop", "/eoi/send"), "/eoi/send", {"draft": draft}),
        ):
            visitor.page = shown
            assert "not taken now" in await visitor.sends(action, **fields)
        [row] = await stored(door)
        assert row.country == "ES"
