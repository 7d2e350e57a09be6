"""What stands in the blanks of each letter, out of what the outbox holds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from bot.clock import BRUSSELS
from bot.content.field_words import field_label, value_in_words
from bot.content.letters import Letter
from bot.content.lexicon import load_lexicon
from bot.content.sources import day_in_words
from bot.logic.codes import LIFETIME, code_for
from bot.logic.mail import Mail
from bot.logic.messages import USER

Values = Mapping[str, str | Iterable[str]]

FIELDS = (
    "title",
    "organisation",
    "organisation_type",
    "country",
    "region",
    "theme",
    "role",
    "motivation",
    "contact_name",
    "email",
)
"""What is shown of an expression of interest, in this order; what was not given is left out."""


def values_of(mail: Mail, letter: Letter, code_key: str) -> Values:
    """The values of this mail's letter. KeyError: its payload lacks something."""
    if mail.kind == "code":
        return {
            "code": code_for(code_key, mail.payload["nonce"]),
            "minutes": f"{LIFETIME.total_seconds() / 60:.0f}",
        }
    return WRITERS[mail.kind](mail, letter)


def _receipt(mail: Mail, letter: Letter) -> Values:
    payload = mail.payload
    name = load_lexicon().partnerships.get(payload["partnership_id"] or "") or payload["title"] or ""
    return {
        "contact_name": payload["contact_name"],
        "what": letter.word(f"what_{payload['kind']}", name=name),
        "fields": _fields(mail, letter),
        **_named(mail),
        **_moment(datetime.fromisoformat(payload["submitted_at"])),
    }


def _changed(mail: Mail, letter: Letter) -> Values:
    lines = [
        letter.word(
            "difference",
            label=field_label(one["field"]),
            before=_value(one["field"], one["before"], letter),
            after=_value(one["field"], one["after"], letter),
        )
        for one in mail.payload["differences"]
        if one["field"] != "kind"  # shows in what the kind brings: a partnership, or a title
    ]
    return {"differences": lines, **_named(mail), **_moment(mail.created_at)}


def _withdrawn(mail: Mail, letter: Letter) -> Values:
    return {**_named(mail), **_moment(mail.created_at)}


def _decision(mail: Mail, letter: Letter) -> Values:
    note = mail.payload.get("note")
    return {
        "state": letter.word(mail.payload["status"]),
        "note": letter.word("note", note=note) if note else "",
        **_named(mail),
        **_moment(mail.created_at),
    }


def _draft(mail: Mail, letter: Letter) -> Values:
    return {"link": mail.payload["link"], **_named(mail)}


def _interest(mail: Mail, letter: Letter) -> Values:
    payload = mail.payload
    return {
        "partnership": _partnership(mail),
        "organisation": payload["organisation"],
        "fields": _fields(mail, letter),
        **_named(mail),
    }


def _follow_begun(mail: Mail, letter: Letter) -> Values:
    return {"partnership": _partnership(mail), "link": mail.payload["link"]}


def _follow_news(mail: Mail, letter: Letter) -> Values:
    return {**_follow_begun(mail, letter), "text": mail.payload["text"].splitlines()}


def _contact_asked(mail: Mail, letter: Letter) -> Values:
    return {"partnership": _partnership(mail), "link": mail.payload["link"]}


def _interest_withdrawn(mail: Mail, letter: Letter) -> Values:
    return {"partnership": _partnership(mail), **_named(mail)}


def _interest_erased(mail: Mail, letter: Letter) -> Values:
    return {
        "partnership": _partnership(mail),
        **_moment(datetime.fromisoformat(mail.payload["submitted_at"])),
    }


def _new_follower(mail: Mail, letter: Letter) -> Values:
    return {"partnership": _partnership(mail)}


def _conversation(mail: Mail, letter: Letter) -> Values:
    """Who spoke and when, then what was said; an empty line between two messages."""
    said = mail.payload["said"]
    lines: list[str] = []
    for one in said:
        author = "you" if one["author"] == USER else "bot"
        moment = {name: str(value) for name, value in _moment(datetime.fromisoformat(one["at"])).items()}
        lines += [letter.word(author, **moment), *one["text"].splitlines(), ""]
    is_cut = mail.payload["is_cut"]
    return {"said": lines, "earlier": letter.word("earlier", count=str(len(said))) if is_cut else ""}


def _ticket(mail: Mail, letter: Letter) -> Values:
    return _named(mail)


WRITERS: Mapping[str, Callable[[Mail, Letter], Values]] = {
    "eoi_receipt": _receipt,
    "eoi_changed": _changed,
    "eoi_withdrawn": _withdrawn,
    "eoi_address_changed": _withdrawn,
    "eoi_decision": _decision,
    "draft_saved": _draft,
    "interest_notice": _interest,
    "ticket_received": _ticket,
    "contact_asked": _contact_asked,
    "interest_withdrawn": _interest_withdrawn,
    "interest_erased": _interest_erased,
    "new_follower": _new_follower,
    "follow_begun": _follow_begun,
    "follow_news": _follow_news,
    "conversation": _conversation,
}


def _partnership(mail: Mail) -> str:
    id_ = str(mail.payload["partnership_id"])
    return load_lexicon().partnerships.get(id_, id_)


def _named(mail: Mail) -> Values:
    return {"reference": mail.reference or mail.payload["reference"]}


def _moment(moment: datetime) -> Values:
    there = moment.astimezone(BRUSSELS)
    return {"day": day_in_words(there.date()), "time": f"{there:%H:%M}"}


def _fields(mail: Mail, letter: Letter) -> list[str]:
    return [
        letter.word("line", label=field_label(field), value=_value(field, mail.payload[field], letter))
        for field in FIELDS
        if mail.payload.get(field)
    ]


def _value(field: str, value: str | None, letter: Letter) -> str:
    return value_in_words(field, value) if value else letter.word("not_given")
