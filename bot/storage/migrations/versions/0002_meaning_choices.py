"""What people chose after "did you mean"."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "meaning_choices",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("language", sa.Text(), nullable=True),
        sa.Column("offered", sa.JSON(), nullable=False),
        sa.Column("chosen", sa.Text(), nullable=True),
        sa.Column("text", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meaning_choices")),
    )
    op.create_index(
        op.f("ix_meaning_choices_conversation_id"), "meaning_choices", ["conversation_id"], unique=False
    )
    op.create_index(op.f("ix_meaning_choices_created_at"), "meaning_choices", ["created_at"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_meaning_choices_created_at"), table_name="meaning_choices")
    op.drop_index(op.f("ix_meaning_choices_conversation_id"), table_name="meaning_choices")
    op.drop_table("meaning_choices")
