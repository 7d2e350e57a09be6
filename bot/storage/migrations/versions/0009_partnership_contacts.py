"""The address that a partnership's own people have registered for notices of interest."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "partnership_contacts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("partnership_id", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("registered_by", sa.Text(), nullable=False),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["partnership_id"], ["partnerships.id"], name=op.f("fk_partnership_contacts_partnership_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partnership_contacts")),
        sa.UniqueConstraint("token", name=op.f("uq_partnership_contacts_token")),
    )
    op.create_index(
        "ix_partnership_contacts_partnership_id_lower_email",
        "partnership_contacts",
        ["partnership_id", sa.text("lower(email)")],
        unique=True,
    )
    op.create_index("ix_partnership_contacts_lower_email", "partnership_contacts", [sa.text("lower(email)")])
    op.create_index(op.f("ix_partnership_contacts_registered_at"), "partnership_contacts", ["registered_at"])


def downgrade() -> None:
    op.drop_table("partnership_contacts")
