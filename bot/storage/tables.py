"""The tables of what people entrust to us. Rows stay inside `bot/storage`; stores speak in dataclasses.

Everything here but the audit log may hold personal data.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from bot.storage.base import Base


class EoIRow(Base):
    __tablename__ = "eois"
    __table_args__ = (
        UniqueConstraint("conversation_id", "idempotency_key"),
        Index("ix_eois_lower_email", text("lower(email)")),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(unique=True)
    idempotency_key: Mapped[str] = mapped_column(unique=True, index=True)
    status: Mapped[str]
    version: Mapped[int]
    kind: Mapped[str]
    partnership_id: Mapped[str | None] = mapped_column(ForeignKey("partnerships.id"), index=True)
    title: Mapped[str | None]
    organisation: Mapped[str]
    organisation_type: Mapped[str]
    country: Mapped[str]
    region: Mapped[str | None]
    theme: Mapped[str]
    role: Mapped[str]
    contact_name: Mapped[str]
    email: Mapped[str]
    motivation: Mapped[str]
    conversation_id: Mapped[str]
    channel: Mapped[str]
    submitted_at: Mapped[datetime] = mapped_column(index=True)
    status_at: Mapped[datetime | None]
    status_note: Mapped[str | None]


class EoIVersionRow(Base):
    """What an expression said at one time: `content` has its fields. The newest one is also in `eois`."""

    __tablename__ = "eoi_versions"
    __table_args__ = (UniqueConstraint("eoi_id", "version"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    eoi_id: Mapped[int] = mapped_column(ForeignKey("eois.id", ondelete="CASCADE"))
    version: Mapped[int]
    content: Mapped[dict[str, Any]]
    channel: Mapped[str]
    conversation_id: Mapped[str] = mapped_column(index=True)
    created_at: Mapped[datetime]


class DraftRow(Base):
    """What was answered so far, by the form's own id. `saved_at` is set once its writer asked to keep it."""

    __tablename__ = "drafts"
    __table_args__ = (Index("ix_drafts_lower_email", text("lower(email)")),)
    id: Mapped[int] = mapped_column(primary_key=True)
    form_id: Mapped[str] = mapped_column(unique=True)
    reference: Mapped[str] = mapped_column(unique=True)
    conversation_id: Mapped[str] = mapped_column(index=True)
    answers: Mapped[dict[str, Any]]
    email: Mapped[str | None] = mapped_column(index=True)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime] = mapped_column(index=True)
    saved_at: Mapped[datetime | None]


