"""Ways to answer somebody: an e-mail address, a telephone number. Every check reads its text once."""

from __future__ import annotations

import re

from bot.logic.checked import Checked
from bot.logic.words import clean

EMAIL_LIMIT, LOCAL_LIMIT, LABEL_LIMIT = 254, 64, 63  # RFC 5321, sections 4.5.3.1 and RFC 1035, section 2.3.4
LOCAL_CHARACTERS = frozenset(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.!#$%&'*+-=^_`{|}~"
)
SEPARATORS = re.compile(r"[\s,;:/<>()\[\]\"?]+")
FEWEST_DIGITS, MOST_DIGITS = 7, 15  # ITU-T E.164: at most 15
NUMBER = re.compile(r"\+?[0-9][0-9 ()./\-]*")


def read_email(text: str) -> Checked:
    """The one address in the message, its domain in lower case; also from inside a sentence."""
    if "@" not in text and "＠" not in text:
        return Checked(refusal="email_without_at")
    candidates = addresses_in(text)
    if len(candidates) > 1:
        return Checked(refusal="email_several")
    if not candidates or not _well_formed(candidates[0]):
        return Checked(refusal="email_malformed")
    return Checked(candidates[0])


def read_contact(text: str) -> Checked:
    """An e-mail address, or else a telephone number as digits with the leading plus if there is one."""
    if "@" in text or "＠" in text:
        return read_email(text)
    numbers = [_digits(match.group()) for match in NUMBER.finditer(clean(text))]
    if not numbers:
        return Checked(refusal="contact_missing")
    longest = max(numbers, key=len)
    count = len(longest.lstrip("+"))
    if count < FEWEST_DIGITS:
        return Checked(refusal="phone_too_short")
    return Checked(longest) if count <= MOST_DIGITS else Checked(refusal="phone_too_long")


def addresses_in(text: str) -> tuple[str, ...]:
    """Everything with an @ in it, each once, well formed or not."""
    line = clean(text).replace("＠", "@")
    if line.count("@") == 1:  # "anna @ example.eu"; with more of them the spaces keep the addresses apart
        line = line.replace(" @", "@").replace("@ ", "@")
    found = (word.strip("'`*_").rstrip(".!") for word in SEPARATORS.split(line) if "@" in word)
    return tuple(dict.fromkeys(_lower_domain(word) for word in found))


def _well_formed(address: str) -> bool:
    local, _, domain = address.rpartition("@")
    labels = domain.split(".")
    return (
        len(address) <= EMAIL_LIMIT
        and 1 <= len(local) <= LOCAL_LIMIT
        and LOCAL_CHARACTERS.issuperset(local)
        and not (local.startswith(".") or local.endswith(".") or ".." in local)
        and len(labels) >= 2
        and all(_label(label) for label in labels)
        and len(labels[-1]) >= 2
        and not labels[-1].isdigit()
    )


def _label(label: str) -> bool:
    ends = label[:1] + label[-1:]
    return (
        1 <= len(label) <= LABEL_LIMIT
        and "-" not in ends
        and all(char.isalnum() or char == "-" for char in label)
    )


def _lower_domain(address: str) -> str:
    local, _, domain = address.rpartition("@")
    return f"{local}@{domain.lower()}"


def _digits(number: str) -> str:
    return ("+" if number.startswith("+") else "") + "".join(char for char in number if char.isdigit())
