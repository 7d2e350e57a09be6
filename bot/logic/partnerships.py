"""What is asked about partnerships, what is known of them, and what a search gives back.

All values are ids of the lexicon (country GB, region ITC4, theme photonics) unless a comment says words.
"""

from __future__ import annotations

from dataclasses import dataclass

LEADING_REGION = "leading_region"
COORDINATOR = "coordinator"


@dataclass(frozen=True)
class PartnershipQuery:
    """What is looked for. Values of one field are alternatives; every field that is filled should match.

    The `without_` fields exclude for good. `led`: only who leads counts for countries and regions.
    `together`: every one of the countries must be there ("both Spain and Serbia").
    `text` is free words: a name, an acronym, anything else.
    """

    themes: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    programmes: tuple[str, ...] = ()
    organisation_types: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()
    partnerships: tuple[str, ...] = ()
    without_themes: tuple[str, ...] = ()
    without_countries: tuple[str, ...] = ()
    without_programmes: tuple[str, ...] = ()
    without_partnerships: tuple[str, ...] = ()
    text: str | None = None
    led: bool = False
    together: bool = False


@dataclass(frozen=True)
class Membership:
    """One member: an organisation, or a region where `organisation` is None.

    `role` is coordinator, affiliated, leading_region, participating_region, associated_region or member.
    `described_as` is the source's own word for the kind of member; `organisation_type` is None where that
    word is no type of ours. A region may have a name and no NUTS code.
    """

    organisation: str | None
    organisation_id: str | None
    organisation_type: str | None
    role: str
    region: str | None
    region_name: str | None
    country: str | None
    described_as: str | None = None


@dataclass(frozen=True)
class Partnership:
    """One partnership as the sources show it. Empty or None means "not in our sources", never "none".

    `lead_regions` and `coordinator` are names. `source_urls` holds only addresses that may be shown, the
    main one first; it is empty where all that was found is a staging mirror or the like. `confidence` is
    high, medium or low. `year` is the first year the sources connect with it.
    """

    id: str
    name: str
    acronym: str | None
    programme: str
    themes: tuple[str, ...]
    thematic_area: str
    priorities: tuple[str, ...]
    lead_regions: tuple[str, ...]
    coordinator: str | None
    members: tuple[Membership, ...]
    countries: tuple[str, ...]
    year: int
    status: str
    source_url: str | None
    source_urls: tuple[str, ...]
    confidence: str
    notes: str | None = None
    linked_partnership: str | None = None
    grant_agreement: str | None = None
    total_budget_eur: float | None = None
    eu_grant_eur: float | None = None


@dataclass(frozen=True)
class Reason:
    """Why a partnership is in the answer.

    `kind` says what matched and in which way: theme, near_theme, country, region, region_around (a member is
    the larger region around the one asked for), region_country (only its country), programme,
    organisation_type, organisation, partnership, name, near_name (spelt nearly like that), word.
    `value` is the id on the side of the partnership; for name, near_name and word it is words.
    """

    kind: str
    value: str


@dataclass(frozen=True)
class Hit:
    """A partnership that answers the search. `missing` names the criteria it does not meet, or only nearly:

    theme, country, region, programme, organisation_type, organisation, partnership, text.
    """

    partnership: Partnership
    score: float
    reasons: tuple[Reason, ...]
    missing: tuple[str, ...] = ()

    @property
    def exact(self) -> bool:
        """Does it meet everything that was asked?"""
        return not self.missing


@dataclass(frozen=True)
class SearchPage:
    """One page of an answer, best first.

    `nearest` is True when nothing meets everything: the hits are then the nearest there is (there may be
    none), and `unmatched` names the criteria that the best of them fails. Otherwise every hit meets
    everything. `total` counts the hits on all pages; with `more` there are others that no page leads to.
    `left_out` are the free words of a question that names something, too, where nothing has both: the hits
    meet all that is named.
    """

    hits: tuple[Hit, ...]
    total: int
    offset: int
    limit: int
    nearest: bool
    unmatched: tuple[str, ...] = ()
    more: bool = False
    left_out: str | None = None
