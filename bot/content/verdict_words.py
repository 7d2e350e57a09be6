"""Verdicts in words: one line a requirement, its source marked, and the smallest change towards a yes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from bot.content.call_status import CALL
from bot.content.lexicon import load_lexicon
from bot.content.loader import load_sheet
from bot.content.phrases import enumerate_in_words, phrase
from bot.content.sources import day_in_words, numbered
from bot.logic.eligibility import Assessment, Outcome, Verdict, country, organisation_type, theme
from bot.logic.profile import Profile

ENTITY_OF_DETAIL = {
    "organisation_type": "organisation_type",
    "country": "country",
    "counted": "country",
    "hanging": "country",
    "not_counted": "country",
    "theme": "theme",
    "by": "theme",
    "named": "theme",
}
DAYS = ("closing_date", "first_closing_date")
HEADS = {
    Outcome.MET: "eligibility.head_met",
    Outcome.NOT_MET: "eligibility.head_not_met",
    Outcome.UNKNOWN: "eligibility.head_unknown",
}


def within() -> dict[str, tuple[str, ...]]:
    """Which theme belongs to which wider ones."""
    return {one.id: tuple(one.within) for one in load_lexicon().themes.values()}


def summary(assessment: Assessment, *, final: bool) -> tuple[str, str]:
    """The whole assessment as a text, and its source line. `final`: nothing is left to ask."""
    head, shown = head_and_verdicts(assessment, final=final)
    marks, line = numbered(verdict.fact for verdict in shown)
    lines = [head, *(verdict_line(verdict, marks[verdict.fact.source]) for verdict in shown)]
    if assessment.smallest_change and (final or assessment.route):
        lines.append(phrase("eligibility.change_head"))
        lines += change_lines(assessment)
    return "\n".join(lines), line


def head_and_verdicts(assessment: Assessment, *, final: bool) -> tuple[str, tuple[Verdict, ...]]:
    """The result in a sentence, and the verdicts behind it; before the end, only what was answered."""
    if assessment.route:
        return phrase(HEADS[Outcome.NOT_MET]), assessment.verdicts[:1]
    if final:
        return phrase(HEADS[assessment.overall]), assessment.verdicts
    shown = tuple(one for one in assessment.verdicts if not one.reason.endswith("_not_asked"))
    if any(one.outcome is Outcome.NOT_MET for one in shown):
        return phrase("eligibility.head_so_far_not_met"), shown
    return phrase("eligibility.head_so_far"), shown


def verdict_line(verdict: Verdict, mark: str = "") -> str:
    """Country: Met. Italy was a Member State of the EU during the call. [2]"""
    return phrase(
        "eligibility.line",
        requirement=phrase(f"requirement.{verdict.requirement}"),
        outcome=phrase(f"outcome.{verdict.outcome.value}"),
        reason=reason_of(verdict),
        mark=mark,
    ).rstrip()


def reason_of(verdict: Verdict) -> str:
    """Why it is so, and what should be said along."""
    words = in_words(verdict.detail)
    return " ".join(phrase(f"verdict.{key}", **words) for key in (verdict.reason, *verdict.notes))


def change_lines(assessment: Assessment) -> list[str]:
    """What would make it a yes, a line each."""
    return [phrase("eligibility.change_line", change=change) for change in changes_of(assessment)]


def changes_of(assessment: Assessment) -> list[str]:
    """The same without the marks of a list."""
    return [phrase(f"verdict.{one.reason}", **in_words(one.detail)) for one in assessment.smallest_change]


def in_words(detail: Mapping[str, str]) -> dict[str, str]:
    """Ids as names, days as days; numbers stay."""
    return {key: _value(key, value) for key, value in detail.items()}


def names(entity: str, ids: Iterable[str]) -> str:
    """Ids of one kind as an enumeration of names."""
    return enumerate_in_words([load_lexicon().name_of(entity, one) for one in ids])


def warning_for(field: str, value: str) -> str | None:
    """What an applicant should know about this answer; None where it meets its requirement."""
    call = load_sheet(CALL)
    if field == "country":
        verdict = country(Profile(country=value), call)
    elif field == "theme":
        verdict = theme(Profile(theme=(value,)), call, within())
    else:
        verdict = organisation_type(Profile(organisation_type=value), call)
    if verdict.outcome is Outcome.MET:
        return None
    marks, line = numbered([verdict.fact])
    return f"{phrase('eoi.warning', warning=verdict_line(verdict, marks[verdict.fact.source])[2:])}\n{line}"


def _value(key: str, value: str) -> str:
    if key in DAYS:
        return day_in_words(date.fromisoformat(value))
    entity = ENTITY_OF_DETAIL.get(key)
    if entity is None:
        return value
    return names(entity, value.split()) or phrase("eligibility.none_yet")
