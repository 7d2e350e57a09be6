"""The eligibility check as a form. Its address holds the answers, so that a result can be shared."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from aiohttp import web

from bot.content.call_status import CALL
from bot.content.lexicon import load_lexicon
from bot.content.loader import load_sheet
from bot.content.phrases import phrase
from bot.content.sources import day_in_words, numbered
from bot.content.verdict_words import changes_of, head_and_verdicts, reason_of, within
from bot.logic.countries import LISTS
from bot.logic.eligibility import Assessment, Verdict, assess
from bot.logic.profile import Profile
from bot.web.pictures.coverage import coverage
from bot.web.plain.desk import DESK
from bot.web.plain.fields import Choices, check_field, error_summary, radio_field, select_field
from bot.web.plain.html import Html, link, linked, tag
from bot.web.plain.visiting import page
from bot.web.plain.words import words

routes = web.RouteTableDef()

TYPE, COUNTRY, PARTNERS, THEME, LEGAL, ECCP = "type", "country", "partner", "theme", "legal", "eccp"
NAMES = (TYPE, COUNTRY, PARTNERS, THEME, LEGAL, ECCP)
NONE, YES, NO, NOT_KNOWN = "none", "yes", "no", "unknown"
TRUTH = {YES: True, NO: False}
Answers = Mapping[str, tuple[str, ...]]


@routes.get("/eligibility")
async def eligibility(request: web.Request) -> web.Response:
    """The questions; with answers in the address, the result above them."""
    given: dict[str, tuple[str, ...]] = {
        name: tuple(value for value in request.query.getall(name, []) if value) for name in NAMES
    }
    answers, errors = _checked(given)
    title = words("eligibility.title")
    result = None
    if any(answers.values()) and not errors:
        on = request.app[DESK].today()
        assessment = assess(_profile(answers), load_sheet(CALL), on, within())
        result = _result(assessment, words("eligibility.on_day", day=day_in_words(on)))
    parts = (
        tag("h1", title),
        tag("p", words("eligibility.lead"), class_="lead"),
        error_summary(errors),
        result,
        _form(answers, errors, again=result is not None),
    )
    return page(request, "eligibility", title, parts)


def _choices() -> dict[str, Choices]:
    lexicon = load_lexicon()
    call = load_sheet(CALL)
    listed = dict.fromkeys(code for _, name in LISTS for code in call.fact(name).value)
    by_name = sorted((one.id, one.name) for one in lexicon.countries.values())
    truth = [(key, words(f"eligibility.{key}")) for key in (YES, NO)]
    truth.append((NOT_KNOWN, words("eligibility.not_known")))
    return {
        TYPE: [(one.id, one.name) for one in lexicon.organisation_types.values()],
        COUNTRY: _sorted(by_name),
        PARTNERS: [
            (NONE, words("eligibility.no_partners")),
            *_sorted([(code, lexicon.name_of("country", code)) for code in listed]),
        ],
        THEME: _sorted([(one.id, one.name) for one in lexicon.themes.values()]),
        LEGAL: truth,
        ECCP: truth,
    }


def _sorted(choices: Choices) -> Choices:
    return sorted(choices, key=lambda choice: choice[1].casefold())


def _checked(given: Answers) -> tuple[Answers, dict[str, str]]:
    """The answers that are on the lists, and what is wrong with the others."""
    offered = {name: {value for value, _ in choices} for name, choices in _choices().items()}
    answers = {name: tuple(one for one in values if one in offered[name]) for name, values in given.items()}
    errors = {
        name: words("eligibility.odd_value") for name in NAMES if len(answers[name]) != len(given[name])
    }
    if NONE in answers[PARTNERS] and len(answers[PARTNERS]) > 1:
        errors[PARTNERS] = words("eligibility.both")
    return answers, errors


def _profile(answers: Answers) -> Profile:
    partners = answers[PARTNERS]
    return Profile(
        organisation_type=_first(answers, TYPE),
        country=_first(answers, COUNTRY),
        theme=answers[THEME] or None,
        partner_countries=tuple(one for one in partners if one != NONE) if partners else None,
        own_legal_entity=TRUTH.get(_first(answers, LEGAL) or ""),
        eccp_profile=TRUTH.get(_first(answers, ECCP) or ""),
    )


def _first(answers: Answers, name: str) -> str | None:
    return next(iter(answers[name]), None)


def _form(answers: Answers, errors: Mapping[str, str], *, again: bool) -> Html:
    choices, empty = _choices(), words("eligibility.empty")

    def one_of(field: Callable[..., Html], name: str, **more: str) -> Html:
        chosen, error = _first(answers, name) or "", errors.get(name, "")
        return field(name, words(f"eligibility.{name}"), choices[name], chosen, error=error, **more)

    fields = (
        one_of(radio_field, TYPE),
        one_of(select_field, COUNTRY, empty=empty),
        check_field(
            PARTNERS,
            words("eligibility.partners"),
            choices[PARTNERS],
            answers[PARTNERS],
            hint=words("eligibility.partners_hint"),
            error=errors.get(PARTNERS, ""),
        ),
        one_of(select_field, THEME, empty=empty),
        one_of(radio_field, LEGAL, hint=words("eligibility.legal_hint")),
        one_of(radio_field, ECCP),
    )
    head = tag("h2", words("eligibility.again")) if again else None
    knob = tag("button", words("eligibility.check"), class_="button")
    form = tag("form", fields, knob, action="/eligibility", method="get", novalidate=True)
    return tag("section", head, form, class_="not-printed" if again else None)


def _result(assessment: Assessment, on_day: str) -> Html:
    """The sentence, the checklist, what would help, and the sources."""
    head, _ = head_and_verdicts(assessment, final=not assessment.missing)
    shown = assessment.verdicts[:1] if assessment.route else assessment.verdicts
    marks, line = numbered(verdict.fact for verdict in shown)
    changes = changes_of(assessment)
    return tag(
        "section",
        tag("h2", words("eligibility.result"), id="result"),
        tag("p", head, class_=f"verdict {assessment.overall.value}"),
        tag("p", on_day, class_="hint"),
        tag("h3", words("eligibility.requirements")),
        tag("ul", (_item(one, marks[one.fact.source]) for one in shown), class_="checklist"),
        None if assessment.route else coverage(assessment.verdict("partner_countries")),
        (tag("h3", words("eligibility.change")), tag("ul", (tag("li", one) for one in changes)))
        if changes
        else None,
        tag("p", linked(line), class_="source"),
        tag("h3", words("eligibility.next")),
        tag("ul", _next()),
        tag("p", words("eligibility.print"), class_="hint not-printed"),
        aria_labelledby="result",
        class_="result",
    )


def _item(verdict: Verdict, mark: str) -> Html:
    state = tag("span", phrase(f"outcome.{verdict.outcome.value}"), class_="state")
    name = tag("strong", phrase(f"requirement.{verdict.requirement}"))
    return tag(
        "li", state, tag("div", name, tag("p", reason_of(verdict), " ", mark)), class_=verdict.outcome.value
    )


def _next() -> list[Html]:
    steps = (("/partnerships", "search"), ("/eoi", "express"), ("/questions", "questions"))
    return [tag("li", link(address, words(f"eligibility.next_{name}"))) for address, name in steps]
