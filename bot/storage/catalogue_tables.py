"""The tables of the partnership catalogue. Only `seed.py` writes them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.storage.base import Base


class ProgrammeRow(Base):
    __tablename__ = "programmes"
    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]


class CountryRow(Base):
    __tablename__ = "countries"
    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]


class RegionRow(Base):
    """`id` is the NUTS code; a region is inside another when its code starts with the other's."""

    __tablename__ = "regions"
    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    country_id: Mapped[str] = mapped_column(ForeignKey("countries.id"), index=True)


class ThemeRow(Base):
    __tablename__ = "themes"
    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]


class ThemeNeighbourRow(Base):
    """`kind` is near (a sister theme) or within (`other_id` is the wider theme)."""

    __tablename__ = "theme_neighbours"
    theme_id: Mapped[str] = mapped_column(ForeignKey("themes.id"), primary_key=True)
    other_id: Mapped[str] = mapped_column(ForeignKey("themes.id"), primary_key=True, index=True)
    kind: Mapped[str] = mapped_column(primary_key=True)


class ThemeSynonymRow(Base):
    """An everyday word for a theme, as the lexicon has it."""

    __tablename__ = "theme_synonyms"
    theme_id: Mapped[str] = mapped_column(ForeignKey("themes.id"), primary_key=True)
    phrase: Mapped[str] = mapped_column(primary_key=True, index=True)


class OrganisationRow(Base):
    """`described_as` is the source's word for what it is, `organisation_type` our id where one fits."""

    __tablename__ = "organisations"
    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    folded: Mapped[str] = mapped_column(index=True)
    organisation_type: Mapped[str | None] = mapped_column(index=True)
    described_as: Mapped[str]
    region_id: Mapped[str | None] = mapped_column(ForeignKey("regions.id"), index=True)
    region_name: Mapped[str | None]
    country_id: Mapped[str | None] = mapped_column(ForeignKey("countries.id"), index=True)
    sectors: Mapped[list[Any]]


class PartnershipRow(Base):
    """A row that content has dropped stays, not listed: an expression of interest may point at it."""

    __tablename__ = "partnerships"
    id: Mapped[str] = mapped_column(primary_key=True)
    listed: Mapped[bool] = mapped_column(default=True)
    name: Mapped[str]
    acronym: Mapped[str | None]
    programme_id: Mapped[str] = mapped_column(ForeignKey("programmes.id"), index=True)
    thematic_area: Mapped[str]
    priorities: Mapped[list[Any]]
    lead_regions: Mapped[list[Any]]
    coordinator: Mapped[str | None]
    year: Mapped[int]
    status: Mapped[str]
    confidence: Mapped[str]
    notes: Mapped[str | None]
    linked_partnership: Mapped[str | None]
    grant_agreement: Mapped[str | None]
    total_budget_eur: Mapped[float | None]
    eu_grant_eur: Mapped[float | None]

    themes: Mapped[list[PartnershipThemeRow]] = relationship(
        lazy="raise", order_by="PartnershipThemeRow.position", viewonly=True
    )
    countries: Mapped[list[PartnershipCountryRow]] = relationship(
        lazy="raise", order_by="PartnershipCountryRow.country_id", viewonly=True
    )
    members: Mapped[list[MembershipRow]] = relationship(
        lazy="raise", order_by="MembershipRow.position", viewonly=True
    )
    sources: Mapped[list[SourceRow]] = relationship(
        lazy="raise", order_by="SourceRow.position", viewonly=True
    )


class SearchRow(Base):
    """What a listed partnership is found by, see `bot.logic.partnership_terms`; the index is over `terms`.

    `place` numbers them in the order of those who answer a search equally well.
    """

    __tablename__ = "partnership_search"
    place: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    partnership_id: Mapped[str] = mapped_column(ForeignKey("partnerships.id"), unique=True)
    terms: Mapped[str]


class NameSlipRow(Base):
    """A word of a name by what is left of it after a slip of the pen, see `near_names.py`."""

    __tablename__ = "name_slips"
    slip: Mapped[str] = mapped_column(primary_key=True)
    word: Mapped[str] = mapped_column(primary_key=True)


class PartnershipThemeRow(Base):
    __tablename__ = "partnership_themes"
    partnership_id: Mapped[str] = mapped_column(ForeignKey("partnerships.id"), primary_key=True)
    theme_id: Mapped[str] = mapped_column(ForeignKey("themes.id"), primary_key=True, index=True)
    position: Mapped[int]


class PartnershipCountryRow(Base):
    """The source's list of countries; some partnerships have one and no known member."""

    __tablename__ = "partnership_countries"
    partnership_id: Mapped[str] = mapped_column(ForeignKey("partnerships.id"), primary_key=True)
    country_id: Mapped[str] = mapped_column(ForeignKey("countries.id"), primary_key=True, index=True)


class MembershipRow(Base):
    """A region that takes part itself has no organisation; a region without NUTS code has only a name."""

    __tablename__ = "memberships"
    id: Mapped[int] = mapped_column(primary_key=True)
    partnership_id: Mapped[str] = mapped_column(ForeignKey("partnerships.id"), index=True)
    organisation_id: Mapped[str | None] = mapped_column(ForeignKey("organisations.id"), index=True)
    organisation_type: Mapped[str | None] = mapped_column(index=True)
    described_as: Mapped[str]
    role: Mapped[str]
    region_id: Mapped[str | None] = mapped_column(ForeignKey("regions.id"), index=True)
    region_name: Mapped[str | None]
    country_id: Mapped[str | None] = mapped_column(ForeignKey("countries.id"), index=True)
    position: Mapped[int]

    organisation: Mapped[OrganisationRow | None] = relationship(lazy="raise", viewonly=True)


class SourceRow(Base):
    """Where a partnership or an organisation was read about; `shown` is False for staging mirrors."""

    __tablename__ = "sources"
    __table_args__ = (
        CheckConstraint("(partnership_id IS NULL) <> (organisation_id IS NULL)", "of_one_thing"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    partnership_id: Mapped[str | None] = mapped_column(ForeignKey("partnerships.id"), index=True)
    organisation_id: Mapped[str | None] = mapped_column(ForeignKey("organisations.id"), index=True)
    url: Mapped[str]
    shown: Mapped[bool]
    position: Mapped[int]


class SeedRow(Base):
    """Which state of the content the catalogue was written from."""

    __tablename__ = "seeds"
    name: Mapped[str] = mapped_column(primary_key=True)
    content_hash: Mapped[str]
    seeded_at: Mapped[datetime]
