"""One partnership as a page: what the sources hold of it, a map, and openly what they do not hold."""

from __future__ import annotations

from collections.abc import Iterator

from bot.content.lexicon import load_lexicon
from bot.content.partnership_words import full_name, lead_line, short_name
from bot.logic.partnerships import COORDINATOR, LEADING_REGION, Membership, Partnership
from bot.web.pictures.europe import map_of
from bot.web.plain.html import Html, joined, link, tag
from bot.web.plain.words import load_words, words


def sheet(one: Partnership) -> Html:
    """The whole page."""
    join = link(
        f"/eoi?partnership={one.id}", words("partnerships.join", name=short_name(one)), class_="button"
    )
    follow = link(f"/follow/{one.id}", words("partnerships.follow", name=short_name(one)))
    return joined(
        tag("p", link("/partnerships", words("partnerships.back")), class_="not-printed"),
        tag("h1", full_name(one)),
        tag("p", load_lexicon().name_of("programme", one.programme), class_="lead"),
        tag("dl", ((tag("dt", name), tag("dd", value)) for name, value in _lines(one)), class_="facts"),
        tag("p", join, class_="not-printed"),
        tag("p", follow, class_="not-printed"),
        tag("h2", words("partnerships.countries")),
        map_of(one),
        tag("dl", _places(one), class_="facts"),
        _gaps(one),
        tag("h2", words("partnerships.sources")),
        _sources(one),
    )


def _lines(one: Partnership) -> Iterator[tuple[str, object]]:
    lexicon = load_lexicon()
    yield words("partnerships.lead_word"), lead_line(one)
    yield words("partnerships.area"), one.thematic_area
    if one.themes:
        themes = [link(f"/partnerships?theme={id_}", lexicon.name_of("theme", id_)) for id_ in one.themes]
        yield (
            words("partnerships.themes"),
            [(", " if place else None, made) for place, made in enumerate(themes)],
        )
    if one.priorities:
        yield words("partnerships.priorities"), "; ".join(one.priorities)
    if one.status:
        yield words("partnerships.course"), one.status
    yield words("partnerships.first_year"), one.year
    if one.eu_grant_eur:
        yield words("partnerships.grant"), f"EUR {one.eu_grant_eur:,.0f}"


def _places(one: Partnership) -> Iterator[tuple[Html, Html]]:
    """Every country with its members; countries without a known member, too."""
    lexicon = load_lexicon()
    names = {code: lexicon.name_of("country", code) for code in (*one.countries, *_member_countries(one))}
    for code, name in sorted(names.items(), key=lambda pair: pair[1]):
        here = [_member(member) for member in one.members if member.country == code]
        said = tag("ul", (tag("li", said) for said in here)) if here else words("partnerships.members_none")
        yield tag("dt", link(f"/partnerships?country={code}", name)), tag("dd", said)
    elsewhere = [_member(member) for member in one.members if member.country is None]
    if elsewhere:
        listed = tag("ul", (tag("li", said) for said in elsewhere))
        yield tag("dt", words("partnerships.country_unknown")), tag("dd", listed)


def _member_countries(one: Partnership) -> Iterator[str]:
    return (member.country for member in one.members if member.country)


def _member(member: Membership) -> str:
    """Name, region and role, as far as they are known."""
    place = member.region_name if member.organisation else None
    key = f"partnerships.role_{member.role}"
    role = words(key) if key in load_words() else None
    name = member.organisation or member.region_name or words("partnerships.unnamed")
    about = ", ".join(said for said in (place, role) if said)
    return f"{name} ({about})" if about else name


def _gaps(one: Partnership) -> Html | None:
    """What somebody might look for and not find here."""
    leads = (
        one.coordinator
        or one.lead_regions
        or any(member.role in (COORDINATOR, LEADING_REGION) for member in one.members)
    )
    missing = {
        "lead": not leads,
        "members": not one.members,
        "regions": bool(one.members) and not any(member.region_name for member in one.members),
        "grant": not one.eu_grant_eur,
    }
    lines = [
        tag("li", words(f"partnerships.{name}_missing")) for name, is_missing in missing.items() if is_missing
    ]
    if not lines:
        return None
    return joined(
        tag("h2", words("partnerships.not_known")),
        tag("ul", lines),
        tag("p", words("partnerships.ask")),
    )


def _sources(one: Partnership) -> Html:
    links = [tag("li", link(url, url, rel="noopener noreferrer")) for url in one.source_urls]
    listed = tag("ul", links) if links else tag("p", words("partnerships.no_source"))
    return joined(
        listed, tag("p", words("partnerships.confidence", confidence=one.confidence), class_="hint")
    )