class CodeRow(Base):
    """A one-time code that was asked for; the digits follow from `nonce` and our key and are kept nowhere.

    `address` is NULL where nothing is stored under the one that was named. `address_digest` and
    `source_digest` only count how often.
    """

    __tablename__ = "codes"
    __table_args__ = (
        Index("ix_codes_lower_address", text("lower(address)")),
        Index("ix_codes_address_digest_created_at", "address_digest", "created_at"),
        Index("ix_codes_source_digest_created_at", "source_digest", "created_at"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    nonce: Mapped[str] = mapped_column(unique=True)
    conversation_id: Mapped[str] = mapped_column(index=True)
    address: Mapped[str | None]
    address_digest: Mapped[str]
    source_digest: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(index=True)
    expires_at: Mapped[datetime]
    tries: Mapped[int]
    proven_at: Mapped[datetime | None]


class ErasureRow(Base):
    """Whose data was erased, as a digest: to be erased again when an older copy is restored."""

    __tablename__ = "erasures"
    id: Mapped[int] = mapped_column(primary_key=True)
    address_digest: Mapped[str] = mapped_column(unique=True)
    erased_at: Mapped[datetime]


class ErasureRequestRow(Base):
    """An erasure that was confirmed and is still to be carried out; the row goes with the rest.

    `address` is NULL where the rows are gone and only the running engine has conversations to forget.
    """

    __tablename__ = "erasure_requests"
    id: Mapped[int] = mapped_column(primary_key=True)
    address: Mapped[str | None]
    conversations: Mapped[list[Any]]
    asked_at: Mapped[datetime]


class EoIConsentRow(Base):
    """What the applicant agreed to, word for word."""

    __tablename__ = "eoi_consents"
    id: Mapped[int] = mapped_column(primary_key=True)
    eoi_id: Mapped[int] = mapped_column(ForeignKey("eois.id", ondelete="CASCADE"), index=True)
    version: Mapped[str]
    text: Mapped[str]
    language: Mapped[str]
    given_at: Mapped[datetime]
    channel: Mapped[str]
    conversation_id: Mapped[str] = mapped_column(index=True)


class TicketRow(Base):
    """A message for a person, and how its writer wants to be answered."""

    __tablename__ = "tickets"
    __table_args__ = (
        UniqueConstraint("conversation_id", "idempotency_key"),
        Index("ix_tickets_lower_answer_to", text("lower(answer_to)")),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(unique=True)
    idempotency_key: Mapped[str | None]
    status: Mapped[str]
    message: Mapped[str]
    answer_to: Mapped[str]
    conversation_id: Mapped[str]
    channel: Mapped[str]
    consent_version: Mapped[str]
    consent_text: Mapped[str]
    consent_language: Mapped[str]
    consent_given_at: Mapped[datetime]
    created_at: Mapped[datetime] = mapped_column(index=True)


class FollowRow(Base):
    """Who gets notices about a partnership. `token` stands in their mails: with it they can be stopped."""

    __tablename__ = "follows"
    __table_args__ = (
        Index("ix_follows_partnership_id_lower_email", "partnership_id", text("lower(email)"), unique=True),
        Index("ix_follows_lower_email", text("lower(email)")),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    partnership_id: Mapped[str] = mapped_column(ForeignKey("partnerships.id"))
    email: Mapped[str]
    token: Mapped[str] = mapped_column(unique=True)
    conversation_id: Mapped[str]
    channel: Mapped[str]
    consent_version: Mapped[str]
    consent_text: Mapped[str]
    consent_language: Mapped[str]
    consent_given_at: Mapped[datetime]
    created_at: Mapped[datetime] = mapped_column(index=True)


class ContactRow(Base):
    """Where a partnership's own people hear who is interested; before `confirmed_at` nothing goes there."""

    __tablename__ = "partnership_contacts"
    __table_args__ = (
        Index(
            "ix_partnership_contacts_partnership_id_lower_email",
            "partnership_id",
            text("lower(email)"),
            unique=True,
        ),
        Index("ix_partnership_contacts_lower_email", text("lower(email)")),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    partnership_id: Mapped[str] = mapped_column(ForeignKey("partnerships.id"))
    email: Mapped[str]
    token: Mapped[str] = mapped_column(unique=True)
    registered_by: Mapped[str]
    registered_at: Mapped[datetime] = mapped_column(index=True)
    confirmed_at: Mapped[datetime | None]


class MessageRow(Base):
    """The transcript. `client_message_id` is the user's own id of a message; NULL on the bot's.

    `answers` is, on the bot's, the id of the user's message it answers; `custom` the same words in parts.
    """

    __tablename__ = "messages"
    __table_args__ = (
        UniqueConstraint("conversation_id", "seq"),
        UniqueConstraint("conversation_id", "client_message_id"),
        CheckConstraint("author IN ('user', 'bot')", "author_known"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[str]
    seq: Mapped[int]
    author: Mapped[str]
    text: Mapped[str]
    payload: Mapped[list[Any]]
    client_message_id: Mapped[str | None]
    answers: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(index=True)
    custom: Mapped[dict[str, Any] | None]


class MeaningChoiceRow(Base):
    """What was chosen after "did you mean". `chosen` is NULL where none of it was meant, `text` where it
    may not be kept.
    """

    __tablename__ = "meaning_choices"
    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[str] = mapped_column(index=True)
    created_at: Mapped[datetime] = mapped_column(index=True)
    language: Mapped[str | None]
    offered: Mapped[list[Any]]
    chosen: Mapped[str | None]
    text: Mapped[str | None]


class OutboxRow(Base):
    """Something that leaves later; `sent_at` is NULL until it has. `reference` says what it is about.

    `due_at` is when it is tried next: NULL once it was sent or given up. `problem` is the last failure,
    without an address. After `not_after` it is of no use any more.
    """

    __tablename__ = "outbox"
    __table_args__ = (Index("ix_outbox_lower_recipient", text("lower(recipient)")),)
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    recipient: Mapped[str]
    reference: Mapped[str | None] = mapped_column(index=True)
    payload: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    due_at: Mapped[datetime | None] = mapped_column(index=True)
    tries: Mapped[int] = mapped_column(default=0, server_default="0")
    problem: Mapped[str | None]
    not_after: Mapped[datetime | None]


class AuditRow(Base):
    """Who did what to which thing, and when. Append only, and without personal data."""

    __tablename__ = "audit_log"
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    action: Mapped[str]
    subject: Mapped[str] = mapped_column(index=True)
    channel: Mapped[str]
    detail: Mapped[dict[str, Any]]
