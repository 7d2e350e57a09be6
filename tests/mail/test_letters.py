"""What stands in each mail, and that nothing in it can become a header."""

from __future__ import annotations

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP

import pytest

from bot.content.field_words import field_label, value_in_words
from bot.content.letters import load_letters
from bot.logic.codes import code_for
from bot.logic.mail import Mail, MailRefused
from bot.mail.letters import Writer
from bot.mail.values import WRITERS
from tests.mail.mails import EXPRESSION, KEY, NOW, PAYLOADS, SENDER, mail

HEADERS = [
    "From",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "Auto-Submitted",
    "Content-Type",
    "Content-Transfer-Encoding",
    "MIME-Version",
]


def letter(one: Mail, sender: str = SENDER) -> EmailMessage:
    """The mail as it arrives, after the way through bytes."""
    written = Writer(sender, KEY).letter_for(one, NOW)
    return message_from_bytes(written.as_bytes(), policy=SMTP)


def text(one: Mail) -> str:
    return letter(one).get_content()


def test_every_letter_has_a_writer_and_a_full_payload() -> None:
    assert {*WRITERS, "code"} == set(load_letters()) == set(PAYLOADS)


@pytest.mark.parametrize("kind", PAYLOADS)
def test_every_letter_is_filled_in(kind: str) -> None:
    message = letter(mail(kind))
    assert sorted({*message.keys()} - {"List-Unsubscribe"}) == sorted(HEADERS)
    assert message.get_content_type() == "text/plain"
    assert message.get_content_charset() == "utf-8"
    assert not {"{", "}", "None"} & set(message.get_content().split())
    assert "{" not in message["Subject"] + message.get_content()


@pytest.mark.parametrize("kind", PAYLOADS)
@pytest.mark.parametrize("payload", [{}, {"language": "en"}])
def test_a_payload_that_lacks_something_is_refused_without_its_words(kind: str, payload: dict) -> None:
    one = mail(kind, payload=payload)
    if kind in ("eoi_address_changed", "eoi_withdrawn", "ticket_received"):  # all they need is the reference
        assert one.reference in text(one)
    else:
        with pytest.raises(MailRefused, match=r"^letter not written: KeyError$"):
            letter(one)


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(MailRefused, match=r"^letter not written: ContentInvalid$"):
        letter(Mail(1, "poem", "ada@example.org", None, {}, NOW, 0))


def test_the_headers_are_those_of_a_program_that_names_its_mail() -> None:
    message = letter(mail())
    assert str(message["From"]) == SENDER
    assert str(message["To"]) == "ada@example.org"
    assert message["Date"].datetime == NOW
    assert message["Auto-Submitted"] == "auto-generated"
    assert str(message["Message-ID"]) == mail().message_id("example.org")


def test_the_receipt_says_everything_in_words_and_brussels_time() -> None:
    written = text(mail())
    for part in (
        "Hello Ada Example,",
        "Reference: EOI-AAAA-BBBB",
        "interest in joining TEX4IM",
        "1 March 2017, 11:30, Brussels time",
        "- Organisation: Cluster Ñandú",
        "- Country: Spain",
        "- Role sought: partner",
        "- E-mail: ada@example.org",
    ):
        assert part in written
    assert "Working title" not in written


def test_a_proposal_is_named_by_its_title() -> None:
    written = text(mail(kind="eoi_receipt", partnership_id=None, title="New threads"))
    assert "Working title: New threads" in written


def test_a_change_shows_before_and_after() -> None:
    written = text(mail("eoi_changed"))
    assert "- Country: Spain; now: Italy" in written
    assert "now: not given" in written
    assert "- Role sought: partner; now: lead" in written


@pytest.mark.parametrize("field", [name for name in EXPRESSION if name not in ("kind", "channel")])
def test_a_change_of_any_answer_is_told_by_its_name(field: str) -> None:
    change = {"field": field, "before": EXPRESSION[field], "after": "Something else"}
    kind = {"field": "kind", "before": "join", "after": "propose"}
    written = text(mail("eoi_changed", differences=[kind, change]))
    assert (
        f"- {field_label(field)}: {value_in_words(field, EXPRESSION[field] or 'not given')}; now:" in written
    )
    assert "now: Something else" in written
    assert "propose" not in written


@pytest.mark.parametrize("status", ["received", "in_review", "matched", "declined"])
def test_a_decision_is_told_with_and_without_a_note(status: str) -> None:
    assert "What was noted: TEX4IM" in text(mail("eoi_decision", status=status))
    assert "noted" not in text(mail("eoi_decision", status=status, note=None))


def test_the_code_is_in_its_letter_and_in_no_header() -> None:
    message = letter(mail("code"))
    code = code_for(KEY, "n")
    assert code in message.get_content()
    assert "10 minutes" in message.get_content()
    assert not any(code in str(value) for value in message.values())


def test_codes_are_six_digits_that_follow_from_key_and_nonce() -> None:
    codes = {code_for(KEY, str(number)) for number in range(200)}
    assert len(codes) > 190
    assert all(len(code) == 6 and code.isdecimal() for code in codes)
    assert code_for(KEY, "1") == code_for(KEY, "1") != code_for("other", "1")


def test_the_contact_of_a_partnership_hears_who_is_interested() -> None:
    one = mail("interest_notice")
    assert "Cluster Ñandú: interest in TEX4IM" in letter(one)["Subject"]
    assert "- Contact person: Ada Example" in text(one)


@pytest.mark.parametrize("kind", WRITERS)
def test_only_what_goes_to_followers_can_be_stopped_from_the_mail_reader(kind: str) -> None:
    way_out = f"<{PAYLOADS[kind]['link']}>" if kind in ("follow_begun", "follow_news") else None
    assert letter(mail(kind))["List-Unsubscribe"] == way_out


def test_no_name_can_become_a_header() -> None:
    evil = "Ada\r\nBcc: eve@example.org\r\n\r\nhi"
    payload = {name: evil for name in PAYLOADS["interest_notice"] if name != "language"}
    message = letter(mail("interest_notice", payload={**payload, "language": "en"}))
    assert sorted(message.keys()) == sorted(HEADERS)
    assert "Ada Bcc: eve@example.org hi" in message["Subject"]


@pytest.mark.parametrize(
    "recipient",
    ["", "ada", "ada@", "@example.org", "a@b\r\nBcc: eve@example.org", "a b@c.org", f"a@{'x' * 70}.org"],
)
def test_an_address_that_is_none_is_refused_for_good(recipient: str) -> None:
    with pytest.raises(MailRefused) as caught:
        letter(mail(recipient=recipient))
    assert caught.value.for_good
    assert recipient == "" or recipient not in caught.value.problem


def test_a_domain_with_an_umlaut_is_written_as_mail_servers_want_it() -> None:
    assert str(letter(mail(recipient="ada@bücher.example"))["To"]) == "ada@xn--bcher-kva.example"
