"""Beside what was said, the same in parts: cards, checklists, read-backs."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("messages", sa.Column("custom", sa.JSON(), nullable=True))


def downgrade() -> None:
    op.drop_column("messages", "custom")
